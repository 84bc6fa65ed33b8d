package dev.daybook.http;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
        /** The disk did not take it. */
        NO_DISK,
        LATE
    }

    private static final long DRAINED_BYTES_MAX = 64L * 1024 * 1024;

    private static final byte[] NOTHING = {};

    /** So much has to come in the time that a client has for a body. */
    private static final long PROGRESS_BYTES = 1 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(IncomingBody.class);

    /**
     * Where a body goes that is too large to be held.
     *
     * @param threads write it: a disk may be slow
     * @param progress is told that some of it has come
     */
    record Aside(BodyFile file, Executor threads, Consumer<IncomingBody> progress) {}

    private final HttpServerRequest request;
    private final BodyBudget budget;
    private final long bytesMax;
    private final long announced;
    private final Optional<Aside> aside;
    private final Context context = Vertx.currentContext();
    private long told;
    private byte[] kept = NOTHING;
    private int length;
    private long received;
    private boolean done;
    private boolean cutOff;
    private Outcome outcome = Outcome.READ;
    private Runnable then = () -> {};

    /** @param bytesMax how much of it is wanted */
    IncomingBody(HttpServerRequest request, BodyBudget budget, int bytesMax) {
        this(request, budget, bytesMax, Optional.empty());
    }

    /** @param aside where it goes, if it is not held */
    IncomingBody(HttpServerRequest request, BodyBudget budget, long bytesMax, Optional<Aside> aside) {
        this.request = request;
        this.budget = budget;
        this.bytesMax = bytesMax;
        this.aside = aside;
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
        if (announced > Math.max(bytesMax, DRAINED_BYTES_MAX)) {
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
            } else if (aside.isPresent()) {
                put(aside.get(), part.getBytes());
            } else if (grow(part.length())) {
                part.getBytes(kept, length);
                length += part.length();
            } else {
                drop(Outcome.NO_ROOM);
            }
        }
        if (received > Math.max(bytesMax, DRAINED_BYTES_MAX)) {
            cutOff();
        }
    }

    /** No more of it comes in before this part is written. */
    private void put(Aside to, byte[] part) {
        request.pause();
        to.threads().execute(() -> {
            Optional<IOException> failure = Optional.empty();
            try {
                to.file().add(part);
            } catch (IOException e) {
                failure = Optional.of(e);
            }
            Optional<IOException> why = failure;
            context.runOnContext(_ -> {
                if (!done && why.isPresent()) {
                    LOG.warn("a body of {} bytes and more was not taken", received, why.get());
                    drop(Outcome.NO_DISK);
                } else if (!done && received - told >= PROGRESS_BYTES) {
                    told = received;
                    to.progress().accept(this);
                }
                request.resume();
            });
        });
    }

    /** Makes room for {@code more} bytes: as much as is announced at most, and never much more than has come. */
    private boolean grow(int more) {
        int wanted = length + more;
        if (wanted <= kept.length) {
            return true;
        }
        int capacity = (int) Math.min(Math.max(2L * kept.length, wanted), bytesMax);
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

    /** Says that nothing of it is taken. */
    IncomingBody refused(Outcome why) {
        drop(why);
        return this;
    }

    /** Forgets the body. */
    void release() {
        budget.giveBack(kept.length);
        kept = NOTHING;
        length = 0;
        try {
            if (aside.isPresent()) {
                aside.get().file().close();
            }
        } catch (IOException e) {
            LOG.warn("the file of a body was not closed", e);
        }
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
    long bytesMax() {
        return bytesMax;
    }

    /** Returns where it lies, if it is not held. */
    Optional<BodyFile> file() {
        return aside.map(Aside::file);
    }

    boolean isCutOff() {
        return cutOff;
    }

    byte[] body() {
        return kept.length == length ? kept : Arrays.copyOf(kept, length);
    }
}
