package dev.daybook.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.agent.MemoryQueries.Wanted;
import dev.daybook.domain.Event;
import dev.daybook.domain.Json;
import dev.daybook.domain.history.Target;
import dev.daybook.event.JsonText;
import dev.daybook.item.ItemEvent;
import dev.daybook.item.ItemId;
import dev.daybook.projection.Chronicle;
import dev.daybook.projection.ReadModels;
import dev.daybook.query.Hit;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Memories of a hive, which say where their contents stand and in whose session they were learned. */
class MemoryFilesTest {

    private static final Optional<String> NONE = Optional.empty();
    private static final Instant LATER = Chronicle.START.plusSeconds(1_000_000);

    private static final Event ROW = row("snap-1", "snap-1", "memory_snapshots/one.json");
    private static final Event FILE = file("", "{\"lesson\":\"verify pushes\"}");
    private static final Event SESSION = session("ctx-1", "web-1");

    @TempDir
    private Path folder;

    private final Chronicle chronicle = new Chronicle();

    @AfterEach
    void close() {
        chronicle.close();
    }

    private static Map<String, Json> members(String... members) {
        var set = new LinkedHashMap<String, Json>();
        for (int i = 0; i < members.length; i += 2) {
            set.put("/" + members[i], new Json('"' + members[i + 1] + '"'));
        }
        return set;
    }

    private static Event row(String id, String snapshot, String path) {
        return new MemoryEvent.Recorded(
                id,
                members("snapshot_id", snapshot, "session_id", "ctx-1", "content_path", path),
                Optional.of("state.db"));
    }

    private static Event session(String id, String agent) {
        return new ContextEvent.Recorded(id, members("session_id", "ctx-1", "agent_id", agent), NONE);
    }

    private static ItemId item(String project) {
        return new ItemId("hive.memory-file", "one.json", project);
    }

    private static Event file(String project, String content) {
        return new ItemEvent.Recorded(item(project), new Json(content), NONE);
    }

    private ReadModels models() {
        return chronicle.posted(folder.resolve("models"));
    }

    private static List<MemoryView> of(Optional<String> agent, ReadModels models) {
        models.catchUp();
        return MemoryQueries.page(models::read, new Wanted(agent, NONE, NONE, false), LATER, NONE, 50)
                .items();
    }

    /** Each by its name, with its content and its agent. */
    private static List<String> shown(ReadModels models) {
        return of(NONE, models).stream()
                .map(memory -> {
                    var record = JsonText.tree(memory.record());
                    return "%s %s %s"
                            .formatted(
                                    memory.id(),
                                    record.path("content"),
                                    record.path("agent_id").asText("-"));
                })
                .sorted()
                .toList();
    }

    private static List<String> ofAgent(String agent, ReadModels models) {
        return of(Optional.of(agent), models).stream().map(MemoryView::id).toList();
    }

    private static List<String> found(String words, Optional<String> agent, ReadModels models) {
        models.catchUp();
        return MemoryQueries.hits(models::read, words, new Wanted(agent, NONE, NONE, false), LATER, true, NONE, 20)
                .items()
                .stream()
                .map(Hit::id)
                .toList();
    }

    static Stream<List<Event>> orders() {
        List<Event> all = List.of(ROW, FILE, SESSION);
        var orders = new ArrayList<List<Event>>();
        for (Event first : all) {
            for (Event second : all) {
                for (Event third : all) {
                    if (first != second && second != third && first != third) {
                        orders.add(List.of(first, second, third));
                    }
                }
            }
        }
        return orders.stream();
    }

    @ParameterizedTest
    @MethodSource("orders")
    void in_whatever_order_they_come_a_memory_says_what_its_file_says_and_is_of_its_session_s_agent(List<Event> order) {
        ReadModels models = models();
        for (Event event : order) {
            chronicle.append(event);
            models.catchUp();
        }

        assertThat(shown(models)).containsExactly("snap-1 {\"lesson\":\"verify pushes\"} web-1");
        assertThat(ofAgent("web-1", models)).containsExactly("snap-1");
        assertThat(ofAgent("web-2", models)).isEmpty();
        assertThat(found("pushes", NONE, models)).containsExactly("hive.memory-file/one.json");
        assertThat(found("pushes", Optional.of("web-1"), models)).containsExactly("hive.memory-file/one.json");
        assertThat(found("pushes", Optional.of("web-2"), models)).isEmpty();
        assertThat(MemoryView.line(JsonText.tree(of(NONE, models).getFirst().record())))
                .isEqualTo("{\"lesson\":\"verify pushes\"}");
    }

