package dev.daybook.journal.sqlite;

import dev.daybook.journal.Appended.Place;
import dev.daybook.journal.Chain;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Erasure;
import dev.daybook.journal.JournalDamaged;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Micros;
import dev.daybook.journal.Payload;
import dev.daybook.journal.Position;
import dev.daybook.journal.Sha256;
import dev.daybook.journal.Source;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.sql.Deciding;
import dev.daybook.journal.sql.Erased;
import dev.daybook.journal.sql.Lru;
import dev.daybook.journal.sql.Names;
import dev.daybook.journal.sql.Prepared;
import dev.daybook.journal.sql.Prepared.Fact;
import dev.daybook.journal.sql.Prepared.Large;
import dev.daybook.journal.sql.Sources;
import dev.daybook.journal.sql.Statements;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The rows of the journal as its one writer sees them: what comes next in each stream, and the statements that write
 * it, prepared once.
 *
 * <p>Nothing is written for an append before it is known to succeed: expectations are held against revisions in memory.
 * So no append ever has to be taken back alone, and no savepoint is needed. That a fact is there already is found by
 * the insert itself, which fails: duplicates are rare, a look-up before every insert is not. Any other failure is the
 * end of the whole transaction and of this rows.
 *
 * <p>Used by the writer's thread only.
 */
final class JournalRows implements Deciding, AutoCloseable {

    /** One megabyte at most: so few of hundreds of thousands share a mark that looking those up costs nothing. */
    private static final int MARK_BITS = 23;

    /** Spreads hashes that differ in few bits. */
    private static final int SPREAD = 0x9E3779B9;

    /** What is known of a stream; one that nothing was written to yet has neither number nor revision. */
    private static final class Stream {
        static final long NONE = 0;

        long number;
        long revision;

        Stream(long number, long revision) {
            this.number = number;
            this.revision = revision;
        }
    }

    private record TypeKey(String category, String name, int version) {}

    private final PreparedStatement lock;
    private final PreparedStatement startWriting;
    private final PreparedStatement stopWriting;
    private final PreparedStatement insertPlain;
    private final PreparedStatement insertFull;
    private final PreparedStatement insertBlob;
    private final PreparedStatement selectBlob;
    private final PreparedStatement lastBlob;
    private final PreparedStatement removeErased;
    private final PreparedStatement selectPlace;
    private final PreparedStatement selectRevision;
    private final PreparedStatement selectCategory;
    private final Dictionary<StreamId> streams;
    private final Dictionary<TypeKey> types;
    private final Dictionary<String> actors;
    private final Dictionary<Source> sources;
    private final Map<StreamId, Stream> known = Lru.map(Names.CACHED_MAX);

    /** Of each category whether it had no stream when the first one of it was asked for. */
    private final Map<String, Boolean> blanks = new HashMap<>();

    /** Marks by their hashes the streams that were asked for, those among them that are not cached any more. */
    private final BitSet met = new BitSet();

    private final Statements statements;
    private final Erasures erasures;
    private boolean blobsErased;
    private final Chain chain = new Chain();
    private Sha256 lastLink = Chain.GENESIS;
    private boolean writing;
    private long head;
    private long recordedMicros = Long.MIN_VALUE;
    private Instant recordedAt = Instant.MIN;

