package dev.daybook.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.daybook.agent.DashboardQueries.Filter;
import dev.daybook.agent.DashboardViews.Activity;
import dev.daybook.agent.DashboardViews.Availability;
import dev.daybook.agent.DashboardViews.Confidence;
import dev.daybook.agent.DashboardViews.Latency;
import dev.daybook.agent.DashboardViews.Throughput;
import dev.daybook.agent.DashboardViews.Usage;
import dev.daybook.agent.Periods.Measure;
import dev.daybook.agent.Periods.MessageState;
import dev.daybook.domain.Json;
import dev.daybook.item.ItemEvent;
import dev.daybook.item.ItemId;
import dev.daybook.projection.Chronicle;
import dev.daybook.projection.ReadModels;
import dev.daybook.query.Page;
import dev.daybook.query.Reads;
import dev.daybook.query.Span;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the dashboards show of what happened. It is noon on 2025-10-01. */
class DashboardQueriesTest {

    private static final Instant NOON = Chronicle.START;
    private static final Filter BY_HOUR = new Filter(Optional.empty(), Periods.Span.HOUR, Span.ALWAYS);
    private static final Filter BY_DAY = new Filter(Optional.empty(), Periods.Span.DAY, Span.ALWAYS);

    @TempDir
    private Path folder;

    private final Chronicle chronicle = new Chronicle();

    @AfterEach
    void close() {
        chronicle.close();
    }

    private StandingQueries standing() {
        return new StandingQueries(chronicle.posted(folder)::read);
    }

    private DashboardQueries posted() {
        return new DashboardQueries(chronicle.posted(folder)::read);
    }

    private static Map<String, Json> set(Object... members) {
        var set = new LinkedHashMap<String, Json>();
        for (int i = 0; i < members.length; i += 2) {
            Object value = members[i + 1];
            set.put("/" + members[i], new Json(value instanceof Number ? value.toString() : "\"" + value + "\""));
        }
        return set;
    }

    private static Instant at(int minute) {
        return NOON.plus(Duration.ofMinutes(minute));
    }

    private void task(String id, String agent, int added, int started, int ended, String status, double confidence) {
        chronicle.append(new TaskEvent.Recorded(
                id,
                set(
                        "agent_id",
                        agent,
                        "status",
                        status,
                        "created_at",
                        at(added),
                        "started_at",
                        at(started),
                        "completed_at",
                        at(ended),
                        "confidence_score",
                        confidence),
                Optional.empty()));
    }

    private void message(String id, String from, String to, int sentSeconds, Object... more) {
        var set = set("from_agent", from, "to_agent", to, "sent_at", NOON.plusSeconds(sentSeconds));
        set.putAll(set(more));
        chronicle.append(new MessageEvent.Recorded(id, set, Optional.empty()));
    }

    @Test
    void what_agents_did_counts_in_the_hour_that_it_says_by_agent() {
        task("t1", "a1", 0, 10, 70, "completed", 0.9);
        task("t2", "a2", 0, 20, 30, "failed", 0.2);
        message("m1", "a1", "a2", 5, "acknowledged_at", NOON.plusSeconds(65));
        chronicle.append(new MemoryEvent.Recorded("k1", set("agent_id", "a2", "created_at", at(61)), Optional.empty()));

        List<Activity> hours = posted().activity(BY_HOUR, Optional.empty(), 50).items();

        assertThat(hours)
                .extracting(Activity::at, Activity::agent, Activity::started, Activity::completed, Activity::failed)
                .containsExactly(
                        tuple(at(60), "a1", 0L, 1L, 0L),
                        tuple(at(60), "a2", 0L, 0L, 0L),
                        tuple(NOON, "a1", 1L, 0L, 0L),
                        tuple(NOON, "a2", 1L, 0L, 1L));
        assertThat(hours)
                .extracting(Activity::sent, Activity::acknowledged, Activity::remembered)
                .containsExactly(tuple(0L, 0L, 0L), tuple(0L, 0L, 1L), tuple(1L, 0L, 0L), tuple(0L, 1L, 0L));
    }

