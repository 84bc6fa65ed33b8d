package dev.daybook.code;

import dev.daybook.code.parsing.ParsedFile;
import dev.daybook.domain.Changing;
import dev.daybook.domain.Ending;
import dev.daybook.domain.Event;
import dev.daybook.domain.EventType;
import dev.daybook.domain.Part;
import dev.daybook.domain.Words;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * What can happen to a file of a source tree, as an indexer sees it. The facts of a file are complete by themselves:
 * what becomes of another one, or is taken back of it, changes nothing here.
 */
public sealed interface CodeEvent extends Event {

    String CATEGORY = "code";

    /** Returns the root of the source tree, as projects are named. */
    String project();

    /** Returns the file's path below the root, with slashes. */
    String path();

    /** The file is this from now on. */
    sealed interface Stands extends CodeEvent {

        /** Returns the SHA-256 of its bytes, in hex. */
        String sha256();

        long sizeBytes();

        /** Returns such as {@code java}; {@code text} where no parser reads it. */
        String language();

        Instant modifiedAt();

        ParsedFile parsed();

        /** Returns whether an indexer finds the same in both: when the file was written is no difference. */
        default boolean isSame(Stands other) {
            return sha256().equals(other.sha256())
                    && language().equals(other.language())
                    && parsed().equals(other.parsed());
        }
    }

    @EventType(name = "code.file-indexed")
    @Words("indexed {path} of {project}")
    @Part(counted = "parsed")
    record FileIndexed(
            String project,
            String path,
            String sha256,
            long sizeBytes,
            String language,
            Instant modifiedAt,
            ParsedFile parsed)
            implements Stands {}

    /** The same bytes stood at another path before, and no longer do. */
    @EventType(name = "code.file-renamed")
    @Words("saw that {from} of {project} is {path} now")
    @Part(counted = "parsed", own = "from")
    record FileRenamed(
            String project,
            String path,
            String from,
            String sha256,
            long sizeBytes,
            String language,
            Instant modifiedAt,
            ParsedFile parsed)
            implements Stands {}

    @EventType(name = "code.file-removed")
    @Words("took {path} of {project} out of the index")
    record FileRemoved(String project, String path) implements CodeEvent, Ending, Changing {

        /** Its tags wait for it to come back. */
        @Override
        public Set<String> ends() {
            return Set.of("sha256", "sizeBytes", "language", "modifiedAt", "parsed");
        }
    }

    /** These are all the tags that somebody gave the file, beside those that follow from it. */
    @EventType(name = "code.tagged")
    @Words("set the tags of {path} of {project}[ to {tags}]")
    record Tagged(String project, String path, List<String> tags) implements CodeEvent {}
}
