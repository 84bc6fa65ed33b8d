package dev.daybook.upkeep;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** How long the disk takes to say that something is written, as it is asked before each answer to a command. */
record FlushProbe(double medianMs, double slowestMs) {

    private static final int TIMES = 25;
    private static final int SIZE_BYTES = 4_096;

    /** Takes {@value #TIMES} times the time of one answer. */
    static FlushProbe in(Path folder) throws IOException {
        Path file = Files.createTempFile(folder, "flush-", ".probe");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer page = ByteBuffer.allocate(SIZE_BYTES);
            long[] tookNs = new long[TIMES];
            for (int i = 0; i < TIMES; i++) {
                page.clear();
                page.putInt(0, i);
                long begunNs = System.nanoTime();
                channel.write(page, (long) i * SIZE_BYTES);
                channel.force(true); // the file grows as a log does, so its length has to be written as well
                tookNs[i] = System.nanoTime() - begunNs;
            }
            Arrays.sort(tookNs);
            return new FlushProbe(tookNs[TIMES / 2] / 1e6, tookNs[TIMES - 1] / 1e6);
        } finally {
            Files.delete(file);
        }
    }
}
