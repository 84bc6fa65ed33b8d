package dev.daybook.code.parsing;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.CRC32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What files were parsed as, on disk, by what names their bytes: the same bytes are parsed once, whichever process asks.
 * All of it may be deleted at any time. What is damaged, cut off or of another build of the program is not there. Where
 * nothing can be written, nothing is kept, which is logged once. Thread-safe, also among processes.
 */
public final class ParsedStore {

    private static final Logger LOG = LoggerFactory.getLogger(ParsedStore.class);

    /** Of a hundred thousand files, as they usually are. */
    public static final long USUAL_BYTES_MAX = 256L << 20;

    /** A file system gives a small file as much. */
    private static final long BLOCK_BYTES = 4_096;

    /** Another one may read more of a file, or less. */
    private static final String BUILD = build();

    private final Path folder;
    private final long bytesMax;
    private final AtomicBoolean told = new AtomicBoolean();

    /** @param bytesMax what it takes at most, after {@link #trim} */
    public ParsedStore(Path folder, long bytesMax) {
        this.folder = folder;
        this.bytesMax = bytesMax;
    }

    /** A program that does not know where it lies keeps what it parsed for itself alone. */
    private static String build() {
        Optional<URL> program = Optional.ofNullable(
                        ParsedStore.class.getProtectionDomain().getCodeSource())
                .map(CodeSource::getLocation);
        if (program.isPresent()) {
            try {
                Path file = Path.of(program.get().toURI());
                return "%x-%x"
                        .formatted(
                                Files.size(file),
                                Files.getLastModifiedTime(file).toMillis());
            } catch (IOException | URISyntaxException e) {
                LOG.warn("the program does not know where it lies: {}", e.toString());
            }
        }
        return UUID.randomUUID().toString();
    }

    /**
     * Returns what a file was parsed as.
     *
     * @param name of its bytes, in hex
     */
    public Optional<Outcome.Parsed> find(Grammar grammar, String name) {
        Path file = file(grammar, name);
        try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            long checksum = in.readLong();
            byte[] bytes = in.readAllBytes();
            return checksum == checksum(bytes) ? Optional.of(read(bytes)) : Optional.empty();
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException e) {
            LOG.debug("{} is not as it was written: it is parsed anew", file, e);
            return Optional.empty();
        }
    }

    private static Outcome.Parsed read(byte[] bytes) throws IOException {
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            return new Outcome.Parsed(ParsedFrame.read(in), in.readLong());
        }
    }

    public void keep(Grammar grammar, String name, Outcome.Parsed parsed) {
        Path file = file(grammar, name);
        try {
            var bytes = new ByteArrayOutputStream();
            try (var out = new DataOutputStream(bytes)) {
                ParsedFrame.write(parsed.file(), out);
                out.writeLong(parsed.cut());
            }
            Files.createDirectories(file.getParent());
            Path unfinished = Files.createTempFile(file.getParent(), "writing", "");
            try (var out = new DataOutputStream(Files.newOutputStream(unfinished))) {
                out.writeLong(checksum(bytes.toByteArray()));
                bytes.writeTo(out);
            }
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (told.compareAndSet(false, true)) {
                LOG.warn("What old files were parsed as is not kept: {} cannot be written", file, e);
            }
        }
    }

    private Path file(Grammar grammar, String name) {
        return folder.resolve(BUILD)
                .resolve(name.substring(0, 2))
                .resolve(name + "." + grammar.name().toLowerCase(java.util.Locale.ROOT));
    }

    private static long checksum(byte[] bytes) {
        var checksum = new CRC32();
        checksum.update(bytes);
        return checksum.getValue();
    }

    private record Kept(Path file, long bytes, FileTime writtenAt) {}

    /** Removes what was written first, so that no more is kept than may be. */
    public void trim() throws IOException {
        var all = new ArrayList<Kept>();
        if (Files.isDirectory(folder)) {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    all.add(new Kept(file, Math.max(BLOCK_BYTES, attributes.size()), attributes.lastModifiedTime()));
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException failure) {
                    return FileVisitResult.CONTINUE; // another process has removed it
                }
            });
        }
        remove(all);
    }

    private void remove(List<Kept> all) throws IOException {
        long bytes = all.stream().mapToLong(Kept::bytes).sum();
        all.sort(Comparator.comparing(Kept::writtenAt));
        for (Kept kept : all) {
            if (bytes <= bytesMax) {
                return;
            }
            Files.deleteIfExists(kept.file);
            bytes -= kept.bytes;
        }
    }
}
