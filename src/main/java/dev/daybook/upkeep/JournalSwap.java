package dev.daybook.upkeep;

import dev.daybook.text.DurableFiles;
import dev.daybook.text.OwnerOnly;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * Puts a journal in place of a damaged one, which is kept in a folder of its own. A database is several files, and its
 * old log beside the new file would destroy it; so that which is to take the place is named by one rename, and whoever
 * takes the data directory next finishes what was begun: there is the old journal, or the new one, whenever the process
 * is killed. For who holds the lock of the data directory, while nobody has the journal open.
 */
public final class JournalSwap {

    /** The new journal, from the moment on in which it is certain to take the place. */
    private static final String READY = "repaired";

    /** The new journal before that. */
    private static final String PART = "repaired.part";

    /** Names the folder for the old one, as seen from that of the journal: the data directory may be moved meanwhile. */
    private static final String ASIDE = "aside";

    /** The file itself last: as long as it is there its log is, too, or both are known to be on their way. */
    private static final List<String> SUFFIXES = List.of("-wal", "-shm", "");

    private final Path journal;

    JournalSwap(Path journal) {
        this.journal = journal.toAbsolutePath();
    }

    private Path folder(String name) {
        return journal.resolveSibling(name);
    }

    /** Returns an empty folder to make the new journal in; what another one left, that was killed, is gone. */
    Path part() throws IOException {
        Path part = folder(PART);
        DurableFiles.removeTree(part);
        Files.createDirectory(part, OwnerOnly.folder(part));
        return part;
    }

    void removePart() throws IOException {
        DurableFiles.removeTree(folder(PART));
    }

    /** Puts the journal in {@link #part}, which is on the disk, in place of the old one, which goes to {@code aside}. */
    void swap(Path aside) throws IOException {
        decide(aside);
        finish();
    }

    /** From here on it is the new one. */
    void decide(Path aside) throws IOException {
        Path part = folder(PART);
        Path name = part.resolve(ASIDE);
        Path seen = folder("").relativize(aside.toAbsolutePath());
        Files.writeString(name, seen.toString(), StandardCharsets.UTF_8);
        DurableFiles.sync(name);
        DurableFiles.syncFolder(part);
        Files.move(part, folder(READY), StandardCopyOption.ATOMIC_MOVE);
        DurableFiles.syncFolder(folder(""));
    }

    /** Returns whether a process that is gone has begun to put a journal in place. */
    public static boolean isUnderWay(Path journal) {
        return new JournalSwap(journal).isUnderWay();
    }

    private boolean isUnderWay() {
        return Files.exists(folder(READY));
    }

    /** Finishes what was begun; does nothing if nothing was. */
    public static void finish(Path journal) {
        new JournalSwap(journal).finish();
    }

    private void finish() {
        if (!isUnderWay()) {
            return;
        }
        try {
            Path made = folder(READY).resolve(BackupCreation.JOURNAL);
            if (Files.exists(made)) {
                setAside();
                Files.move(made, journal, StandardCopyOption.ATOMIC_MOVE);
                DurableFiles.syncFolder(folder(""));
            }
            DurableFiles.removeTree(folder(READY));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the repaired journal in %s cannot take its place: %s. Nothing is lost: see who owns the folder and whether there is room, and start again"
                            .formatted(folder(READY), e.getMessage()),
                    e);
        }
    }

    private void setAside() throws IOException {
        Path aside = folder(Files.readString(folder(READY).resolve(ASIDE))).normalize();
        DurableFiles.makeFolders(aside, OwnerOnly.folder(aside));
        for (String suffix : SUFFIXES) {
            Path old = journal.resolveSibling(journal.getFileName() + suffix);
            if (Files.exists(old, LinkOption.NOFOLLOW_LINKS)) {
                Files.move(old, aside.resolve(old.getFileName()), StandardCopyOption.ATOMIC_MOVE);
            }
        }
        DurableFiles.syncFolder(aside);
        DurableFiles.syncFolder(folder(""));
    }
}
