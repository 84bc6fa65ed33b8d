package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.AllSlices;
import dev.daybook.agent.AgentCommand;
import dev.daybook.agent.Kind;
import dev.daybook.command.Submission;
import dev.daybook.domain.Json;
import dev.daybook.http.Caller.Reply;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.Sha256;
import dev.daybook.node.OneNode;
import dev.daybook.slice.Chores;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What agents remember, now and as of any time, and how full their contexts are. */
class MemoriesTest {

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T10:00:00Z"));

    @TempDir
    private Path folder;

    private Fixture house;
    private Caller caller;

    @BeforeEach
    void open() {
        house = new Fixture(folder, now::get);
        caller = house.caller;
    }

    @AfterEach
    void close() {
        house.close();
    }

    private void at(String day) {
        now.set(Instant.parse(day + "T10:00:00Z"));
    }

    private Reply remember(String text, String more) {
        return caller.post("/memories", "{\"text\":\"%s\",\"agent\":\"web-1\"%s}".formatted(text, more));
    }

    private String id(String text, String more) {
        return remember(text, more).is(201).json().path("id").asText();
    }

    private JsonNode get(String path) {
        return caller.get(path + (path.contains("?") ? "&" : "?") + "after=" + house.head())
                .is(200)
                .json();
    }

    private List<String> texts(String query) {
        return get("/memories?" + query)
                .path("items")
                .valueStream()
                .map(item -> item.at("/record/text").asText())
                .sorted()
                .toList();
    }

    private List<String> found(String words, String query) {
        String sought = URLEncoder.encode(words, StandardCharsets.UTF_8);
        get("/memories?limit=1"); // both read models have all
        return get("/memories/search?q=" + sought + "&" + query)
                .path("items")
                .valueStream()
                .map(item -> item.path("text").asText())
                .sorted()
                .toList();
    }

    private String consolidated(String into, String... ids) {
        return caller.post(
                        "/memories/consolidate",
                        "{\"ids\":[\"%s\"],\"into\":\"%s\"}".formatted(String.join("\",\"", ids), into))
                .is(201)
                .json()
                .path("id")
                .asText();
    }

    private Reply unconsolidated(String id) {
        return caller.send("DELETE", "/memories/%s/consolidation".formatted(id), Optional.empty());
    }

    @Test
    void what_says_many_has_the_tags_that_most_of_them_have() {
        String[] ids = IntStream.range(0, 3)
                .mapToObj(number -> id(
                        "step " + number,
                        IntStream.range(1, 32)
                                .mapToObj(tag -> "\"%d-%02d-%s\"".formatted(number, tag, "x".repeat(55)))
                                .collect(Collectors.joining(",", ",\"tags\":[", ",\"build\"]"))))
                .toArray(String[]::new);

        String one = consolidated("all steps", ids);

        JsonNode tags = get("/memories/" + one).at("/record/tags");
        assertThat(tags.toString()).hasSizeBetween(4_000, 4_096).startsWith("[\"build\",\"0-01-x");
    }

    @Test
    void what_was_known_on_a_day_is_what_was_remembered_by_then_and_neither_over_nor_said_by_another() {
        String cache = id("cache A", "");
        id("cache B", ",\"from\":\"2026-01-03\",\"until\":\"2026-01-06\"");
        id("cache C", ",\"expires\":\"2026-01-04T00:00:00Z\"");
        at("2026-01-02");
        String disk = id("cache D", "");
        at("2026-01-05");
        String both = consolidated("cache S", cache, disk);
        at("2026-01-08");
        unconsolidated(both).is(200);
        at("2026-01-09");
        caller.post("/memories/%s/retract".formatted(disk), "{\"why\":\"wrong\"}")
                .is(200);
        at("2026-01-20");

        var table = new LinkedHashMap<String, List<String>>();
        table.put("2025-12-31", List.of());
        table.put("2026-01-01", List.of("cache A", "cache C")); // B is not so yet
        table.put("2026-01-02", List.of("cache A", "cache C", "cache D"));
        table.put("2026-01-03", List.of("cache A", "cache B", "cache C", "cache D"));
        table.put("2026-01-04", List.of("cache A", "cache B", "cache D")); // C has expired
        table.put("2026-01-05", List.of("cache B", "cache S"));
        table.put("2026-01-05T09:59:59Z", List.of("cache A", "cache B", "cache D"));
        table.put("2026-01-06", List.of("cache B", "cache S"));
        table.put("2026-01-07", List.of("cache S")); // B is no longer so
        table.put("2026-01-08", List.of("cache A", "cache D"));
        table.put("2026-01-09", List.of("cache A")); // D was taken back
        table.forEach((day, known) -> {
            assertThat(texts("asOf=" + day)).as("known on %s", day).isEqualTo(known);
            assertThat(found("cache", "asOf=" + day)).as("found on %s", day).isEqualTo(known);
        });
        assertThat(texts("agent=web-1")).containsExactly("cache A");
        assertThat(texts("all=true")).hasSize(5);
        assertThat(get("/memories/%s?asOf=2026-01-06".formatted(disk))
                        .path("status")
                        .asText())
                .isEqualTo("consolidated");
        assertThat(get("/memories/%s?asOf=2026-01-03".formatted(disk)).at("/record/retracted_at"))
                .as("nobody knew then that it was wrong")
                .isEmpty();
        caller.get("/memories/%s?asOf=2026-01-01".formatted(disk)).isProblem(404, "not-found");
    }

