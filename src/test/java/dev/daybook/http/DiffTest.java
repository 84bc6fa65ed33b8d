package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What changed between two moments is told by things and fields, and by who did it. */
class DiffTest {

    private static final List<String> TASKS =
            List.of("SBI-01K6GBQ7M4X2V9B8N0C5D3F1R1", "SBI-01K6GBQ7M4X2V9B8N0C5D3F1R2");

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

    private void send(String method, String path, String body, String actor) {
        service.caller.get("/sbis?after=" + service.head() + "&wait=10s");
        service.caller.send(method, path, Optional.of(body), "Daybook-Actor", actor, "If-Match", "*");
    }

    private void register(String task, String actor) {
        send("POST", "/sbis", "{\"id\":\"%s\",\"title\":\"x\",\"spec\":\"one\\ntwo\"}".formatted(task), actor);
    }

    private JsonNode diff(String query) {
        return service.caller.get("/diff?" + query).is(200).json();
    }

    private static List<String> things(JsonNode diff) {
        return diff.path("changes")
                .valueStream()
                .map(item -> "%s %s by %s"
                        .formatted(
                                item.path("thing").asText(),
                                item.path("change").asText(),
                                item.path("actors")
                                        .valueStream()
                                        .map(JsonNode::asText)
                                        .toList()))
                .toList();
    }

    private static JsonNode field(JsonNode diff, String pointer) {
        return diff.at("/changes/0/fields")
                .valueStream()
                .filter(field -> field.path("field").asText().equals(pointer))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void things_are_told_with_who_created_changed_or_deleted_them() {
        register(TASKS.getFirst(), "ada");
        register(TASKS.getLast(), "ada");
        long before = service.head();
        send("PATCH", "/sbis/" + TASKS.getFirst(), "{\"title\":\"y\"}", "bob");
        send("DELETE", "/sbis/" + TASKS.getLast(), "{}", "cy");
        send("PUT", "/config/max", "{\"value\":3}", "bob");

        JsonNode diff = diff("from=" + before);
        assertThat(things(diff))
                .containsExactly(
                        "sbi/%s changed by [bob]".formatted(TASKS.getFirst()),
                        "sbi/%s deleted by [cy]".formatted(TASKS.getLast()),
                        "config/max created by [bob]");
        assertThat(diff.path("counts").valueStream().map(JsonNode::toString))
                .containsExactly(
                        "{\"kind\":\"config\",\"actor\":\"bob\",\"created\":1,\"changed\":0,\"deleted\":0,\"facts\":1}",
                        "{\"kind\":\"sbi\",\"actor\":\"bob\",\"created\":0,\"changed\":1,\"deleted\":0,\"facts\":1}",
                        "{\"kind\":\"sbi\",\"actor\":\"cy\",\"created\":0,\"changed\":0,\"deleted\":1,\"facts\":1}");
        assertThat(diff("from=%d&stat=true".formatted(before)).path("changes")).isEmpty();
        assertThat(diff("from=%d&to=%d".formatted(before, before))
                        .path("things")
                        .asLong())
                .isZero();
    }

    @Test
    void a_thing_is_told_by_its_fields_and_long_texts_line_by_line() {
        String task = TASKS.getFirst();
        register(task, "ada");
        send("POST", "/checkpoints", "{\"name\":\"begun\"}", "ada");
        send("PATCH", "/sbis/" + task, "{\"title\":\"y\",\"spec\":\"one\\nTWO\"}", "bob");

        JsonNode diff = diff("thing=sbi/%s&from=begun".formatted(task));
        assertThat(field(diff, "/title").path("before").asText()).isEqualTo("x");
        assertThat(field(diff, "/title").path("after").asText()).isEqualTo("y");
        assertThat(field(diff, "/spec").path("diff").asText())
                .contains(" one\n")
                .contains("-two\n")
                .contains("+TWO\n");
    }

    @Test
    void what_was_rolled_back_between_counted_at_the_one_and_not_at_the_other() {
        String task = TASKS.getFirst();
        register(task, "ada");
        send("PATCH", "/sbis/" + task, "{\"title\":\"y\"}", "bob");
        long changed = service.head();
        send("POST", "/rollbacks", "{\"to\":1,\"undoLater\":true}", "ada");

        JsonNode diff = diff("from=" + changed);
        assertThat(field(diff, "/title").path("before").asText()).isEqualTo("y");
        assertThat(field(diff, "/title").path("after").asText()).isEqualTo("x");
        assertThat(diff("from=1").path("things").asLong()).isZero();
        send("POST", "/checkpoints", "{\"name\":\"here\"}", "ada");
        assertThat(diff("thing=checkpoint/here").path("things").asLong())
                .as("as the command says it")
                .isZero();
    }

    @Test
    void things_differ_if_they_were_answered_otherwise() {
        var random = new Random(5);
        record Then(long end, List<JsonNode> answers) {}
        var then = new ArrayList<Then>();
        for (int step = 0; step < 40; step++) {
            new TaskActs(service).act(random, TASKS.get(random.nextInt(TASKS.size())), step);
            service.caller.get("/sbis?after=" + service.head() + "&wait=10s");
            then.add(new Then(service.head(), TASKS.stream().map(this::shown).toList()));
        }
        for (int pair = 0; pair < 30; pair++) {
            Then from = then.get(random.nextInt(then.size()));
            Then to = then.get(random.nextInt(then.size()));
            List<String> differ = TASKS.stream()
                    .filter(task -> !from.answers()
                            .get(TASKS.indexOf(task))
                            .equals(to.answers().get(TASKS.indexOf(task))))
                    .map(task -> "sbi/" + task)
                    .toList();
            assertThat(diff("from=%d&to=%d".formatted(from.end(), to.end()))
                            .path("changes")
                            .valueStream()
                            .map(item -> item.path("thing").asText()))
                    .as("from %d to %d", from.end(), to.end())
                    .containsExactlyInAnyOrderElementsOf(differ);
        }
    }

    /** Returns what is answered of a task but for how far it is. */
    private JsonNode shown(String task) {
        JsonNode view = service.caller.get("/sbis/" + task).json();
        if (view instanceof ObjectNode fields) {
            fields.remove(List.of("revision", "position", "instance", "detail"));
            fields.path("executions").forEach(turn -> ((ObjectNode) turn).remove(List.of("revision", "position")));
            fields.path("attachments").forEach(file -> ((ObjectNode) file).remove(List.of("revision", "position")));
            if (fields.path("lease") instanceof ObjectNode lease) {
                lease.remove("expired");
            }
        }
        return view;
    }

    @Test
    void what_cannot_be_compared_is_refused_in_words() {
        service.caller.get("/diff").isProblem(422, "invalid-request");
        assertThat(service.caller
                        .get("/diff?from=nowhere")
                        .isProblem(404, "not-found")
                        .text())
                .contains("there is no checkpoint 'nowhere'");
        assertThat(service.caller
                        .get("/diff?thing=sbi/%s&from=0".formatted(TASKS.getFirst()))
                        .isProblem(404, "not-found")
                        .text())
                .contains("nothing ever happened to sbi/");
    }
}
