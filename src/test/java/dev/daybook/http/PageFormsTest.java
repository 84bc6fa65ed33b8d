package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.http.Caller.Reply;
import dev.daybook.operation.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is decided on pages: each form shows first what it would do, and says what is wrong beside what was written. */
class PageFormsTest {

    @TempDir
    private static Path folder;

    private static ServedPages pages;
    private static Caller caller;

    @BeforeAll
    static void open() {
        pages = new ServedPages(folder);
        caller = pages.caller;
    }

    @AfterAll
    static void close() {
        pages.close();
    }

    @Test
    void a_folder_is_chosen_for_a_form_one_below_the_other() throws IOException {
        Path parent = folder.resolve("a tree & more");
        Path tree = Files.createDirectories(parent.resolve("inside"));
        String form = caller.page("/do/migrate").is(200).text();
        assertThat(form).contains("/folders?form=migrate&amp;argument=path");

        String above = Operation.encoded(parent.toString());
        String page = caller.page("/folders?form=migrate&argument=path&at=" + above)
                .is(200)
                .text();

        String taken = "/do/migrate?path=" + Operation.encoded(tree.toString());
        assertThat(page).contains("href=\"" + taken + "\"");
        assertThat(caller.page(taken).is(200).text())
                .contains("value=\"" + tree.toString().replace("&", "&amp;") + "\"");
    }

    @Test
    void a_folder_that_is_not_there_or_is_a_file_is_refused_by_name() throws IOException {
        Path file = Files.writeString(folder.resolve("notes.txt"), "no folder");

        for (Path none : List.of(folder.resolve("gone"), file)) {
            String page = caller.page("/folders?form=migrate&argument=path&at=" + Operation.encoded(none.toString()))
                    .is(422)
                    .text();

            assertThat(page).contains("there is no folder " + none);
        }
    }

    @Test
    void the_findings_of_a_migration_stand_by_their_kind_and_all_of_it_is_taken_back_from_its_page()
            throws IOException {
        Path task = Files.createDirectories(folder.resolve("legacy/.deespec/specs/sbi/SBI-01K66T7KTRPSBC7THJB2XZ6V6Y"));
        Files.writeString(task.resolve("state.json"), "{ this is no state");
        String run = caller.post("/migrations", "{\"path\":\"%s\"}".formatted(folder.resolve("legacy")))
                .is(202)
                .json()
                .path("run")
                .asText();
        String path = "/migrations/" + run;
        await().until(() -> !caller.get(path).json().path("state").asText().equals("running"));

        String page = caller.page(path).is(200).text();

        assertThat(page)
                .containsPattern("<summary>ERROR [A-Z_]+ <span>1</span>")
                .contains("Rollback: undo one migration and keep what came after it")
                .contains("href=\"/do/rollBack?run=" + run + "\"", "href=\"" + path + "/rejected\"");
        assertThat(caller.page("/migrations").text()).contains("href=\"" + path + "\"");
        assertThat(caller.page(path + "/rejected").is(200).text())
                .contains("{ this is no state", "download=\"state.json\"");
    }

    @Test
    void a_preview_of_a_rebuild_shows_what_would_differ_and_leads_to_swapping_it_in() {
        String form = caller.page("/do/rebuildProjection?name=config").is(200).text();
        Reply begun = pages.send("rebuildProjection", form, "name", "item", "preview", "true")
                .is(303);
        String job = begun.header("Location");
        await().until(() -> caller.page(job).text().contains("What came of it"));

        String page = caller.page(job).text();

        assertThat(page).contains("item: nothing would change");
        String swap =
                ServedPages.found(page, "<a href=\"([^\"]+)\">Swap them in</a>").replace("&amp;", "&");
        String sure = caller.page(swap).is(200).text();
        assertThat(sure).contains("name=\"previewed\"");
        caller.page(pages.send("rebuildProjection", sure, "name", "item")
                        .is(303)
                        .header("Location"))
                .is(200);
    }

    @Test
    void a_secret_is_masked_on_a_page_and_in_a_form() {
        String secret = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8".substring(0, 36);
        String task = pages.made("Rotate " + secret, "\"priority\":0");
        for (String path : List.of("/sbis/" + task, "/sbis", "/audit", "/do/editSbi?id=" + task)) {
            assertThat(caller.page(path).is(200).text())
                    .as(path)
                    .contains("[masked github-pat]")
                    .doesNotContain(secret);
        }
        String form = caller.page("/do/editSbi?id=" + task).text();
        pages.send("editSbi", form, "id", task, "title", "Rotate ghp_…[masked github-pat]", "priority", "1")
                .is(303);
        assertThat(caller.get("/sbis/" + task + "?reveal=true")
                        .is(200)
                        .json()
                        .path("title")
                        .asText())
                .as("what was not changed is not written back")
                .isEqualTo("Rotate " + secret);
    }

