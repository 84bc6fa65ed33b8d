package dev.daybook.agent;

import static dev.daybook.readmodel.Tables.AGENTS;
import static dev.daybook.readmodel.Tables.AGENT_ACTIVITY;
import static dev.daybook.readmodel.Tables.AGENT_RECORD;
import static dev.daybook.readmodel.Tables.AGENT_SPREAD;

import dev.daybook.agent.DashboardViews.Activity;
import dev.daybook.agent.DashboardViews.Confidence;
import dev.daybook.agent.DashboardViews.Latency;
import dev.daybook.agent.DashboardViews.Throughput;
import dev.daybook.agent.Periods.Measure;
import dev.daybook.agent.Periods.MessageState;
import dev.daybook.query.Keyset;
import dev.daybook.query.Keyset.Part;
import dev.daybook.query.Page;
import dev.daybook.query.Reads;
import dev.daybook.query.Rows;
import dev.daybook.query.Span;
import dev.daybook.shape.Shape;
import dev.daybook.text.Times;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.ResultQuery;
import org.jooq.impl.DSL;

/** Questions about how agents do, answered from what was counted when it happened. Thread-safe. */
final class DashboardQueries {

    private static final Keyset BY_TIME =
            Keyset.of("activity", Part.text(AGENT_ACTIVITY.AT).down(), Part.text(AGENT_ACTIVITY.AGENT));
    private static final Keyset BY_PERIOD =
            Keyset.of("throughput", Part.text(AGENT_ACTIVITY.AT).down());
    private static final Keyset BY_SENT =
            Keyset.of("latency", Part.text(AGENT_SPREAD.AT).down());

    /** PostgreSQL groups by no plain constant. */
    private static final Field<String> TOGETHER = DSL.cast(DSL.inline(Periods.ALL), String.class);

    private static final Rows<Activity> ACTIVITY = Rows.of(Shape.plain(Activity.class), AGENT_ACTIVITY);

    private static final int TENTHS = 10;

    private final Reads reads;

    /**
     * What of it is asked for.
     *
     * @param agent whose; of all together if nobody is named
     * @param by the length of the periods
     * @param span when these begin; that in which it begins is one of them
     */
    record Filter(Optional<String> agent, Periods.Span by, Span span) {

        /** Returns what of it is kept where more is told than how often something happened: of one agent, days. */
        private Filter spread() {
            return agent.isPresent() ? new Filter(agent, Periods.Span.DAY, span) : this;
        }

        private Condition at(Field<String> at) {
            Condition from = span.since()
                    .map(since -> at.ge(Times.text(by.begin(since))))
                    .orElse(DSL.noCondition());
            return span.until().map(until -> from.and(at.lt(Times.text(until)))).orElse(from);
        }

        private String whose() {
            return agent.orElse(Periods.ALL);
        }

        private Condition activityOfAll() {
            return AGENT_ACTIVITY
                    .SPAN
                    .eq(by.text())
                    .and(at(AGENT_ACTIVITY.AT))
                    .and(AGENT_ACTIVITY.AGENT.ne(Periods.ALL));
        }

        /** By the index of the agent: a span that is a column of its own has the key read, which is of all agents. */
        private Condition activityOf(String one) {
            return AGENT_ACTIVITY
                    .AGENT
                    .eq(one)
                    .and(AGENT_ACTIVITY.SPAN.concat("").eq(by.text()))
                    .and(at(AGENT_ACTIVITY.AT));
        }

        Condition spread(Measure... measures) {
            return AGENT_SPREAD
                    .SPAN
                    .eq(by.text())
                    .and(AGENT_SPREAD.MEASURE.in(
                            List.of(measures).stream().map(Measure::text).toList()))
                    .and(AGENT_SPREAD.AGENT.eq(whose()))
                    .and(at(AGENT_SPREAD.AT));
        }
    }

    /** How much there is, and what half and 99 of 100 of it do not exceed. */
    record Quantiles(long count, Optional<Long> p50, Optional<Long> p99) {
        static final Quantiles NONE = new Quantiles(0, Optional.empty(), Optional.empty());
    }

    DashboardQueries(Reads reads) {
        this.reads = reads;
    }

    /** Lists what each agent did in each period, the newest first. */
    Page<Activity> activity(Filter filter, Optional<String> cursor, int limit) {
        Page.checkedLimit(limit);
        return reads.read(tables -> Page.of(
                tables.select(ACTIVITY.fields())
                        .from(AGENT_ACTIVITY)
                        .where(filter.agent().map(filter::activityOf).orElseGet(filter::activityOfAll))
                        .and(BY_TIME.behind(cursor))
                        .orderBy(BY_TIME.sort())
                        .limit(limit + 1)
                        .fetch(),
                limit,
                BY_TIME::cursor,
                ACTIVITY::of));
    }