    @Test
    void what_was_known_at_a_position_is_what_was_answered_when_it_was_the_last_one() {
        String cache = id("cache A", "");
        long position = house.head();
        JsonNode then = get("/memories/" + cache);
        at("2026-01-02");
        id("cache B", "");
        caller.post("/memories/%s/retract".formatted(cache), "{\"why\":\"wrong\"}")
                .is(200);
        at("2026-01-20");

        assertThat(texts("asOf=" + position)).containsExactly("cache A");
        assertThat(get("/memories/%s?asOf=%d".formatted(cache, position))).isEqualTo(then);
        assertThat(found("cache", "asOf=" + position)).containsExactly("cache A");
        assertThat(texts("")).containsExactly("cache B");
        caller.get("/memories?asOf=%d".formatted(house.head() + 1)).isProblem(404, "not-found");
        caller.get("/memories?asOf=%d&branch=main".formatted(position)).isProblem(400, "invalid-request");
    }

    @Test
    void the_same_again_is_known_and_what_is_said_besides_is_added() {
        JsonNode first =
                remember("Port 8080 is taken", ",\"tags\":[\"net\"]").is(201).json();
        JsonNode again = remember("Port 8080 is taken", "").is(200).json();
        assertThat(first.path("known").asBoolean()).isFalse();
        assertThat(again.path("known").asBoolean()).isTrue();
        assertThat(again.path("events").asInt()).isZero();
        assertThat(again.path("id")).isEqualTo(first.path("id"));
        remember("Port 8080 is taken", ",\"tags\":[\"dev\"],\"importance\":90").is(200);
        JsonNode record = get("/memories/" + first.path("id").asText()).path("record");
        assertThat(record.path("tags").toString()).isEqualTo("[\"net\",\"dev\"]");
        assertThat(record.path("importance_score").asDouble()).isEqualTo(0.9);
        assertThat(record.path("memory_type").asText()).isEqualTo("working");
        assertThat(texts("tag=dev")).hasSize(1);
        assertThat(texts("tag=de")).isEmpty();
        assertThat(found("port", "tag=net&agent=web-1")).hasSize(1);
        assertThat(found("port dev", "")).as("text and tags are one").hasSize(1);
        assertThat(found("port", "agent=web-2")).isEmpty();
    }

    @Test
    void what_was_taken_back_can_be_remembered_anew() {
        String first = id("ポート8080は使用中", "");
        caller.post("/memories/%s/retract".formatted(first), "{\"why\":\"free now\"}")
                .is(200);
        at("2026-01-02");
        String second = id("ポート8080は使用中", "");
        assertThat(second).isNotEqualTo(first);
        assertThat(found("使用中", "")).containsExactly("ポート8080は使用中");
        assertThat(get("/memories/" + first).at("/record/retraction_reason").asText())
                .isEqualTo("free now");
        caller.post("/memories/%s/retract".formatted(first), "{}").isProblem(400, "invalid-request");
    }

