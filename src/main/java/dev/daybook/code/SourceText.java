package dev.daybook.code;

import dev.daybook.code.CodeViews.LineView;
import dev.daybook.journal.Sha256;
import dev.daybook.text.TextEncoding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A file of this machine beside what is known of it. Its lines are only shown where it is what was indexed: else the
 * numbers of lines would be those of another text.
 *
 * @param encoding that it was read in, if it is not UTF-8
 * @param state {@code current}, {@code changed}, {@code gone}, or {@code unread} where nobody can look
 */
record SourceText(String state, Optional<String> encoding, List<String> lines) {

    static final String CURRENT = "current";
    static final String CHANGED = "changed";
    static final String GONE = "gone";
    static final String UNREAD = "unread";

    /** Larger ones are not read for a few lines. */
    private static final long BYTES_MAX = 4 << 20;

    /** As the parsers count lines. */
    private static final Pattern LINE_END = Pattern.compile("\\r?\\n");

    private static final int LINE_CHARS_MAX = 400;

    static final SourceText NOT_READ = unshown(UNREAD);

    /** Returns the file below a root, if its tree stands on this machine. */
    static SourceText of(Optional<Path> root, String path, String sha256, Predicate<Path> mayLook) {
        if (root.isEmpty()) {
            return NOT_READ;
        }
        Path base = root.get();
        try {
            Path file = base.resolve(path).normalize();
            // A link could lead out of the tree, to what nobody was shown.
            if (!file.startsWith(base) || !Files.isDirectory(base)) {
                return NOT_READ;
            }
            if (!Files.isRegularFile(file)) {
                return unshown(GONE);
            }
            // What was looked at is what is read. Not all below a root is for everybody: the data directory may lie
            // there.
            Path real = file.toRealPath();
            if (!real.startsWith(base.toRealPath()) || !mayLook.test(real) || Files.size(real) > BYTES_MAX) {
                return NOT_READ;
            }
            byte[] bytes = Files.readAllBytes(real);
            return Sha256.hash(bytes).toString().equals(sha256) ? current(bytes) : unshown(CHANGED);
        } catch (IOException | InvalidPathException _) {
            return NOT_READ; // somebody may not, or it goes just now
        }
    }

    private static SourceText unshown(String state) {
        return new SourceText(state, Optional.empty(), List.of());
    }

    private static SourceText current(byte[] bytes) {
        TextEncoding encoding = TextEncoding.of(bytes).orElse(TextEncoding.UTF_8);
        return new SourceText(
                CURRENT,
                Optional.of(encoding.name()).filter(name -> !name.equals(TextEncoding.UTF_8.name())),
                bytes.length == 0
                        ? List.of()
                        : LINE_END.splitAsStream(encoding.decode(bytes)).toList());
    }

    /** Returns a line, from 1; nothing if it is not known to be there. */
    Optional<String> line(long number) {
        return number < 1 || number > lines.size()
                ? Optional.empty()
                : Optional.of(cut(lines.get((int) number - 1).strip()));
    }

    /** Returns so many lines, of which the first is one above {@code line}. */
    List<LineView> around(long line, int count) {
        var around = new ArrayList<LineView>();
        long from = Math.max(1, line - 1);
        for (long number = from; number < from + count && number <= lines.size(); number++) {
            around.add(new LineView(number, cut(lines.get((int) number - 1))));
        }
        return around;
    }

    /** Returns the first line that has one of these texts in it, however it is capitalised. */
    Optional<Long> firstWith(List<String> texts) {
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).toLowerCase(Locale.ROOT);
            if (texts.stream().anyMatch(text -> line.contains(text.toLowerCase(Locale.ROOT)))) {
                return Optional.of(i + 1L);
            }
        }
        return Optional.empty();
    }

    private static String cut(String line) {
        return line.length() <= LINE_CHARS_MAX ? line : line.substring(0, LINE_CHARS_MAX) + "…";
    }
}
