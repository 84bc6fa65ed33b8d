package dev.daybook.projection;

import dev.daybook.journal.Position;
import dev.daybook.journal.StreamId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Query;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** The streams that a {@link Generation} has set aside, and the attempts at events that may be next: kept with its rows. */
final class Quarantine {

    /** A stream that is set aside, or that is being tried carefully while {@code attempts} are below the limit. */
    record SetAside(
            String stream, long position, String type, int attempts, long parked, boolean quarantined, String error) {}

    static final String TABLE = """
        CREATE TABLE quarantine (
          stream      TEXT    PRIMARY KEY,
          position    INTEGER NOT NULL,
          type        TEXT    NOT NULL,
          attempts    INTEGER NOT NULL,
          parked      INTEGER NOT NULL,
          quarantined INTEGER NOT NULL,
          error       TEXT    NOT NULL
        ) STRICT;
        """;

    private static final Query ALL = DSL.query(
            "SELECT stream, position, type, attempts, parked, quarantined, error FROM quarantine ORDER BY position");
    private static final Query TRY = DSL.query("INSERT INTO quarantine VALUES (?, ?, ?, 1, 0, 0, '')"
            + " ON CONFLICT (stream) DO UPDATE SET attempts = CASE WHEN quarantine.position = excluded.position"
            + " THEN quarantine.attempts + 1 ELSE 1 END, position = excluded.position, type = excluded.type");
    private static final Query SET_ASIDE =
            DSL.query("UPDATE quarantine SET quarantined = 1, error = ? WHERE stream = ?");
    private static final Query PARK = DSL.query("UPDATE quarantine SET parked = parked + 1 WHERE stream = ?");
    private static final Query FREE = DSL.query("DELETE FROM quarantine WHERE stream = ?");

    private final PlaceConnection connection;
    private final Map<String, SetAside> streams = new LinkedHashMap<>();

    Quarantine(PlaceConnection connection) {
        this.connection = connection;
    }

    /** Reads what is there, as another process may have written it or a rollback undone it. */
    void read() {
        streams.clear();
        connection
                .seen(() -> connection
                        .tables()
                        .fetch(
                                ALL,
                                row -> new SetAside(
                                        row.getString(1),
                                        row.getLong(2),
                                        row.getString(3),
                                        row.getInt(4),
                                        row.getLong(5),
                                        row.getInt(6) == 1,
                                        row.getString(7))))
                .forEach(one -> streams.put(one.stream(), one));
    }

    /** Returns all of them, those too that are only being tried. */
    List<SetAside> all() {
        return List.copyOf(streams.values());
    }

    /** Returns a stream if it is set aside, not only being tried. */
    Optional<SetAside> of(StreamId stream) {
        if (streams.isEmpty()) { // as almost always, and this is asked for each event
            return Optional.empty();
        }
        return Optional.ofNullable(streams.get(stream.toString())).filter(SetAside::quarantined);
    }

    boolean has(StreamId stream) {
        return of(stream).isPresent();
    }

    /** Counts an attempt, durably, before it is made. Returns how many there were with it. */
    int countAttempt(StreamId stream, Position position, String type) {
        executeAlone(TRY, stream.toString(), position.value(), type);
        read();
        SetAside tried = streams.get(stream.toString());
        return tried == null ? 0 : tried.attempts();
    }

    /** Sets a stream aside of which an event was tried. */
    void setAside(StreamId stream, String error) {
        executeAlone(SET_ASIDE, error, stream.toString());
        read();
    }

    /** Counts an event that waits behind the first of its stream. */
    void park(StreamId stream) {
        connection.tables().execute(PARK, stream.toString());
        streams.computeIfPresent(
                stream.toString(),
                (_, it) -> new SetAside(
                        it.stream(),
                        it.position(),
                        it.type(),
                        it.attempts(),
                        it.parked() + 1,
                        it.quarantined(),
                        it.error()));
    }

    void free(StreamId stream) {
        executeAlone(FREE, stream.toString());
        streams.remove(stream.toString());
    }

    private void executeAlone(Query statement, @Nullable Object... values) {
        boolean _ = connection.alone(() -> {
            connection.tables().execute(statement, values);
            return true;
        });
    }
}
