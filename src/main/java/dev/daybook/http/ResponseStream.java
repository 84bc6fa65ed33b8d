package dev.daybook.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * A response body as a stream of bytes. A write returns when the bytes are on their way to the client, so whoever makes
 * a long body never runs ahead of a slow reader. Used by one thread at a time.
 */
final class ResponseStream extends OutputStream {

    /** What carries the bytes to the client. */
    interface Channel {

        /** Returns when the bytes are on their way. */
        void send(byte[] bytes) throws IOException;

        /** Says that there are no more. */
        void end() throws IOException;
    }

    private static final int BUFFER_BYTES = 32 * 1024;

    /** Thousands may wait for an event of a few bytes each. */
    private static final int BEGIN_BYTES = 512;

    private final Channel channel;
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream(BEGIN_BYTES);
    private volatile Runnable wake = () -> {};
    private volatile boolean over;

    ResponseStream(Channel channel) {
        this.channel = channel;
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
        pending.write(oneByte);
        flushIfFull();
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (length < BUFFER_BYTES) {
            pending.write(bytes, offset, length);
            flushIfFull();
        } else {
            flush();
            channel.send(Arrays.copyOfRange(bytes, offset, offset + length));
        }
    }

    private void flushIfFull() throws IOException {
        if (pending.size() >= BUFFER_BYTES) {
            flush();
        }
    }

    @Override
    public void flush() throws IOException {
        if (pending.size() > 0) {
            byte[] full = pending.toByteArray();
            pending.reset();
            channel.send(full);
        }
    }

    /** Writes what is left and ends the response. */
    @Override
    public void close() throws IOException {
        flush();
        channel.end();
    }
}
