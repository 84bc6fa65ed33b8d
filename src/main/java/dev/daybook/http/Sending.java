package dev.daybook.http;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A connection that an answer goes over. */
record Sending(HttpServerResponse response) implements ResponseStream.Channel {

    /** A client that takes nothing for so long is given up: it holds a reader of the database. */
    private static final int STALL_TIMEOUT_S = 60;

    @Override
    public void send(byte[] bytes) throws IOException {
        await(response.write(Buffer.buffer(bytes)));
    }

    @Override
    public void end() throws IOException {
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