    @Test
    void a_consolidation_keeps_what_it_stands_for_and_gives_it_back_as_it_was() {
        String one = id("Use port 8081", ",\"tags\":[\"net\"],\"importance\":90");
        String other = id("Clean the cache", ",\"tags\":[\"build\"]");
        JsonNode before = get("/memories/" + one).path("record");

        String both = consolidated("Port 8081, clean cache", one, other);
        JsonNode summary = get("/memories/" + both);
        assertThat(summary.path("consolidates").valueStream().map(JsonNode::asText))
                .containsExactlyInAnyOrder(one, other);
        assertThat(summary.at("/record/importance_score").asDouble()).isEqualTo(0.9);
        assertThat(summary.at("/record/tags").toString()).isEqualTo("[\"net\",\"build\"]");
        assertThat(get("/memories/" + one).at("/record/text").asText()).isEqualTo("Use port 8081");
        caller.post("/memories/consolidate", "{\"ids\":[\"%s\",\"%s\"],\"into\":\"again\"}".formatted(one, other))
                .isProblem(409, "conflict");

        unconsolidated(both).is(200);
        assertThat(get("/memories/" + one).path("record")).isEqualTo(before);
        assertThat(texts("")).containsExactly("Clean the cache", "Use port 8081");
        unconsolidated(both).isProblem(409, "conflict");
    }

    @Test
    void one_that_says_it_already_takes_others_in_and_stays_when_they_come_back() {
        String one = id("Use port 8081", "");
        String other = id("use  port 8081", "");
        assertThat(consolidated("Use port 8081", one, other)).isEqualTo(one);
        assertThat(texts("")).containsExactly("Use port 8081");
        unconsolidated(one).is(200);
        assertThat(texts("")).hasSize(2);
    }

    @Test
    void what_is_said_already_keeps_nothing_else_from_being_said_by_the_same() {
        String one = id("one", "");
        String other = id("other", "");
        String third = id("third", "");
        String all = consolidated("all", one, other);
        assertThat(consolidated("all", one, third)).isEqualTo(all);
        assertThat(texts("")).containsExactly("all");
        caller.post("/memories/consolidate", "{\"ids\":[\"%s\",\"%s\"],\"into\":\"all\"}".formatted(one, other))
                .is(200);
    }

    @Test
    void what_another_one_says_stands_for_nothing_itself() {
        String one = id("A", "");
        String b = consolidated("B", one, id("D", ""));
        consolidated("A", b, id("C", ""));
        assertThat(texts("")).as("one of them is to be found").containsExactly("A");
    }

    @Test
    void a_request_that_is_sent_again_is_answered_with_the_memory_that_it_made() {
        String body = "{\"text\":\"Port 8080 is taken\",\"agent\":\"web-1\"}";
        String first = caller.post("/memories", body, "Idempotency-Key", "k1")
                .is(201)
                .json()
                .path("id")
                .asText();
        caller.post("/memories/%s/retract".formatted(first), "{\"why\":\"free now\"}")
                .is(200);
        assertThat(caller.post("/memories", body, "Idempotency-Key", "k1")
                        .json()
                        .path("id")
                        .asText())
                .isEqualTo(first);
        assertThat(texts("")).isEmpty();

        String both = "{\"ids\":[\"%s\",\"%s\"],\"into\":\"both\"}".formatted(id("one", ""), id("other", ""));
        String all = caller.post("/memories/consolidate", both, "Idempotency-Key", "k2")
                .is(201)
                .json()
                .path("id")
                .asText();
        unconsolidated(all).is(200);
        assertThat(caller.post("/memories/consolidate", both, "Idempotency-Key", "k2")
                        .json()
                        .path("id")
                        .asText())
                .isEqualTo(all);
        assertThat(texts("")).containsExactly("one", "other");
    }

    @Test
    void a_threshold_is_told_once_until_less_is_used() {
        var told = new LinkedHashMap<Integer, String>();
        told.put(100_000, "[]");
        told.put(172_000, "[75,85]");
        told.put(173_000, "[]");
        told.put(160_000, "[]"); // still above 75
        told.put(169_999, "[]"); // just below 85
        told.put(190_000, "[85,95]");
        told.forEach(
                (tokens, crossed) -> assertThat(report(tokens).path("crossed").toString())
                        .as("%d tokens", tokens)
                        .isEqualTo(crossed));
        assertThat(get("/contexts/web-1").path("threshold").asInt()).isEqualTo(95);
        report(1_000);
        assertThat(get("/contexts/web-1").path("threshold").isMissingNode()).isTrue();
        assertThat(report(1_000).path("events").asInt()).isZero();
        caller.post("/contexts", "{\"agent\":\"web-1\",\"tokens\":3,\"max\":2}")
                .isProblem(422, "invalid-request")
                .at("/tokens");
    }

