package dev.daybook.http;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.daybook.domain.history.HistoryEvent.RolledBack;
import dev.daybook.domain.history.Target;
import dev.daybook.journal.Append;
import dev.daybook.journal.Draft;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.StreamId;
import dev.daybook.sbi.SbiEvent;
import dev.daybook.sbi.SbiId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each field of a thing is told with the fact that made it so. */
class BlameTest {

    private static final String TASK = "SBI-01K6GBQ7M4X2V9B8N0C5D3F1R1";
    private static final String PATH = "/sbis/" + TASK;

    /** What a list holds is told by its place, which is another one without what stands before it. */
    private static final Pattern LIST = Pattern.compile("^(/[^/]+)/[0-9]+/.*$");

    /** No later fact says them again: of others it can, such as a turn that is finished and was never started. */
    private static final Set<String> SAID_ONCE = Set.of("/title", "/executions", "/createdAt");

    @TempDir
    private Path folder;

    private Fixture service;

    @BeforeEach
    void open() {
        service = new Fixture(folder);
    }

    @AfterEach
    void close() {
        service.close();
    }

    private JsonNode send(String method, String path, String body, String actor) {
        String tag = service.caller
                .get(PATH + "?after=" + service.head() + "&wait=10s")
                .header("ETag");
        return service.caller
                .send(method, path, Optional.of(body), "Daybook-Actor", actor, "If-Match", tag.isEmpty() ? "*" : tag)
                .json();
    }

    private JsonNode blame(String query) {
        return service.caller.get("/blame/sbi/" + TASK + query).is(200).json().path("items");
    }

    private static List<String> told(JsonNode items, String field) {
        return items.valueStream()
                .filter(item -> item.path("field").asText().equals(field))
                .map(item -> "%s%s by %s at %d, was %s"
                        .formatted(
                                item.has("line") ? item.path("line").asText() + ": " : "",
                                item.path("value").asText(),
                                item.path("actor").asText(),
                                item.path("position").asLong(),
                                item.path("before").asText("nothing")))
                .toList();
    }

    @Test
    void a_field_is_told_with_who_set_it_last_and_what_it_was_before() {
        send("POST", "/sbis", "{\"id\":\"%s\",\"title\":\"x\",\"spec\":\"one\\ntwo\\nthree\"}".formatted(TASK), "ada");
        send("PATCH", PATH, "{\"title\":\"y\"}", "bob");
        send("PATCH", PATH, "{\"spec\":\"one\\nTWO\\nthree\"}", "cy");
        send("POST", PATH + "/executions", "{\"step\":\"implement\"}", "dee");

        JsonNode now = blame("");
        assertThat(told(now, "/title")).containsExactly("y by bob at 2, was x");
        assertThat(told(now, "/spec"))
                .containsExactly(
                        "1: one by ada at 1, was nothing",
                        "2: TWO by cy at 3, was nothing",
                        "3: three by ada at 1, was nothing");
        assertThat(told(now, "/executions/0/step")).containsExactly("implement by dee at 4, was nothing");
        assertThat(told(now, "/status")).containsExactly("WIP by dee at 5, was READY");
        assertThat(told(blame("?asOf=1"), "/title")).containsExactly("x by ada at 1, was nothing");
        assertThat(blame("?field=/spec")).hasSize(3);
    }

    @Test
    void what_was_rolled_back_made_nothing_so() {
        send("POST", "/sbis", "{\"id\":\"%s\",\"title\":\"x\"}".formatted(TASK), "ada");
        send("PATCH", PATH, "{\"title\":\"y\"}", "bob");
        service.caller.post("/rollbacks", "{\"to\":1,\"undoLater\":true}").is(200);

        assertThat(told(blame(""), "/title")).containsExactly("x by ada at 1, was nothing");
        assertThat(told(blame("?asOf=2"), "/title")).containsExactly("y by bob at 2, was x");
    }

    @Test
    void what_is_not_there_or_is_shown_by_nothing_is_refused() {
        assertThat(service.caller
                        .get("/blame/sbi/" + TASK)
                        .isProblem(404, "not-found")
                        .text())
                .contains("is not there");
        assertThat(service.caller
                        .get("/blame/nothing/x")
                        .isProblem(404, "not-found")
                        .text())
                .contains("nothing shows things of the kind 'nothing'");
    }