    JournalRows(Connection connection) throws SQLException {
        insertPlain = connection.prepareStatement("""
            INSERT INTO entry (position, id, stream, revision, type, payload, payload_hash, actor, source, \
            correlation, occurred_at, recorded_at, chain) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
            """);
        insertFull = connection.prepareStatement("""
            INSERT INTO entry (position, id, stream, revision, type, payload, payload_hash, actor, source, \
            correlation, occurred_at, recorded_at, chain, session, causation, idempotency_key, \
            idempotency_fingerprint, blobs) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
            """);
        insertBlob =
                connection.prepareStatement("INSERT INTO blob (rowid, hash, size_bytes, data) VALUES (?, ?, ?, ?)");
        selectBlob = connection.prepareStatement("SELECT rowid FROM blob WHERE hash = ? AND length(data) > 0");
        lastBlob = connection.prepareStatement("SELECT max(rowid) FROM blob");
        removeErased = connection.prepareStatement("DELETE FROM blob WHERE hash = ? AND length(data) = 0");
        statements = new Statements(connection);
        erasures = new Erasures(connection);
        selectPlace = connection.prepareStatement("SELECT position, revision FROM entry WHERE id = ?");
        selectRevision = connection.prepareStatement("SELECT max(revision) FROM entry WHERE stream = ?");
        selectCategory = connection.prepareStatement("SELECT 1 FROM stream WHERE category = ? LIMIT 1");
        streams = new Dictionary<>(
                connection,
                "SELECT id FROM stream WHERE category = ? AND key = ?",
                "INSERT INTO stream (id, category, key) VALUES (?, ?, ?)",
                "SELECT max(id) FROM stream",
                (statement, first, stream) -> {
                    statement.setString(first, stream.category());
                    statement.setString(first + 1, stream.key());
                },
                0); // known streams know their numbers
        types = new Dictionary<>(
                connection,
                "SELECT id FROM type WHERE category = ? AND name = ? AND version = ?",
                "INSERT INTO type (id, category, name, version) VALUES (?, ?, ?, ?)",
                "SELECT max(id) FROM type",
                (statement, first, type) -> {
                    statement.setString(first, type.category());
                    statement.setString(first + 1, type.name());
                    statement.setInt(first + 2, type.version());
                },
                Names.CACHED_MAX);
        actors = new Dictionary<>(
                connection,
                "SELECT id FROM actor WHERE name = ?",
                "INSERT INTO actor (id, name) VALUES (?, ?)",
                "SELECT max(id) FROM actor",
                PreparedStatement::setString,
                Names.CACHED_MAX);
        sources = new Dictionary<>(
                connection,
                "SELECT id FROM source WHERE name = ? AND project = ? AND path = ?",
                "INSERT INTO source (id, name, project, path) VALUES (?, ?, ?, ?)",
                "SELECT max(id) FROM source",
                Sources::bind,
                Sources.CACHED_MAX);
        lock = connection.prepareStatement("UPDATE head SET writing = 1 WHERE one <> 1");
        startWriting = connection.prepareStatement("UPDATE head SET writing = 1");
        stopWriting = connection.prepareStatement("UPDATE head SET writing = 0, position = ?, chain = ?");
        try (var newest = connection.prepareStatement(
                        "SELECT position, recorded_at, chain FROM entry ORDER BY position DESC LIMIT 1");
                ResultSet row = newest.executeQuery()) {
            if (row.next()) {
                head = row.getLong(1);
                recordedMicros = row.getLong(2);
                recordedAt = Micros.instant(recordedMicros);
                lastLink = Sha256.of(row.getBytes(3));
            }
        }
        checkHead(connection);
    }

    private void checkHead(Connection connection) throws SQLException {
        try (var query = connection.prepareStatement("SELECT position, chain FROM head");
                ResultSet row = query.executeQuery()) {
            if (!row.next() || row.getLong(1) != head || !Arrays.equals(row.getBytes(2), lastLink.bytes())) {
                throw new JournalDamaged(
                        "the journal ends at position %d, but not as it was left: another program added or removed entries"
                                .formatted(head));
            }
        }
    }

    /**
     * Begins a transaction at that time, which never runs backwards, even where the clock does. A statement that changes
     * nothing takes the lock: reading first and locking later would fail at once where another program holds it for a
     * moment, instead of waiting.
     */
    void start(Instant now) throws SQLException {
        lock.executeUpdate();
        recordedMicros = Math.max(recordedMicros, Micros.of(now));
        recordedAt = Micros.instant(recordedMicros);
        writing = false;
    }

    /** Tells the triggers that it is the writer who comes. A transaction of conflicts alone stays one without a sync. */
    private void startWriting() throws SQLException {
        if (!writing) {
            startWriting.executeUpdate();
            writing = true;
        }
    }

    /** Notes where the journal ends now, as the last thing of a transaction. */
    void finish() throws SQLException {
        if (!writing) {
            return;
        }
        stopWriting.setLong(1, head);
        stopWriting.setBytes(2, lastLink.bytes());
        stopWriting.executeUpdate();
    }

    @Override
    public long head() {
        return head;
    }

    @Override
    public long revision(StreamId stream) throws SQLException {
        return stream(stream).revision;
    }

    @Override
    public boolean isKnown(UUID id) throws SQLException {
        return place(id) != null;
    }

    @Override
    public boolean isOutdated(Erasure erasure) throws SQLException {
        return Erased.isOutdated(statements, erasure);
    }

    /** Writes the facts that are not there yet, adds their entries to {@code fresh}, and returns all places. */
    List<Place> write(Prepared append, List<Entry> fresh) throws SQLException {
        startWriting();
        var places = new ArrayList<Place>(append.entries());
        for (Fact fact : append.facts()) {
            places.add(write(fact, fresh));
        }
        if (append.erases()) {
            erasures.apply(places.getLast().position().value());
            blobsErased = true;
        }
        return places;
    }

