package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one agent did is taken back, and what others did since is not lost. */
class TakenBackTest {

    private static final String RETRY = "SBI-01K6GBQ7M4X2V9B8N0C5D3F1R1";
    private static final String CACHE = "SBI-01K6GBQ7M4X2V9B8N0C5D3F1R2";

    @TempDir
    private Path folder;

    private Fixture service;

    @BeforeEach
    void open() {
        service = new Fixture(folder);
        as("ada").post("/sbis", "{\"id\":\"%s\",\"title\":\"Retry webhook\"}".formatted(RETRY));
    }

    @AfterEach
    void close() {
        service.close();
    }

    /** Somebody who does something, in a session of the same name. */
    private record Person(String name, Fixture service) {

        long post(String path, String body) {
            Caller.Reply reply =
                    service.caller.post(path, body, "Daybook-Actor", name, "Daybook-Session", "session-of-" + name);
            assertThat(reply.status()).as(reply.text()).isBetween(200, 201);
            return reply.json().path("position").asLong();
        }

        long note(String task, String text) {
            return post("/sbis/" + task + "/notes", "{\"text\":\"%s\"}".formatted(text));
        }

        long put(String path, String body) {
            return service.caller
                    .put(path, body, "Daybook-Actor", name)
                    .is(200)
                    .json()
                    .path("position")
                    .asLong();
        }

        long retitle(String task, String title) {
            return patch(task, "{\"title\":\"%s\"}".formatted(title));
        }

        long patch(String task, String body) {
            Caller.Reply reply = service.caller.patch(
                    "/sbis/" + task,
                    body,
                    "If-Match",
                    "*",
                    "Daybook-Actor",
                    name,
                    "Daybook-Session",
                    "session-of-" + name);
            return reply.is(200).json().path("position").asLong();
        }
    }

    private Person as(String name) {
        return new Person(name, service);
    }

    private JsonNode get(String path) {
        return service.caller
                .get(path + (path.contains("?") ? "&" : "?") + "after=" + service.head() + "&wait=10s")
                .is(200)
                .json();
    }

    private JsonNode rollBack(String body) {
        return service.caller
                .post("/rollbacks", body, "Daybook-Actor", "ada")
                .is(200)
                .json();
    }

    private Caller.Reply refused(String body) {
        long head = service.head();
        Caller.Reply reply = service.caller.post("/rollbacks", body, "Daybook-Actor", "ada");
        assertThat(service.head()).as("nothing is written: %s", reply.text()).isEqualTo(head);
        return reply;
    }

    private String title(String task) {
        return get("/sbis/" + task).path("title").asText();
    }

    private List<String> notes(String task) {
        return get("/sbis/" + task + "/notes").path("items").findValuesAsText("text");
    }