    @Test
    void what_somebody_changes_in_a_form_is_changed_and_nothing_else() {
        String task = pages.made("A task to edit", "\"labels\":[\"one\",\"two\"],\"priority\":1");
        assertThat(caller.page("/sbis/" + task).text()).contains("href=\"/do/editSbi?id=" + task + "\"");
        String form = caller.page("/do/editSbi?id=" + task).is(200).text();
        assertThat(form).contains("value=\"A task to edit\"", ">\none\ntwo</textarea>", "value=\"1\"");

        Reply sent = pages.send(
                "editSbi",
                form,
                "id",
                task,
                "title",
                "Edited & <b>well</b>",
                "labels",
                "one\r\nthree",
                "priority",
                "1");

        assertThat(sent.is(303).header("Location")).startsWith("/sbis/" + task + "?after=");
        assertThat(caller.page(sent.header("Location")).is(200).text())
                .contains("Edited &amp; &lt;b&gt;well&lt;/b&gt;", "one, three");
        assertThat(caller.get("/history/sbi/%s?after=%d&wait=10s".formatted(task, sent.position()))
                        .json()
                        .path("items"))
                .extracting(fact -> fact.path("action").asText())
                .doesNotContain("sbi.reprioritized");
    }

    @Test
    void a_session_is_begun_by_a_form_and_goes_on_by_another() {
        String form = caller.page("/do/createSession").is(200).text();
        assertThat(form)
                .containsPattern("name=\"type\"[^>]* required")
                .containsPattern("name=\"task\"[^>]* required")
                .doesNotContain("name=\"session\"");

        assertThat(form)
                .contains("/folders?form=createSession&amp;argument=path")
                .containsSubsequence("\"path\"", "\"hash\"");

        Reply begun = pages.send(
                "createSession",
                form,
                "hash",
                "",
                "path",
                folder.toString(),
                "id",
                "sess-page",
                "type",
                "debate",
                "task",
                "Which way?");

        String page = caller.page(begun.is(303).header("Location")).is(200).text();
        assertThat(page).contains("Which way?", "debate");
        String add = ServedPages.found(page, "href=\"(/do/addMessage[^\"]*)\"").replace("&amp;", "&");
        String saying = caller.page(add).is(200).text();
        assertThat(saying)
                .contains("<textarea name=\"content\"", "name=\"role\" value=\"user\"")
                .doesNotContain("standard input", "name=\"path\"");
        String hash = ServedPages.found(saying, "name=\"hash\" value=\"([^\"]+)\"");
        Reply preview = pages.preview(
                "addMessage", saying, "hash", hash, "id", "sess-page", "content", "Left\r\nor right", "role", "user");
        assertThat(preview.is(200).text()).containsPattern("Left\\s+or right");
        Reply said = say(saying, hash, "Left\r\nor right", "2");
        assertThat(caller.page(said.is(303).header("Location")).is(200).text()).contains("Left\nor right");
        assertThat(say(saying, hash, "x", "two").is(400).text()).contains("instanceId");
    }

    private static Reply say(String form, String hash, String content, String instance) {
        return pages.send(
                "addMessage", form, "hash", hash, "id", "sess-page", "content", content, "instanceId", instance);
    }

    @Test
    void nothing_is_done_before_it_was_seen_what_that_would_be() {
        String task = pages.made("Before it", "\"priority\":1");
        String form = caller.page("/do/editSbi?id=" + task).is(200).text();

        Reply shown = pages.preview("editSbi", form, "id", task, "title", "After it", "priority", "1")
                .is(200);

        assertThat(shown.text())
                .contains("-Before it", "+After it", "name=\"_sure\"", "Nothing is done yet")
                .doesNotContain("<h3>priority</h3>");
        assertThat(pages.now(task).path("title").asText()).isEqualTo("Before it");

        Reply back = pages.preview("editSbi", shown.text(), "_back", "true").is(200);
        assertThat(back.text()).contains("value=\"After it\"").doesNotContain("name=\"_sure\"");
        Reply done =
                caller.form("/do/editSbi", ServedPages.filled(shown.text())).is(303);
        assertThat(done.header("Location")).startsWith("/sbis/" + task);
        assertThat(pages.now(task).path("title").asText()).isEqualTo("After it");
    }

