package dev.daybook.slice;

import dev.daybook.event.Codec;
import dev.daybook.event.Timelines;
import dev.daybook.importing.LegacySource;
import dev.daybook.importing.Limits;
import dev.daybook.importing.format.Format;
import dev.daybook.importing.frame.LegacyWriter;
import dev.daybook.journal.Journal;
import dev.daybook.operation.Operations;
import dev.daybook.rollout.Tool;
import java.util.List;
import java.util.Map;

/**
 * The files of one tool, whose records are a slice's.
 *
 * @param source how they are read
 * @param writer how they are written anew
 * @param rollout how its users move to the journal
 * @param protocol what its own clients ask, in its own words; a door knows nothing of it
 * @param keys the members that tell records of a kind from others, as JSON pointers
 */
public record ToolFiles(
        LegacySource source,
        LegacyWriter writer,
        Rollout rollout,
        List<Operations<Ground>> protocol,
        Map<String, List<String>> keys) {

    /** Those of a tool whose records have slices of their own. */
    public ToolFiles(LegacySource source, LegacyWriter writer, Rollout rollout, List<Operations<Ground>> protocol) {
        this(source, writer, rollout, protocol, Map.of());
    }

    /** Those of a tool without a protocol of its own. */
    public ToolFiles(LegacySource source, LegacyWriter writer, Rollout rollout) {
        this(source, writer, rollout, List.of());
    }

    /** Makes what moves the users of a tool to a journal. */
    public interface Rollout {
        Tool tool(Journal journal, Codec codec, Timelines timelines);
    }

    /** Returns the files of a described format. A row has no place for more than its columns: the rest is not compared. */
    public static ToolFiles of(Format format) {
        return new ToolFiles(
                format.source(Limits.DEFAULT),
                format.writer(Limits.DEFAULT),
                (_, _, _) -> new Tool(format.store(Limits.DEFAULT), false, !format.hasRows()),
                List.of(),
                format.keys());
    }
}
