package dev.daybook.upkeep;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import dev.daybook.journal.Sha256;
import dev.daybook.operation.Progress;
import dev.daybook.text.DurableFiles;
import dev.daybook.text.OwnerOnly;
import dev.daybook.upkeep.BackupManifest.Stored;
import java.io.BufferedOutputStream;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * The files of one backup, as they are written and read again: compressed, encrypted, hashed on the way, and for their
 * owner alone.
 *
 * @param folder of the backup
 * @param about what the backup is; it is proven with each encrypted file
 * @param level of zstd; 0 is not compressed
 * @param key none if they are not encrypted
 */
record StoredFiles(Path folder, String about, int level, Optional<BackupKey> key) {

    static final int BUFFER_BYTES = 1 << 20;

    /** So much is copied between two looks whether it is still wanted. */
    private static final long PIECE_BYTES = 8L << 20;

    /** More than one helps with much data alone. */
    private static final long WORKERS_BYTES = 64L << 20;

    private static final int WORKERS = 2;

    /** Returns what a file of the journal is called here. */
    private String name(String content) {
        return content + (level == 0 ? "" : ".zst") + (key.isPresent() ? ".enc" : "");
    }

    /** Returns the name of what a file holds. */
    static String content(String name) {
        return name.replaceAll("\\.enc$", "").replaceAll("\\.zst$", "");
    }

    /** Returns whether a file may be made by another program and {@link #taken}. */
    boolean areAsTheyAre() {
        return level == 0 && key.isEmpty();
    }

    /** Writes what {@code from} holds, and syncs it. */
    Stored write(String content, Path from, Progress progress) throws IOException {
        String name = name(content);
        Path file = folder.resolve(name);
        long sizeBytes = Files.size(from);
        MessageDigest digest = Sha256.digest();
        long read;
        try (InputStream in = Files.newInputStream(from);
                FileChannel channel = FileChannel.open(
                        file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OwnerOnly.file(file))) {
            try (OutputStream out = packed(new Kept(channel, digest), name, sizeBytes)) {
                read = copy(in, out, sizeBytes, "writing " + content, progress);
            }
            channel.force(true);
        }
        return new Stored(name, Files.size(file), Sha256.of(digest.digest()), read);
    }

    /**
     * Takes a file that lies in the folder already, and syncs it.
     *
     * @param known its hash, if it was read, and is on the disk
     */
    Stored taken(String content, Optional<Sha256> known, Progress progress) throws IOException {
        Path file = folder.resolve(content);
        Sha256 hash = known.isPresent() ? known.get() : hashWhileSyncing(file, "reading " + content, progress);
        long sizeBytes = Files.size(file);
        return new Stored(content, sizeBytes, hash, sizeBytes);
    }

    private OutputStream packed(OutputStream out, String name, long sizeBytes) throws IOException {
        OutputStream sealed = key.<OutputStream>map(it -> SealedStreams.sealing(
                        new BufferedOutputStream(out, BUFFER_BYTES), it.ofFile(name), about(name)))
                .orElseGet(() -> new BufferedOutputStream(out, BUFFER_BYTES));
        if (level == 0) {
            return sealed;
        }
        ZstdOutputStream zstd = new ZstdOutputStream(sealed, level);
        zstd.setChecksum(true);
        if (sizeBytes > WORKERS_BYTES) {
            zstd.setWorkers(WORKERS);
        }
        return zstd;
    }

