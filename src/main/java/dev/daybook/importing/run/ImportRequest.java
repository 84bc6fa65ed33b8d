package dev.daybook.importing.run;

import dev.daybook.domain.Rejected;
import java.nio.file.Path;
import java.util.Optional;

/** What is to be imported, and how. */
public record ImportRequest(What what, Import.Options options) {

    /** What is to be imported. */
    public sealed interface What {}

    /**
     * A tree.
     *
     * @param kind the tool; found out from the files if absent or {@code auto}
     * @param project what the user calls it, if it is to have a name of its own
     */
    public record Tree(Path root, Optional<String> kind, Optional<String> project) implements What {}

    /** The rest of a run that was interrupted, under its name. */
    public record Rest(String run) implements What {}

    /** The files of a run that had errors, again, by a new run. */
    public record Again(String run) implements What {}

    /** @throws Rejected if only some of the files are read, and they are to be set aside */
    public ImportRequest {
        if (options.retire().isPresent() && what instanceof Again) {
            throw Rejected.invalidAt(
                    "/retire", "only a run that reads all files can set them aside: want a path, not retry");
        }
        if (options.retire().isPresent() && options.hints().agent().isPresent()) {
            throw Rejected.invalidAt(
                    "/retire", "what other agents wrote stands in the same files: they are set aside with all of it");
        }
    }
}
