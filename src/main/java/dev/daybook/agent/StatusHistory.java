package dev.daybook.agent;

import static dev.daybook.readmodel.Tables.AGENT_STATUS;

import dev.daybook.event.Recorded;
import dev.daybook.projection.Statements;
import dev.daybook.projection.Tables;
import dev.daybook.text.Times;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.TableField;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** How agents were at any time: a row for each change, with how long they had been each until then. For one thread. */
final class StatusHistory {

    static final String CRASHED = "crashed";

    /** What is told apart, and the columns of it; any other word counts as the last one. */
    static final List<String> WORDS = List.of("active", "idle", "sleeping", CRASHED, "other");

    static final List<TableField<?, Long>> TIMES = List.of(
            AGENT_STATUS.ACTIVE_MS,
            AGENT_STATUS.IDLE_MS,
            AGENT_STATUS.SLEEPING_MS,
            AGENT_STATUS.CRASHED_MS,
            AGENT_STATUS.OTHER_MS);

    private static final List<Field<?>> COLUMNS = columns();
    private static final Query ADD = Statements.insert(AGENT_STATUS, COLUMNS);
    private static final Query LAST = DSL.select(COLUMNS)
            .from(AGENT_STATUS)
            .where(AGENT_STATUS.ID.eq(DSL.param("id", String.class)))
            .orderBy(AGENT_STATUS.SINCE.desc(), AGENT_STATUS.POSITION.desc())
            .limit(DSL.inline(1));
    private static final Query AT = DSL.select(COLUMNS)
            .from(AGENT_STATUS)
            .where(AGENT_STATUS.ID.eq(DSL.param("id", String.class)))
            .and(AGENT_STATUS.SINCE.le(DSL.param("time", String.class)))
            .orderBy(AGENT_STATUS.SINCE.desc(), AGENT_STATUS.POSITION.desc())
            .limit(DSL.inline(1));
    private static final Query REMOVE =
            DSL.deleteFrom(AGENT_STATUS).where(AGENT_STATUS.ID.eq(DSL.param("id", String.class)));

    private final Map<String, Was> last = new HashMap<>();

    /**
     * How an agent was from then on.
     *
     * @param status empty if it was not there
     * @param until how many milliseconds it had been each of {@link #WORDS} until then
     */
    record Was(String status, Instant since, List<Long> until, long crashes) {

        static final Was NOTHING =
                new Was("", Instant.EPOCH, WORDS.stream().map(_ -> 0L).toList(), 0);

        /** Returns how long it had been each of {@link #WORDS} at a later time. */
        List<Long> at(Instant time) {
            long ms = Math.max(0, Duration.between(since, time).toMillis());
            int place = place(status);
            return IntStream.range(0, until.size())
                    .mapToObj(i -> until.get(i) + (i == place ? ms : 0))
                    .toList();
        }

        private static int place(String status) {
            int place = WORDS.indexOf(status);
            return status.isEmpty() || place >= 0 ? place : WORDS.size() - 1;
        }

        Was then(String next, Instant time) {
            Instant from = time.isAfter(since) ? time.truncatedTo(ChronoUnit.MICROS) : since; // as it is written
            return new Was(next, from, at(from), crashes + (next.equals(CRASHED) ? 1 : 0));
        }
    }

    private static List<Field<?>> columns() {
        var columns = new ArrayList<Field<?>>(
                List.of(AGENT_STATUS.ID, AGENT_STATUS.SINCE, AGENT_STATUS.POSITION, AGENT_STATUS.STATUS));
        columns.addAll(TIMES);
        columns.add(AGENT_STATUS.CRASHES);
        return List.copyOf(columns);
    }

    /** @param status nothing if there is no such agent any more */
    void apply(String id, Optional<String> status, Recorded recorded, Tables tables) {
        Was before = last.computeIfAbsent(id, _ -> recorded.entry().revision() == 0 ? Was.NOTHING : find(id, tables));
        String next = status.orElse("");
        if (before.status.equals(next)) {
            return;
        }
        Was now = before.then(next, recorded.occurredAt());
        last.put(id, now);
        var row = new ArrayList<@Nullable Object>(
                List.of(id, Times.text(now.since), recorded.position().value(), now.status));
        row.addAll(now.until);
        row.add(now.crashes);
        tables.execute(ADD, row.toArray());
    }

    private static Was find(String id, Tables tables) {
        return tables.fetch(LAST, StatusHistory::read, id).stream().findFirst().orElse(Was.NOTHING);
    }

    /** Returns how an agent was at a time. */
    static Was at(String id, Instant time, Tables tables) {
        return tables.fetch(AT, StatusHistory::read, id, Times.text(time)).stream()
                .findFirst()
                .orElse(Was.NOTHING);
    }

    private static Was read(java.sql.ResultSet row) throws java.sql.SQLException {
        var until = new ArrayList<Long>();
        for (int i = 0; i < TIMES.size(); i++) {
            until.add(row.getLong(5 + i));
        }
        return new Was(
                row.getString(4), Times.instant(row.getString(2)), List.copyOf(until), row.getLong(5 + TIMES.size()));
    }

    void remove(String id, Tables tables) {
        last.remove(id);
        tables.execute(REMOVE, id);
    }

    void forget() {
        last.clear();
    }
}
