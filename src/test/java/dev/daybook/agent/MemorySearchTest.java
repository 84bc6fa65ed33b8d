package dev.daybook.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.agent.MemoryQueries.Wanted;
import dev.daybook.domain.Event;
import dev.daybook.domain.Json;
import dev.daybook.projection.Chronicle;
import dev.daybook.projection.ReadModels;
import dev.daybook.query.Hit;
import dev.daybook.query.Page;
import dev.daybook.query.SearchQueries;
import dev.daybook.query.SearchRequest;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A word that stands in all memories: a search costs what is wanted, not what others remember. */
class MemorySearchTest {

    private static final int OTHERS = 1_500;

    /** More than the journal keeps in the entry itself. */
    private static final int TAGS = 1_000;

    private static final Optional<String> NONE = Optional.empty();

    /** Of the database, for what an answer takes: each memory that is asked of costs about a hundred. */
    private static final int STEPS_MAX = 10_000;

    @TempDir
    private static Path folder;

    private static Chronicle chronicle;
    private static ReadModels models;

    private QueryPlans plans;

    @BeforeAll
    static void remember() {
        chronicle = new Chronicle();
        var told = new ArrayList<Event>();
        told.add(remembered("old-1", "web-1"));
        told.add(remembered("moved", "web-2"));
        told.add(new MemoryEvent.Revised("moved", member("agent_id", "web-1"), List.of(), NONE));
        told.add(new TaskEvent.Recorded("task-1", member("title", "Renew the token"), NONE));
        told.add(new MemoryEvent.Revised("old-1", member("source", "a.py:1"), List.of(), NONE));
        told.add(new MemoryEvent.Recorded("no-agent", member("text", "a token of nobody"), NONE));
        told.add(new MemoryEvent.Recorded("many-tags", Map.of("/tags", tags(TAGS)), Optional.of("file")));
        for (int i = 0; i < OTHERS; i++) {
            told.add(remembered("api-" + i, "api-" + i % 7));
            told.add(new MemoryEvent.Retracted("api-" + i, "wrong", member("retracted_at", "2025-10-01T00:00:00Z")));
        }
        chronicle.append(told.toArray(Event[]::new));
        models = chronicle.posted(folder);
    }

    @BeforeEach
    void listen() {
        plans = new QueryPlans(models);
    }

    @AfterAll
    static void close() {
        chronicle.close();
    }

    private static Json tags(int count) {
        return new Json(IntStream.range(0, count)
                .mapToObj("\"module-%04d\""::formatted)
                .collect(Collectors.joining(",", "[", "]")));
    }

    private static Event remembered(String id, String agent) {
        return new MemoryEvent.Recorded(
                id,
                Map.of(
                        "/agent_id", new Json('"' + agent + '"'),
                        "/text", new Json("\"the token of " + id + "\"")),
                NONE);
    }

    private static Map<String, Json> member(String name, String text) {
        return Map.of("/" + name, new Json('"' + text + '"'));
    }

    private Stream<String> found(Optional<String> agent, boolean all, boolean isNow) {
        Instant at = Chronicle.START.plusSeconds(1_000_000);
        Page<Hit> page = MemoryQueries.hits(plans, "token", new Wanted(agent, NONE, NONE, all), at, isNow, NONE, 20);
        return page.items().stream().map(Hit::id);
    }

    @Test
    void a_memory_of_a_file_is_found_by_each_of_its_tags_however_many_these_are() {
        var wanted = new Wanted(NONE, Optional.of("module-0987"), NONE, false);

        List<MemoryView> found = MemoryQueries.page(plans, wanted, Chronicle.START.plusSeconds(3_600), NONE, 50)
                .items();

        assertThat(found).extracting(MemoryView::id).containsExactly("many-tags");
        assertThat(found.getFirst().record().text()).contains("module-0000", "module-0999");
    }

    @Test
    void what_an_agent_remembers_is_found_among_its_own() {
        assertThat(found(Optional.of("web-1"), true, true)).containsExactlyInAnyOrder("old-1", "moved");
        assertThat(plans.steps()).isLessThan(STEPS_MAX);
    }

    @Test
    void what_an_agent_remembered_at_a_moment_is_found_among_its_own() {
        assertThat(found(Optional.of("web-1"), false, false)).containsExactlyInAnyOrder("old-1", "moved");
        assertThat(plans.steps()).isLessThan(STEPS_MAX);
    }

    @Test
    void what_is_known_is_found_among_that() {
        assertThat(found(NONE, false, true)).containsExactlyInAnyOrder("old-1", "moved", "no-agent");
        assertThat(plans.steps()).isLessThan(STEPS_MAX);
    }

    @Test
    void an_agent_of_whom_nothing_is_known_remembers_nothing() {
        assertThat(found(Optional.of("web-9"), true, true)).isEmpty();
        assertThat(plans.steps()).isLessThan(STEPS_MAX);
    }

    @Test
    void things_of_a_kind_are_found_among_those() {
        var request = new SearchRequest("token", Optional.of("task"), NONE, NONE, NONE, 20, "[", "]");

        assertThat(new SearchQueries(plans).search(request).items())
                .extracting(Hit::id)
                .containsExactly("task-1");
        assertThat(plans.steps()).isLessThan(STEPS_MAX);
    }

    @Test
    void whoever_looks_for_an_agent_s_name_finds_no_place() {
        assertThat(new SearchQueries(plans).search(SearchRequest.of("agent")).items())
                .isEmpty();
        assertThat(new SearchQueries(plans).search(SearchRequest.of("kind*")).items())
                .isEmpty();
    }
}
