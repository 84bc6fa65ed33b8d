package dev.daybook.importing.format;

import dev.daybook.journal.Sha256;
import dev.daybook.journal.StreamId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Which streams a reading told of, in eight bytes each: a tree may have millions of records. That two of a million share
 * a hash is less likely than one in ten million. For one thread.
 */
final class StreamHashes {

    private long[] hashes = new long[64];
    private int size;
    private boolean sorted;

    void add(StreamId stream) {
        if (size == hashes.length) {
            hashes = Arrays.copyOf(hashes, size + (size >> 1));
        }
        hashes[size++] = hash(stream);
        sorted = false;
    }

    boolean contains(StreamId stream) {
        if (!sorted) {
            Arrays.sort(hashes, 0, size);
            sorted = true;
        }
        return Arrays.binarySearch(hashes, 0, size, hash(stream)) >= 0;
    }

    private static long hash(StreamId stream) {
        return ByteBuffer.wrap(Sha256.hash(stream.toString().getBytes(StandardCharsets.UTF_8))
                        .bytes())
                .getLong();
    }
}
