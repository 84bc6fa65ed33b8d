package dev.daybook.agent;

import static dev.daybook.readmodel.Tables.CONTEXT_SESSIONS;
import static dev.daybook.readmodel.Tables.CONTEXT_USAGE;

import dev.daybook.agent.Periods.Measure;
import dev.daybook.event.Recorded;
import dev.daybook.projection.Statements;
import dev.daybook.projection.Tables;
import dev.daybook.text.Times;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.impl.DSL;

/** How full contexts have ever been, and how often they crossed each threshold. Keeps a batch in memory. For one thread. */
final class ContextUsage {

    /** What is said of a context once it is above one of these, in percent. */
    static final List<Integer> THRESHOLDS = List.of(75, 85, 95);

    private static final List<Field<?>> COLUMNS = List.of(
            CONTEXT_USAGE.ID,
            CONTEXT_USAGE.AGENT,
            CONTEXT_USAGE.IS_ACTIVE,
            CONTEXT_USAGE.BEGAN_AT,
            CONTEXT_USAGE.PERCENT,
            CONTEXT_USAGE.AT,
            CONTEXT_USAGE.PEAK_PERCENT,
            CONTEXT_USAGE.PEAK_AT,
            CONTEXT_USAGE.CROSSED_75,
            CONTEXT_USAGE.CROSSED_85,
            CONTEXT_USAGE.CROSSED_95);
    private static final Query WRITE = Statements.upsert(CONTEXT_USAGE, COLUMNS, List.of(CONTEXT_USAGE.ID));
    private static final Query FIND =
            DSL.select(COLUMNS).from(CONTEXT_USAGE).where(CONTEXT_USAGE.ID.eq(DSL.param("id", String.class)));
    private static final Query REMOVE =
            DSL.deleteFrom(CONTEXT_USAGE).where(CONTEXT_USAGE.ID.eq(DSL.param("id", String.class)));

    /** A context while a batch works on it. */
    private static final class Touched {
        final Optional<Usage> before;
        Optional<Usage> now;

        Touched(Optional<Usage> before) {
            this.before = before;
            this.now = before;
        }
    }

    private record Usage(
            String agent,
            boolean isActive,
            String beganAt,
            double percent,
            String at,
            double peak,
            String peakAt,
            List<Long> crossed) {

        void in(Periods periods, int times) {
            Optional<String> whose = Optional.of(agent);
            var began = Times.instant(beganAt);
            for (int i = 0; i < THRESHOLDS.size(); i++) {
                periods.spread(Measure.CROSSED, whose, began, THRESHOLDS.get(i), times * crossed.get(i));
            }
            if (isActive) {
                int above = THRESHOLDS.stream()
                        .filter(threshold -> percent >= threshold)
                        .mapToInt(threshold -> threshold)
                        .max()
                        .orElse(0);
                periods.spread(Measure.CONTEXTS, whose, began, above, times);
            }
        }

        Usage measured(Counted row, Recorded recorded) {
            Usage now = of(row, recorded);
            boolean higher = now.percent > peak;
            return new Usage(
                    now.agent,
                    now.isActive,
                    now.beganAt,
                    now.percent,
                    now.at,
                    higher ? now.percent : peak,
                    higher ? now.at : peakAt,
                    crossed);
        }

        Usage crossed(int percent) {
            var counts = new ArrayList<>(crossed);
            int place = THRESHOLDS.indexOf(percent);
            if (place >= 0) {
                counts.set(place, counts.get(place) + 1);
            }
            return new Usage(agent, isActive, beganAt, this.percent, at, peak, peakAt, List.copyOf(counts));
        }

        static Usage of(Counted row, Recorded recorded) {
            RowTable table = row.table();
            String at = Times.text(recorded.occurredAt());
            double percent = table.value(CONTEXT_SESSIONS.USAGE_PERCENT, row.values())
                    .map(number -> ((Number) number).doubleValue())
                    .orElse(0.0);
            String beganAt = table.value(CONTEXT_SESSIONS.CREATED_AT, row.values())
                    .map(Object::toString)
                    .flatMap(Counted::time)
                    .or(row::recordedAt)
                    .map(Times::text)
                    .orElse(at);
            return new Usage(
                    table.value(CONTEXT_SESSIONS.AGENT_ID, row.values())
                            .map(Object::toString)
                            .orElse(""),
                    table.value(CONTEXT_SESSIONS.IS_ACTIVE, row.values())
                            .map(flag -> ((Number) flag).longValue() != 0)
                            .orElse(true),
                    beganAt,
                    percent,
                    at,
                    percent,
                    at,
                    List.of(0L, 0L, 0L));
        }
    }

    private final Periods periods;
    private final Map<String, Touched> touched = new HashMap<>();

    /** @param periods where it is counted, too */
    ContextUsage(Periods periods) {
        this.periods = periods;
    }

    /** @param row the context after the fact; nothing if it is no more */
    void apply(ContextEvent event, Optional<Counted> row, Recorded recorded, Tables tables) {
        Touched context = touched.computeIfAbsent(
                event.id(), id -> new Touched(recorded.entry().revision() == 0 ? Optional.empty() : find(id, tables)));
        Optional<Usage> before = context.now;
        context.now = row.map(counted -> event instanceof ContextEvent.ThresholdCrossed it && before.isPresent()
                ? before.get().crossed(it.percent())
                : before.map(usage -> usage.measured(counted, recorded)).orElseGet(() -> Usage.of(counted, recorded)));
    }

    private static Optional<Usage> find(String id, Tables tables) {
        return tables.fetch(FIND, ContextUsage::read, id).stream().findFirst();
    }

    private static Usage read(ResultSet row) throws SQLException {
        return new Usage(
                row.getString(2),
                row.getInt(3) != 0,
                row.getString(4),
                row.getDouble(5),
                row.getString(6),
                row.getDouble(7),
                row.getString(8),
                List.of(row.getLong(9), row.getLong(10), row.getLong(11)));
    }

    void remove(String id, Tables tables) {
        find(id, tables).ifPresent(usage -> usage.in(periods, -1));
        tables.execute(REMOVE, id);
    }

    /** Writes the rows; what has become more or less in {@code periods} is written behind them. */
    void flush(Tables tables) {
        touched.forEach((id, context) -> {
            if (context.before.equals(context.now)) {
                return;
            }
            context.before.ifPresent(usage -> usage.in(periods, -1));
            context.now.ifPresentOrElse(
                    usage -> {
                        usage.in(periods, 1);
                        tables.execute(
                                WRITE,
                                id,
                                usage.agent,
                                usage.isActive,
                                usage.beganAt,
                                usage.percent,
                                usage.at,
                                usage.peak,
                                usage.peakAt,
                                usage.crossed.get(0),
                                usage.crossed.get(1),
                                usage.crossed.get(2));
                    },
                    () -> tables.execute(REMOVE, id));
        });
    }

    void forget() {
        touched.clear();
    }
}