    @Test
    void what_an_actor_did_is_taken_back_by_one_fact_after_it_was_seen_what_that_changes() {
        String task = pages.made("Of the agent", "\"priority\":1");
        long last = caller.patch("/sbis/" + task, "{\"priority\":2}", "If-Match", "*", "Daybook-Actor", "agent-7")
                .is(200)
                .position();
        assertThat(caller.page("/audit?actor=agent-7&after=%d&wait=10s".formatted(last))
                        .is(200)
                        .text())
                .contains("href=\"/do/undo?actor=agent-7&amp;since=1\"", "Undo what agent-7 did");
        String form = caller.page("/do/undo?actor=agent-7&since=1").is(200).text();

        Reply shown = pages.preview("undo", form, "actor", "agent-7", "since", Long.toString(last))
                .is(200);

        assertThat(shown.text()).contains("href=\"/sbis/" + task + "\"", "2 → 1", "name=\"_sure\"");
        assertThat(pages.now(task).path("priority").asInt()).isEqualTo(2);
        String fact = caller.form("/do/undo", ServedPages.filled(shown.text()))
                .is(303)
                .header("Location");
        assertThat(fact).startsWith("/journal/");
        assertThat(caller.page(fact).is(200).text()).contains("journal.rolled-back");
        assertThat(pages.now(task).path("priority").asInt()).isEqualTo(1);
    }

    @Test
    void what_takes_long_is_begun_by_a_form_and_watched_on_a_page() {
        String form = caller.page("/do/rebuildProjection?name=config").is(200).text();
        assertThat(form).contains("name=\"preview\"");
        Reply shown = pages.preview(
                        "rebuildProjection",
                        caller.page("/do/rebuildProjection?name=sbi").text(),
                        "name",
                        "sbi")
                .is(200);
        Reply begun = caller.form("/do/rebuildProjection", ServedPages.filled(shown.text()))
                .is(303);
        assertThat(begun.header("Location")).startsWith("/jobs/");
        assertThat(caller.page(begun.header("Location")).is(200).text()).contains("rebuild", "sbi");
        assertThat(caller.page("/migrations").text()).contains("href=\"/do/migrate?\"");
        assertThat(caller.page("/do/migrate").is(200).text()).contains("name=\"path\"", "name=\"dryRun\"");
        assertThat(caller.page("/projections/sbi").is(200).text()).contains("/do/rebuildProjection?name=sbi");
        caller.page("/backups").is(200);
        assertThat(caller.page("/rollout").is(200).text())
                .as("each tool by itself")
                .contains("cards");
    }

    @Test
    void a_form_that_is_sent_twice_is_carried_out_once() {
        String form = caller.page("/do/registerSbi").is(200).text();
        String first = pages.send("registerSbi", form, "title", "Registered once")
                .is(303)
                .header("Location");
        String second = pages.send("registerSbi", form, "title", "Registered once")
                .is(303)
                .header("Location");

        assertThat(first).startsWith("/sbis/SBI-").isEqualTo(second);
    }

    @Test
    void a_change_and_a_removal_that_are_sent_twice_are_told_as_once() {
        String task = pages.made("Before", "\"priority\":0");
        String change = caller.page("/do/editSbi?id=" + task).is(200).text();
        String first = pages.send("editSbi", change, "id", task, "title", "After")
                .is(303)
                .header("Location");
        pages.now(task);
        assertThat(pages.send("editSbi", change, "id", task, "title", "After")
                        .is(303)
                        .header("Location"))
                .isEqualTo(first);
        assertThat(pages.now(task).path("revision").asLong()).isEqualTo(1);

        String removal = caller.page("/do/deleteSbi?id=" + task).is(200).text();
        first = pages.send("deleteSbi", removal, "id", task).is(303).header("Location");
        caller.get("/sbis/%s?after=%d&wait=10s".formatted(task, pages.service.head()))
                .is(404);
        assertThat(pages.send("deleteSbi", removal, "id", task).is(303).header("Location"))
                .isEqualTo(first);
    }

    @Test
    void what_takes_long_is_begun_once_by_a_form_that_is_sent_twice() {
        String form = caller.page("/do/createBackup").is(200).text();
        String target = folder.resolve("backups of a form").toString();

        String first = pages.send("createBackup", form, "to", target).is(303).header("Location");
        String second = pages.send("createBackup", form, "to", target).is(303).header("Location");

        assertThat(second).startsWith("/jobs/").isEqualTo(first);
    }