    private Place write(Fact fact, List<Entry> fresh) throws SQLException {
        StreamId id = fact.draft().stream();
        Stream stream = stream(id);
        if (stream.number == Stream.NONE) {
            stream.number = streams.add(id);
        }
        var draft = fact.draft();
        Entry entry = fact.entry(new Position(head + 1), stream.revision + 1, recordedAt);
        Sha256 link =
                chain.link(lastLink, head + 1, stream.revision + 1, recordedMicros, fact.words(), fact.payloadHash());
        try {
            insert(entry, stream.number, fact, link);
        } catch (SQLException e) {
            Place place = Sqlite.isConstraint(e) ? place(draft.id()) : null;
            if (place == null) {
                throw e;
            }
            return place;
        }
        for (int i = 0; i < fact.blobs().size(); i++) {
            store(fact.blobs().get(i), draft.blobs().get(i).content());
        }
        head++;
        lastLink = link;
        stream.revision++;
        fresh.add(entry);
        return new Place(entry.position(), entry.revision(), false);
    }

    private Stream stream(StreamId id) throws SQLException {
        Stream stream = known.get(id);
        if (stream == null) {
            stream = new Stream(isNew(id) ? Stream.NONE : streams.find(id).orElse(Stream.NONE), -1);
            if (stream.number != Stream.NONE) {
                selectRevision.setLong(1, stream.number);
                stream.revision = Statements.number(selectRevision).orElse(-1);
            }
            known.put(id, stream);
        }
        return stream;
    }

    /** Returns whether it is certain without a look that the stream is not there: all of its category were met here. */
    private boolean isNew(StreamId id) throws SQLException {
        Boolean blank = blanks.get(id.category());
        if (blank == null) {
            selectCategory.setString(1, id.category());
            blank = Statements.number(selectCategory).isEmpty();
            blanks.put(id.category(), blank);
        }
        int mark = (id.hashCode() * SPREAD) >>> (Integer.SIZE - MARK_BITS);
        boolean first = !met.get(mark);
        met.set(mark);
        return blank && first;
    }

    private void insert(Entry entry, long stream, Fact fact, Sha256 link) throws SQLException {
        Metadata metadata = entry.metadata();
        boolean plain = fact.blobs().isEmpty()
                && metadata.session().isEmpty()
                && metadata.causation().isEmpty()
                && metadata.idempotency().isEmpty();
        // Each column costs a call into native code, also an empty one.
        PreparedStatement insert = plain ? insertPlain : insertFull;
        insert.setLong(1, entry.position().value());
        insert.setBytes(2, SqliteIds.bytes(entry.id()));
        insert.setLong(3, stream);
        insert.setLong(4, entry.revision());
        insert.setLong(5, types.number(new TypeKey(entry.stream().category(), entry.type(), entry.version())));
        insert.setBytes(6, entry.payload().bytes());
        insert.setBytes(7, fact.payloadHash().bytes());
        insert.setLong(8, actors.number(metadata.actor()));
        insert.setLong(9, sources.number(metadata.source()));
        insert.setString(10, metadata.correlation().orElse(null));
        insert.setLong(11, fact.occurredMicros());
        insert.setLong(12, recordedMicros);
        insert.setBytes(13, link.bytes());
        if (!plain) {
            var idempotency = metadata.idempotency();
            insert.setString(14, metadata.session().orElse(null));
            insert.setString(15, metadata.causation().orElse(null));
            insert.setString(16, idempotency.map(Metadata.Idempotency::key).orElse(null));
            insert.setString(
                    17, idempotency.map(Metadata.Idempotency::fingerprint).orElse(null));
            insert.setBytes(18, fact.hashes());
        }
        insert.executeUpdate();
    }

    private void store(Large blob, Payload content) throws SQLException {
        selectBlob.setBytes(1, blob.hash().bytes());
        if (blob.isGone()
                || (blob.zstd().isEmpty() && !blobsErased)
                || Statements.number(selectBlob).isPresent()) {
            return;
        }
        long number = Statements.number(lastBlob).orElse(0) + 1; // behind one that was erased, too
        removeErased.setBytes(1, blob.hash().bytes());
        removeErased.executeUpdate();
        insertBlob.setLong(1, number);
        insertBlob.setBytes(2, blob.hash().bytes());
        insertBlob.setLong(3, blob.sizeBytes());
        insertBlob.setBytes(
                4, blob.zstd().orElseGet(() -> Prepared.compressed(content)).bytes());
        insertBlob.executeUpdate();
    }

    private @Nullable Place place(UUID id) throws SQLException {
        selectPlace.setBytes(1, SqliteIds.bytes(id));
        try (ResultSet row = selectPlace.executeQuery()) {
            return row.next() ? new Place(new Position(row.getLong(1)), row.getLong(2), true) : null;
        }
    }

    @Override
    public void close() throws SQLException {
        for (PreparedStatement statement : List.of(
                lock,
                startWriting,
                stopWriting,
                insertPlain,
                insertFull,
                insertBlob,
                selectBlob,
                lastBlob,
                removeErased,
                selectPlace,
                selectRevision,
                selectCategory)) {
            statement.close();
        }
        streams.close();
        types.close();
        actors.close();
        sources.close();
    }
}
