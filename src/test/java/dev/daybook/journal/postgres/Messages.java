package dev.daybook.journal.postgres;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;

/** What a client sends on one connection, read as far as to count how often it waits for an answer. For one thread. */
final class Messages {

    private static final int ENCRYPTION = 80877103; // asked for before a client says who it is

    private final AtomicLong waits;
    private final ByteBuffer head = ByteBuffer.allocate(8).limit(8);
    private long rest;
    private boolean isGreeted;

    /** @param waits counts those of all connections */
    Messages(AtomicLong waits) {
        this.waits = waits;
    }

    void read(byte[] bytes, int length) {
        for (int at = 0; at < length; at++) {
            if (rest > 0) {
                int skipped = (int) Math.min(rest, length - at);
                rest -= skipped;
                at += skipped - 1;
            } else if (!head.put(bytes[at]).hasRemaining()) {
                begin(head.flip());
                head.clear().limit(isGreeted ? 5 : 8);
            }
        }
    }

    private void begin(ByteBuffer message) {
        if (isGreeted) {
            byte kind = message.get();
            rest = message.getInt() - 4L;
            if (kind == 'S' || kind == 'Q') { // the end of some statements, or all of them
                waits.incrementAndGet();
            }
        } else {
            rest = message.getInt() - 8L;
            isGreeted = message.getInt() != ENCRYPTION;
        }
    }
}
