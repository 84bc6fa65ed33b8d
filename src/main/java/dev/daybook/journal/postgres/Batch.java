package dev.daybook.journal.postgres;

import dev.daybook.journal.Appended.Place;
import dev.daybook.journal.Chain;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Erasure;
import dev.daybook.journal.Fence;
import dev.daybook.journal.Fenced;
import dev.daybook.journal.Link;
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
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The journal as the one appender of this process sees it while it holds the head: what comes next in each stream, and
 * the rows that are to be written.
 *
 * <p>Revisions are kept in memory as in a journal that one process writes: what others have written since is read first,
 * as those who follow are told of it anyway. So an expectation is held against memory, nothing is written for an append
 * before it is known to succeed, and no stream is locked. The head is held for the round trips of the batch alone.
 *
 * <p>Used by the appender's thread only, on one connection.
 */
final class Batch implements Deciding {

    /** Rows that go in one statement, and bytes of them: a message to the server has a gigabyte at most. */
    private static final int ROWS_MAX = 2_000;

    private static final int ROW_BYTES_MAX = 32 << 20;

    private static final int STREAMS_CACHED_MAX = Names.CACHED_MAX;

    /** What is known of a stream; one that nothing was written to yet has no number. */
    private static final class KnownStream {
        static final long NONE = 0;

        long number = NONE;
        long revision = -1;
    }

    private record TypeKey(String category, String name, int version) {}

    /** An entry that is yet to be sent. */
    private record Row(Entry entry, Fact fact, long stream, long type, long actor, long source, Sha256 link) {

        Metadata metadata() {
            return entry.metadata();
        }
    }

    /** What stands in a column of an entry. */
    private record Cell(String column, String type, Function<Row, @Nullable Object> value) {}

    private static final List<Cell> CELLS = List.of(
            new Cell("position", "bigint", row -> row.entry.position().value()),
            new Cell("id", "uuid", row -> row.entry.id()),
            new Cell("stream", "bigint", Row::stream),
            new Cell("revision", "bigint", row -> row.entry.revision()),
            new Cell("type", "bigint", Row::type),
            new Cell("payload", "bytea", row -> row.entry.payload().bytes()),
            new Cell("payload_hash", "bytea", row -> row.fact.payloadHash().bytes()),
            new Cell("actor", "bigint", Row::actor),
            new Cell("source", "bigint", Row::source),
            new Cell("correlation", "text", row -> row.metadata().correlation().orElse(null)),
            new Cell("occurred_at", "bigint", row -> row.fact.occurredMicros()),
            new Cell("recorded_at", "bigint", row -> Micros.of(row.entry.recordedAt())),
            new Cell("chain", "bytea", row -> row.link.bytes()),
            new Cell("session", "text", row -> row.metadata().session().orElse(null)),
            new Cell("causation", "text", row -> row.metadata().causation().orElse(null)),
            new Cell(
                    "idempotency_key",
                    "text",
                    row -> row.metadata()
                            .idempotency()
                            .map(Metadata.Idempotency::key)
                            .orElse(null)),
            new Cell(
                    "idempotency_fingerprint",
                    "text",
                    row -> row.metadata()
                            .idempotency()
                            .map(Metadata.Idempotency::fingerprint)
                            .orElse(null)),
            new Cell("blobs", "bytea", row -> row.fact.hashes()));

    private static final String LOCK = "SELECT id, position, revision FROM entry WHERE id = ANY (?::uuid[]);"
            + " SELECT position, chain FROM head FOR UPDATE";

    private static final String INSERT =
            "INSERT INTO entry (%s) SELECT * FROM unnest(%s); UPDATE head SET position = ?, chain = ?"
                    .formatted(
                            CELLS.stream().map(Cell::column).collect(Collectors.joining(", ")),
                            CELLS.stream()
                                    .map(cell -> "?::" + cell.type() + "[]")
                                    .collect(Collectors.joining(", ")));

    private final Numbers<StreamId> streams = new Numbers<>(
            "stream",
            List.of(Numbers.Column.text("category"), Numbers.Column.text("key")),
            stream -> List.of(stream.category(), stream.key()),
            STREAMS_CACHED_MAX);
    private final Numbers<TypeKey> types = new Numbers<>(
            "type",
            List.of(
                    Numbers.Column.text("category"),
                    Numbers.Column.text("name"),
                    new Numbers.Column("version", "integer")),
            type -> List.of(type.category(), type.name(), Integer.toString(type.version())),
            Names.CACHED_MAX);
    private final Numbers<String> actors =
            new Numbers<>("actor", List.of(Numbers.Column.text("name")), List::of, Names.CACHED_MAX);
    private final Numbers<Source> sources = new Numbers<>(
            "source",
            List.of(Numbers.Column.text("name"), Numbers.Column.text("project"), Numbers.Column.text("path")),
            Batch::texts,
            Sources.CACHED_MAX);

