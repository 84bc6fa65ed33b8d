package dev.daybook.agent;

import static dev.daybook.readmodel.Tables.AGENT_ACTIVITY;
import static dev.daybook.readmodel.Tables.AGENT_SPREAD;

import dev.daybook.projection.Statements;
import dev.daybook.projection.Tables;
import dev.daybook.text.Times;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.impl.DSL;

/**
 * What happened in each hour and in each day, of each agent and of all of them together. A batch keeps only how much
 * that has become more or less: the order in which it is counted does not matter. For one thread.
 */
final class Periods {

    /** Whose what happened is that belongs to all of them together. */
    static final String ALL = "";

    /** What is counted: the columns of its table, in their order. */
    enum What {
        ADDED,
        STARTED,
        COMPLETED,
        FAILED,
        SENT,
        DELIVERED,
        ACKNOWLEDGED,
        DEAD,
        REMEMBERED,
        MEASURED,
        LOGGED;

        Field<Long> column() {
            return DSL.field(DSL.name(name().toLowerCase(Locale.ROOT)), Long.class);
        }
    }

    /** What spreads over buckets: of all together by hour and by day, of one agent by day. */
    enum Measure {
        /** From the time that a task was added to its start: by times. */
        WAITED(true, true, true),
        /** From the start of a task to its end: by times. */
        WORKED(true, true, true),
        /** From the sending of a message to its delivery: by times. */
        DELIVERED(true, true, true),
        /** From the sending of a message until it was dealt with: by times. */
        ACKNOWLEDGED(true, true, true),
        /** How sure workers were of tasks that they completed: by tenths, {@link #NOT_SAID} if they did not say. */
        COMPLETED(true, true, true),
        /** The same of those that failed. */
        FAILED(true, true, true),
        /** How messages are now, by {@link MessageState}, when they were sent. */
        MESSAGES(true, true, true),
        /** How tasks are now, by {@link TaskState}, when they were added. */
        TASKS(false, true, false),
        /** Contexts that are in use, by the highest threshold that they are above now, or 0, when they began. */
        CONTEXTS(false, true, false),
        /** How often thresholds were crossed, by threshold, when the contexts began. */
        CROSSED(false, false, true);

        private final boolean hoursOfAll;
        private final boolean daysOfAll;
        private final boolean daysOfOne;

        Measure(boolean hoursOfAll, boolean daysOfAll, boolean daysOfOne) {
            this.hoursOfAll = hoursOfAll;
            this.daysOfAll = daysOfAll;
            this.daysOfOne = daysOfOne;
        }

        List<Span> ofAll() {
            return hoursOfAll ? EACH : daysOfAll ? DAYS : List.of();
        }

        List<Span> ofOne() {
            return daysOfOne ? DAYS : List.of();
        }

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    enum TaskState {
        PENDING(0),
        IN_PROGRESS(1),
        COMPLETED(2),
        FAILED(3),
        OTHER(4);

        final int bucket;

        TaskState(int bucket) {
            this.bucket = bucket;
        }

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        static TaskState of(String status) {
            return Arrays.stream(values())
                    .filter(state -> state.text().equals(status))
                    .findFirst()
                    .orElse(OTHER);
        }
    }

    enum MessageState {
        UNACKNOWLEDGED(0),
        ACKNOWLEDGED(1),
        DEAD(2);

        final int bucket;

        MessageState(int bucket) {
            this.bucket = bucket;
        }

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static final int NOT_SAID = -1;

    private static final double STEP = Math.log(1.1);

    /** A length of time that is counted by. */
    enum Span {
        HOUR(ChronoUnit.HOURS),
        DAY(ChronoUnit.DAYS);

        private final ChronoUnit unit;

        Span(ChronoUnit unit) {
            this.unit = unit;
        }

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        Instant begin(Instant time) {
            return time.truncatedTo(unit);
        }

        Instant next(Instant begin) {
            return begin.plus(unit.getDuration());
        }
    }

    private static final List<Span> EACH = List.of(Span.values());
    private static final List<Span> DAYS = List.of(Span.DAY);

    private record Cell(Span span, String agent, Instant at) {}

    private record Bucket(Cell cell, Measure measure, int bucket) {}

