package dev.daybook.slice;

import dev.daybook.event.Codec;
import dev.daybook.event.Timelines;
import dev.daybook.importing.Format;
import dev.daybook.importing.LegacySource;
import dev.daybook.importing.LegacyWriter;
import dev.daybook.importing.Limits;
import dev.daybook.journal.Journal;
import dev.daybook.rollout.Tool;
import java.util.Optional;

/** The files of one tool, whose records are a slice's. */
public interface ToolFiles {

    /** How they are read. */
    LegacySource source();

    /** How they are written anew. */
    LegacyWriter writer();

    /** How its users move to the journal, if they can. */
    default Optional<Tool> tool(Journal journal, Codec codec, Timelines timelines) {
        return Optional.empty();
    }

    /** Returns the files of a described format. */
    static ToolFiles of(Format format) {
        return new ToolFiles() {
            @Override
            public LegacySource source() {
                return format.source(Limits.DEFAULT);
            }

            @Override
            public LegacyWriter writer() {
                return format.writer(Limits.DEFAULT);
            }

            @Override
            public Optional<Tool> tool(Journal journal, Codec codec, Timelines timelines) {
                return Optional.of(new Tool(format.store(Limits.DEFAULT), false, true));
            }
        };
    }
}
