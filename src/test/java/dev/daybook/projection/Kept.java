package dev.daybook.projection;

import dev.daybook.event.Codec;
import dev.daybook.event.Timelines;
import dev.daybook.journal.Journal;
import dev.daybook.journal.postgres.Database;
import dev.daybook.journal.postgres.PostgresJournal;
import dev.daybook.journal.postgres.PostgresNodes;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/**
 * Where the read models of a test are kept: in files, or with {@code -Ddaybook.read.models=postgresql} in a database, so that
 * whatever asks them can be run over both.
 */
public final class Kept {

    private static final boolean SHARED = "postgresql".equals(System.getProperty("daybook.read.models"));

    private Kept() {}

    public static ReadModels open(
            Path folder,
            Journal journal,
            Codec codec,
            Timelines timelines,
            List<Supplier<? extends Projection>> projections,
            InstantSource clock) {
        return SHARED
                ? shared(folder, journal, codec, timelines, projections, clock)
                : ReadModels.open(folder, journal, codec, timelines, projections, clock);
    }

    /** Opens them in a database of their own, whatever the journal is in. */
    public static ReadModels shared(
            Path folder,
            Journal journal,
            Codec codec,
            Timelines timelines,
            List<Supplier<? extends Projection>> projections,
            InstantSource clock) {
        Database database = Database.begin();
        PostgresJournal.open(database.server(), clock).close(); // which makes the tables that nodes talk by
        var nodes = PostgresNodes.open(database.server(), "one", "one", Duration.ofMinutes(10));
        return ReadModels.shared(database.server(), nodes, folder, journal, codec, timelines, projections, clock);
    }
}