    @Test
    void pages_of_activity_neither_repeat_nor_leave_out_anything() {
        for (int i = 0; i < 7; i++) {
            task("t" + i, "a" + i % 3, i * 60, i * 60, i * 60 + 5, "completed", 1);
        }
        DashboardQueries queries = posted();
        List<Activity> all = queries.activity(BY_HOUR, Optional.empty(), 50).items();
        var paged = new ArrayList<Activity>();
        Optional<String> next = Optional.empty();
        do {
            Page<Activity> page = queries.activity(BY_HOUR, next, 2);
            paged.addAll(page.items());
            next = page.next();
        } while (next.isPresent());

        assertThat(paged).isEqualTo(all).hasSize(7);
        assertThat(queries.activity(BY_DAY, Optional.empty(), 50).items())
                .extracting(Activity::agent, Activity::completed)
                .containsExactly(tuple("a0", 3L), tuple("a1", 2L), tuple("a2", 2L));
    }

    @Test
    void a_task_that_is_otherwise_later_counts_as_it_is_then() {
        task("t1", "a1", 0, 10, 30, "completed", 0.95);
        chronicle.append(new TaskEvent.StatusChanged("t1", "failed", set("status", "failed")));
        task("t2", "a1", 0, 10, 30, "completed", 0.95);
        chronicle.append(new TaskEvent.Removed("t2"));

        assertThat(posted().throughput(BY_HOUR, Optional.empty(), 50).items())
                .extracting(Throughput::added, Throughput::completed, Throughput::failed)
                .containsExactly(tuple(1L, 0L, 1L));
    }

    @Test
    void throughput_says_how_long_tasks_waited_and_were_worked_on() {
        for (int i = 1; i <= 100; i++) {
            task("t" + i, "a1", 0, 10, 10 + (i < 99 ? 10 : 45), "completed", 1);
        }

        Throughput hour =
                posted().throughput(BY_HOUR, Optional.empty(), 50).items().getFirst();

        assertThat(hour.added()).isEqualTo(100);
        assertThat(hour.waitedP50Ms().orElseThrow()).isBetween(600_000L, 660_000L);
        assertThat(hour.workedP50Ms().orElseThrow()).isBetween(600_000L, 660_000L);
        assertThat(hour.workedP99Ms().orElseThrow()).isBetween(2_700_000L, 2_970_000L);
    }

    @Test
    void confidence_is_held_against_what_came_of_it() {
        task("t1", "a1", 0, 1, 2, "completed", 0.95);
        task("t2", "a1", 0, 1, 2, "completed", 1.0);
        task("t3", "a1", 0, 1, 2, "failed", 0.91);
        task("t4", "a2", 0, 1, 2, "failed", 0.3);
        chronicle.append(new TaskEvent.Recorded("t5", set("status", "completed"), Optional.empty()));
        DashboardQueries queries = posted();

        assertThat(queries.confidence(Optional.empty(), Span.ALWAYS).items())
                .containsExactly(
                        new Confidence(Optional.of(30L), Optional.of(40L), 0, 1, 0),
                        new Confidence(Optional.of(90L), Optional.of(100L), 2, 1, 66.67),
                        new Confidence(Optional.empty(), Optional.empty(), 1, 0, 100));
        assertThat(queries.confidence(Optional.of("a2"), new Span(Optional.of(at(-30)), Optional.of(at(60))))
                        .items())
                .singleElement()
                .extracting(Confidence::failed)
                .isEqualTo(1L);
    }

    @Test
    void a_context_is_shown_with_its_peak_and_the_thresholds_that_it_crossed() {
        chronicle.append(
                new ContextEvent.Recorded("c1", set("agent_id", "a1", "usage_percent", 10), Optional.empty()),
                new ContextEvent.Revised("c1", set("usage_percent", 90.5), List.of(), Optional.empty()),
                new ContextEvent.ThresholdCrossed("c1", 75, 90.5),
                new ContextEvent.ThresholdCrossed("c1", 85, 90.5),
                new ContextEvent.Revised("c1", set("usage_percent", 40), List.of(), Optional.empty()),
                new ContextEvent.Revised("c1", set("usage_percent", 80), List.of(), Optional.empty()),
                new ContextEvent.ThresholdCrossed("c1", 75, 80),
                new ContextEvent.Recorded("c2", set("agent_id", "a2", "usage_percent", 5), Optional.empty()));
        StandingQueries queries = standing();

        assertThat(queries.usage(Optional.empty(), Optional.empty(), 50).items())
                .extracting(
                        Usage::agent,
                        Usage::session,
                        Usage::percent,
                        Usage::peakPercent,
                        Usage::crossed75,
                        Usage::crossed85,
                        Usage::crossed95)
                .containsExactly(tuple("a1", "c1", 80.0, 90.5, 2L, 1L, 0L), tuple("a2", "c2", 5.0, 5.0, 0L, 0L, 0L));
        Page<Usage> first = queries.usage(Optional.empty(), Optional.empty(), 1);
        assertThat(queries.usage(Optional.empty(), first.next(), 1).items())
                .extracting(Usage::agent)
                .containsExactly("a2");
    }