    @Test
    void what_was_refused_is_tried_again_by_the_form_that_is_sent_again() {
        String form = caller.page("/do/sendAgentMessage").is(200).text();
        pages.send("sendAgentMessage", form, "content", "Hello", "to", "zoe").is(422);

        caller.put("/agents/zoe", "{\"type\":\"coder\"}").is(200);

        pages.send("sendAgentMessage", form, "content", "Hello", "to", "zoe").is(303);
    }

    @Test
    void what_it_is_about_is_asked_for_where_a_form_does_not_say_it() {
        String form = caller.page("/do/addNote").is(200).text();

        assertThat(pages.preview("addNote", form, "text", "What is it about?")
                        .is(422)
                        .text())
                .contains("id is missing", "What is it about?")
                .doesNotContain("there is nothing at");
    }

    @Test
    void a_task_that_was_deleted_is_brought_back_from_its_page() {
        String task = pages.made("Deleted by mistake", "\"priority\":0");
        caller.delete("/sbis/" + task, "If-Match", "*").is(200);
        caller.get("/sbis/%s?after=%d&wait=10s".formatted(task, pages.service.head()))
                .is(404);

        String page = caller.page("/sbis/" + task).is(404).text();

        assertThat(page)
                .contains("<p>" + task + " was deleted: its history tells what it was</p>")
                .contains("href=\"/sbis/" + task + "?deleted=true\"", "href=\"/history/sbi/" + task + "\"");
        assertThat(caller.page("/sbis/" + task + "?deleted=true").is(200).text())
                .contains("Deleted by mistake", "href=\"/do/restoreSbi?id=" + task + "\"");
        String form = caller.page("/do/restoreSbi?id=" + task).is(200).text();
        pages.send("restoreSbi", form, "id", task).is(303);
        assertThat(pages.now(task).path("title").asText()).isEqualTo("Deleted by mistake");
    }

    @Test
    void what_was_removed_leads_to_what_became_of_it() {
        caller.put("/config/gone.soon", "{\"value\":1}").is(200);
        caller.delete("/config/gone.soon", "If-Match", "*").is(200);
        caller.get("/config/gone.soon?after=%d&wait=10s".formatted(pages.service.head()))
                .is(404);

        assertThat(caller.page("/config/gone.soon").is(404).text()).contains("href=\"/history/config/gone.soon\"");
        assertThat(caller.page("/config/never.there").is(404).text()).doesNotContain("/history/");
    }

    @Test
    void what_another_has_changed_meanwhile_is_not_overwritten() {
        String task = pages.made("Before", "\"priority\":0");
        String form = caller.page("/do/editSbi?id=" + task).is(200).text();
        caller.patch("/sbis/" + task, "{\"title\":\"Of another\"}", "If-Match", "*")
                .is(200);

        Reply refused = pages.send("editSbi", form, "id", task, "title", "Mine").is(412);

        assertThat(refused.text()).contains("role=\"alert\"", "Somebody else changed this meanwhile", "value=\"Mine\"");
        assertThat(pages.now(task).path("title").asText()).isEqualTo("Of another");
        Reply shown = pages.preview("editSbi", refused.text(), "id", task, "title", "Mine");
        assertThat(shown.is(200).text()).contains("-Of another", "+Mine");
        caller.form("/do/editSbi", ServedPages.filled(shown.text())).is(303);
        assertThat(pages.now(task).path("title").asText()).isEqualTo("Mine");
    }

    @Test
    void what_was_not_touched_in_a_form_stays_as_another_has_changed_it_meanwhile() {
        String task = pages.made("Before", "\"priority\":0,\"labels\":[\"one\"]");
        String form = caller.page("/do/editSbi?id=" + task).is(200).text();
        caller.patch("/sbis/" + task, "{\"priority\":2,\"labels\":[\"one\",\"two\"]}", "If-Match", "*")
                .is(200);

        Reply refused = pages.send("editSbi", form, "id", task, "title", "Mine", "labels", "one", "priority", "0")
                .is(412);

        assertThat(refused.text()).contains("value=\"Mine\"", ">\none\ntwo</textarea>", "value=\"2\"");
        Reply shown = pages.preview(
                "editSbi", refused.text(), "id", task, "title", "Mine", "labels", "one\r\ntwo", "priority", "2");
        assertThat(ServedPages.found(shown.is(200).text(), "(?s)(This would change.*?)<form"))
                .contains("-Before", "+Mine")
                .doesNotContain("labels", "priority");
        caller.form("/do/editSbi", ServedPages.filled(shown.text())).is(303);
        JsonNode now = pages.now(task);
        assertThat(now.path("title").asText()).isEqualTo("Mine");
        assertThat(now.path("priority").asInt()).isEqualTo(2);
        assertThat(now.path("labels")).extracting(JsonNode::asText).containsExactly("one", "two");
    }

