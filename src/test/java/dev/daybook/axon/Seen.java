package dev.daybook.axon;

import dev.daybook.event.Recorded;
import dev.daybook.projection.Projection;
import dev.daybook.projection.ReadModels;
import dev.daybook.projection.Tables;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jooq.Query;
import org.jooq.impl.DSL;

/** A projection that counts how often each entry was posted. */
final class Seen implements Projection {

    private static final Query COUNT =
            DSL.query("INSERT INTO seen VALUES (?, 1) ON CONFLICT (position) DO UPDATE SET times = times + 1");

    private final LongConsumer interruption;

    /** Calls {@code interruption} with each position that is about to be posted. */
    Seen(LongConsumer interruption) {
        this.interruption = interruption;
    }

    @Override
    public String name() {
        return "seen";
    }

    @Override
    public void apply(Recorded recorded, Tables tables) {
        interruption.accept(recorded.position().value());
        tables.execute(COUNT, recorded.position().value());
    }

    /** Returns how often each position was posted, in order. */
    static Map<Long, Long> of(ReadModels readModels) throws SQLException {
        try (var connection = DriverManager.getConnection(
                        "jdbc:sqlite:" + readModels.files().getFirst());
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT position, times FROM seen ORDER BY position")) {
            var seen = new LinkedHashMap<Long, Long>();
            while (rows.next()) {
                seen.put(rows.getLong(1), rows.getLong(2));
            }
            return seen;
        }
    }
}