    private final Map<StreamId, KnownStream> known = Lru.map(STREAMS_CACHED_MAX);
    private final Chain chain = new Chain();
    private final Map<UUID, Place> places = new HashMap<>();
    private final Map<Fence, Boolean> held = new HashMap<>();
    private final List<Row> rows = new ArrayList<>();
    private final Map<Sha256, Payload> large = new LinkedHashMap<>();
    private long rowBytes;
    private Link end = Link.START;
    private final Statements statements;
    private long recordedMicros = Long.MIN_VALUE;

    /** @param statements on the connection that writes */
    Batch(Statements statements) {
        this.statements = statements;
    }

    private static List<String> texts(Source source) {
        return switch (source) {
            case Source.Channel(String name) -> List.of(name, "", "");
            case Source.File(Source.Project(String tool, String project), String path) -> List.of(tool, project, path);
        };
    }

    private void begin() {
        places.clear();
        held.clear();
        rows.clear();
        large.clear();
        rowBytes = 0;
    }

    /** Looks up what the appends name and memory does not know: many at once, and before the head is held. */
    void look(List<Prepared> group) throws SQLException {
        begin();
        lookAgain(group);
    }

    /** As {@link #look}, of what is still not known. */
    void lookAgain(List<Prepared> group) throws SQLException {
        List<Fact> facts = facts(group);
        types.load(statements, facts.stream().map(Batch::type).toList());
        actors.load(
                statements,
                facts.stream().map(fact -> fact.draft().metadata().actor()).toList());
        sources.load(
                statements,
                facts.stream().map(fact -> fact.draft().metadata().source()).toList());
        var named = new LinkedHashSet<StreamId>();
        for (Prepared append : group) {
            append.facts().forEach(fact -> named.add(fact.draft().stream()));
            named.addAll(append.expectations().keySet());
        }
        streams(named.stream().filter(stream -> !known.containsKey(stream)).toList());
    }

    private static List<Fact> facts(List<Prepared> group) {
        return group.stream().flatMap(append -> append.facts().stream()).toList();
    }

    private static TypeKey type(Fact fact) {
        return new TypeKey(
                fact.draft().stream().category(),
                fact.draft().type(),
                fact.draft().version());
    }

    /**
     * Returns where the journal ends, and holds it there until the transaction ends. Looks up before, in the same round
     * trip, which of the facts are there already: those that come in between are read as what others have written.
     */
    Link lock(List<Prepared> group) throws SQLException {
        PreparedStatement both = statements.of(LOCK);
        ArrayParameter.bind(
                both,
                1,
                "uuid",
                facts(group).stream().map(fact -> fact.draft().id()).toArray());
        both.execute();
        try (ResultSet row = both.getResultSet()) {
            while (row.next()) {
                places.put(row.getObject(1, UUID.class), new Place(new Position(row.getLong(2)), row.getLong(3), true));
            }
        }
        both.getMoreResults();
        try (ResultSet row = both.getResultSet()) {
            return WriterSession.end(row);
        }
    }

