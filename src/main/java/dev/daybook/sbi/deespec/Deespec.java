package dev.daybook.sbi.deespec;

import dev.daybook.event.Codec;
import dev.daybook.event.Timelines;
import dev.daybook.importing.LegacySource;
import dev.daybook.importing.LegacyWriter;
import dev.daybook.importing.Limits;
import dev.daybook.journal.Journal;
import dev.daybook.rollout.Tool;
import dev.daybook.slice.ToolFiles;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Optional;

/** The files of DeeSpec. In the dual stage they are written first; what they do not hold, they do not tell. */
public final class Deespec implements ToolFiles {

    private final DeespecSource source;

    /** @param zone of times that the files spell without one */
    public Deespec(ZoneId zone, InstantSource clock) {
        source = new DeespecSource(Limits.DEFAULT, zone, clock);
    }

    @Override
    public LegacySource source() {
        return source;
    }

    @Override
    public LegacyWriter writer() {
        return new DeespecWriter();
    }

    @Override
    public Optional<Tool> tool(Journal journal, Codec codec, Timelines timelines) {
        return Optional.of(new Tool(new DeespecFiles(journal, codec, timelines, source), true, false));
    }
}
