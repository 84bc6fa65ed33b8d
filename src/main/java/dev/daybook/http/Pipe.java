package dev.daybook.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** The body of an answer on its way from the thread that makes it to the one that reads it; the first waits for the other. */
final class Pipe extends InputStream implements ResponseStream.Channel {

    /** So many parts may wait to be read. */
    private static final int PARTS_MAX = 4;

    private static final byte[] END = {};

    private final BlockingQueue<byte[]> parts = new ArrayBlockingQueue<>(PARTS_MAX);
    private final ResponseStream sink = new ResponseStream(this);
    private volatile Optional<IOException> failure = Optional.empty();
    private volatile boolean closed;
    private byte[] part = END;
    private int at;
    private boolean ended;

    /** Has {@code body} written by a thread of its own. */
    static InputStream of(Answer.Body body) {
        Pipe pipe = new Pipe();
        Thread.ofVirtual().name("answer").start(() -> {
            try {
                body.writeTo(pipe.sink);
                pipe.sink.close();
            } catch (IOException | RuntimeException e) {
                pipe.fail(e);
            } catch (Error e) { // nobody is left waiting for the rest
                pipe.fail(e);
                throw e;
            }
        });
        return pipe;
    }

    private void fail(Throwable why) {
        failure = Optional.of(new IOException(why.getMessage(), why));
        parts.clear();
        var _ = parts.offer(END);
    }

    @Override
    public void send(byte[] bytes) throws IOException {
        try {
            if (!closed) {
                parts.put(bytes);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopped while writing");
        }
        if (closed) {
            throw new IOException("the reader has gone");
        }
    }

    @Override
    public void end() throws IOException {
        send(END);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (ended || length == 0) {
            return ended ? -1 : 0;
        }
        if (at == part.length) {
            try {
                part = parts.take();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("stopped while reading");
            }
            at = 0;
            ended = part.length == 0;
        }
        if (ended) {
            if (failure.isPresent()) {
                throw failure.get();
            }
            return -1;
        }
        int count = Math.min(length, part.length - at);
        System.arraycopy(part, at, into, offset, count);
        at += count;
        return count;
    }

    @Override
    public void close() {
        closed = true;
        sink.leave();
        parts.clear(); // whoever waits to write sees that nobody reads
    }
}
