package dev.daybook.importing.container;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/** The lines of a file of any size, one at a time. */
public final class Lines {

    private static final int BUFFER_BYTES = 64 << 10;

    private final InputStream in;
    private final int lineBytesMax;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int from;
    private int to;
    private int number;
    private long offset;

    /**
     * A line.
     *
     * @param number from 1
     * @param offset where it begins in the file
     * @param bytes without its line end; cut if it is longer than the limit
     * @param sizeBytes how long it is, without its line end
     * @param end what ends it: {@code \n}, {@code \r\n}, or nothing for the last one
     */
    @SuppressWarnings("ArrayRecordComponent") // read once, on the way through
    public record Line(int number, long offset, byte[] bytes, long sizeBytes, String end) {

        public boolean isWhole() {
            return bytes.length == sizeBytes;
        }

        public boolean isBlank() {
            for (byte it : bytes) {
                if (it != ' ' && it != '\t' && it != '\r') {
                    return false;
                }
            }
            return true;
        }

        public boolean isNulOnly() {
            for (byte it : bytes) {
                if (it != 0) {
                    return false;
                }
            }
            return bytes.length > 0;
        }

        /** Returns the line without {@code count} bytes at its beginning. */
        public Line from(int count) {
            return new Line(
                    number, offset + count, Arrays.copyOfRange(bytes, count, bytes.length), sizeBytes - count, end);
        }
    }

    /** @param lineBytesMax of a longer line only the beginning is held */
    public Lines(InputStream in, int lineBytesMax) {
        this.in = in;
        this.lineBytesMax = lineBytesMax;
    }

    /** Returns the next line; nothing behind the last one. */
    public Optional<Line> next() throws IOException {
        var held = new ByteArrayOutputStream();
        long size = 0;
        long begin = offset;
        while (true) {
            if (from == to) {
                from = 0;
                to = Math.max(0, in.read(buffer));
                if (to == 0) {
                    return size == 0 ? Optional.empty() : Optional.of(line(begin, held.toByteArray(), size, ""));
                }
            }
            int end = from;
            while (end < to && buffer[end] != '\n') {
                end++;
            }
            int room = Math.min(end - from, Math.max(0, lineBytesMax - held.size()));
            held.write(buffer, from, room);
            size += end - from;
            boolean ended = end < to;
            offset += end - from + (ended ? 1 : 0);
            from = ended ? end + 1 : end;
            if (ended) {
                return Optional.of(line(begin, held.toByteArray(), size, "\n"));
            }
        }
    }

    private Line line(long begin, byte[] bytes, long size, String end) {
        number++;
        boolean returned = end.equals("\n") && bytes.length == size && size > 0 && bytes[bytes.length - 1] == '\r';
        return returned
                ? new Line(number, begin, Arrays.copyOf(bytes, bytes.length - 1), size - 1, "\r\n")
                : new Line(number, begin, bytes, size, end);
    }
}
