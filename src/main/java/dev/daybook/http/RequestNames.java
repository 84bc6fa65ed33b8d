package dev.daybook.http;

import java.util.concurrent.atomic.AtomicLong;

/** Gives each request of this process a name of its own. Thread-safe. */
final class RequestNames {

    private final AtomicLong requests = new AtomicLong();
    private final String run = Long.toString(System.nanoTime() & Integer.MAX_VALUE, Character.MAX_RADIX);

    String next() {
        return "/requests/" + run + "-" + Long.toString(requests.incrementAndGet(), Character.MAX_RADIX);
    }
}
