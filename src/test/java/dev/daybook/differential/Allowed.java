package dev.daybook.differential;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The differences that are wanted. Below {@code # why} stand lines of two forms: a regular expression that is found in
 * {@code <tree> <aspect>: - <line before>} or {@code + <line now>}, which may differ in all; or {@code ASPECTS: WORDS
 * ==> NEW WORDS}, regular expressions of aspects and of what is said in another way now, with all else as before; of all
 * aspects if none are said.
 */
record Allowed(List<Entry> entries) {

    static final Allowed NOTHING = new Allowed(List.of());

    /** @param reason why the difference is wanted */
    record Entry(String reason, Pattern aspects, Pattern pattern, Optional<String> now) {

        private static final Pattern RENEWED = Pattern.compile("(?:(\\S+): )?(.+) ==> (.+)");

        static Entry of(String reason, String line) {
            var renewed = RENEWED.matcher(line);
            return renewed.matches()
                    ? new Entry(
                            reason,
                            Pattern.compile(Objects.requireNonNullElse(renewed.group(1), ".*")),
                            Pattern.compile(renewed.group(2)),
                            Optional.of(renewed.group(3)))
                    : new Entry(reason, Pattern.compile(""), Pattern.compile(line), Optional.empty());
        }
    }

    static Allowed read(Path file) {
        try {
            var entries = new ArrayList<Entry>();
            var reason = "";
            for (String line : Files.readAllLines(file)) {
                if (line.startsWith("#")) {
                    reason = line.substring(1).strip();
                } else if (!line.isBlank()) {
                    if (reason.isEmpty()) {
                        throw new IllegalArgumentException(file + ": " + line + " has no reason; write # why above it");
                    }
                    entries.add(Entry.of(reason, line));
                }
            }
            return new Allowed(entries);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a line of before as it would be now. */
    String renewed(String aspect, String before) {
        var line = before;
        for (Entry it : entries) {
            if (it.now.isPresent() && it.aspects.matcher(aspect).matches()) {
                line = it.pattern.matcher(line).replaceAll(it.now.get());
            }
        }
        return line;
    }

    boolean forbids(Difference difference) {
        var text = difference.toString();
        return entries.stream()
                .filter(it -> it.now.isEmpty())
                .noneMatch(it -> it.pattern.matcher(text).find());
    }
}
