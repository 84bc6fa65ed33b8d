package dev.daybook.journal.sql;

import dev.daybook.journal.Entry;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Micros;
import dev.daybook.journal.Payload;
import dev.daybook.journal.Position;
import dev.daybook.journal.Sha256;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
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

    /** What is read of a row besides its entry, and makes something of both. */
    public interface Beside<T> {
        Function<Entry, T> read(ResultSet row) throws SQLException;
    }

    /** The numbers that a row has in place of those of its texts that most rows have of their own. */
    interface Numbers {
        long stream();

        long source();
    }

    private record Met(long stream, long source) implements Numbers {}

    /** A row with the numbers of its texts, which are looked up for many at once. */
    record Row(
            Position position,
            long stream,
            long revision,
            UUID id,
            long type,
            Payload payload,
            long actor,
            long source,
            Optional<String> correlation,
            Instant occurredAt,
            Instant recordedAt,
            Optional<String> session,
            Optional<String> causation,
            Optional<Metadata.Idempotency> idempotency)
            implements Numbers {}

    public List<Entry> entries(ResultSet rows) throws SQLException {
        return entries(rows, Long.MAX_VALUE);
    }

    /** Reads until the payloads come to {@code bytesMax}. */
    public List<Entry> entries(ResultSet rows, long bytesMax) throws SQLException {
        return all(rows, bytesMax, _ -> Function.identity());
    }

    /** As {@link #entries}, with what stands beside each. */
    public <T> List<T> all(ResultSet rows, long bytesMax, Beside<T> beside) throws SQLException {
        var read = new ArrayList<Row>();
        var made = new ArrayList<Function<Entry, T>>();
        long bytes = 0;
        while (bytes < bytesMax && rows.next()) {
            Row row = read(rows);
            bytes += row.payload.sizeBytes();
            read.add(row);
            made.add(beside.read(rows));
        }
        names.meet(read, statements);
        var all = new ArrayList<T>(read.size());
        for (int nth = 0; nth < read.size(); nth++) {
            all.add(made.get(nth).apply(entry(read.get(nth))));
        }
        return all;
    }

    /** Looks up what rows of {@code stream, source} name, all at once: {@link #entry} of each will ask for it. */
    void meet(ResultSet numbers) throws SQLException {
        var met = new ArrayList<Numbers>();
        while (numbers.next()) {
            met.add(new Met(numbers.getLong(1), numbers.getLong(2)));
        }
        names.meet(met, statements);
    }

    /** Reads the row the cursor is on. */
    public Entry entry(ResultSet row) throws SQLException {
        return entry(read(row));
    }

    private Entry entry(Row row) throws SQLException {
        Names.Type type = names.type(row.type, statements);
        return new Entry(
                row.position,
                names.stream(row.stream, statements),
                row.revision,
                row.id,
                type.name(),
                type.version(),
                row.payload,
                new Metadata(
                        names.actor(row.actor, statements),
                        names.source(row.source, statements),
                        row.session,
                        row.correlation,
                        row.causation,
                        row.idempotency),
                row.occurredAt,
                row.recordedAt);
    }

    private Row read(ResultSet row) throws SQLException {
        // Most entries have none of these, and asking for each is a call into native code.
        boolean hasMore = row.getBoolean(16);
        return new Row(
                new Position(row.getLong(1)),
                row.getLong(3),
                row.getLong(4),
                ids.read(row, 2),
                row.getLong(5),
                Payload.of(row.getBytes(6)),
                row.getLong(7),
                row.getLong(8),
                Optional.ofNullable(row.getString(9)),
                Micros.instant(row.getLong(10)),
                Micros.instant(row.getLong(11)),
                hasMore ? Optional.ofNullable(row.getString(12)) : Optional.empty(),
                hasMore ? Optional.ofNullable(row.getString(13)) : Optional.empty(),
                hasMore ? idempotency(row.getString(14), row.getString(15)) : Optional.empty());
    }

    private static Optional<Metadata.Idempotency> idempotency(@Nullable String key, @Nullable String fingerprint) {
        return key == null && fingerprint == null
                ? Optional.empty()
                : Optional.of(new Metadata.Idempotency(text(key), text(fingerprint)));
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