    @Test
    void what_becomes_of_file_session_and_row_is_followed() {
        ReadModels models = models();
        chronicle.append(ROW, FILE, SESSION);
        models.catchUp();

        chronicle.append(
                new ItemEvent.Revised(item(""), members("lesson", "pull first"), List.of(), NONE),
                new ContextEvent.Revised("ctx-1", members("agent_id", "web-2"), List.of(), NONE));
        assertThat(shown(models)).containsExactly("snap-1 {\"lesson\":\"pull first\"} web-2");
        assertThat(found("pushes", NONE, models)).isEmpty();

        chronicle.append(new MemoryEvent.Revised("snap-1", members("text", "of its own"), List.of(), NONE));
        assertThat(shown(models)).containsExactly("snap-1  web-2");
        assertThat(found("pull", NONE, models)).isEmpty();

        chronicle.append(new MemoryEvent.Revised("snap-1", Map.of(), List.of("/text"), NONE));
        assertThat(shown(models)).containsExactly("snap-1 {\"lesson\":\"pull first\"} web-2");

        chronicle.append(new ItemEvent.Removed(item("")), new ContextEvent.Removed("ctx-1"));
        assertThat(shown(models)).containsExactly("snap-1  -");
        assertThat(found("pull", NONE, models)).isEmpty();
        assertThat(ofAgent("web-2", models)).isEmpty();
    }

    @Test
    void what_is_rolled_back_is_neither_said_nor_found() {
        ReadModels models = models();
        var row = chronicle.append(ROW);
        chronicle.append(FILE, SESSION);
        assertThat(shown(models)).containsExactly("snap-1 {\"lesson\":\"verify pushes\"} web-1");

        var back = chronicle.rollBackTo(row);
        assertThat(shown(models)).containsExactly("snap-1  -");
        assertThat(found("pushes", NONE, models)).isEmpty();

        chronicle.rollBack(new Target.Rollback(back.value()));
        assertThat(shown(models)).containsExactly("snap-1 {\"lesson\":\"verify pushes\"} web-1");
        assertThat(found("pushes", NONE, models)).hasSize(1);
    }

    @Test
    void each_hive_has_files_and_sessions_of_its_own() {
        ReadModels models = models();
        chronicle.append(
                row("shop!/agent_hive/snap-1", "snap-1", "memory_snapshots/one.json"),
                file("shop", "{\"lesson\":\"of the shop\"}"),
                session("shop!/agent_hive/ctx-1", "api-1"),
                session("shop!/ctx-1", "api-2"),
                ROW,
                FILE,
                SESSION);

        assertThat(shown(models))
                .containsExactly(
                        "shop!/agent_hive/snap-1 {\"lesson\":\"of the shop\"} api-1",
                        "snap-1 {\"lesson\":\"verify pushes\"} web-1");
        assertThat(ofAgent("api-1", models)).containsExactly("shop!/agent_hive/snap-1");
    }

    @Test
    void a_path_that_leads_elsewhere_is_no_content() {
        ReadModels models = models();
        chronicle.append(
                FILE,
                row("up", "up", "../../one.json"),
                row("down", "down", "memory_snapshots/../one.json"),
                row("none", "none", "memory_snapshots/none.json"));

        assertThat(shown(models)).containsExactly("down  -", "none  -", "up  -");
        assertThat(found("pushes", NONE, models)).isEmpty();
    }

    @Test
    void a_memory_says_itself_whose_it_is_where_it_does() {
        ReadModels models = models();
        chronicle.append(
                SESSION,
                new MemoryEvent.Recorded(
                        "mem-1", members("agent_id", "web-3", "session_id", "ctx-1", "text", "verify pulls"), NONE),
                ROW,
                FILE);

        assertThat(ofAgent("web-3", models)).containsExactly("mem-1");
        assertThat(ofAgent("web-1", models)).containsExactly("snap-1");
        assertThat(found("verify", NONE, models)).containsExactlyInAnyOrder("mem-1", "hive.memory-file/one.json");
        assertThat(found("verify", Optional.of("web-3"), models)).containsExactly("mem-1");
    }
}
