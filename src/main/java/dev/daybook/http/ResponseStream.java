package dev.daybook.http;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A response body as a stream of bytes. A write returns when the bytes are on their way to the client, so whoever makes
 * a long body never runs ahead of a slow reader. Used by one virtual thread at a time.
 */
final class ResponseStream extends OutputStream {

    private static final int BUFFER_BYTES = 32 * 1024;

    /** A client that takes nothing for so long is given up: it holds a reader of the database. */
    private static final int STALL_TIMEOUT_S = 60;

    private final HttpServerResponse response;
    private volatile Runnable wake = () -> {};
    private Buffer pending = Buffer.buffer(BUFFER_BYTES);
    private volatile boolean over;

    ResponseStream(HttpServerResponse response) {
        this.response = response;
        response.closeHandler(_ -> leave());
    }

    /** Tells whoever writes to come to an end: the client has gone or the service stops. Any thread may call it. */
    void leave() {
        over = true;
        wake.run();
    }

    /** Whether to come to an end. */
    boolean over() {
        return over;
    }

    /** Calls {@code waking} when it is time to come to an end, to end a wait. */
    void whenOver(Runnable waking) {
        wake = waking;
        if (over) {
            waking.run();
        }
    }

    @Override
    public void write(int oneByte) throws IOException {
        pending.appendByte((byte) oneByte);
        flushIfFull();
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        pending.appendBytes(bytes, offset, length);
        flushIfFull();
    }

    private void flushIfFull() throws IOException {
        if (pending.length() >= BUFFER_BYTES) {
            flush();
        }
    }

    @Override
    public void flush() throws IOException {
        if (pending.length() > 0) {
            Buffer full = pending;
            pending = Buffer.buffer(BUFFER_BYTES);
            await(response.write(full));
        }
    }

    /** Writes what is left and ends the response. */
    @Override
    public void close() throws IOException {
        flush();
        await(response.end());
    }

    /** Waits until the bytes are on their way. */
    static void await(Future<Void> written) throws IOException {
        try {
            written.toCompletionStage().toCompletableFuture().get(STALL_TIMEOUT_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopped while writing");
        } catch (ExecutionException e) {
            throw new IOException("the client has gone", e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("the client took nothing for %d s".formatted(STALL_TIMEOUT_S), e);
        }
    }
}