    @Test
    void a_large_content_stands_once_outside_of_the_facts_and_comes_back_byte_by_byte() {
        String content = "{\"log\":\"%s\",\"rate\":1.50}".formatted("キャッシュ \\n".repeat(20_000));
        Sha256 hash = Sha256.hash(content.getBytes(StandardCharsets.UTF_8));
        String one = id("The log of the build", ",\"content\":" + content);
        String other = caller.post(
                        "/memories", "{\"text\":\"Another log\",\"agent\":\"web-2\",\"content\":%s}".formatted(content))
                .is(201)
                .json()
                .path("id")
                .asText();

        assertThat(house.journal.blobs().read(hash).orElseThrow().bytes())
                .isEqualTo(content.getBytes(StandardCharsets.UTF_8));
        assertThat(house.journal.readForward(Selection.category("memory"), Position.START, 10))
                .allSatisfy(entry -> assertThat(entry.payload().bytes().length).isLessThan(2_000));
        for (String id : List.of(one, other)) {
            String shown = caller.get("/memories/%s?after=%d".formatted(id, house.head()))
                    .is(200)
                    .text();
            assertThat(shown).contains("\"content\":" + content).contains(hash.toString());
        }
        assertThat(found("キャッシュ", "agent=web-2")).containsExactly("Another log");
    }

    private JsonNode upkeep(boolean dryRun) {
        return caller.post("/memories/upkeep", "{\"dryRun\":%s}".formatted(dryRun))
                .is(200)
                .json()
                .path("steps");
    }

    @Test
    void upkeep_expires_joins_and_bundles_what_nobody_set_apart_and_can_be_taken_back() {
        String first = id("Use port 8081", "");
        now.set(Instant.parse("2026-01-01T10:00:01Z"));
        String same = id("use  PORT ８０８１。", "");
        now.set(Instant.parse("2026-01-01T10:00:02Z"));
        String old = id("The build takes long", ",\"tags\":[\"build\"]");
        String critical = id("Never drop the journal", ",\"type\":\"critical\"");
        String important = id("The customer pays on Friday", ",\"importance\":90");
        id("Deploy is frozen", ",\"expires\":\"2026-02-01T00:00:00Z\"");
        at("2026-04-20"); // 109 days later
        String young = id("Tests are green", "");

        JsonNode planned = upkeep(true);
        assertThat(planned.findValuesAsText("action")).containsExactly("expire", "join", "bundle");
        assertThat(texts("all=true").size()).as("nothing was done").isEqualTo(7);
        assertThat(upkeep(false)).isEqualTo(planned);
        assertThat(upkeep(true)).as("all is done").isEmpty();

        String bundle = planned.at("/2/into").asText();
        assertThat(texts(""))
                .containsExactly(
                        "2 memories of web-1 from 2026-01-01 to 2026-01-01:\n- Use port 8081\n- The build takes long",
                        "Never drop the journal",
                        "Tests are green",
                        "The customer pays on Friday");
        assertThat(get("/memories/" + bundle).path("consolidates").toString()).contains(first, old);
        assertThat(get("/memories/" + same).at("/record/consolidated_into").asText())
                .isEqualTo(first);
        assertThat(get("/memories/" + old).at("/record/text").asText()).isEqualTo("The build takes long");
        unconsolidated(bundle).is(200);
        assertThat(texts("")).contains("Use port 8081", "The build takes long");
        assertThat(upkeep(true)).as("what was taken back stays so").isEmpty();
        assertThat(List.of(critical, important, young)).doesNotHaveDuplicates();
    }

    @Test
    void an_agent_whose_context_is_full_has_its_working_memories_bundled() {
        id("Step one is done", "");
        id("Step two is done", "");
        report(150_000);
        assertThat(upkeep(true)).isEmpty();
        report(172_000);
        at("2026-01-02");
        id("Step three is done", "");
        JsonNode steps = upkeep(false);
        assertThat(steps).hasSize(1);
        assertThat(steps.at("/0/why").asText()).contains("85 %");
        assertThat(texts("")).hasSize(2).contains("Step three is done");
        assertThat(upkeep(false)).isEmpty();
    }

    @Test
    void a_server_does_so_by_itself_when_the_hour_has_come() {
        id("Use port 8081", "");
        id("use port 8081", "");
        var chores =
                new Chores(AllSlices.of().chores(), house.ground, new OneNode("one", "here", InstantSource.system()));
        chores.look();
        assertThat(texts("")).hasSize(2);
        now.set(Instant.parse("2026-01-01T10:59:59Z"));
        chores.look();
        assertThat(texts("")).hasSize(2);
        now.set(Instant.parse("2026-01-01T11:00:00Z"));
        chores.look();
        assertThat(texts("")).containsExactly("Use port 8081");
        chores.close();
    }

