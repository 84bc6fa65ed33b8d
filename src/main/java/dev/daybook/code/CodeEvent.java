package dev.daybook.code;

import dev.daybook.code.parsing.ParsedFile;
import dev.daybook.domain.Event;
import dev.daybook.domain.EventType;
import java.time.Instant;
import java.util.List;

/**
 * What can happen to a file of a source tree, as an indexer sees it.
 */
public sealed interface CodeEvent extends Event {

    String CATEGORY = "code";

    /** Returns the root of the source tree, as projects are named. */
    String project();

    /** Returns the file's path below the root, with slashes. */
    String path();

    /**
     * The file is this from now on.
     *
     * @param sha256 of its bytes, in hex
     * @param language such as {@code java}; {@code text} where no parser reads it
     */
    @EventType(name = "code.file-indexed")
    record FileIndexed(
            String project,
            String path,
            String sha256,
            long sizeBytes,
            String language,
            Instant modifiedAt,
            ParsedFile parsed)
            implements CodeEvent {}

    @EventType(name = "code.file-removed")
    record FileRemoved(String project, String path) implements CodeEvent {}

    /** The same bytes stood at another path before, and no longer do: what was known of them is known of this path. */
    @EventType(name = "code.file-renamed")
    record FileRenamed(String project, String path, String from) implements CodeEvent {}

    /** These are all the tags that somebody gave the file, beside those that follow from it. */
    @EventType(name = "code.tagged")
    record Tagged(String project, String path, List<String> tags) implements CodeEvent {}
}
