package dev.daybook.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A block of lines between two marks in a file of somebody else's: put there, replaced, taken out; every other byte stays.
 * Taken out, the file is what it was before. Where it cannot be told what is the block, nothing is done.
 */
record MarkedBlock(Path file, String begin, String end) {

    // One character per byte: whatever the bytes are, they come back.
    private static String read(byte[] file) {
        return new String(file, StandardCharsets.ISO_8859_1);
    }

    private static byte[] written(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private record Place(int from, int to) {}

    /** Returns the file with the block in it: where it stands, else at the end. */
    byte[] put(byte[] file, String block) {
        String text = read(file);
        String line = text.contains("\r\n") ? "\r\n" : "\n";
        String marked = read((begin + "\n" + block.strip() + "\n" + end + "\n").getBytes(StandardCharsets.UTF_8))
                .replace("\n", line);
        Optional<Place> place = place(text);
        if (place.isPresent()) {
            return written(text.substring(0, place.get().from())
                    + marked
                    + text.substring(place.get().to()));
        }
        return written(text.isEmpty() ? marked : text + line + marked);
    }

    /** Returns the file without the block, and without the line end that was put before it. */
    byte[] remove(byte[] file) {
        String text = read(file);
        return place(text)
                .map(place -> {
                    String before = text.substring(0, place.from());
                    return written(before.replaceFirst("\r?\n\\z", "") + text.substring(place.to()));
                })
                .orElse(file);
    }

    /** Returns the file without the block, as text, to look for what stands beside it. */
    String beside(byte[] file) {
        return read(remove(file));
    }

    private Optional<Place> place(String text) {
        int from = text.indexOf(begin);
        if (from < 0) {
            return Optional.empty();
        }
        int last = text.indexOf(end, from);
        if (last < 0 || text.indexOf(begin, from + 1) >= 0) {
            throw Failure.because(
                    "%s has the line '%s' %s".formatted(file, begin, last < 0 ? "and none that ends it" : "twice"),
                    "mend the file by hand: Daybook's block begins with that line and ends with '%s'".formatted(end));
        }
        int to = last + end.length();
        if (text.startsWith("\r\n", to)) {
            to += 2;
        } else if (text.startsWith("\n", to)) {
            to++;
        }
        return Optional.of(new Place(from, to));
    }
}