    private static final List<Field<?>> CELL = List.of(AGENT_ACTIVITY.SPAN, AGENT_ACTIVITY.AGENT, AGENT_ACTIVITY.AT);
    private static final List<Field<?>> BUCKET =
            List.of(AGENT_SPREAD.SPAN, AGENT_SPREAD.MEASURE, AGENT_SPREAD.AGENT, AGENT_SPREAD.AT, AGENT_SPREAD.BUCKET);
    private static final List<Field<Long>> COUNTS =
            Arrays.stream(What.values()).map(What::column).toList();
    private static final Query ADD = Statements.add(AGENT_ACTIVITY, CELL, COUNTS);
    private static final Query SPREAD = Statements.add(AGENT_SPREAD, BUCKET, List.of(AGENT_SPREAD.COUNT));
    private static final Query FORGET = DSL.deleteFrom(AGENT_ACTIVITY).where(are(CELL), areNothing(COUNTS));
    private static final Query FORGET_BUCKET =
            DSL.deleteFrom(AGENT_SPREAD).where(are(BUCKET), areNothing(List.of(AGENT_SPREAD.COUNT)));

    private final Map<Cell, Map<What, Long>> counted = new HashMap<>();
    private final Map<Bucket, Long> spread = new HashMap<>();

    private static Condition are(List<Field<?>> key) {
        return DSL.and(key.stream().map(Periods::is).toList());
    }

    private static <T> Condition is(Field<T> field) {
        return field.eq(DSL.param(field.getName(), field.getDataType()));
    }

    private static Condition areNothing(List<Field<Long>> counts) {
        return DSL.and(counts.stream().map(count -> count.eq(DSL.inline(0L))).toList());
    }

    /** Counts something that happened then; once more, or with -1 once less. */
    void count(What what, Optional<String> agent, Instant at, int times) {
        cells(EACH, EACH, agent, at)
                .forEach(cell -> counted.computeIfAbsent(cell, _ -> new EnumMap<>(What.class))
                        .merge(what, (long) times, Long::sum));
    }

    /** Counts something of a measure that happened then. */
    void spread(Measure measure, Optional<String> agent, Instant at, int bucket, long times) {
        if (times != 0) {
            cells(measure.ofAll(), measure.ofOne(), agent, at)
                    .forEach(cell -> spread.merge(new Bucket(cell, measure, bucket), times, Long::sum));
        }
    }

    /** Counts how long something took; what ended before it began says nothing. */
    void spread(Measure measure, Optional<String> agent, Instant at, Duration took, int times) {
        if (!took.isNegative()) {
            spread(measure, agent, at, bucket(took), times);
        }
    }

    /** Returns the least power of 1.1 that so many milliseconds do not exceed. */
    static int bucket(Duration took) {
        return (int) Math.ceil(Math.log(Math.max(1.0, (double) took.toMillis())) / STEP - 1e-9);
    }

    /** Returns the most milliseconds of that bucket. */
    static long ms(int bucket) {
        return Math.round(Math.exp(bucket * STEP));
    }

    private static Stream<Cell> cells(List<Span> ofAll, List<Span> ofOne, Optional<String> agent, Instant at) {
        return Stream.concat(
                ofAll.stream().map(span -> new Cell(span, ALL, span.begin(at))),
                agent.filter(name -> !name.isEmpty()).stream()
                        .flatMap(name -> ofOne.stream().map(span -> new Cell(span, name, span.begin(at)))));
    }

    /** Writes what has become more or less. */
    void flush(Tables tables) {
        counted.values().removeIf(counts -> counts.values().stream().allMatch(count -> count == 0));
        spread.values().removeIf(count -> count == 0);
        counted.forEach((cell, counts) -> tables.execute(
                ADD, Stream.concat(key(cell).stream(), numbers(counts).stream()).toArray()));
        spread.forEach((bucket, count) -> tables.execute(
                SPREAD, Stream.concat(key(bucket).stream(), Stream.of(count)).toArray()));
        // What nothing is left of has no row: the rows say what there is, however it came to be.
        counted.forEach((cell, counts) -> {
            if (counts.values().stream().anyMatch(count -> count < 0)) {
                tables.execute(FORGET, key(cell).toArray());
            }
        });
        spread.forEach((bucket, count) -> {
            if (count < 0) {
                tables.execute(FORGET_BUCKET, key(bucket).toArray());
            }
        });
        forget();
    }

    private static List<Object> key(Cell cell) {
        return List.of(cell.span.text(), cell.agent, Times.text(cell.at));
    }

    private static List<Object> key(Bucket of) {
        Cell cell = of.cell;
        return List.of(cell.span.text(), of.measure.text(), cell.agent, Times.text(cell.at), of.bucket);
    }

    private static List<Long> numbers(Map<What, Long> counts) {
        return Arrays.stream(What.values())
                .map(what -> counts.getOrDefault(what, 0L))
                .toList();
    }

    void forget() {
        counted.clear();
        spread.clear();
    }
}
