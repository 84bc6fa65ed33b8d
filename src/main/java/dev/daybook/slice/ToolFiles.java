package dev.daybook.slice;

import dev.daybook.event.Codec;
import dev.daybook.event.Timelines;
import dev.daybook.importing.Format;
import dev.daybook.importing.LegacySource;
import dev.daybook.importing.LegacyWriter;
import dev.daybook.importing.Limits;
import dev.daybook.journal.Journal;
import dev.daybook.rollout.Tool;

/**
 * The files of one tool, whose records are a slice's.
 *
 * @param source how they are read
 * @param writer how they are written anew
 * @param rollout how its users move to the journal
 */
public record ToolFiles(LegacySource source, LegacyWriter writer, Rollout rollout) {

    /** Makes what moves the users of a tool to a journal. */
    public interface Rollout {
        Tool tool(Journal journal, Codec codec, Timelines timelines);
    }

    /** Returns the files of a described format. */
    public static ToolFiles of(Format format) {
        return new ToolFiles(
                format.source(Limits.DEFAULT),
                format.writer(Limits.DEFAULT),
                (_, _, _) -> new Tool(format.store(Limits.DEFAULT), false, true));
    }
}
