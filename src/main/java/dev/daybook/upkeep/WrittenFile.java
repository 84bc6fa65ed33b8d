package dev.daybook.upkeep;

import dev.daybook.journal.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A file while somebody else writes it: what is written is hashed, read back from the file, and brought to the disk, each
 * behind the writer by a thread of its own. Copying, hashing and syncing one after the other would take twice as long.
 */
final class WrittenFile implements AutoCloseable {

    /** The disk has something to do long before all is written. */
    private static final long SYNC_BYTES = 64L << 20;

    private final Path file;
    private final FileChannel channel;
    private final FutureTask<Sha256> hashing;
    private final FutureTask<Boolean> syncing;
    private long written;
    private boolean ended;

    /** @param file is there, and grows at its end only */
    WrittenFile(Path file) throws IOException {
        this.file = file;
        this.channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        this.hashing = started("hash", this::hash);
        this.syncing = started("sync", this::sync);
    }

    private static <T> FutureTask<T> started(String name, Callable<T> work) {
        var task = new FutureTask<>(work);
        Thread.ofPlatform().name(name).daemon().start(task);
        return task;
    }

    /** Says how much there is by now. */
    synchronized void isWritten(long bytes) {
        written = bytes;
        notifyAll();
    }

    /** Returns the hash of the file once all is written, hashed and on the disk. */
    Sha256 end() throws IOException {
        finish();
        try {
            syncing.get();
            return hashing.get();
        } catch (ExecutionException e) {
            throw new IOException(
                    "%s cannot be read back or synced: %s".formatted(file.getFileName(), e.getCause()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while %s was synced".formatted(file.getFileName()), e);
        }
    }

    private synchronized void finish() {
        ended = true;
        notifyAll();
    }

    /** Waits until there is more than so much, or no more to come; returns how much there is. */
    private synchronized long more(long than) throws InterruptedException {
        while (written <= than && !ended) {
            wait();
        }
        return written;
    }

    private synchronized boolean isOver(long at) {
        return ended && at >= written;
    }

    private Sha256 hash() throws IOException, InterruptedException {
        MessageDigest digest = Sha256.digest();
        ByteBuffer buffer = ByteBuffer.allocate(StoredFiles.BUFFER_BYTES);
        long at = 0;
        while (!isOver(at)) {
            long until = more(at);
            while (at < until) {
                buffer.clear().limit((int) Math.min(buffer.capacity(), until - at));
                int read = channel.read(buffer, at);
                if (read < 0) {
                    throw new IOException("it became shorter while it was written");
                }
                digest.update(buffer.flip());
                at += read;
            }
        }
        return Sha256.of(digest.digest());
    }

    private boolean sync() throws IOException, InterruptedException {
        long at = 0;
        while (!isOver(at)) {
            at = more(at + SYNC_BYTES);
            channel.force(false);
        }
        channel.force(true);
        return true;
    }

    /** Ends the threads, also where nobody asked for the hash. */
    @Override
    public void close() throws IOException {
        finish();
        hashing.cancel(true);
        syncing.cancel(true);
        channel.close();
    }
}
