package dev.daybook.agent;

import static dev.daybook.readmodel.Tables.AGENT_MESSAGES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.daybook.agent.MessageQueries.Filter;
import dev.daybook.projection.Chronicle;
import dev.daybook.projection.ReadModels;
import dev.daybook.query.Span;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** However many records there are, a page of a list costs its rows: they are read in the order of an index. */
class QueryPlansTest {

    private static final Instant NOW = Chronicle.START;
    private static final Optional<String> NONE = Optional.empty();
    private static final Optional<String> WEB = Optional.of("web-1");
    private static final Optional<String> SOME = Optional.of("pending");
    private static final int LIMIT = 50;

    @TempDir
    private static Path folder;

    private static Chronicle chronicle;
    private static ReadModels models;

    @BeforeAll
    static void open() {
        chronicle = new Chronicle();
        models = chronicle.posted(folder);
    }

    @AfterAll
    static void close() {
        chronicle.close();
    }

    private static Filter messages(Optional<String> from, Optional<String> to) {
        return new Filter(from, to, NONE, Optional.empty(), false);
    }

    private static Arguments question(String index, Consumer<QueryPlans> asked) {
        return arguments(index, asked);
    }

    private static MemoryQueries.Wanted remembered(Optional<String> agent) {
        return new MemoryQueries.Wanted(agent, NONE, NONE, false);
    }

    static Stream<Arguments> questions() {
        return Stream.of(
                question("sqlite_autoindex_agents_1", it -> new AgentQueries(it).agents(NONE, NONE, LIMIT)),
                question("agents_by_status", it -> new AgentQueries(it).agents(SOME, NONE, LIMIT)),
                question("sqlite_autoindex_tasks_1", it -> new AgentQueries(it).tasks(NONE, NONE, NOW, NONE, LIMIT)),
                question("tasks_by_status", it -> new AgentQueries(it).tasks(SOME, NONE, NOW, NONE, LIMIT)),
                question("idx_tasks_agent_id", it -> new AgentQueries(it).tasks(NONE, WEB, NOW, NONE, LIMIT)),
                question("tasks_of_agent", it -> new AgentQueries(it).tasks(SOME, WEB, NOW, NONE, LIMIT)),
                question("tasks_to_claim", it -> new ReadyTasks(it).page(NOW, NONE, LIMIT)),
                question(
                        "idx_agent_messages_sent_at",
                        it -> new MessageQueries(it).messages(messages(NONE, NONE), NONE, NOW, NONE, LIMIT)),
                question(
                        "idx_agent_messages_from_agent",
                        it -> new MessageQueries(it).messages(messages(WEB, NONE), NONE, NOW, NONE, LIMIT)),
                question(
                        "idx_agent_messages_to_agent",
                        it -> new MessageQueries(it).messages(messages(NONE, WEB), NONE, NOW, NONE, LIMIT)),
                question(
                        "agent_messages_waiting",
                        it -> new MessageQueries(it)
                                .messages(messages(NONE, NONE), Optional.of("waiting"), NOW, NONE, LIMIT)),
                question(
                        "agent_messages_delivered",
                        it -> new MessageQueries(it)
                                .messages(messages(NONE, NONE), Optional.of("delivered"), NOW, NONE, LIMIT)),
                question(
                        "agent_messages_given_up",
                        it -> new MessageQueries(it)
                                .messages(messages(NONE, NONE), Optional.of("dead"), NOW, NONE, LIMIT)),
                question(
                        "idx_agent_messages_inbox",
                        it -> new MessageQueries(it).inbox("web-1", messages(NONE, NONE), NOW, NONE, LIMIT)),
                question(
                        "agent_messages_open", it -> new MessageQueries(it).open(MessageQueries.isExpired(NOW), LIMIT)),
                question(
                        "idx_agent_messages_inbox",
                        it -> new MessageQueries(it).open(MessageQueries.isToRemoved(), LIMIT)),
                question("agent_messages_dead", it -> new MessageQueries(it).dead(AGENT_MESSAGES.TO_AGENT.eq("web-1"))),
                question("agents_by_name", it -> new MessageQueries(it).isSomebody("web-1")),
                question(
                        "sqlite_autoindex_context_sessions_1",
                        it -> new ContextQueries(it, List.of(85)).list(NONE, Optional.empty(), NONE, LIMIT)),
                question(
                        "idx_context_sessions_agent_id",
                        it -> new ContextQueries(it, List.of(85)).list(WEB, Optional.empty(), NONE, LIMIT)),
                question(
                        "context_sessions_by_usage",
                        it -> new ContextQueries(it, List.of(85)).list(NONE, Optional.of(85), NONE, LIMIT)),
                question("memory_by_time", it -> MemoryQueries.page(it, remembered(NONE), NOW, NONE, LIMIT)),
                question("memory_of_agent_by_time", it -> MemoryQueries.page(it, remembered(WEB), NOW, NONE, LIMIT)));
    }

    @ParameterizedTest
    @MethodSource("questions")
    void a_page_is_read_in_the_order_of_an_index(String index, Consumer<QueryPlans> question) {
        var plans = new QueryPlans(models);

        question.accept(plans);

        assertThat(plans.plans())
                .isNotEmpty()
                .allSatisfy(
                        plan -> assertThat(plan)
                                .doesNotContain("TEMP B-TREE")
                                .doesNotContainPattern(
                                        "SCAN (agents|tasks|agent_messages|context_sessions|memory_snapshots|agent_record)\\n"));
        assertThat(plans.plans()).anySatisfy(plan -> assertThat(plan).contains(" INDEX " + index));
    }

    private static DashboardQueries.Filter by(Periods.Span span, Optional<String> agent) {
        return new DashboardQueries.Filter(agent, span, Span.ALWAYS);
    }

    static Stream<Arguments> dashboards() {
        return Stream.of(
                question(
                        "PRIMARY KEY (span=?)",
                        it -> new DashboardQueries(it).activity(by(Periods.Span.HOUR, NONE), NONE, LIMIT)),
                question(
                        "INDEX agent_activity_of_agent (agent=?)",
                        it -> new DashboardQueries(it).activity(by(Periods.Span.HOUR, WEB), NONE, LIMIT)),
                question(
                        "INDEX agent_activity_of_agent (agent=?)",
                        it -> new DashboardQueries(it).throughput(by(Periods.Span.HOUR, NONE), NONE, LIMIT)),
                question(
                        "INDEX agent_activity_of_agent (agent=?)",
                        it -> new DashboardQueries(it).throughput(by(Periods.Span.DAY, WEB), NONE, LIMIT)),
                question(
                        "INDEX agent_spread_of_agent (span=? AND measure=? AND agent=?)",
                        it -> new DashboardQueries(it).latency(by(Periods.Span.HOUR, NONE), NONE, LIMIT)),
                question(
                        "INDEX agent_spread_of_agent (span=? AND measure=? AND agent=?)",
                        it -> new DashboardQueries(it).confidence(NONE, Span.ALWAYS)));
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void a_dashboard_is_read_from_the_counts_of_what_it_is_about(String index, Consumer<QueryPlans> question) {
        var plans = new QueryPlans(models);

        question.accept(plans);

        assertThat(plans.plans())
                .isNotEmpty()
                .allSatisfy(plan -> assertThat(plan).doesNotContainPattern("SCAN agent_(activity|spread)\\n"));
        assertThat(plans.plans()).anySatisfy(plan -> assertThat(plan).contains(index));
    }
}
