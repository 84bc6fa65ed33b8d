package dev.daybook.journal.postgres;

import dev.daybook.journal.Appended.Place;
import dev.daybook.journal.Chain;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Erasure;
import dev.daybook.journal.Fence;
import dev.daybook.journal.Fenced;
import dev.daybook.journal.JournalDamaged;
import dev.daybook.journal.Link;
import dev.daybook.journal.Micros;
import dev.daybook.journal.Payload;
import dev.daybook.journal.Position;
import dev.daybook.journal.Sha256;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.sql.Deciding;
import dev.daybook.journal.sql.Erased;
import dev.daybook.journal.sql.Prepared;
import dev.daybook.journal.sql.Prepared.Fact;
import dev.daybook.journal.sql.Prepared.Large;
import dev.daybook.journal.sql.Statements;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The journal as the one appender of this process sees it while it holds the head: what comes next in each stream, and
 * the rows that are to be written.
 *
 * <p>Revisions are kept in memory as in a journal that one process writes. Where others have written since, those of the
 * batch are looked up again, while the head is held; what else the others wrote is read when it is not held any more. So an
 * expectation is held against memory, nothing is written for an append before it is known to succeed, and no stream is
 * locked. The head is held for the round trips of the batch alone: one that locks it and looks for facts that are there
 * already, one more if others have written for what came meanwhile, and the one that writes and commits.
 *
 * <p>Used by the appender's thread only, on one connection.
 */
final class Batch implements Deciding {

    private static final String LOCK = WriterSession.END + " FOR UPDATE";

    private static final String FACTS = "SELECT id, position, revision FROM entry WHERE id = ANY (?::uuid[])";

    /** What this process has read up to, and the end. */
    private static final String LINKS =
            "SELECT position, chain, recorded_at FROM entry WHERE position IN (?, (SELECT position FROM head))";

    private static final String COMMIT = "COMMIT";

    private final Streams streams = new Streams();
    private final EntryNumbers numbers = new EntryNumbers();
    private final Chain chain = new Chain();
    private final EntryRows rows = new EntryRows();
    private final Map<Sha256, Payload> large = new LinkedHashMap<>();
    private final Map<Fence, Boolean> fencesHeld = new HashMap<>();
    private Map<UUID, Place> places = new HashMap<>();
    private Link end = Link.START;
    private final Statements statements;
    private long recordedMicros = Long.MIN_VALUE;
    private boolean othersWrite;

    /** @param statements on the connection that writes */
    Batch(Statements statements) {
        this.statements = statements;
    }

    /**
     * Looks up what the appends name and memory does not know: many at once, and before the head is held. Where others
     * write, it would have to be looked up again.
     */
    void look(List<Prepared> group) throws SQLException {
        begin();
        if (!othersWrite) {
            var trip = new RoundTrip();
            numbers.ask(trip, facts(group));
            streams.ask(trip, named(group));
            trip.make(statements);
        }
    }

    private void begin() {
        rows.clear();
        large.clear();
    }

    private static Set<StreamId> named(List<Prepared> group) {
        var named = new LinkedHashSet<StreamId>();
        for (Prepared append : group) {
            append.facts().forEach(fact -> named.add(fact.draft().stream()));
            named.addAll(append.expectations().keySet());
        }
        return named;
    }

    private static List<Fact> facts(List<Prepared> group) {
        return group.stream().flatMap(append -> append.facts().stream()).toList();
    }

    /**
     * Returns where the journal ends, and holds it there until the transaction ends. Looks up, in the same round trip, which
     * of the facts are there already, and anew what the appends name where others write; in one more if that is the first
     * that is seen of them.
     *
     * @param told what this process has read up to
     * @throws JournalDamaged if the journal does not go on from there
     */
    Link lock(List<Prepared> group, Link told, WriterSession at) throws SQLException {
        places = new HashMap<>();
        fencesHeld.clear();
        var links = new ArrayList<Link>();
        var trip = new RoundTrip();
        trip.ask(LOCK, 0, (_, _) -> {}, row -> end = at.end(row));
        askForFacts(trip, group);
        if (othersWrite) {
            askAgain(trip, group, told, links);
        } else {
            askForLast(trip, group);
        }
        trip.make(statements);
        boolean isLooked = othersWrite;
        othersWrite = !end.equals(told);
        if (othersWrite && !isLooked) {
            othersWrote();
            var again = new RoundTrip();
            askAgain(again, group, told, links);
            again.make(statements);
        }
        if (othersWrite) {
            at.refuseUnless(told.equals(Link.START) || links.contains(told), told, end);
        }
        return end;
    }

