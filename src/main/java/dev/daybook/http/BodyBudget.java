package dev.daybook.http;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that the bodies of all requests in flight share: it is taken as bytes arrive, not as they are announced,
 * and given back once the request is answered. Thread-safe.
 */
final class BodyBudget {

    /** Bodies up to this size may use the part that is kept free of large ones: nearly all there are. */
    private static final int SMALL_BYTES = 64 * 1024;

    private static final int SMALL_SHARE = 4;

    private final long bytesMax;
    private final AtomicLong taken = new AtomicLong();

    /** @param bytesMax of large bodies; small ones have a quarter more */
    BodyBudget(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** Takes {@code bytes} more for a body that holds {@code held} already, if there are so many left. */
    boolean take(int bytes, int held) {
        long most = held + bytes <= SMALL_BYTES ? bytesMax + bytesMax / SMALL_SHARE : bytesMax;
        if (taken.addAndGet(bytes) <= most) {
            return true;
        }
        taken.addAndGet(-bytes);
        return false;
    }

    void giveBack(int bytes) {
        taken.addAndGet(-bytes);
    }

    long taken() {
        return taken.get();
    }
}