    @Test
    void of_a_thing_with_very_many_facts_it_is_made_by_a_job_that_its_page_leads_to() {
        send("POST", "/sbis", "{\"id\":\"%s\",\"title\":\"x\"}".formatted(TASK), "ada");
        retitled(1_001);
        JsonNode job = service.caller
                .get("/blame/sbi/" + TASK, "Prefer", "respond-async")
                .is(202)
                .json();

        JsonNode items = blame("");

        assertThat(told(items, "/title")).containsExactly("title 1001 by bob at 1002, was title 1000");
        await().untilAsserted(() -> assertThat(service.caller
                        .get("/jobs/" + job.path("id").asText())
                        .json()
                        .at("/result/items"))
                .isEqualTo(items));
        assertThat(service.caller
                        .get("/blame/sbi/" + TASK + "?field=/title", "Accept", "text/csv")
                        .is(200)
                        .text())
                .contains("/title,,title 1001,title 1000,1002");
        assertThat(service.caller.page("/jobs/" + job.path("id").asText()).text())
                .contains("<h1>Blame of sbi/" + TASK + "</h1>", "What came of it", "title 1001", "title 1000");
    }

    private void retitled(int times) {
        StreamId stream = StreamId.parse("sbi/" + TASK);
        List<Draft> drafts = IntStream.rangeClosed(1, times)
                .mapToObj(number -> service.ground
                        .codec()
                        .draft(
                                UUID.randomUUID(),
                                stream,
                                new SbiEvent.Retitled(new SbiId(TASK), "title " + number),
                                Metadata.of("bob", "test"),
                                Instant.now()))
                .toList();
        service.journal.append(new Append(drafts, Map.of())).join();
    }

    /** Returns what is shown without these facts, which count again behind it. */
    private JsonNode without(long first, long last) {
        JsonNode otherwise = shown(rolledBack(new Target.Entries(first, last)));
        rolledBack(new Target.Rollback(service.head()));
        return otherwise;
    }

    private long rolledBack(Target target) {
        var rollback = new RolledBack(target, Optional.empty(), Optional.empty(), List.of(), List.of());
        var journal = new StreamId("journal", "journal");
        service.journal
                .append(new Append(
                        List.of(service.ground
                                .codec()
                                .draft(
                                        UUID.randomUUID(),
                                        journal,
                                        rollback,
                                        Metadata.of("ada", "test"),
                                        Instant.now())),
                        Map.of()))
                .join();
        return service.head();
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 4})
    void without_the_fact_that_is_blamed_a_field_is_otherwise(long seed) {
        var random = new Random(seed);
        List<JsonNode> fields = List.of();
        for (int step = 0; positions(fields).size() < 9; step++) {
            assertThat(step).as("steps until much of it was set").isLessThan(400);
            new TaskActs(service).act(random, TASK, step);
            service.caller.get(PATH + "?after=" + service.head() + "&wait=10s");
            fields = service.caller
                    .get("/blame/sbi/" + TASK)
                    .json()
                    .path("items")
                    .valueStream()
                    .filter(item -> !item.has("line")) // a text is set as a whole: the next one has it again
                    .toList();
        }
        long end = service.head();
        JsonNode now = shown(end);
        for (long position : positions(fields)) {
            JsonNode without = without(position, position);
            JsonNode until = position == end ? now : without(position + 1, end);
            JsonNode before = without(position, end);
            for (String field : at(position, fields)) {
                String pointer = LIST.matcher(field).replaceFirst("$1");
                String what = "%s of %d".formatted(pointer, position);
                assertThat(before.at(pointer)).as(what).isNotEqualTo(until.at(pointer));
                if (pointer.equals(field)) {
                    assertThat(until.at(pointer)).as(what).isEqualTo(now.at(pointer));
                }
                if (SAID_ONCE.contains(pointer)) {
                    assertThat(without.at(pointer)).as(what).isNotEqualTo(now.at(pointer));
                }
            }
        }
    }

    private static List<String> at(long position, List<JsonNode> fields) {
        return fields.stream()
                .filter(item -> item.path("position").asLong() == position)
                .map(item -> item.path("field").asText())
                .toList();
    }

    private static Set<Long> positions(List<JsonNode> fields) {
        return fields.stream().map(item -> item.path("position").asLong()).collect(toSet());
    }

    private JsonNode shown(long position) {
        Caller.Reply reply = service.caller.get(PATH + "?asOf=" + position);
        return reply.status() == 200 ? reply.json() : MissingNode.getInstance();
    }
}
