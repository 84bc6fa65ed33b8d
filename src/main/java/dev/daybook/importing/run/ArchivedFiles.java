package dev.daybook.importing.run;

import dev.daybook.domain.Rejected;
import dev.daybook.importing.LegacySource;
import dev.daybook.importing.LegacySources;
import dev.daybook.importing.file.FileChanges;
import dev.daybook.importing.file.FileStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/** Packs the files of tools into archives and puts them back, while nobody here writes to them. Thread-safe. */
public final class ArchivedFiles {
    private final Imports imports;
    private final LegacySources sources;

    /** Shared by those that write to files, alone for those that copy them. */
    private final ReadWriteLock copying = new ReentrantReadWriteLock();

    /** What became of a backup, or of bringing one back: files that were written, and that were so already. */
    public record Copied(String kind, int written, int same) {}

    ArchivedFiles(Imports imports, LegacySources sources) {
        this.imports = imports;
        this.sources = sources;
    }

    /**
     * Packs the files of a tool into an archive, and proves it.
     *
     * @throws Rejected if the files are of no known tool, something is at {@code target} already, or an import is running
     */
    public Copied backUp(Path root, Optional<String> kind, Path target) {
        return copied("a backup of " + root, () -> {
            LegacySource source = sources.find(root, kind);
            var backup = new Backup(source.watched(root), root, target, file -> source.isOwn(root, file));
            backup.check();
            return new Copied(source.kind(), backup.pack(), 0);
        });
    }

    /**
     * Puts the files of a tool back as an archive has them.
     *
     * @param over also where something else is there
     * @throws Rejected if it is no archive with files of the tool, something else is there, or an import is running
     */
    public Copied restore(Path archive, Path root, String kind, boolean over) {
        return copied("putting back " + root, () -> {
            LegacySource source = sources.named(kind);
            Restore.Result result = new Restore(
                            archive, root, Backup.base(source.watched(root), root), file -> source.isOwn(root, file))
                    .run(over);
            if (result.written() + result.same() == 0) {
                throw Rejected.invalid(
                        "%s holds no files of %s: want an archive that a backup of them has made",
                        archive, source.kind());
            }
            return new Copied(source.kind(), result.written(), result.same());
        });
    }

    private Copied copied(String what, Supplier<Copied> work) {
        return imports.alone(what, () -> {
            copying.writeLock().lock();
            try {
                return work.get();
            } finally {
                copying.writeLock().unlock();
            }
        });
    }

    /**
     * Writes to files of tools, as many at a time as like to.
     *
     * @throws IOException if files are being packed or put back
     */
    public List<FileStore.Written> writing(FileChanges.Writing work) throws IOException {
        if (!copying.readLock().tryLock()) {
            throw new IOException("the files of tools are being packed or put back: wait for that");
        }
        try {
            return work.done();
        } finally {
            copying.readLock().unlock();
        }
    }
}