    @Test
    void latency_is_that_of_the_messages_that_were_sent_then() {
        for (int i = 0; i < 100; i++) {
            message(
                    "m" + i,
                    "a1",
                    "a2",
                    i,
                    "delivered_at",
                    NOON.plusSeconds(i).plusMillis(i < 98 ? 100 : 20_000),
                    "acknowledged_at",
                    NOON.plusSeconds(i + 60));
        }
        message("waits", "a1", "a3", 7);
        message("dead", "a1", "a3", 8, "dead_at", NOON.plusSeconds(30));
        message("read", "a1", "a3", 9, "dead_at", NOON.plusSeconds(30), "acknowledged_at", NOON.plusSeconds(69));
        DashboardQueries queries = posted();

        Latency hour = queries.latency(BY_HOUR, Optional.empty(), 50).items().getFirst();
        assertThat(hour)
                .extracting(Latency::sent, Latency::delivered, Latency::acknowledged, Latency::dead)
                .containsExactly(103L, 100L, 101L, 1L);
        assertThat(hour.deliveredP50Ms().orElseThrow()).isBetween(100L, 110L);
        assertThat(hour.deliveredP99Ms().orElseThrow()).isBetween(20_000L, 22_000L);
        assertThat(hour.acknowledgedP50Ms().orElseThrow()).isBetween(60_000L, 66_000L);
        assertThat(queries.latency(new Filter(Optional.of("a3"), Periods.Span.DAY, Span.ALWAYS), Optional.empty(), 50)
                        .items())
                .extracting(Latency::sent, Latency::delivered, Latency::deliveredP99Ms)
                .containsExactly(tuple(3L, 0L, Optional.empty()));
    }

    @Test
    void availability_is_the_share_of_the_time_that_an_agent_was_not_crashed() {
        chronicle.appendAt(NOON, new AgentEvent.Recorded("a1", set("status", "active"), Optional.empty()));
        chronicle.appendAt(at(60), status("a1", "crashed"));
        chronicle.appendAt(at(70), status("a1", "active"));
        chronicle.appendAt(at(100), status("a1", "active")); // nothing new
        chronicle.appendAt(at(160), status("a1", "completed"));
        chronicle.appendAt(at(150), status("a1", "idle")); // its clock was wrong
        StandingQueries queries = standing();

        assertThat(queries.availability(Optional.empty(), Span.ALWAYS, at(200), Optional.empty(), 50)
                        .items())
                .containsExactly(
                        new Availability("a1", Optional.of("idle"), Optional.of(95.0), 1, 9_000, 2_400, 0, 600, 0));
        assertThat(queries.availability(
                                Optional.of("a1"),
                                new Span(Optional.of(at(65)), Optional.of(at(75))),
                                at(200),
                                Optional.empty(),
                                50)
                        .items())
                .containsExactly(new Availability("a1", Optional.of("idle"), Optional.of(50.0), 0, 300, 0, 0, 300, 0));
        assertThat(queries.availability(
                                Optional.empty(),
                                new Span(Optional.of(at(-60)), Optional.of(at(-30))),
                                at(200),
                                Optional.empty(),
                                50)
                        .items())
                .extracting(Availability::availablePercent)
                .containsExactly(Optional.empty());
    }

    private static AgentEvent status(String id, String status) {
        return new AgentEvent.StatusChanged(id, status, Optional.empty(), set("status", status));
    }

