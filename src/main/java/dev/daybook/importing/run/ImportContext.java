package dev.daybook.importing.run;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.daybook.event.Codec;
import dev.daybook.event.Timelines;
import dev.daybook.importing.LegacySources;
import dev.daybook.importing.Limits;
import dev.daybook.journal.Journal;
import java.time.Instant;
import java.time.InstantSource;

/** What everything that reads the files of tools into a journal works with. Thread-safe. */
public record ImportContext(
        Journal journal, Codec codec, Timelines timelines, LegacySources sources, Limits limits, InstantSource clock) {

    public StreamHistory history() {
        return new StreamHistory(journal, codec, timelines);
    }

    public Projects projects() {
        return new Projects(journal, codec);
    }

    /** Returns the name of a run that begins then: later ones have greater names. */
    public static String run(Instant at) {
        return UlidCreator.getMonotonicUlid(at.toEpochMilli()).toString();
    }
}
