package dev.daybook.http;

import dev.daybook.text.OwnerOnly;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.UUID;

/**
 * A large body in a file: one that comes in goes into a file without a name, which is gone with the process. Used by one
 * thread at a time.
 */
final class BodyFile implements AutoCloseable {

    private final FileChannel channel;
    private final Runnable closing;
    private long sizeBytes;

    private BodyFile(FileChannel channel, long sizeBytes, Runnable closing) {
        this.channel = channel;
        this.sizeBytes = sizeBytes;
        this.closing = closing;
    }

    /**
     * Makes an empty one in a folder.
     *
     * @param closing is called once it is closed
     */
    static BodyFile in(Path folder, Runnable closing) throws IOException {
        Path file = folder.resolve(".body-" + UUID.randomUUID());
        var options = Set.of(
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE); // at once, where files live on without a name
        return new BodyFile(FileChannel.open(file, options, OwnerOnly.file(file)), 0, closing);
    }

    /** Returns the body that a file of somebody else is. */
    static BodyFile of(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        return new BodyFile(channel, channel.size(), () -> {});
    }

    void add(byte[] part) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(part);
        while (bytes.hasRemaining()) {
            sizeBytes += channel.write(bytes, sizeBytes);
        }
    }

    long sizeBytes() {
        return sizeBytes;
    }

    /** Returns its bytes from the first one on; a second call begins anew. */
    InputStream open() throws IOException {
        channel.position(0);
        return new Kept(Channels.newInputStream(channel));
    }

    /** The channel is closed by whoever made it. */
    private static final class Kept extends FilterInputStream {
        Kept(InputStream in) {
            super(in);
        }

        @Override
        public void close() {
            // read once more
        }
    }

    @Override
    public synchronized void close() throws IOException {
        if (channel.isOpen()) {
            closing.run();
            channel.close();
        }
    }
}
