package dev.daybook.differential;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The differences that are wanted. Each is two lines of a file, {@code # why} and a regular expression that is found in
 * {@code <tree> <aspect>: - <line before>} or {@code + <line now>}.
 */
record Allowed(List<Entry> entries) {

    static final Allowed NOTHING = new Allowed(List.of());

    /** @param reason why the difference is wanted */
    record Entry(String reason, Pattern pattern) {}

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
                    entries.add(new Entry(reason, Pattern.compile(line)));
                }
            }
            return new Allowed(entries);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean forbids(Difference difference) {
        var text = difference.toString();
        return entries.stream().noneMatch(it -> it.pattern.matcher(text).find());
    }
}
