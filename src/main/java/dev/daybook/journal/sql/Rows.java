package dev.daybook.journal.sql;

import dev.daybook.journal.Entry;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Micros;
import dev.daybook.journal.Payload;
import dev.daybook.journal.Position;
import dev.daybook.journal.Sha256;
import dev.daybook.journal.Source;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Entries from rows. */
public final class Rows {

    /** What {@link #entry} reads, in its order. */
    public static final String COLUMNS = "position, id, stream, revision, type, payload, actor, source, correlation, "
            + "occurred_at, recorded_at, session, causation, idempotency_key, idempotency_fingerprint, "
            + "coalesce(session, causation, idempotency_key, idempotency_fingerprint) IS NOT NULL";

    /** How many columns that are; the next one is the caller's. */
    public static final int WIDTH = 16;

    private final Names names;
    private final Statements statements;
    private final Ids ids;

    public Rows(Names names, Statements statements, Ids ids) {
        this.names = names;
        this.statements = statements;
        this.ids = ids;
    }

    public List<Entry> entries(ResultSet rows) throws SQLException {
        return entries(rows, Long.MAX_VALUE);
    }

    /** Reads until the payloads come to {@code bytesMax}. */
    public List<Entry> entries(ResultSet rows, long bytesMax) throws SQLException {
        var entries = new ArrayList<Entry>();
        long bytes = 0;
        while (bytes < bytesMax && rows.next()) {
            Entry entry = entry(rows);
            bytes += entry.payload().sizeBytes();
            entries.add(entry);
        }
        return entries;
    }

    /** Reads the row the cursor is on. */
    public Entry entry(ResultSet row) throws SQLException {
        Names.Type type = names.type(row.getLong(5), statements);
        return new Entry(
                new Position(row.getLong(1)),
                names.stream(row.getLong(3), statements),
                row.getLong(4),
                ids.read(row, 2),
                type.name(),
                type.version(),
                Payload.of(row.getBytes(6)),
                metadata(row),
                Micros.instant(row.getLong(10)),
                Micros.instant(row.getLong(11)));
    }

    private Metadata metadata(ResultSet row) throws SQLException {
        String actor = names.actor(row.getLong(7), statements);
        Source source = names.source(row.getLong(8), statements);
        Optional<String> correlation = Optional.ofNullable(row.getString(9));
        // Most entries have none of the rest, and asking for each is a call into native code.
        if (!row.getBoolean(16)) {
            return new Metadata(actor, source, Optional.empty(), correlation, Optional.empty(), Optional.empty());
        }
        String key = row.getString(14);
        String fingerprint = row.getString(15);
        return new Metadata(
                actor,
                source,
                Optional.ofNullable(row.getString(12)),
                correlation,
                Optional.ofNullable(row.getString(13)),
                key == null && fingerprint == null
                        ? Optional.empty()
                        : Optional.of(new Metadata.Idempotency(text(key), text(fingerprint))));
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }

    /** Reads hashes that stand one after the other. */
    public static List<Sha256> hashes(byte @Nullable [] joined) {
        if (joined == null) {
            return List.of();
        }
        var hashes = new ArrayList<Sha256>();
        ByteBuffer from = ByteBuffer.wrap(joined);
        while (from.remaining() >= Sha256.SIZE_BYTES) {
            byte[] hash = new byte[Sha256.SIZE_BYTES];
            from.get(hash);
            hashes.add(Sha256.of(hash));
        }
        return hashes;
    }
}