    /** Returns the connection, which tells which statements it prepares. */
    static Stream<Function<Reads, Page<?>>> questions() {
        Span day = new Span(Optional.of(NOON), Optional.of(at(600)));
        Filter some = new Filter(Optional.of("a1"), Periods.Span.HOUR, day);
        Filter all = new Filter(Optional.empty(), Periods.Span.DAY, day);
        return Stream.of(
                it -> new DashboardQueries(it).activity(some, Optional.empty(), 50),
                it -> new DashboardQueries(it).activity(all, Optional.empty(), 50),
                it -> new DashboardQueries(it).throughput(some, Optional.empty(), 50),
                it -> new DashboardQueries(it).throughput(all, Optional.empty(), 50),
                it -> new DashboardQueries(it).confidence(Optional.empty(), day),
                it -> new StandingQueries(it).usage(Optional.empty(), Optional.empty(), 50),
                it -> new DashboardQueries(it).latency(all, Optional.empty(), 50),
                it -> new StandingQueries(it).availability(Optional.empty(), day, at(700), Optional.empty(), 50));
    }

    @Test
    void agents_are_counted_as_they_are_listed_and_not_again_for_the_files_that_tell_of_them() {
        chronicle.append(
                new AgentEvent.Recorded("pm-0002", set("status", "sleeping"), Optional.empty()),
                new ItemEvent.Recorded(
                        new ItemId("hive.agent-file", "pm-0002.json", ""),
                        new Json("{\"agent_id\":\"pm-0002\",\"status\":\"active\"}"),
                        Optional.empty()),
                new ItemEvent.Recorded(
                        new ItemId("hive.agent-file", "web-1.json", ""),
                        new Json("{\"agent_id\":\"web-1\",\"status\":\"completed\"}"),
                        Optional.empty()));
        ReadModels models = chronicle.posted(folder);

        assertThat(new AgentQueries(models::read)
                        .agents(Optional.empty(), Optional.empty(), 50)
                        .items())
                .hasSize(1);
        assertThat(StatusHistory.WORDS)
                .filteredOn(word -> posted().agents(word) > 0)
                .containsExactly("sleeping");
    }

    @Test
    void what_a_file_says_was_sent_waits_for_nobody() {
        message("m1", "a1", "a2", 5, "priority", 3);
        chronicle.append(new ItemEvent.Recorded(
                new ItemId("hive.inbox-message", "a2.json/1", ""),
                new Json("{\"id\":\"x1\",\"from\":\"a1\",\"timestamp\":\"2025-10-01T12:06:00Z\"}"),
                Optional.empty()));
        ReadModels models = chronicle.posted(folder);

        assertThat(AgentSummaries.messages(models::read, at(30))).containsEntry("unread", 1L);
        MessageState state = MessageState.UNACKNOWLEDGED;
        assertThat(posted().counted(Measure.MESSAGES, state.bucket, state.bucket))
                .isEqualTo(1);
        assertThat(posted().activity(BY_DAY, Optional.empty(), 50).items())
                .extracting(Activity::agent, Activity::sent)
                .contains(tuple("a1", 2L));
    }

    @ParameterizedTest
    @MethodSource("questions")
    void no_question_reads_all_that_there_is(Function<Reads, Page<?>> question) {
        task("t1", "a1", 0, 10, 70, "completed", 0.9);
        message("m1", "a1", "a2", 5, "delivered_at", NOON.plusSeconds(65));
        chronicle.append(
                new AgentEvent.Recorded("a1", set("status", "active"), Optional.empty()),
                new ContextEvent.Recorded("c1", set("agent_id", "a1", "usage_percent", 10), Optional.empty()));
        ReadModels models = chronicle.posted(folder);
        var plans = new QueryPlans(models);

        assertThat(question.apply(plans)).isNotNull();

        assertThat(plans.statements())
                .isNotEmpty()
                .allSatisfy(sql -> assertThat(plans.of(sql))
                        .doesNotContainPattern("SCAN (agent|context)\\w*(?! USING INDEX)\\b")
                        .contains("USING"));
        assertThat(plans.statements())
                .filteredOn(sql -> !sql.contains(" over (")) // these sort the buckets of a page
                .allSatisfy(sql -> assertThat(plans.of(sql)).doesNotContain("TEMP B-TREE FOR ORDER BY"));
    }
}