    @Test
    void all_that_an_agent_did_since_goes_and_what_others_did_to_the_same_things_stays() {
        as("bot").note(RETRY, "before");
        long since = as("bot").note(RETRY, "wrong");
        as("bot").retitle(RETRY, "Wrong title");
        as("bot").post("/sbis", "{\"id\":\"%s\",\"title\":\"Wrong task\"}".formatted(CACHE));
        as("ada").note(RETRY, "right");

        JsonNode done = rollBack("{\"actor\":\"bot\",\"since\":\"%d\",\"why\":\"it was confused\"}".formatted(since));

        assertThat(done.path("undone").asLong()).isEqualTo(3);
        assertThat(done.path("later").findValuesAsText("actor")).containsExactly("ada");
        assertThat(done.at("/later/0/sameFields"))
                .as("a note has nothing to do with others")
                .isEmpty();
        assertThat(title(RETRY)).isEqualTo("Retry webhook");
        assertThat(notes(RETRY)).containsExactly("before", "right");
        assertThat(service.caller
                        .get("/sbis/" + CACHE + "?after=" + service.head() + "&wait=10s")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void
            the_work_of_others_on_what_would_go_is_shown_and_nothing_is_rolled_back_unless_it_is_said_what_becomes_of_it() {
        long since = as("bot").post("/sbis", "{\"id\":\"%s\",\"title\":\"Cache\"}".formatted(CACHE));
        as("bot").note(RETRY, "wrong");
        as("ada").note(CACHE, "mine");
        String asked = "\"actor\":\"bot\",\"since\":\"%d\"".formatted(since);

        JsonNode shown = rollBack("{%s,\"dryRun\":true}".formatted(asked));
        assertThat(shown.at("/others/0/entity").asText()).isEqualTo("sbi/" + CACHE);
        assertThat(shown.at("/others/0/actors/0").asText()).isEqualTo("ada");
        assertThat(shown.at("/others/0/stands").asBoolean()).isTrue();
        assertThat(refused("{%s}".formatted(asked)).isProblem(409, "conflict").text())
                .contains("sbi/" + CACHE + " (1 by ada, standing on what would go)");

        JsonNode done = rollBack("{%s,\"keepLater\":true}".formatted(asked));
        assertThat(done.at("/asked/kept/0").asText()).isEqualTo("sbi/" + CACHE);
        assertThat(title(CACHE)).isEqualTo("Cache");
        assertThat(notes(CACHE)).containsExactly("mine");
        assertThat(notes(RETRY)).isEmpty();
    }

    @Test
    void what_stands_on_it_goes_too_where_that_is_wanted_and_comes_back_with_it() {
        long since = as("bot").post("/sbis", "{\"id\":\"%s\",\"title\":\"Cache\"}".formatted(CACHE));
        as("ada").note(CACHE, "mine");

        JsonNode done = rollBack("{\"actor\":\"bot\",\"since\":\"%d\",\"undoLater\":true}".formatted(since));
        assertThat(done.path("undone").asLong()).isEqualTo(2);
        assertThat(get("/sbis").path("items").findValuesAsText("title")).containsExactly("Retry webhook");
        as("ada").note(RETRY, "since");

        rollBack("{\"undo\":%d}".formatted(done.path("position").asLong()));
        assertThat(notes(CACHE)).containsExactly("mine");
        assertThat(notes(RETRY)).as("what came later is kept").containsExactly("since");
    }

    @Test
    void going_back_to_a_place_does_not_take_the_work_of_others_along_unasked() {
        long place = as("ada").note(RETRY, "mine");
        as("bob").note(RETRY, "his");
        as("ada").post("/sbis", "{\"id\":\"%s\",\"title\":\"Cache\"}".formatted(CACHE));

        assertThat(refused("{\"to\":%d}".formatted(place))
                        .isProblem(409, "conflict")
                        .text())
                .contains("sbi/" + RETRY + " (1 by bob)");

        rollBack("{\"to\":%d,\"keepLater\":true}".formatted(place));
        assertThat(notes(RETRY)).containsExactly("mine", "his");
        assertThat(get("/sbis").path("items")).hasSize(1);

        rollBack("{\"to\":%d,\"undoLater\":true}".formatted(place));
        assertThat(notes(RETRY)).containsExactly("mine");
    }

    @Test
    void a_session_one_fact_and_one_thing_since_a_place_are_taken_back_alone() {
        long fact = as("bot").note(RETRY, "one");
        long two = as("bot").note(RETRY, "two");
        as("ada").note(RETRY, "three");

        rollBack("{\"event\":%d}".formatted(fact));
        assertThat(notes(RETRY)).containsExactly("two", "three");
        assertThat(refused("{\"event\":%d}".formatted(fact))
                        .isProblem(409, "conflict")
                        .text())
                .contains("it was undone before");

        rollBack("{\"session\":\"session-of-bot\"}");
        assertThat(notes(RETRY)).containsExactly("three");

        rollBack("{\"entity\":\"sbi/%s\",\"since\":\"%d\"}".formatted(RETRY, two));
        assertThat(notes(RETRY)).isEmpty();
        assertThat(title(RETRY)).isEqualTo("Retry webhook");
    }

    @Test
    void each_rollback_is_taken_back_alone_and_that_too() {
        long first = as("ada").note(RETRY, "one");
        long second = as("ada").note(RETRY, "two");
        long one = rollBack("{\"event\":%d}".formatted(first)).path("position").asLong();
        rollBack("{\"event\":%d}".formatted(second));
        as("bob").note(RETRY, "three");

        long back = rollBack("{\"undo\":%d}".formatted(one)).path("position").asLong();
        assertThat(notes(RETRY)).containsExactly("one", "three");
        assertThat(refused("{\"undo\":%d}".formatted(one))
                        .isProblem(409, "conflict")
                        .text())
                .contains("has been taken back already");

        rollBack("{\"undo\":%d}".formatted(back));
        assertThat(notes(RETRY)).containsExactly("three");
        assertThat(service.caller.get("/rollbacks").json().path("items").findValuesAsText("takenBack"))
                .containsExactly("false", "false", "true", "false");
    }

    @Test
    void what_others_did_before_a_rollback_is_not_told_as_done_since_where_it_is_taken_back() {
        as("bot").note(RETRY, "wrong");
        as("ada").note(RETRY, "right");
        long rollback =
                rollBack("{\"session\":\"session-of-bot\"}").path("position").asLong();
        as("bob").note(RETRY, "since");

        JsonNode back = rollBack("{\"undo\":%d}".formatted(rollback));

        assertThat(back.path("restored").asLong()).isEqualTo(1);
        assertThat(back.path("later").findValuesAsText("actor")).containsExactly("bob");
        assertThat(back.at("/entities/0/later").asLong()).isEqualTo(1);
        assertThat(notes(RETRY)).containsExactly("wrong", "right", "since");
    }

    @Test
    void a_rollback_that_is_sent_again_with_its_key_tells_the_same_of_what_others_had_done() {
        long since = as("bot").post("/sbis", "{\"id\":\"%s\",\"title\":\"Cache\"}".formatted(CACHE));
        as("bot").note(RETRY, "wrong");
        as("ada").note(CACHE, "mine");
        for (String choice : List.of("keepLater", "undoLater")) {
            String body = "{\"actor\":\"bot\",\"since\":\"%d\",\"%s\":true}".formatted(since, choice);
            JsonNode first = withKey(choice, body);
            as("bob").note(RETRY, "after " + choice);

            JsonNode again = withKey(choice, body);

            assertThat(first.path("undone").asLong()).isEqualTo(choice.equals("keepLater") ? 1 : 3);
            for (String told : List.of("position", "asked", "undone", "restored", "entities", "facts")) {
                assertThat(again.path(told)).as("%s of %s", told, choice).isEqualTo(first.path(told));
            }
            rollBack("{\"undo\":%d}".formatted(first.path("position").asLong()));
        }
    }

    private JsonNode withKey(String key, String body) {
        return service.caller
                .post("/rollbacks", body, "Daybook-Actor", "ada", "Idempotency-Key", key)
                .is(200)
                .json();
    }

    @Test
    void what_is_not_there_is_refused_and_nothing_is_written() {
        refused("{\"actor\":\"nobody\",\"since\":\"1\"}").isProblem(404, "not-found");
        refused("{\"session\":\"none\"}").isProblem(404, "not-found");
        refused("{\"run\":\"none\"}").isProblem(404, "not-found");
        refused("{\"entity\":\"sbi/none\"}").isProblem(404, "not-found");
        refused("{\"undo\":1}").isProblem(404, "not-found");
        refused("{\"checkpoint\":\"none\"}").isProblem(404, "not-found");
        refused("{\"actor\":\"ada\"}").isProblem(400, "invalid-request");
        refused("{\"to\":1,\"since\":\"1\"}").isProblem(400, "invalid-request");
        refused("{\"event\":1,\"undoLater\":true,\"keepLater\":true}").isProblem(400, "invalid-request");
    }

    @Test
    void a_time_is_a_place_to_go_back_to() {
        String before = get("/journal/1").path("recordedAt").asText();
        as("ada").note(RETRY, "later");

        JsonNode done = rollBack("{\"checkpoint\":\"%s\",\"dryRun\":true}".formatted(before));

        assertThat(done.at("/asked/to").asLong()).isGreaterThanOrEqualTo(1);
    }

    @Test
    void an_agents_work_is_undone_in_one_go_with_one_preview() {
        long since = as("bot").note(RETRY, "wrong");
        as("bot").retitle(RETRY, "Wrong title");
        long head = service.head();

        JsonNode preview = get("/undo?actor=bot&since=" + since);
        assertThat(preview.path("undone").asLong()).isEqualTo(2);
        JsonNode title = preview.at("/changes/0/fields/0");
        assertThat(title.path("field").asText()).isEqualTo("/title");
        assertThat(title.path("before").asText()).isEqualTo("Wrong title");
        assertThat(title.path("after").asText()).isEqualTo("Retry webhook");
        assertThat(service.head()).isEqualTo(head);

        JsonNode done = service.caller
                .post("/undo", "{\"session\":\"session-of-bot\"}", "Daybook-Actor", "ada")
                .is(200)
                .json();
        assertThat(done.path("undone").asLong()).isEqualTo(2);
        assertThat(title(RETRY)).isEqualTo("Retry webhook");

        service.caller
                .post(
                        "/undo",
                        "{\"what\":\"%d\"}".formatted(done.path("position").asLong()),
                        "Daybook-Actor",
                        "ada")
                .is(200);
        assertThat(title(RETRY)).isEqualTo("Wrong title");
    }

    @Test
    void what_others_made_depend_on_it_is_shown_and_nothing_is_left_that_waits_for_what_is_not_there() {
        long since = as("bot").post("/sbis", "{\"id\":\"%s\",\"title\":\"Cache\"}".formatted(CACHE));
        as("ada").note(RETRY, "before");
        as("ada").patch(RETRY, "{\"dependsOn\":[\"%s\"]}".formatted(CACHE));
        as("ada").note(RETRY, "since");
        String asked = "\"actor\":\"bot\",\"since\":\"%d\"".formatted(since);

        JsonNode shown = get("/undo?actor=bot&since=" + since).at("/dependents/0");
        assertThat(shown.path("entity").asText()).isEqualTo("sbi/" + RETRY);
        assertThat(shown.path("field").asText()).isEqualTo("dependsOn");
        assertThat(shown.path("names").asText()).isEqualTo("sbi/" + CACHE);
        assertThat(shown.at("/actors/0").asText()).isEqualTo("ada");
        assertThat(shown.path("becomes").asText()).isEqualTo("refused");
        assertThat(refused("{%s}".formatted(asked)).isProblem(409, "conflict").text())
                .contains("sbi/%s (dependsOn: sbi/%s, by ada)".formatted(RETRY, CACHE));

        JsonNode kept = rollBack("{%s,\"keepLater\":true}".formatted(asked));
        assertThat(kept.at("/asked/kept/0").asText()).isEqualTo("sbi/" + CACHE);
        assertThat(kept.at("/dependents/0/becomes").asText()).isEqualTo("kept");
        assertThat(title(CACHE)).isEqualTo("Cache");

        JsonNode undone = rollBack("{%s,\"undoLater\":true}".formatted(asked));
        assertThat(undone.at("/asked/also/0").asText()).isEqualTo("sbi/" + RETRY);
        assertThat(undone.at("/dependents/0/becomes").asText()).isEqualTo("undone");
        assertThat(undone.path("undone").asLong()).isEqualTo(3);
        assertThat(get("/sbis/" + RETRY).path("dependsOn")).isEmpty();
        assertThat(notes(RETRY)).containsExactly("before");

        rollBack("{\"undo\":%d}".formatted(undone.path("position").asLong()));
        assertThat(get("/sbis/" + RETRY).at("/dependsOn/0").asText()).isEqualTo(CACHE);
        assertThat(notes(RETRY)).containsExactly("before", "since");
    }

    @Test
    void a_later_fact_says_which_fields_it_has_in_common_with_what_is_taken_back() {
        long since = as("bot").retitle(RETRY, "Wrong title");
        as("ada").patch(RETRY, "{\"title\":\"Right title\",\"priority\":2}");

        JsonNode done = rollBack("{\"actor\":\"bot\",\"since\":\"%d\"}".formatted(since));

        assertThat(done.at("/later/0/sameFields/0").asText()).isEqualTo("title");
        assertThat(done.at("/later/1/action").asText()).isEqualTo("sbi.reprioritized");
        assertThat(done.at("/later/1/sameFields")).isEmpty();
        assertThat(title(RETRY)).as("what others said of it stays").isEqualTo("Right title");
    }

    @Test
    void whatever_stands_on_that_in_turn_goes_or_stays_as_well() {
        as("bot").post("/plans", "{\"id\":\"EPIC-1\",\"kind\":\"EPIC\",\"title\":\"Speed\"}");
        long since = service.head();
        as("ada").post("/plans", "{\"id\":\"PBI-1\",\"kind\":\"PBI\",\"title\":\"Caches\",\"parent\":\"EPIC-1\"}");
        as("bob").post("/sbis", "{\"id\":\"%s\",\"title\":\"Cache\",\"parent\":\"PBI-1\"}".formatted(CACHE));
        as("bob").patch(RETRY, "{\"dependsOn\":[\"%s\"]}".formatted(CACHE));

        JsonNode all = rollBack("{\"actor\":\"bot\",\"since\":\"%d\",\"undoLater\":true}".formatted(since));

        assertThat(all.path("dependents").findValuesAsText("entity"))
                .containsExactly("plan/PBI-1", "sbi/" + CACHE, "sbi/" + RETRY);
        assertThat(get("/plans").path("items")).isEmpty();
        assertThat(get("/sbis").path("items").findValuesAsText("dependsOn")).hasSizeLessThan(2);
        assertThat(get("/sbis").path("items")).hasSize(1);
        rollBack("{\"undo\":%d}".formatted(all.path("position").asLong()));

        JsonNode none = rollBack("{\"entity\":\"plan/PBI-1\",\"keepLater\":true}");
        assertThat(none.path("undone").asLong())
                .as("what names it is left, and it with it")
                .isZero();
        assertThat(get("/sbis/" + CACHE).path("parent").asText()).isEqualTo("PBI-1");
    }

    @Test
    void what_comes_back_and_names_what_is_not_there_any_more_is_refused_or_left_away() {
        as("bot").post("/sbis", "{\"id\":\"%s\",\"title\":\"Cache\"}".formatted(CACHE));
        as("ada").patch(RETRY, "{\"dependsOn\":[\"%s\"]}".formatted(CACHE));
        long waiting = service.head();
        long gone =
                rollBack("{\"event\":%d}".formatted(waiting)).path("position").asLong();
        rollBack("{\"actor\":\"bot\",\"since\":\"1\"}");

        assertThat(refused("{\"undo\":%d}".formatted(gone))
                        .isProblem(409, "conflict")
                        .text())
                .contains("sbi/%s (dependsOn: sbi/%s, by ada)".formatted(RETRY, CACHE));

        rollBack("{\"undo\":%d,\"keepLater\":true}".formatted(gone));
        assertThat(get("/sbis/" + RETRY).path("dependsOn")).isEmpty();
    }

    @Test
    void one_command_on_which_something_depends_is_not_undone_before_that() {
        long made = as("ada").post("/sbis", "{\"id\":\"%s\",\"title\":\"Cache\"}".formatted(CACHE));
        as("bob").patch(RETRY, "{\"dependsOn\":[\"%s\"]}".formatted(CACHE));

        assertThat(service.caller
                        .post("/undo", "{\"what\":\"%d\"}".formatted(made), "Daybook-Actor", "ada")
                        .isProblem(409, "conflict")
                        .text())
                .contains("sbi/%s (dependsOn: sbi/%s, by bob). Undo that first".formatted(RETRY, CACHE));
    }

    @Test
    void tasks_answers_and_memories_of_agents_are_not_left_without_what_they_name() {
        as("bot").put("/agents/b", "{\"type\":\"coder\"}");
        long since = as("bot").post("/agent-tasks", "{\"id\":\"t-1\",\"title\":\"All of it\"}");
        as("ada").post("/agent-tasks", "{\"id\":\"t-2\",\"title\":\"A part\",\"parent\":\"t-1\"}");
        as("bot").post("/agent-messages", "{\"id\":\"m-1\",\"to\":[\"b\"],\"content\":\"How far?\"}");
        as("ada").post("/agent-messages/m-1/answer", "{\"answerId\":\"m-2\",\"content\":\"Half way\"}");

        JsonNode shown = get("/undo?actor=bot&since=" + since);

        assertThat(shown.path("dependents").findValuesAsText("entity")).contains("task/t-2", "message/m-2");
        assertThat(shown.path("dependents").findValuesAsText("field")).contains("parent_task_id", "answers");
    }

    @Test
    void
            files_that_were_exported_before_are_named_with_what_makes_them_agree_and_those_that_know_nothing_of_it_are_not() {
        Path early = folder.resolve("early");
        Path back = folder.resolve("back of ada");
        export(early, "");
        long since = as("bot").retitle(RETRY, "Wrong title");
        export(back, "");

        String body = "{\"actor\":\"bot\",\"since\":\"%d\"%s}";
        JsonNode preview = rollBack(body.formatted(since, ",\"dryRun\":true"));
        JsonNode done = rollBack(body.formatted(since, ""));

        for (JsonNode answer : List.of(preview, done)) {
            assertThat(answer.path("files")).hasSize(1);
            JsonNode place = answer.at("/files/0");
            assertThat(place.path("root").asText()).isEqualTo(back.toString());
            assertThat(place.path("stage").asText()).isEqualTo("exported");
            assertThat(place.path("things").asLong()).isOne();
            assertThat(place.path("become").asText()).isEqualTo("outdated");
            assertThat(place.path("files"))
                    .isNotEmpty()
                    .allMatch(file -> file.asText().contains(RETRY));
            assertThat(place.path("help").asText())
                    .isEqualTo("daybook export --kind deespec --era source --out '%s' --force".formatted(back));
        }
        assertThat(back.resolve(done.at("/files/0/files/0").asText())).exists();

        export(back, ",\"force\":true,\"era\":\"source\",\"kind\":\"deespec\"");
        long again = as("bot").retitle(RETRY, "Wrong again");
        assertThat(rollBack(body.formatted(again, ",\"dryRun\":true")).path("files"))
                .as("nothing was exported since")
                .isEmpty();
    }

    private void export(Path out, String more) {
        as("ada")
                .service
                .caller
                .post("/exports", "{\"out\":\"%s\"%s}".formatted(out, more), "Daybook-Actor", "ada")
                .is(200);
    }
}