    @Test
    void a_form_whose_hidden_values_somebody_has_changed_is_refused() {
        String task = pages.made("Before", "\"priority\":0");
        String form = caller.page("/do/editSbi?id=" + task).is(200).text();

        Reply refused = pages.send(
                "editSbi",
                form.replaceAll("name=\"_filled\" value=\"[^\"]*\"", "name=\"_filled\" value=\"{\""),
                "id",
                task,
                "title",
                "Mine");

        assertThat(refused.status()).isBetween(400, 422);
        assertThat(refused.text()).contains("want it as the form had it");
        assertThat(pages.now(task).path("title").asText()).isEqualTo("Before");
    }

    @Test
    void a_mistake_is_told_on_the_form_with_what_was_written() {
        String form = caller.page("/do/registerSbi").is(200).text();
        Reply refused = pages.send("registerSbi", form, "title", "Urgent", "priority", "very");
        assertThat(refused.status()).isBetween(400, 422);
        assertThat(refused.text())
                .contains(">priority is a text: want a whole number from 0 to 2</p>", "value=\"Urgent\"")
                .containsPattern("name=\"priority\" value=\"very\" aria-invalid=\"true\" [^>]*autofocus")
                .containsOnlyOnce("aria-invalid")
                .containsOnlyOnce("autofocus");
    }

    @Test
    void a_form_begins_with_what_has_to_be_said_and_says_so() {
        assertThat(caller.page("/do/registerSbi").is(200).text())
                .containsSubsequence("name=\"title\"", "<b>required</b>", "name=\"id\"", "name=\"priority\"")
                .containsOnlyOnce("<b>required</b>");
        assertThat(caller.page("/do/registerPlan").is(200).text())
                .containsSubsequence(
                        "name=\"id\"", "name=\"kind\"", "name=\"title\"", "name=\"body\"", "name=\"parent\"");
    }

    @Test
    void whoever_may_only_read_is_shown_no_form_and_cannot_send_one() {
        String form = caller.page("/do/registerSbi").text();
        Caller reader = caller.as("looker", "read");
        assertThat(reader.page("/sbis").is(200).text()).doesNotContain("/do/");
        reader.page("/do/registerSbi").is(403);
        pages.send(reader, "registerSbi", form, "title", "Not allowed").is(403);
        pages.send(caller.stranger(), "registerSbi", form, "title", "Not allowed")
                .is(401);
    }

    @Test
    void a_fact_leads_to_taking_back_what_its_command_did() {
        String task = pages.made("To be taken back", "\"priority\":1");
        long last = caller.patch("/sbis/" + task, "{\"priority\":2}", "If-Match", "*")
                .is(200)
                .position();
        String undo = "/do/undo?what=" + last;
        assertThat(caller.page("/journal/%d?after=%1$d&wait=10s".formatted(last))
                        .text())
                .contains("href=\"" + undo + "\"");

        Reply shown = pages.preview("undo", caller.page(undo).is(200).text(), "what", Long.toString(last));

        assertThat(shown.is(200).text()).contains("2 → 1");
        caller.form("/do/undo", ServedPages.filled(shown.text())).is(303);
        assertThat(pages.now(task).path("priority").asInt()).isEqualTo(1);
    }

    @Test
    void work_that_failed_says_why_in_words_and_leads_to_trying_it_otherwise() throws IOException {
        Path file = Files.writeString(folder.resolve("in-the-way"), "no folder");
        String form = caller.page("/do/export").is(200).text();
        String job = pages.send("export", form, "out", file.toString()).is(303).header("Location");
        await().until(() -> !caller.get(job).json().path("state").asText().equals("running"));

        String page = caller.page(job).is(200).text();

        assertThat(page)
                .contains("<h2>It failed</h2>", "in-the-way", "href=\"/do/export?\"")
                .doesNotContain("<h2>Problem</h2>", "/problems/");
    }
}
