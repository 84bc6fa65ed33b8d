package dev.daybook.projection;

import dev.daybook.event.Codec;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.StreamId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.Query;
import org.jooq.impl.DSL;
import org.sqlite.SQLiteConfig;

/**
 * One thing as it was: the entries of its stream, posted by its projection into tables in memory that have nothing else
 * in them. The rules are those by which the live rows are made. Thread-safe.
 *
 * <p>The tables are made once: what is posted for a question stands in a transaction that is undone behind it.
 */
final class ThingReplays implements AutoCloseable {

    /** Of each projection: a question takes milliseconds. */
    private static final int IDLE_MAX = 4;

    private static final int ALL = Integer.MAX_VALUE; // of a thing of which nothing is kept

    private static final Query BEGIN = DSL.query("BEGIN");
    private static final Query ROLLBACK = DSL.query("ROLLBACK");

    /** Tables in memory, and what fills them. */
    private record Scratch(
            Connection connection,
            Projection projection,
            JdbcTables tables,
            Optional<RowCopies> copies,
            DSLContext lent) {

        static Scratch of(ReadModels.Slot slot, Journal journal) {
            var config = new SQLiteConfig();
            config.setTempStore(SQLiteConfig.TempStore.MEMORY);
            config.setGetGeneratedKeys(false);
            config.enforceForeignKeys(true);
            try {
                Connection connection = config.createConnection("jdbc:sqlite::memory:");
                try (Statement statement = connection.createStatement()) {
                    for (String table : slot.ddl().tables()) {
                        statement.executeUpdate(table);
                    }
                    for (String index : slot.ddl().indexes()) {
                        statement.executeUpdate(index);
                    }
                } catch (SQLException e) {
                    connection.close();
                    throw e;
                }
                var tables = new JdbcTables(connection);
                return new Scratch(
                        connection,
                        slot.projection().get(),
                        tables,
                        RowCopies.of(tables),
                        ReadPool.lent(connection, tables, journal.blobs()));
            } catch (SQLException e) {
                throw new TablesFailed(e);
            }
        }

        void close() {
            try {
                tables.close();
                connection.close();
            } catch (SQLException e) {
                throw new TablesFailed(e);
            }
        }
    }

    private final Journal journal;
    private final StreamFacts facts;
    private final ThingStates states;
    private final Map<String, Deque<Scratch>> idle = new HashMap<>();
    private boolean closed;

    ThingReplays(Journal journal, Codec codec) {
        this(journal, codec, ThingStates.EVERY);
    }

    /** @param every so many entries of a thing its rows are kept */
    ThingReplays(Journal journal, Codec codec, int every) {
        this.journal = journal;
        this.facts = new StreamFacts(journal, codec);
        this.states = new ThingStates(every);
    }

    /** Answers a question over the tables of a projection as that thing alone had made them. */
    <T> T read(ReadModels.Slot slot, StreamId stream, AsOf asOf, Function<DSLContext, T> question) {
        return with(slot, scratch -> {
            scratch.copies.ifPresentOrElse(
                    copies -> goOn(slot.ddl().name(), scratch, copies, stream, asOf),
                    () -> post(scratch, stream, 0, ALL, asOf, _ -> {}));
            scratch.projection.flush(scratch.tables);
            return question.apply(scratch.lent);
        });
    }

    /** As {@link #read}, with a question after each entry that counts; the oldest is the first. */
    void walk(ReadModels.Slot slot, StreamId stream, AsOf asOf, Function<DSLContext, Consumer<Entry>> questions) {
        with(slot, scratch -> {
            Consumer<Entry> question = questions.apply(scratch.lent);
            post(scratch, stream, 0, ALL, asOf, entry -> {
                if (asOf.counts(entry)) {
                    scratch.projection.flush(scratch.tables);
                    question.accept(entry);
                }
            });
            return stream;
        });
    }

    private <T> T with(ReadModels.Slot slot, Function<Scratch, T> work) {
        Scratch scratch = borrow(slot);
        boolean clean = false;
        try {
            scratch.tables.execute(BEGIN);
            T answer = work.apply(scratch);
            scratch.tables.execute(ROLLBACK);
            scratch.projection.forget();
            clean = true;
            return answer;
        } finally {
            giveBack(slot.ddl().name(), scratch, clean);
        }
    }

    /** Posts from the last state that is kept of the thing on, and keeps others on the way. */
    private void goOn(String projection, Scratch scratch, RowCopies copies, StreamId stream, AsOf asOf) {
        Optional<ThingStates.State> begin = states.before(projection, stream, asOf);
        begin.ifPresent(state -> copies.put(state.rows()));
        var way = states.new Way(begin, asOf);
        int expected = begin.isPresent() ? states.every() : ALL;
        post(scratch, stream, begin.map(ThingStates.State::entries).orElse(0L), expected, asOf, entry -> {
            if (way.isToBeKept(entry)) {
                scratch.projection.flush(scratch.tables);
                copies.take(ThingStates.ROWS_BYTES_MAX)
                        .ifPresent(rows -> states.keep(projection, stream, way.state(entry, rows)));
            }
        });
    }

    /** @param posted told each entry, those that do not count included */
    private void post(Scratch scratch, StreamId stream, long from, int expected, AsOf asOf, Consumer<Entry> posted) {
        facts.each(stream, from, expected, asOf.end(), recorded -> {
            if (asOf.counts(recorded.entry())) {
                scratch.projection.apply(recorded, scratch.tables);
            } else {
                scratch.projection.passOver(recorded, scratch.tables);
            }
            posted.accept(recorded.entry());
        });
    }

    /** Forgets what is kept of streams: some of it was erased. */
    void forget() {
        facts.forget();
        states.forget();
        synchronized (idle) {
            idle.values().forEach(others -> others.forEach(Scratch::close));
            idle.clear();
        }
    }

    private Scratch borrow(ReadModels.Slot slot) {
        synchronized (idle) {
            Scratch scratch = idle.computeIfAbsent(slot.ddl().name(), _ -> new ArrayDeque<>())
                    .pollFirst();
            if (scratch != null) {
                return scratch;
            }
        }
        return Scratch.of(slot, journal);
    }

    private void giveBack(String name, Scratch scratch, boolean clean) {
        synchronized (idle) {
            Deque<Scratch> others = idle.computeIfAbsent(name, _ -> new ArrayDeque<>());
            if (clean && !closed && others.size() < IDLE_MAX) {
                others.addFirst(scratch);
                return;
            }
        }
        scratch.close();
    }

    @Override
    public void close() {
        synchronized (idle) {
            closed = true;
            idle.values().forEach(others -> others.forEach(Scratch::close));
            idle.clear();
        }
    }
}
