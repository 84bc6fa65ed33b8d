package dev.daybook.cli;

import dev.daybook.cli.DataDirectory.Claim;
import dev.daybook.cli.DataDirectory.Holder;
import dev.daybook.text.OwnerOnly;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The right to write in a data directory.
 *
 * <p>It is a lock of the operating system on a file, so it ends with its process, however that ends: a file left behind
 * means nothing. What stands in the file, the owner's process id and address, is for others and is believed only while
 * the lock is held. Only how far the journal reached stays for the next owner. Thread-safe.
 */
public final class Lock implements AutoCloseable {

    // POSIX gives up a process's lock when the process closes any channel to the file. So a file that this process has
    // locked is never opened a second time.
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    /** Beside the owner: up to which position the journal reached. */
    private static final String HEAD = "head";

    private static final int BYTES_MAX = 16 << 10;

    private final Path file;
    private final FileChannel channel;
    private final String command;
    private Optional<URI> endpoint = Optional.empty();
    private String pass = "";
    private long head;

    private Lock(Path file, FileChannel channel, String command) throws IOException {
        this.file = file;
        this.channel = channel;
        this.command = command;
        this.head = head(read(channel));
    }

    static synchronized Claim claim(Path file, String command) {
        if (!HELD_HERE.add(file)) {
            return new Claim.Theirs(here());
        }
        boolean kept = false;
        try {
            var channel = open(file);
            try {
                if (channel.tryLock() == null) {
                    return new Claim.Theirs(holder(read(channel)));
                }
                var lock = new Lock(file, channel, command);
                lock.write();
                kept = true;
                return new Claim.Mine(lock);
            } finally {
                if (!kept) {
                    channel.close();
                }
            }
        } catch (IOException e) {
            throw unusable(file, e);
        } finally {
            if (!kept) {
                HELD_HERE.remove(file);
            }
        }
    }

    /** Returns which process has that lock; none if nobody has. */
    static synchronized Optional<Holder> holder(Path file) {
        if (HELD_HERE.contains(file)) {
            return Optional.of(here());
        }
        try (var channel = FileChannel.open(file, StandardOpenOption.READ);
                // Shared: others may look at the same time, and who wants the lock tries again.
                var free = channel.tryLock(0, Long.MAX_VALUE, true)) {
            return free == null ? Optional.of(holder(read(channel))) : Optional.empty();
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw unusable(file, e);
        }
    }

    private static Holder here() {
        return new Holder(ProcessHandle.current().pid(), "in this very process", Optional.empty(), "");
    }

    private static Failure unusable(Path file, IOException e) {
        return Failure.because(
                "%s cannot be locked: %s".formatted(file, Failures.describe(e)),
                "see who owns the folder, or choose another with --data DIR",
                e);
    }

    private static FileChannel open(Path file) throws IOException {
        var options = Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        return FileChannel.open(file, options, OwnerOnly.file(file));
    }

    /**
     * Tells other processes of this user where the owner answers from now on.
     *
     * @param token lets them in there
     */
    public synchronized void publish(URI at, String token) {
        endpoint = Optional.of(at);
        pass = token;
        try {
            write();
        } catch (IOException e) {
            throw Failure.because(
                    "%s cannot be written: %s".formatted(file, Failures.describe(e)), "free space on its disk", e);
        }
    }

    /** Tells nobody any more where the owner answered, before its port can be somebody else's. */
    synchronized void withdraw() {
        endpoint = Optional.empty();
        try {
            write();
        } catch (IOException _) {
            // then nothing at all is told: it is emptied first
        }
    }

    /** Returns up to which position the journal of the directory was known to reach, 0 if that is not known. */
    synchronized long head() {
        return head;
    }

    /** Keeps for later owners how far the journal reaches. That it cannot be kept is no reason to stop. */
    synchronized void know(long position) {
        head = position;
        try {
            if (channel.isOpen()) {
                write();
            }
        } catch (IOException _) {
            // the read models know it, too
        }
    }

    private void write() throws IOException {
        var holder = new Properties();
        holder.setProperty("pid", Long.toString(ProcessHandle.current().pid()));
        holder.setProperty("command", command);
        endpoint.ifPresent(uri -> {
            holder.setProperty("endpoint", uri.toString());
            holder.setProperty("pass", pass);
        });
        write(holder);
    }

    private void write(Properties properties) throws IOException {
        if (head > 0) {
            properties.setProperty(HEAD, Long.toString(head));
        }
        channel.truncate(0);
        if (!properties.isEmpty()) {
            var text = new StringWriter();
            properties.store(text, null);
            channel.write(ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8)), 0);
        }
    }

    /** Reads what stands in the file; its owner may be just writing it, so anything can be missing. */
    private static Properties read(FileChannel channel) throws IOException {
        var bytes = ByteBuffer.allocate(BYTES_MAX);
        int count = channel.read(bytes, 0);
        var stored = new Properties();
        try {
            stored.load(new StringReader(new String(bytes.array(), 0, Math.max(0, count), StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException _) {
            stored.clear();
        }
        return stored;
    }

    private static Holder holder(Properties stored) {
        long process = number(stored.getProperty("pid", ""));
        return new Holder(
                process,
                stored.getProperty("command", "starting"),
                // What a process left that was killed stands there until the next one has written its own.
                Optional.ofNullable(stored.getProperty("endpoint"))
                        .map(URI::create)
                        .filter(_ -> ProcessHandle.of(process).isPresent()),
                stored.getProperty("pass", ""));
    }

    private static long head(Properties stored) {
        return number(stored.getProperty(HEAD, ""));
    }

    private static long number(String text) {
        return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
    }

    @Override
    public synchronized void close() {
        try (channel) {
            if (channel.isOpen()) {
                write(new Properties());
            }
        } catch (IOException _) {
            // The lock is gone with the process at the latest.
        } finally {
            HELD_HERE.remove(file);
        }
    }
}
