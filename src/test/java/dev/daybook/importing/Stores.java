package dev.daybook.importing;

import dev.daybook.event.Recorded;
import dev.daybook.importing.file.FileStamp;
import dev.daybook.importing.file.FileStore;
import dev.daybook.importing.file.FileStore.Written;
import dev.daybook.importing.file.FilesChanged;
import dev.daybook.journal.StreamId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Short words for what stores do. */
public final class Stores {

    /** Writes one thing where nobody else does. */
    public static List<Written> write(FileStore store, Path root, StreamId thing, List<Recorded> entries)
            throws IOException {
        return store.write(root, List.of(thing), _ -> entries, () -> {});
    }

    /** Returns what lets a store write only as long as its files stand there as they do now. */
    public static FileStore.Check asNow(FileStore store, Path root, String unit) throws IOException {
        Map<Path, FileStamp> now = stamps(store, root, unit);
        return () -> {
            if (!stamps(store, root, unit).equals(now)) {
                throw new FilesChanged(root);
            }
        };
    }

    private static Map<Path, FileStamp> stamps(FileStore store, Path root, String unit) throws IOException {
        var stamps = new HashMap<Path, FileStamp>();
        for (Path file : store.files(root, unit)) {
            FileStamp.at(file).ifPresent(stamp -> stamps.put(file, stamp));
        }
        return stamps;
    }

    private Stores() {}
}
