package dev.daybook.rollout;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Takes what a tool's files tell into the journal. Application wires it to the imports. */
public interface FileChanges {

    /**
     * Takes over what these files tell now. Waits, for a moment, for one that is just being written.
     *
     * @return how many facts were new
     * @throws IOException if a file cannot be read
     * @throws dev.daybook.domain.Rejected if an import is running
     * @throws dev.daybook.journal.JournalUnavailable if the journal takes nothing
     */
    long take(String kind, Path root, List<Path> files) throws IOException;
}