    private void streams(Collection<StreamId> unknown) throws SQLException {
        if (unknown.isEmpty()) {
            return;
        }
        streams.load(statements, unknown);
        var byNumber = new HashMap<Long, KnownStream>();
        for (StreamId id : unknown) {
            var stream = new KnownStream();
            known.put(id, stream);
            streams.find(id).ifPresent(number -> {
                stream.number = number;
                byNumber.put(number, stream);
            });
        }
        if (byNumber.isEmpty()) {
            return;
        }
        PreparedStatement query =
                statements.of("SELECT w.stream, (SELECT max(revision) FROM entry WHERE stream = w.stream)"
                        + " FROM unnest(?::bigint[]) AS w (stream)");
        ArrayParameter.bind(query, 1, "bigint", byNumber.keySet().toArray());
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                long revision = row.getLong(2);
                if (!row.wasNull()) {
                    Optional.ofNullable(byNumber.get(row.getLong(1))).orElseThrow().revision = revision;
                }
            }
        }
    }

    /** Takes in what others have appended. */
    void follow(List<Entry> entries, Link reached) {
        for (Entry entry : entries) {
            known.remove(entry.stream());
            places.put(entry.id(), new Place(entry.position(), entry.revision(), true));
            recordedMicros = Math.max(recordedMicros, Micros.of(entry.recordedAt()));
        }
        Stream.of(streams, types, actors, sources).forEach(Numbers::othersWrote);
        end = reached;
    }

    /** Begins to write behind the end, at that time, which never runs backwards, even where clocks do. */
    void start(Link from, Instant now) {
        end = from;
        recordedMicros = Math.max(recordedMicros, Micros.of(now));
    }

    @Override
    public long head() {
        return end.position().value();
    }

    Link end() {
        return end;
    }

    @Override
    public long revision(StreamId stream) throws SQLException {
        return stream(stream).revision;
    }

    private KnownStream stream(StreamId id) throws SQLException {
        KnownStream stream = known.get(id);
        if (stream == null) { // a batch that names more streams than are kept in memory
            flush();
            streams(List.of(id));
            stream = Optional.ofNullable(known.get(id)).orElseThrow();
        }
        return stream;
    }

    @Override
    public boolean isKnown(UUID id) {
        return places.containsKey(id);
    }

    /** Returns why an append may not be written: its lease is another's by now, or an expectation does not hold. */
    Optional<? extends RuntimeException> refusal(Prepared append) throws SQLException {
        for (Fence fence : append.fences()) {
            if (!isHeld(fence)
                    && !append.facts().stream()
                            .allMatch(fact -> isKnown(fact.draft().id()))) {
                return Optional.of(new Fenced(fence));
            }
        }
        return conflict(append);
    }

    /** Nobody claims a lease that was found to be held before this batch is committed. */
    private boolean isHeld(Fence fence) throws SQLException {
        Boolean known = held.get(fence);
        if (known == null) {
            PreparedStatement query = statements.of("SELECT 1 FROM lease WHERE name = ? AND epoch = ? FOR SHARE");
            query.setString(1, fence.lease());
            query.setLong(2, fence.epoch());
            known = Statements.number(query).isPresent();
            held.put(fence, known);
        }
        return known;
    }

    @Override
    public boolean isOutdated(Erasure erasure) throws SQLException {
        flush();
        return Erased.isOutdated(statements, erasure);
    }

    /** Writes the facts that are not there yet, adds their entries to {@code fresh}, and returns all places. */
    List<Place> write(Prepared append, List<Entry> fresh) throws SQLException {
        var written = new ArrayList<Place>(append.entries());
        for (Fact fact : append.facts()) {
            Place place = places.get(fact.draft().id());
            if (place == null) {
                Entry entry = write(fact);
                fresh.add(entry);
                written.add(new Place(entry.position(), entry.revision(), false));
            } else {
                written.add(place);
            }
        }
        if (append.erases()) {
            flush();
            PreparedStatement erase = statements.of("SELECT erase_from(?)");
            erase.setLong(1, written.getLast().position().value());
            erase.execute();
        }
        return written;
    }

    private Entry write(Fact fact) throws SQLException {
        StreamId id = fact.draft().stream();
        KnownStream stream = stream(id);
        if (stream.number == KnownStream.NONE) {
            stream.number = streams.add(statements, id);
        }
        Entry entry = fact.entry(end.position().next(), stream.revision + 1, Micros.instant(recordedMicros));
        Sha256 link = chain.link(
                end.hash(),
                entry.position().value(),
                entry.revision(),
                recordedMicros,
                fact.words(),
                fact.payloadHash());
        rows.add(new Row(
                entry,
                fact,
                stream.number,
                number(types, type(fact)),
                number(actors, entry.metadata().actor()),
                number(sources, entry.metadata().source()),
                link));
        rowBytes += entry.payload().sizeBytes();
        for (int i = 0; i < fact.blobs().size(); i++) {
            Large blob = fact.blobs().get(i);
            Payload content = fact.draft().blobs().get(i).content();
            large.computeIfAbsent(blob.hash(), _ -> content);
        }
        places.put(entry.id(), new Place(entry.position(), entry.revision(), true));
        stream.revision++;
        end = new Link(entry.position(), link);
        if (rows.size() >= ROWS_MAX || rowBytes >= ROW_BYTES_MAX) {
            flush();
        }
        return entry;
    }

    /** Sends what was written to the database, and where the journal ends now. */
    void flush() throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        for (Numbers<?> numbers : List.of(streams, types, actors, sources)) {
            numbers.flush(statements);
        }
        LargeValues.store(
                statements,
                rows.stream().flatMap(row -> row.fact.blobs().stream()).toList(),
                large);
        insert();
        rows.clear();
        large.clear();
        rowBytes = 0;
    }

    private <T> long number(Numbers<T> numbers, T text) throws SQLException {
        var found = numbers.find(text);
        if (found.isPresent()) {
            return found.getAsLong();
        }
        numbers.load(statements, Set.of(text)); // more of them in a batch than are kept in memory
        found = numbers.find(text);
        return found.isPresent() ? found.getAsLong() : numbers.add(statements, text);
    }

    private void insert() throws SQLException {
        PreparedStatement insert = statements.of(INSERT);
        for (int column = 0; column < CELLS.size(); column++) {
            Cell cell = CELLS.get(column);
            ArrayParameter.bind(
                    insert,
                    column + 1,
                    cell.type(),
                    rows.stream().map(cell.value()).toArray());
        }
        insert.setLong(CELLS.size() + 1, end.position().value());
        insert.setBytes(CELLS.size() + 2, end.hash().bytes());
        insert.execute();
    }
}
