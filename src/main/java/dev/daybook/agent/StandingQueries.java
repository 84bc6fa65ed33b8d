package dev.daybook.agent;

import static dev.daybook.readmodel.Tables.AGENTS;
import static dev.daybook.readmodel.Tables.AGENT_RECORD;
import static dev.daybook.readmodel.Tables.AGENT_SPREAD;
import static dev.daybook.readmodel.Tables.CONTEXT_USAGE;

import dev.daybook.agent.DashboardViews.Availability;
import dev.daybook.agent.DashboardViews.Usage;
import dev.daybook.agent.Periods.Measure;
import dev.daybook.agent.StatusHistory.Was;
import dev.daybook.projection.Tables;
import dev.daybook.query.Keyset;
import dev.daybook.query.Keyset.Part;
import dev.daybook.query.Page;
import dev.daybook.query.Reads;
import dev.daybook.query.Span;
import dev.daybook.text.Times;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Query;
import org.jooq.Record2;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Questions about each agent: how full its contexts are, and how long it was active, idle, or not there. Thread-safe. */
record StandingQueries(Reads reads) {

    private static final Keyset BY_AGENT = Keyset.of("availability", Part.text(AGENT_RECORD.ID));
    private static final Keyset BY_OWNER = Keyset.of("usage", Part.text(CONTEXT_USAGE.AGENT));

    private static final Query LATEST = DSL.select(CONTEXT_USAGE.ID, CONTEXT_USAGE.PERCENT, CONTEXT_USAGE.AT)
            .from(CONTEXT_USAGE)
            .where(CONTEXT_USAGE.AGENT.eq(DSL.param("agent", String.class)))
            .orderBy(CONTEXT_USAGE.AT.desc())
            .limit(DSL.inline(1));
    private static final Query PEAK = DSL.select(CONTEXT_USAGE.PEAK_PERCENT, CONTEXT_USAGE.PEAK_AT)
            .from(CONTEXT_USAGE)
            .where(CONTEXT_USAGE.AGENT.eq(DSL.param("agent", String.class)))
            .orderBy(CONTEXT_USAGE.PEAK_PERCENT.desc())
            .limit(DSL.inline(1));
    private static final Query NEXT_OWNER = DSL.select(CONTEXT_USAGE.AGENT)
            .from(CONTEXT_USAGE)
            .where(CONTEXT_USAGE.AGENT.gt(DSL.param("agent", String.class)))
            .orderBy(CONTEXT_USAGE.AGENT)
            .limit(DSL.inline(1));

    /** Lists how full the contexts of each agent are, by agent. */
    Page<Usage> usage(Optional<String> agent, Optional<String> cursor, int limit) {
        Page.checkedLimit(limit);
        return reads.read(question -> {
            Tables tables = Tables.of(question);
            List<String> owners =
                    agent.map(List::of).orElseGet(() -> owners(tables, BY_OWNER.after(cursor), limit + 1));
            List<Usage> rows = owners.stream()
                    .flatMap(owner -> usage(owner, question, tables).stream())
                    .toList();
            return Page.of(rows, limit, row -> BY_OWNER.cursor(row.agent()), row -> row);
        });
    }

    private static List<String> owners(Tables tables, Optional<String> after, int limit) {
        var owners = new ArrayList<String>();
        Optional<String> next = Optional.of(after.orElse(Periods.ALL));
        while (owners.size() < limit) {
            next = tables.fetch(NEXT_OWNER, row -> row.getString(1), next.get()).stream()
                    .findFirst();
            if (next.isEmpty()) {
                break;
            }
            owners.add(next.get());
        }
        return owners;
    }

    private static Optional<Usage> usage(String agent, DSLContext question, Tables tables) {
        Map<Long, Long> crossed = question.select(
                        AGENT_SPREAD.BUCKET, DSL.sum(AGENT_SPREAD.COUNT).coerce(Long.class))
                .from(AGENT_SPREAD)
                .where(new DashboardQueries.Filter(Optional.of(agent), Periods.Span.DAY, Span.ALWAYS)
                        .spread(Measure.CROSSED))
                .groupBy(AGENT_SPREAD.BUCKET)
                .fetchMap(Record2::value1, Record2::value2);
        record Peak(double percent, String at) {}
        return tables.fetch(PEAK, row -> new Peak(row.getDouble(1), row.getString(2)), agent).stream()
                .findFirst()
                .flatMap(peak -> tables
                        .fetch(
                                LATEST,
                                row -> new Usage(
                                        agent,
                                        row.getString(1),
                                        row.getDouble(2),
                                        Times.instant(row.getString(3)),
                                        peak.percent(),
                                        Times.instant(peak.at()),
                                        crossed.getOrDefault(75L, 0L),
                                        crossed.getOrDefault(85L, 0L),
                                        crossed.getOrDefault(95L, 0L)),
                                agent)
                        .stream()
                        .findFirst());
    }

    /**
     * Lists how agents were, by agent.
     *
     * @param now where it ends if nothing else is said
     */
    Page<Availability> availability(
            Optional<String> agent, Span span, Instant now, Optional<String> cursor, int limit) {
        Page.checkedLimit(limit);
        Instant until = span.until().filter(now::isAfter).orElse(now);
        return reads.read(tables -> Page.of(
                tables.select(AGENT_RECORD.ID, AGENTS.STATUS)
                        .from(AGENT_RECORD)
                        .join(AGENTS)
                        .on(AGENTS.ID.eq(AGENT_RECORD.ID))
                        .where(AGENT_RECORD.CATEGORY.eq(Kind.AGENT.category()))
                        .and(agent.map(AGENT_RECORD.ID::eq).orElse(DSL.noCondition()))
                        .and(BY_AGENT.behind(cursor))
                        .orderBy(BY_AGENT.sort())
                        .limit(limit + 1)
                        .fetch(),
                limit,
                BY_AGENT::cursor,
                row -> availability(row.value1(), row.value2(), span.since(), until, Tables.of(tables))));
    }

    private static Availability availability(
            String agent, @Nullable String status, Optional<Instant> since, Instant until, Tables tables) {
        Was then = since.map(time -> StatusHistory.at(agent, time, tables)).orElse(Was.NOTHING);
        Was now = StatusHistory.at(agent, until, tables);
        List<Long> before = since.map(then::at).orElse(then.until());
        List<Long> after = now.at(until);
        var ms = new ArrayList<Long>();
        for (int i = 0; i < after.size(); i++) {
            ms.add(after.get(i) - before.get(i));
        }
        long known = ms.stream().mapToLong(Long::longValue).sum();
        int crashed = StatusHistory.WORDS.indexOf(StatusHistory.CRASHED);
        return new Availability(
                agent,
                Optional.ofNullable(status),
                known == 0 ? Optional.empty() : Optional.of(DashboardQueries.percent(known - ms.get(crashed), known)),
                now.crashes() - then.crashes(),
                ms.get(0) / 1_000,
                ms.get(1) / 1_000,
                ms.get(2) / 1_000,
                ms.get(crashed) / 1_000,
                ms.get(4) / 1_000);
    }
}