    private JsonNode report(int tokens) {
        return caller.post("/contexts", "{\"agent\":\"web-1\",\"tokens\":%d,\"max\":200000}".formatted(tokens))
                .is(200)
                .json();
    }

    @Test
    void what_is_large_is_shown_found_and_joined_like_anything_else() {
        String large = "The cache. ".repeat(600) + "Then zebrafish";
        String first = id(large, "");
        String second = id(large, ",\"importance\":20,\"from\":\"2026-01-01\"");
        String third = caller.post("/memories", "{\"text\":\"%s\",\"agent\":\"web-2\"}".formatted(large))
                .is(201)
                .json()
                .path("id")
                .asText();

        for (String id : List.of(first, second, third)) {
            assertThat(get("/memories/" + id).at("/record/text").asText()).isEqualTo(large);
        }
        assertThat(texts("agent=web-2")).containsExactly(large);
        assertThat(get("/memories/" + third + "?asOf=2026-01-01T10:00:00Z")
                        .at("/record/text")
                        .asText())
                .isEqualTo(large);
        assertThat(found("zebrafish", "agent=web-2")).singleElement().asString().startsWith("The cache.");
        assertThat(get("/history/memory/" + third).at("/items/0/after/~1text").asText())
                .isEqualTo(large);
        assertThat(get("/history/memory/" + third + "?at=" + house.head())
                        .at("/state/record/text")
                        .asText())
                .isEqualTo(large);
        assertThat(get("/audit?entity=memory/" + third)
                        .at("/items/0/newValue/~1text")
                        .asText())
                .isEqualTo(large);
    }

    private void put(Kind kind, String id, Map<String, Json> set) {
        house.ground
                .commands()
                .submit(new Submission<>(
                        new AgentCommand.Put(kind, id, set),
                        "ada",
                        "test",
                        house.ground.clock().instant(),
                        Optional.empty(),
                        OptionalLong.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
    }

    private static Json json(String text) {
        return new Json('"' + text + '"');
    }

    @Test
    void what_the_agents_of_a_hive_remember_is_recalled_with_what_its_file_says() {
        caller.put(
                        "/items/hive.memory-file/one.json",
                        "{\"record\":{\"lesson\":\"verify every push\",\"why\":\"a push was lost\"}}")
                .is(200);
        put(Kind.CONTEXT, "ctx-1", Map.of("/session_id", json("ctx-1"), "/agent_id", json("web-1")));
        put(
                Kind.MEMORY,
                "snap-1",
                Map.of(
                        "/snapshot_id",
                        json("snap-1"),
                        "/session_id",
                        json("ctx-1"),
                        "/content_path",
                        json("memory_snapshots/one.json")));

        JsonNode shown = get("/memories/snap-1");
        assertThat(shown.at("/record/content/lesson").asText()).isEqualTo("verify every push");
        assertThat(shown.at("/record/agent_id").asText()).isEqualTo("web-1");
        assertThat(get("/memories?agent=web-1").path("items"))
                .extracting(item -> item.path("id").asText())
                .containsExactly("snap-1");
        assertThat(get("/memories?agent=web-2").path("items")).isEmpty();
        assertThat(get("/memories/search?q=push&agent=web-1").path("items"))
                .as("once, though two members have the word")
                .extracting(
                        item -> item.path("id").asText(),
                        item -> item.path("agent").asText(),
                        item -> item.path("text").asText())
                .containsExactly(
                        tuple("snap-1", "web-1", "{\"lesson\":\"verify every push\",\"why\":\"a push was lost\"}"));
        assertThat(found("push", "agent=web-2")).isEmpty();

        at("2026-01-03");
        caller.post("/memories/snap-1/retract", "{\"why\":\"pushes are verified\"}")
                .is(200);
        assertThat(found("push", "")).isEmpty();
        assertThat(found("push", "all=true")).hasSize(1);
        assertThat(found("push", "asOf=2026-01-02")).hasSize(1);
        JsonNode then = get("/memories/snap-1?asOf=2026-01-02");
        assertThat(then.at("/record/content/lesson").asText()).isEqualTo("verify every push");
        assertThat(then.at("/record/agent_id").asText()).isEqualTo("web-1");
        assertThat(then.path("status").asText()).isEqualTo("known");
    }
}
