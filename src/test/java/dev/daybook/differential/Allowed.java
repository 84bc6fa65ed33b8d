package dev.daybook.differential;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The differences that are wanted. Each is two lines of a file, {@code # why} and a regular expression that is found in
 * {@code <tree> <aspect>: - <line before>} or {@code + <line now>}. With {@code ==>} between them, a regular expression
 * and what stands now where it is found in lines of before.
 */
record Allowed(List<Entry> entries) {

    static final Allowed NOTHING = new Allowed(List.of());

    /** @param reason why the difference is wanted */
    record Entry(String reason, Pattern pattern, Optional<String> now) {}

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
                    var parts = line.split(" ==> ", 2);
                    entries.add(new Entry(
                            reason,
                            Pattern.compile(parts[0]),
                            parts.length == 2 ? Optional.of(parts[1]) : Optional.empty()));
                }
            }
            return new Allowed(entries);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a line of before as it would be now. */
    String renewed(String before) {
        var line = before;
        for (Entry it : entries) {
            if (it.now.isPresent()) {
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
