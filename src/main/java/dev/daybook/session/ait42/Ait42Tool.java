package dev.daybook.session.ait42;

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

/** The files of AIT42. In the dual stage the journal is written first; a field that they lack is none. */
public final class Ait42Tool implements ToolFiles {

    private final Ait42Source source;

    /** @param zone of times that the files spell without one */
    public Ait42Tool(ZoneId zone, InstantSource clock) {
        source = new Ait42Source(Limits.DEFAULT, zone, clock);
    }

    @Override
    public LegacySource source() {
        return source;
    }

    @Override
    public LegacyWriter writer() {
        return new Ait42Writer();
    }

    @Override
    public Optional<Tool> tool(Journal journal, Codec codec, Timelines timelines) {
        return Optional.of(new Tool(new Ait42Files(), false, true));
    }
}