    private void askForFacts(RoundTrip trip, List<Prepared> group) {
        trip.ask(
                FACTS,
                1,
                (statement, first) -> ArrayParameter.bind(
                        statement,
                        first,
                        "uuid",
                        facts(group).stream().map(fact -> fact.draft().id()).toArray()),
                row -> {
                    while (row.next()) {
                        places.put(
                                row.getObject(1, UUID.class),
                                new Place(new Position(row.getLong(2)), row.getLong(3), true));
                    }
                });
    }

    private void askAgain(RoundTrip trip, List<Prepared> group, Link told, List<Link> links) {
        trip.ask(
                LINKS,
                1,
                (statement, first) -> statement.setLong(first, told.position().value()),
                row -> {
                    while (row.next()) {
                        links.add(new Link(new Position(row.getLong(1)), Sha256.of(row.getBytes(2))));
                        recordedMicros = Math.max(recordedMicros, row.getLong(3));
                    }
                });
        askForNumbers(trip, group);
    }

    /** Has looked up anew what the appends name. */
    private void askForNumbers(RoundTrip trip, List<Prepared> group) {
        othersWrote();
        askForLast(trip, group);
        numbers.ask(trip, facts(group));
        streams.askAgain(trip, named(group));
    }

    private void askForLast(RoundTrip trip, List<Prepared> group) {
        numbers.askForLast(trip, facts(group));
        streams.askForLast(trip, named(group));
    }

    /** Whether the head was found where others had moved it: then it was waited for, and much may have come meanwhile. */
    boolean othersWrite() {
        return othersWrite;
    }

    /** Takes into the batch what came while the head was waited for. */
    void join(List<Prepared> late) throws SQLException {
        var trip = new RoundTrip();
        askForFacts(trip, late);
        askForNumbers(trip, late);
        trip.make(statements);
    }

    /** Takes in what others have appended. */
    void follow(List<Entry> entries) {
        if (entries.isEmpty()) {
            return;
        }
        for (Entry entry : entries) {
            streams.wrote(entry.stream(), entry.revision());
            recordedMicros = Math.max(recordedMicros, Micros.of(entry.recordedAt()));
        }
        othersWrote();
    }

    private void othersWrote() {
        streams.othersWrote();
        numbers.othersWrote();
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
        makeKnown(stream);
        return streams.revision(stream);
    }

    private void makeKnown(StreamId id) throws SQLException {
        if (!streams.isKnown(id)) { // a batch that names more streams than are kept in memory
            flush();
            streams.load(statements, List.of(id));
        }
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
        Boolean known = fencesHeld.get(fence);
        if (known == null) {
            PreparedStatement query = statements.of("SELECT 1 FROM lease WHERE name = ? AND epoch = ? FOR SHARE");
            query.setString(1, fence.lease());
            query.setLong(2, fence.epoch());
            known = Statements.number(query).isPresent();
            fencesHeld.put(fence, known);
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
        long revision = revision(id) + 1;
        long stream = streams.add(statements, id);
        Entry entry = fact.entry(end.position().next(), revision, Micros.instant(recordedMicros));
        Sha256 link = chain.link(
                end.hash(),
                entry.position().value(),
                entry.revision(),
                recordedMicros,
                fact.words(),
                fact.payloadHash());
        rows.add(new EntryRows.Row(entry, fact, stream, numbers.of(statements, fact), link));
        for (int i = 0; i < fact.blobs().size(); i++) {
            Large blob = fact.blobs().get(i);
            Payload content = fact.draft().blobs().get(i).content();
            large.computeIfAbsent(blob.hash(), _ -> content);
        }
        places.put(entry.id(), new Place(entry.position(), entry.revision(), true));
        end = new Link(entry.position(), link);
        if (rows.isFull()) {
            flush();
        }
        return entry;
    }

    /** Sends what was written to the database, and where the journal ends now. */
    private void flush() throws SQLException {
        if (!rows.isEmpty()) {
            trip().make(statements);
            begin();
        }
    }

    /** As {@link #flush}, and commits in the same round trip. */
    void commit() throws SQLException {
        RoundTrip trip = rows.isEmpty() ? new RoundTrip() : trip();
        trip.add(COMMIT, 0, (_, _) -> {});
        trip.make(statements);
    }

    private RoundTrip trip() throws SQLException {
        LargeValues.store(
                statements, rows.facts().flatMap(fact -> fact.blobs().stream()).toList(), large);
        var trip = new RoundTrip();
        streams.send(trip);
        numbers.send(trip);
        rows.send(trip, end);
        return trip;
    }
}
