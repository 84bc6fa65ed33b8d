package dev.daybook.domain.file;

import dev.daybook.domain.Event;
import dev.daybook.domain.EventType;
import dev.daybook.domain.Json;
import dev.daybook.domain.Part;
import dev.daybook.domain.Words;

/**
 * What became of a file of a legacy tool that is no record of the model: prompts, policies, archives, and what stands
 * in a file beside its records. There are no commands: only the tool's own files tell these.
 *
 * <p>{@code file} is the path below the legacy root, after {@code project!/} unless it is of the first project.
 */
public sealed interface FileEvent extends Event {

    /** Stands behind the path of a file that is kept in pieces, and before the number of each: no path has it. */
    String PIECE = "//";

    String file();

    /** The file holds this from now on; {@code encoding} is {@code utf-8} or {@code base64}. */
    @EventType(name = "file.written")
    @Words("wrote the file {file}")
    record Written(String file, String encoding, String content) implements FileEvent {}

    /**
     * What is needed to write a file of records again besides its records: their order, how they are spelled, what
     * stands between them. {@code frame} is a matter of the tool's reader and writer.
     */
    @EventType(name = "document.framed")
    @Words("noted how {file} is written")
    record Framed(String file, Json frame) implements FileEvent {}

    @EventType(name = "file.removed")
    @Words("removed the file {file}")
    @Part(removes = true)
    record Removed(String file) implements FileEvent {}
}
