package dev.daybook.http;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * How many requests each token may still make: so many within a window, then none until the next one begins, so that a
 * program that has run wild leaves the others room. Thread-safe.
 */
final class Rates {

    /** Long enough that a burst of a program that works well is none. */
    static final int WINDOW_S = 10;

    private final long requestsMax;
    private final Map<String, Window> windows = new ConcurrentHashMap<>(); // as many as there are tokens

    private record Window(long begunNs, long used) {}

    /** @param left requests of the window after this one; negative: this one is too many */
    record Left(long requestsMax, long left, long seconds) {

        /** Says so in the headers of an answer. */
        void tell(Answer answer) {
            answer.with("RateLimit-Policy", "\"token\";q=" + requestsMax + ";w=" + WINDOW_S);
            answer.with("RateLimit", "\"token\";r=" + Math.max(0, left) + ";t=" + seconds);
            if (left < 0) {
                answer.with("Retry-After", Long.toString(seconds));
            }
        }
    }

    Rates(int perSecond) {
        this.requestsMax = (long) perSecond * WINDOW_S;
    }

    /** Counts a request of that token. */
    Left take(String token, long nowNs) {
        long windowNs = TimeUnit.SECONDS.toNanos(WINDOW_S);
        Window window = windows.merge(
                token,
                new Window(nowNs, 1),
                (is, begins) -> nowNs - is.begunNs >= windowNs ? begins : new Window(is.begunNs, is.used + 1));
        long leftNs = windowNs - (nowNs - window.begunNs);
        return new Left(requestsMax, requestsMax - window.used, TimeUnit.NANOSECONDS.toSeconds(leftNs) + 1);
    }
}