    private byte[] about(String name) {
        return (about + "\n" + name).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Writes what a file holds to {@code target}, which is not there yet.
     *
     * @throws IOException if the file is not as it was written, with its name
     */
    void read(Stored stored, Path target, Progress progress) throws IOException {
        if (areAsTheyAre()) {
            copy(stored, target, progress);
            return;
        }
        Path file = folder.resolve(stored.name());
        MessageDigest digest = Sha256.digest();
        try (var raw = new Hashed(Files.newInputStream(file), digest);
                FileChannel out = FileChannel.open(
                        target,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        OwnerOnly.file(target))) {
            try (InputStream in = unpacked(raw, stored.name())) {
                copy(
                        in,
                        Channels.newOutputStream(out),
                        stored.contentSizeBytes(),
                        "reading " + content(stored.name()),
                        progress);
                raw.transferTo(OutputStream.nullOutputStream());
            }
            out.force(true);
        } catch (IOException e) {
            throw new IOException("%s: %s".formatted(stored.name(), e.getMessage()), e);
        }
        Optional<String> wrong = wrong(stored, Files.size(file), Sha256.of(digest.digest()));
        if (wrong.isPresent()) {
            throw new IOException("%s %s".formatted(stored.name(), wrong.get()));
        }
    }

    /** What is stored as it is, is copied by the system; what counts is what lies in the copy then. */
    private void copy(Stored stored, Path target, Progress progress) throws IOException {
        Sha256 hash;
        try (FileChannel in = FileChannel.open(folder.resolve(stored.name()), StandardOpenOption.READ);
                FileChannel out = FileChannel.open(
                        target,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        OwnerOnly.file(target));
                var copy = new WrittenFile(target)) {
            long sizeBytes = in.size();
            for (long done = 0, moved; done < sizeBytes; done += moved) {
                moved = in.transferTo(done, Math.min(PIECE_BYTES, sizeBytes - done), out);
                if (moved == 0) {
                    throw new IOException("%s became shorter while it was read".formatted(stored.name()));
                }
                copy.isWritten(done + moved);
                progress.at(done + moved, sizeBytes, "reading " + stored.name());
            }
            hash = copy.end();
        }
        Optional<String> wrong = wrong(stored, Files.size(target), hash);
        if (wrong.isPresent()) {
            throw new IOException("%s %s".formatted(stored.name(), wrong.get()));
        }
    }

    private InputStream unpacked(InputStream in, String name) throws IOException {
        InputStream opened = key.<InputStream>map(it -> SealedStreams.opening(in, it.ofFile(name), about(name)))
                .orElse(in);
        return level == 0 ? opened : new ZstdInputStream(opened);
    }

    /** Returns what is wrong with a file as it lies there. */
    Optional<String> wrong(Stored stored, Progress progress) {
        Path file = folder.resolve(stored.name());
        try {
            if (Files.notExists(file)) {
                return Optional.of("is missing");
            }
            long sizeBytes = Files.size(file);
            return sizeBytes == stored.sizeBytes()
                    ? wrong(stored, sizeBytes, hash(file, "checking " + stored.name(), progress))
                    : Optional.of("has %d bytes, and was written with %d".formatted(sizeBytes, stored.sizeBytes()));
        } catch (IOException e) {
            return Optional.of("cannot be read: " + e.getMessage());
        }
    }

    private static Optional<String> wrong(Stored stored, long sizeBytes, Sha256 hash) {
        return hash.equals(stored.sha256()) && sizeBytes == stored.sizeBytes()
                ? Optional.empty()
                : Optional.of(
                        "is not as it was written: its SHA-256 is %s, and was %s".formatted(hash, stored.sha256()));
    }

    private static Sha256 hash(Path file, String what, Progress progress) throws IOException {
        MessageDigest digest = Sha256.digest();
        try (var in = new Hashed(Files.newInputStream(file), digest)) {
            copy(in, OutputStream.nullOutputStream(), Files.size(file), what, progress);
        }
        return Sha256.of(digest.digest());
    }

    /** Both take as long as the file is large, and neither needs what the other one does. */
    private static Sha256 hashWhileSyncing(Path file, String what, Progress progress) throws IOException {
        var syncing = new FutureTask<>(() -> {
            DurableFiles.sync(file);
            return file;
        });
        Thread.ofPlatform().name("sync").daemon().start(syncing);
        Sha256 hash = hash(file, what, progress);
        try {
            syncing.get();
        } catch (ExecutionException e) {
            throw new IOException("%s cannot be synced: %s".formatted(file.getFileName(), e.getCause()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while %s was synced".formatted(file.getFileName()), e);
        }
        return hash;
    }

    private static long copy(InputStream in, OutputStream out, long total, String what, Progress progress)
            throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        long done = 0;
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            out.write(buffer, 0, read);
            done += read;
            progress.at(done, Math.max(done, total), what);
        }
        return done;
    }

    /** Hashes what is read from the disk. */
    private static final class Hashed extends FilterInputStream {
        private final MessageDigest digest;

        Hashed(InputStream in, MessageDigest digest) {
            super(in);
            this.digest = digest;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = in.read(bytes, offset, length);
            if (read > 0) {
                digest.update(bytes, offset, read);
            }
            return read;
        }
    }

    /** Hashes what is written; the channel stays open, to be synced. */
    private static final class Kept extends FilterOutputStream {
        private final MessageDigest digest;

        Kept(FileChannel channel, MessageDigest digest) {
            super(Channels.newOutputStream(channel));
            this.digest = digest;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            digest.update(bytes, offset, length);
            out.write(bytes, offset, length);
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
