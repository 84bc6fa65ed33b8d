package dev.daybook.importing.file;

import dev.daybook.event.Recorded;
import dev.daybook.importing.file.FileStore.Written;
import dev.daybook.journal.StreamId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Takes what a tool's files tell into the journal. */
public interface FileChanges {

    /** Where nobody hears what the tools write. */
    FileChanges NONE = new FileChanges() {
        @Override
        public long take(
                String kind,
                Path root,
                List<Path> files,
                Function<StreamId, Optional<List<Recorded>>> shown,
                boolean behind,
                Set<StreamId> only) {
            return 0;
        }

        @Override
        public Set<StreamId> untaken(
                String kind, Path root, List<Path> files, Function<StreamId, Optional<List<Recorded>>> shown) {
            return Set.of();
        }

        @Override
        public List<Written> writing(Writing writing) throws IOException {
            return writing.done();
        }
    };

    /**
     * Takes over what these files tell now. Waits, for a moment, for one that is just being written.
     *
     * @param shown the facts of a thing that the files account for, where a rollback made others count
     * @param behind whether the files were written after the journal, so that they may be behind it
     * @param only the things that are meant; all if there are none
     * @return how many facts were new
     * @throws IOException if a file cannot be read
     * @throws dev.daybook.domain.Rejected if an import or a rollback is running
     * @throws dev.daybook.journal.JournalUnavailable if the journal takes nothing
     */
    long take(
            String kind,
            Path root,
            List<Path> files,
            Function<StreamId, Optional<List<Recorded>>> shown,
            boolean behind,
            Set<StreamId> only)
            throws IOException;

    /**
     * Returns the things of which these files tell what the journal does not know, and takes nothing: where files are
     * written behind the journal, what it did since explains what they lack.
     *
     * @param shown as for {@link #take}
     * @throws IOException if a file cannot be read
     */
    Set<StreamId> untaken(String kind, Path root, List<Path> files, Function<StreamId, Optional<List<Recorded>>> shown)
            throws IOException;

    /** What is written to files. */
    @FunctionalInterface
    interface Writing {
        List<Written> done() throws IOException;
    }

    /**
     * Writes to the files of tools while nobody here copies them.
     *
     * @throws IOException as {@code writing}, or if they are being packed or put back
     */
    List<Written> writing(Writing writing) throws IOException;
}
