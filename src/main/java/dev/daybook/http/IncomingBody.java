package dev.daybook.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Arrays;
import java.util.Optional;

/**
 * The body of a request while it comes in. Used on the event loop until it is read, then by the thread that answers.
 * What is not kept, because it is too large or nobody may send it here, is read all the same up to a limit, so that the
 * client sees the answer and not a broken connection.
 */
final class IncomingBody {

    /** How it ended. */
    enum Outcome {
        READ,
        TOO_LARGE,
        /** There was no room for it beside the others. */
        NO_ROOM,
        LATE
    }

    private static final long DRAINED_BYTES_MAX = 64L * 1024 * 1024;

    private static final byte[] NOTHING = {};

    private final HttpServerRequest request;
    private final BodyBudget budget;
    private final int bytesMax;
    private final long announced;
    private byte[] kept = NOTHING;
    private int length;
    private long received;
    private boolean done;
    private boolean cutOff;
    private Outcome outcome = Outcome.READ;
    private Runnable then = () -> {};

    /** @param bytesMax how much of it is wanted */
    IncomingBody(HttpServerRequest request, BodyBudget budget, int bytesMax) {
        this.request = request;
        this.budget = budget;
        this.bytesMax = bytesMax;
        this.announced = announced(request);
    }

    private static long announced(HttpServerRequest request) {
        try {
            return Long.parseLong(Optional.ofNullable(request.getHeader(HttpHeaders.CONTENT_LENGTH))
                    .orElse("0"));
        } catch (NumberFormatException _) {
            return 0; // the codec has refused it already
        }
    }

    /** Calls {@code reading} once all has come that is going to be read; never if the client breaks off before. */
    void whenRead(Runnable reading) {
        then = reading;
        request.exceptionHandler(_ -> gone());
        if (announced > DRAINED_BYTES_MAX) {
            drop(Outcome.TOO_LARGE);
            cutOff();
            return;
        }
        if (announced <= bytesMax && "100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
            request.response().writeContinue();
        }
        request.handler(this::take);
        request.endHandler(_ -> finish());
    }

    private void take(Buffer part) {
        received += part.length();
        if (outcome == Outcome.READ) {
            if (received > bytesMax) {
                drop(Outcome.TOO_LARGE);
            } else if (grow(part.length())) {
                part.getBytes(kept, length);
                length += part.length();
            } else {
                drop(Outcome.NO_ROOM);
            }
        }
        if (received > DRAINED_BYTES_MAX) {
            cutOff();
        }
    }

    /** Makes room for {@code more} bytes: as much as is announced at most, and never much more than has come. */
    private boolean grow(int more) {
        int wanted = length + more;
        if (wanted <= kept.length) {
            return true;
        }
        int capacity = Math.min(Math.max(2 * kept.length, wanted), bytesMax);
        if (announced >= wanted) {
            capacity = (int) Math.min(capacity, announced);
        }
        if (done || !budget.take(capacity - kept.length, kept.length)) {
            return false;
        }
        kept = Arrays.copyOf(kept, capacity);
        return true;
    }

    private void drop(Outcome why) {
        outcome = why;
        release();
    }

    /** Forgets the body. */
    void release() {
        budget.giveBack(kept.length);
        kept = NOTHING;
        length = 0;
    }

    /** Waits no longer for the rest. */
    void expire() {
        if (!done) {
            drop(Outcome.LATE);
            cutOff();
        }
    }

    /** Reads no more: after the answer the connection is of no use. */
    private void cutOff() {
        if (!done) {
            cutOff = true;
            request.response().putHeader(HttpHeaders.CONNECTION, "close");
            finish();
        }
    }

    private void finish() {
        if (!done) {
            done = true;
            then.run();
        }
    }

    /** The client broke off. */
    private void gone() {
        if (!done) {
            done = true;
            release();
        }
    }

    HttpServerRequest request() {
        return request;
    }

    Outcome outcome() {
        return outcome;
    }

    /** Returns how much of it was wanted. */
    int bytesMax() {
        return bytesMax;
    }

    boolean isCutOff() {
        return cutOff;
    }

    byte[] body() {
        return kept.length == length ? kept : Arrays.copyOf(kept, length);
    }
}
