package dev.daybook.code;

import dev.daybook.code.CodeQueries.Known;
import dev.daybook.code.parsing.Extraction;
import dev.daybook.code.tree.Contents.Kind;
import dev.daybook.code.tree.SourceTree;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files of a tree that were read though the journal had nothing new to say of them: those that were touched and are as they
 * were, and those that nobody wrote to be read. They need not be read again as long as nobody touches them. It is kept on
 * disk, and may be deleted at any time; what is damaged is not there. For one thread.
 */
final class LookedFiles {

    private static final Logger LOG = LoggerFactory.getLogger(LookedFiles.class);

    /** Another number where another rule says which files are written to be read. */
    private static final int FORM = 0xDB10_0002;

    /** What was written just now may be written again within the same moment of its clock. */
    private static final Duration FRESH = Duration.ofSeconds(2);

    /** The clock of files goes in steps, behind the one that tells when a run began. */
    private static final Duration STEP = Duration.ofMillis(20);

    /**
     * A file as it was.
     *
     * @param at when the run began that read it
     * @param what its SHA-256, or the kind of what is not read
     */
    private record Looked(long sizeBytes, Instant modifiedAt, Instant at, String what) {}

    private final Optional<Path> file;
    private final String root;
    private final Map<String, Looked> looked = new HashMap<>();
    private boolean changed;

    /** By which rules all files of the tree were read once; none by this number. */
    private int rules;

    private LookedFiles(Optional<Path> file, String root) {
        this.file = file;
        this.root = root;
    }

    /** Returns what is known of no file, and is kept nowhere: who reads files so reads each once. */
    static LookedFiles nowhere() {
        var files = new LookedFiles(Optional.empty(), "");
        files.rules = Extraction.RULES;
        return files;
    }

    /** Returns what is known of the files of a project. */
    static LookedFiles in(Path folder, String project, Path root) {
        String name = HexFormat.of().formatHex(project.getBytes(StandardCharsets.UTF_8));
        Path file = folder.resolve(name.substring(0, Math.min(200, name.length())));
        var files = new LookedFiles(Optional.of(file), project + "\n" + root);
        try {
            files.read(file);
        } catch (NoSuchFileException _) {
            // none was looked at
        } catch (IOException | DateTimeException e) {
            files.looked.clear();
            LOG.debug("{} is not as it was written: files are looked at again", file, e);
        }
        return files;
    }

    private void read(Path file) throws IOException {
        var sum = new CRC32();
        try (var in =
                new DataInputStream(new CheckedInputStream(new BufferedInputStream(Files.newInputStream(file)), sum))) {
            if (in.readInt() != FORM || !in.readUTF().equals(root)) {
                return;
            }
            int said = in.readInt();
            int count = in.readInt();
            for (int i = 0; i < count; i++) {
                looked.put(in.readUTF(), new Looked(in.readLong(), instant(in), instant(in), in.readUTF()));
            }
            long read = sum.getValue();
            if (in.readLong() != read) {
                throw new IOException("its checksum is another one");
            }
            rules = said;
        }
    }

    private static Instant instant(DataInputStream in) throws IOException {
        return Instant.ofEpochSecond(in.readLong(), in.readInt());
    }

    /** Returns whether a file is as the journal has it, without reading it; {@code now} is when the run began. */
    boolean isKnown(SourceTree.Entry entry, Known known, SourceTree tree, Instant now) {
        boolean asIndexed = known.sizeBytes() == entry.sizeBytes()
                && known.modifiedAt().equals(entry.modifiedAt())
                && isUntouched(entry, known.indexedAt(), tree, now);
        return asIndexed || of(entry, tree, now).filter(known.sha256()::equals).isPresent();
    }

    /** Returns why a file that the journal does not have is not read, if it was looked at. */
    Optional<Kind> skipped(SourceTree.Entry entry, SourceTree tree, Instant now) {
        return of(entry, tree, now)
                .flatMap(what -> what.equals(Kind.BINARY.name())
                        ? Optional.of(Kind.BINARY)
                        : Optional.of(Kind.GENERATED).filter(kind -> what.equals(kind.name())));
    }

    private Optional<String> of(SourceTree.Entry entry, SourceTree tree, Instant now) {
        return Optional.ofNullable(looked.get(entry.path()))
                .filter(was -> was.sizeBytes() == entry.sizeBytes()
                        && was.modifiedAt().equals(entry.modifiedAt())
                        && isUntouched(entry, was.at(), tree, now))
                .map(Looked::what);
    }

    private static boolean isUntouched(SourceTree.Entry entry, Instant since, SourceTree tree, Instant now) {
        return !entry.modifiedAt().isAfter(now.minus(FRESH)) && !tree.wasTouchedAfter(entry.path(), since.minus(STEP));
    }

    /** Takes that a file was read, as it was listed before, and is {@code what}. */
    void add(SourceTree.Entry entry, Instant now, String what) {
        looked.put(entry.path(), new Looked(entry.sizeBytes(), entry.modifiedAt(), now, what));
        changed = true;
    }

    /**
     * Returns whether files that are as they were may have been read by other rules than there are now, which find something
     * else in them.
     */
    boolean isByOtherRules() {
        return rules != Extraction.RULES;
    }

    /** Notes that all files of the tree were read by the rules that there are now. */
    void noteRules() {
        changed |= isByOtherRules();
        rules = Extraction.RULES;
    }

    /** Forgets all files but these. */
    void retain(Set<String> paths) {
        changed |= looked.keySet().retainAll(paths);
    }

    /** Writes it, if anything has changed. Where it cannot be written, files are looked at again. */
    void keep() {
        if (!changed || file.isEmpty()) {
            return;
        }
        try {
            Files.createDirectories(file.get().getParent());
            Path unfinished = Files.createTempFile(file.get().getParent(), "writing", "");
            var sum = new CRC32();
            try (var out = new DataOutputStream(
                    new CheckedOutputStream(new BufferedOutputStream(Files.newOutputStream(unfinished)), sum))) {
                out.writeInt(FORM);
                out.writeUTF(root);
                out.writeInt(rules);
                out.writeInt(looked.size());
                for (Map.Entry<String, Looked> it : looked.entrySet()) {
                    out.writeUTF(it.getKey());
                    out.writeLong(it.getValue().sizeBytes());
                    write(it.getValue().modifiedAt(), out);
                    write(it.getValue().at(), out);
                    out.writeUTF(it.getValue().what());
                }
                out.writeLong(sum.getValue());
            }
            Files.move(unfinished, file.get(), StandardCopyOption.ATOMIC_MOVE);
            changed = false;
        } catch (IOException e) {
            LOG.debug("{} cannot be written: files are looked at again", file.get(), e);
        }
    }

    private static void write(Instant instant, DataOutputStream out) throws IOException {
        out.writeLong(instant.getEpochSecond());
        out.writeInt(instant.getNano());
    }
}