    /** Lists how tasks went in each period, the newest first; of one agent in each day. */
    Page<Throughput> throughput(Filter wanted, Optional<String> cursor, int limit) {
        Page.checkedLimit(limit);
        Filter filter = wanted.spread();
        List<Field<Long>> counts =
                List.of(AGENT_ACTIVITY.ADDED, AGENT_ACTIVITY.STARTED, AGENT_ACTIVITY.COMPLETED, AGENT_ACTIVITY.FAILED);
        return reads.read(tables -> {
            Result<? extends Record> rows = tables.select(AGENT_ACTIVITY.AT)
                    .select(counts)
                    .from(AGENT_ACTIVITY)
                    .where(filter.activityOf(filter.whose()))
                    .and(DSL.or(counts.stream().map(count -> count.gt(0L)).toList()))
                    .and(BY_PERIOD.behind(cursor))
                    .orderBy(BY_PERIOD.sort())
                    .limit(limit + 1)
                    .fetch();
            List<String> periods = rows.getValues(AGENT_ACTIVITY.AT);
            var allWaited = quantiles(tables, filter, periods, Measure.WAITED);
            var allWorked = quantiles(tables, filter, periods, Measure.WORKED);
            return Page.of(rows, limit, BY_PERIOD::cursor, row -> {
                String at = row.get(AGENT_ACTIVITY.AT);
                Quantiles waited = allWaited.getOrDefault(at, Quantiles.NONE);
                Quantiles worked = allWorked.getOrDefault(at, Quantiles.NONE);
                return new Throughput(
                        Times.instant(at),
                        row.get(AGENT_ACTIVITY.ADDED),
                        row.get(AGENT_ACTIVITY.STARTED),
                        row.get(AGENT_ACTIVITY.COMPLETED),
                        row.get(AGENT_ACTIVITY.FAILED),
                        waited.p50(),
                        waited.p99(),
                        worked.p50(),
                        worked.p99());
            });
        });
    }

    /** Lists how long messages took that were sent in each period, the newest first; those to one agent in each day. */
    Page<Latency> latency(Filter wanted, Optional<String> cursor, int limit) {
        Page.checkedLimit(limit);
        Filter filter = wanted.spread();
        Field<Long> sent = DSL.sum(AGENT_SPREAD.COUNT).coerce(Long.class).as("sent");
        Field<Long> dead = DSL.sum(AGENT_SPREAD.COUNT)
                .filterWhere(AGENT_SPREAD.BUCKET.eq((long) MessageState.DEAD.bucket))
                .coerce(Long.class)
                .as("dead");
        return reads.read(tables -> {
            Result<? extends Record> rows = tables.select(AGENT_SPREAD.AT, sent, dead)
                    .from(AGENT_SPREAD)
                    .where(filter.spread(Measure.MESSAGES))
                    .and(BY_SENT.behind(cursor))
                    .groupBy(AGENT_SPREAD.AT)
                    .orderBy(BY_SENT.sort())
                    .limit(limit + 1)
                    .fetch();
            List<String> periods = rows.getValues(AGENT_SPREAD.AT);
            var allDelivered = quantiles(tables, filter, periods, Measure.DELIVERED);
            var allAcknowledged = quantiles(tables, filter, periods, Measure.ACKNOWLEDGED);
            return Page.of(rows, limit, BY_SENT::cursor, row -> {
                String at = row.get(AGENT_SPREAD.AT);
                Quantiles delivered = allDelivered.getOrDefault(at, Quantiles.NONE);
                Quantiles acknowledged = allAcknowledged.getOrDefault(at, Quantiles.NONE);
                return new Latency(
                        Times.instant(at),
                        row.get(sent),
                        delivered.count(),
                        acknowledged.count(),
                        Optional.ofNullable(row.get(dead)).orElse(0L),
                        delivered.p50(),
                        delivered.p99(),
                        acknowledged.p50(),
                        acknowledged.p99());
            });
        });
    }

    /** Returns what is to be said of a measure in all hours together since the one of that time. */
    Quantiles since(Measure measure, Instant time) {
        var filter = new Filter(Optional.empty(), Periods.Span.HOUR, new Span(Optional.of(time), Optional.empty()));
        return reads.read(tables -> tables.fetch(buckets(filter.spread(measure), TOGETHER)).stream()
                .map(DashboardQueries::quantiles)
                .findFirst()
                .orElse(Quantiles.NONE));
    }

    private static Quantiles quantiles(Record row) {
        return new Quantiles(
                row.get(1, Long.class),
                Optional.of(Periods.ms(row.get(2, Integer.class))),
                Optional.of(Periods.ms(row.get(3, Integer.class))));
    }

    /**
     * Returns how many of all agents are so; those of no other word for the last one. What a file beside the record tells of
     * an agent is no agent more.
     */
    long agents(String word) {
        List<String> others = StatusHistory.WORDS.subList(0, StatusHistory.WORDS.size() - 1);
        Condition which = others.contains(word)
                ? AGENTS.STATUS.eq(word)
                : AGENTS.STATUS.isNull().or(AGENTS.STATUS.notIn(others));
        return reads.read(tables -> (long) tables.fetchCount(tables.selectOne()
                .from(AGENTS)
                .join(AGENT_RECORD)
                .on(Records.isOf(Kind.AGENT, AGENTS.ID))
                .where(which)));
    }

