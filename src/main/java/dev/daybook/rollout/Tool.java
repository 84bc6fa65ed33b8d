package dev.daybook.rollout;

import dev.daybook.importing.file.FileStore;
import dev.daybook.journal.StreamId;

/**
 * A tool whose users move.
 *
 * @param store its files
 * @param filesFirst whether in the dual stage the files are written first, as the tool's own plan wants it
 * @param tellsAll whether a field that its files lack is none: else they do not tell it, and it is not compared
 */
public record Tool(FileStore store, boolean filesFirst, boolean tellsAll) {

    String kind() {
        return store.kind();
    }

    boolean holds(StreamId stream) {
        return store.holds(stream);
    }

    String unit(StreamId stream) {
        return store.unit(stream);
    }
}
