package dev.daybook.sbi.deespec;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Lines that come in any order and go out in that of their times. They wait in a file aside. */
final class TimedLines implements AutoCloseable {

    private static final int FIELDS = 3;

    private final Path aside;
    private final FileChannel channel;
    private long[] places = new long[FIELDS * 64];
    private int lines;
    private long end;

    TimedLines(Path aside) {
        this.aside = aside;
        try {
            this.channel = FileChannel.open(aside, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void add(Instant at, String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        try {
            channel.write(ByteBuffer.wrap(bytes), end);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (lines * FIELDS == places.length) {
            places = Arrays.copyOf(places, places.length * 2);
        }
        int place = lines++ * FIELDS;
        places[place] = at.getEpochSecond() * 1_000_000 + at.getNano() / 1_000;
        places[place + 1] = end;
        places[place + 2] = bytes.length;
        end += bytes.length;
    }

    boolean isEmpty() {
        return lines == 0;
    }

    /** Writes all lines, the oldest first; of one time in the order in which they came. */
    void write(OutputStream to) throws IOException {
        var out = new BufferedOutputStream(to);
        int[] order = IntStream.range(0, lines)
                .boxed()
                .sorted((one, other) -> Long.compare(places[one * FIELDS], places[other * FIELDS]))
                .mapToInt(Integer::intValue)
                .toArray();
        for (int it : order) {
            ByteBuffer bytes = ByteBuffer.allocate((int) places[it * FIELDS + 2]);
            while (bytes.hasRemaining() && channel.read(bytes, places[it * FIELDS + 1] + bytes.position()) >= 0) {
                // until all of it is there
            }
            out.write(bytes.array());
            out.write('\n');
        }
        out.flush();
    }

    @Override
    public void close() {
        try {
            channel.close();
            Files.deleteIfExists(aside);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