    /** Returns how many of all there are of a measure in some buckets. */
    long counted(Measure measure, long from, long to) {
        Filter all = new Filter(Optional.empty(), Periods.Span.DAY, Span.ALWAYS);
        return reads.read(tables -> Optional.ofNullable(
                        tables.select(DSL.sum(AGENT_SPREAD.COUNT).coerce(Long.class))
                                .from(AGENT_SPREAD)
                                .where(all.spread(measure))
                                .and(AGENT_SPREAD.BUCKET.between(from, to))
                                .fetchSingle()
                                .value1())
                .orElse(0L));
    }

    /** Returns what is to be said of a measure in each of these periods, the newest of which stands first. */
    private static Map<String, Quantiles> quantiles(
            DSLContext tables, Filter filter, List<String> periods, Measure measure) {
        if (periods.isEmpty()) {
            return Map.of();
        }
        Condition which = filter.spread(measure).and(AGENT_SPREAD.AT.between(periods.getLast(), periods.getFirst()));
        return tables.fetch(buckets(which, AGENT_SPREAD.AT))
                .intoMap(row -> row.get(0, String.class), DashboardQueries::quantiles);
    }

    /**
     * Returns the question for how many there are, and for the buckets that half and 99 of 100 end in.
     *
     * @param by what tells apart what is counted by itself
     */
    private static ResultQuery<? extends Record> buckets(Condition which, Field<String> by) {
        Field<String> apart = by.as("apart");
        Field<Long> upTo = DSL.sum(DSL.sum(AGENT_SPREAD.COUNT))
                .over(DSL.partitionBy(by).orderBy(AGENT_SPREAD.BUCKET))
                .coerce(Long.class)
                .as("up_to");
        Field<Long> all = DSL.sum(DSL.sum(AGENT_SPREAD.COUNT))
                .over(DSL.partitionBy(by))
                .coerce(Long.class)
                .as("of_all");
        var counted = DSL.select(apart, AGENT_SPREAD.BUCKET, upTo, all)
                .from(AGENT_SPREAD)
                .where(which)
                .groupBy(by, AGENT_SPREAD.BUCKET)
                .asTable("counted");
        Field<Long> reached = DSL.field(DSL.name("up_to"), Long.class).mul(100);
        Field<Long> total = DSL.field(DSL.name("of_all"), Long.class);
        Field<Long> bucket = DSL.field(DSL.name("bucket"), Long.class);
        Field<String> part = DSL.field(DSL.name("apart"), String.class);
        return DSL.select(
                        part,
                        DSL.max(total),
                        DSL.min(bucket).filterWhere(reached.ge(total.mul(50))),
                        DSL.min(bucket).filterWhere(reached.ge(total.mul(99))))
                .from(counted)
                .groupBy(part);
    }

    /** Returns what came of tasks, by how sure their workers were, of one agent in whole days; those of which it is not known last. */
    Page<Confidence> confidence(Optional<String> agent, Span span) {
        boolean ofDays = LongStream.concat(
                        span.since().stream().mapToLong(Instant::toEpochMilli),
                        span.until().stream().mapToLong(Instant::toEpochMilli))
                .allMatch(ms -> ms % 86_400_000 == 0);
        Filter filter = new Filter(agent, ofDays ? Periods.Span.DAY : Periods.Span.HOUR, span).spread();
        Field<Long> count = DSL.sum(AGENT_SPREAD.COUNT).coerce(Long.class);
        Map<String, Map<Long, Long>> counted = new HashMap<>();
        reads.read(tables -> tables.select(AGENT_SPREAD.MEASURE, AGENT_SPREAD.BUCKET, count)
                        .from(AGENT_SPREAD)
                        .where(filter.spread(Measure.COMPLETED, Measure.FAILED))
                        .groupBy(AGENT_SPREAD.MEASURE, AGENT_SPREAD.BUCKET)
                        .fetch())
                .forEach(row -> counted.computeIfAbsent(row.value1(), _ -> new HashMap<>())
                        .put(row.value2(), row.value3()));
        Map<Long, Long> completed = counted.getOrDefault(Measure.COMPLETED.text(), Map.of());
        Map<Long, Long> failed = counted.getOrDefault(Measure.FAILED.text(), Map.of());
        var rows = new ArrayList<Confidence>();
        LongStream.concat(LongStream.range(0, TENTHS), LongStream.of(Periods.NOT_SAID))
                .filter(bucket -> completed.containsKey(bucket) || failed.containsKey(bucket))
                .forEach(bucket -> {
                    long good = completed.getOrDefault(bucket, 0L);
                    long bad = failed.getOrDefault(bucket, 0L);
                    Optional<Long> from = bucket < 0 ? Optional.empty() : Optional.of(bucket * TENTHS);
                    rows.add(new Confidence(
                            from, from.map(percent -> percent + TENTHS), good, bad, percent(good, good + bad)));
                });
        return new Page<>(List.copyOf(rows), Optional.empty());
    }

    static double percent(long part, long all) {
        return Math.round(10_000.0 * part / all) / 100.0;
    }
}
