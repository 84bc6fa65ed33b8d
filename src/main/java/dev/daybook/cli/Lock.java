package dev.daybook.cli;

import dev.daybook.cli.DataDirectory.Claim;
import dev.daybook.cli.DataDirectory.Holder;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The right to write in a data directory.
 *
 * <p>It is a lock of the operating system on a file, so it ends with its process, however that ends: a file left behind
 * means nothing. What stands in the file, the owner's process id and address, is for others and is believed only while
 * the lock is held. Thread-safe.
 */
public final class Lock implements AutoCloseable {

    // POSIX gives up a process's lock when the process closes any channel to the file. So a file that this process has
    // locked is never opened a second time.
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;
    private final String command;

    private Lock(Path file, FileChannel channel, String command) {
        this.file = file;
        this.channel = channel;
        this.command = command;
    }

    static Claim claim(Path file, String command) {
        if (!HELD_HERE.add(file)) {
            return new Claim.Theirs(
                    new Holder(ProcessHandle.current().pid(), "in this very process", Optional.empty()));
        }
        boolean kept = false;
        try {
            var channel = open(file);
            if (channel.tryLock() == null) {
                channel.close();
                return new Claim.Theirs(read(file));
            }
            var lock = new Lock(file, channel, command);
            lock.write(Optional.empty());
            kept = true;
            return new Claim.Mine(lock);
        } catch (IOException e) {
            throw Failure.because(
                    "%s cannot be locked: %s".formatted(file, Failures.describe(e)),
                    "see who owns the folder, or choose another with --data DIR",
                    e);
        } finally {
            if (!kept) {
                HELD_HERE.remove(file);
            }
        }
    }

    private static FileChannel open(Path file) throws IOException {
        var options = Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? FileChannel.open(
                        file,
                        options,
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))
                : FileChannel.open(file, options);
    }

    /** Tells other processes where the owner answers from now on. */
    public void publish(URI endpoint) {
        try {
            write(Optional.of(endpoint));
        } catch (IOException e) {
            throw Failure.because(
                    "%s cannot be written: %s".formatted(file, Failures.describe(e)), "free space on its disk", e);
        }
    }

    private void write(Optional<URI> endpoint) throws IOException {
        var holder = new Properties();
        holder.setProperty("pid", Long.toString(ProcessHandle.current().pid()));
        holder.setProperty("command", command);
        endpoint.ifPresent(it -> holder.setProperty("endpoint", it.toString()));
        var text = new StringWriter();
        holder.store(text, null);
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8)), 0);
    }

    /** Reads what the owner says of itself; it may be just writing it, so anything can be missing. */
    private static Holder read(Path file) throws IOException {
        var stored = new Properties();
        try {
            stored.load(new StringReader(Files.readString(file)));
        } catch (IllegalArgumentException _) {
            stored.clear();
        }
        var pid = stored.getProperty("pid", "");
        long process = pid.matches("[0-9]{1,18}") ? Long.parseLong(pid) : 0;
        return new Holder(
                process,
                stored.getProperty("command", "starting"),
                // What a process left that was killed stands there until the next one has written its own.
                Optional.ofNullable(stored.getProperty("endpoint"))
                        .map(URI::create)
                        .filter(_ -> ProcessHandle.of(process).isPresent()));
    }

    @Override
    public void close() {
        try {
            channel.truncate(0);
            channel.close();
        } catch (IOException _) {
            // The lock is gone with the process at the latest.
        } finally {
            HELD_HERE.remove(file);
        }
    }
}
