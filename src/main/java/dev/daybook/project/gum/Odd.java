package dev.daybook.project.gum;

import dev.daybook.domain.Texts;
import dev.daybook.importing.Finding;
import dev.daybook.importing.Results;
import dev.daybook.importing.container.Timestamps;
import dev.daybook.project.ProjectPath;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Tells what is odd about one file, some of it only once. */
final class Odd {

    final String file;
    final Results results;
    private final Timestamps times;
    private final Instant now;
    private final Set<String> once = new HashSet<>();

    Odd(String file, Results results, Timestamps times, Instant now) {
        this.now = now;
        this.file = file;
        this.results = results;
        this.times = times;
    }

    void info(String where, String code, String message, Object... args) {
        results.info(file, where, code, message, args);
    }

    void warn(String where, String code, String message, Object... args) {
        results.warn(file, where, code, message, args);
    }

    /** Tells it of the first place only. */
    void once(String where, String code, String what, String message, Object... args) {
        if (once.add(code + what)) {
            info(where, code, message, args);
        }
    }

    /** Tells of a record that is not imported. */
    void rejected(String where, String code, String record, String message, Object... args) {
        results.rejected(Finding.error(file, where, code, message, args), record.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the time that a text spells, to the microsecond. */
    Optional<Instant> time(String text, String where) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Timestamps.Reading reading = times.read(text);
        reading.note().ifPresent(note -> {
            if (note.code().equals("ZERO_TIME")) {
                once(where, note.code(), "", "has the zero time, here and elsewhere: there is none");
            } else {
                results.finding(note.at(file, where));
            }
        });
        return reading.instant().map(instant -> instant.truncatedTo(ChronoUnit.MICROS));
    }

    /** Returns the time, unless it is so far ahead that no later word could count. */
    Optional<Instant> sooner(Optional<Instant> at) {
        return at.filter(instant -> instant.isBefore(now.plus(1, ChronoUnit.DAYS)));
    }

    /** Whether that may be the path of a folder; told otherwise. */
    boolean isPath(String path, String where, Supplier<String> record) {
        Optional<String> unstorable = Texts.unstorable(path);
        if (path.isBlank() || unstorable.isPresent() || path.length() > ProjectPath.CHARS_MAX) {
            String why = path.isBlank()
                    ? "is empty"
                    : unstorable.orElse("is longer than %d characters".formatted(ProjectPath.CHARS_MAX));
            rejected(where, "ILLEGAL_PATH", record.get(), "is no path, as it %s: kept raw", why);
            return false;
        }
        if (path.contains("..") && Arrays.asList(path.split("/")).contains("..")) {
            rejected(where, "PATH_TRAVERSAL", record.get(), "has the path '%s' with '..' in it: kept raw", path);
            return false;
        }
        if (path.startsWith("~") && !path.equals("~") && !path.startsWith("~/")) {
            warn(where, "SUSPECT_PATH", "is '%s': another user's home, or one like it cut short; kept as it is", path);
        } else if (!path.startsWith("/") && !path.startsWith("~")) {
            warn(where, "ILLEGAL_PATH", "is '%s', which is not absolute: kept as it is", path);
        }
        return true;
    }
}
