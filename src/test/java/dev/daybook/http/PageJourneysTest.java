package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people decide on pages, step by step in a real browser: each step is seen before it is taken. */
class PageJourneysTest {

    private static final String ID = "SBI-01K66TJ57ZHE9ADYNQRVNN5XY4";

    @TempDir
    private static Path folder;

    private static PageVisit visit;
    private static Fixture service;
    private static Caller caller;
    private static Browser browser;

    @BeforeAll
    static void open() throws IOException {
        visit = PageVisit.begin(folder);
        browser = visit.browser;
        service = visit.service;
        caller = service.caller;
    }

    @AfterAll
    static void close() {
        if (visit != null) {
            visit.close();
        }
    }

    @BeforeEach
    void with_scripts() {
        visit.anew();
    }

    @AfterEach
    void and_the_last_page_is_within_reach_of_all() {
        assertThat(browser.faults()).as(browser.text("location.href")).isEmpty();
    }

    private static void show(String path) {
        visit.show(path);
    }

    private static String said() {
        return browser.text("document.querySelector('main').innerText");
    }

    private static void fill(String name, String value) {
        browser.eval("(() => { const it = document.querySelector('.asking [name=\"%s\"], .filters [name=\"%1$s\"]');"
                        .formatted(name)
                + "if (it.type === 'checkbox') it.checked = true; else it.value = %s; })()".formatted(quoted(value)));
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** Looks at what a form would do, and has it done. */
    private static String sent() {
        browser.follow(".asking button");
        assertThat(said()).contains("Nothing is done yet");
        String seen = said();
        browser.follow(".asking .buttons button");
        return seen;
    }

    /** What takes long shows itself how far it is, and what came of it. */
    private static void untilItIsDone() {
        browser.waitFor("/What came of it|failed/.test(document.querySelector('main').innerText)"
                + " || document.querySelector('[role=alert]')");
        assertThat(said()).contains("What came of it");
    }

    @Test
    void two_sides_are_compared_and_what_differs_is_settled() throws IOException {
        Path root = Files.createDirectories(folder.resolve("tree"));
        Files.createDirectories(root.resolve(".cards"));
        caller.post(
                        "/rollout",
                        "{\"kind\":\"cards\",\"stage\":\"dual\",\"root\":\"%s\",\"force\":true,\"reason\":\"a test\"}"
                                .formatted(root))
                .is(200);
        Files.writeString(root.resolve(".cards/box.json"), "{\"one\":\"written beside\"}");

        show("/rollout");
        browser.follow("a[href^='/do/compare?']");
        fill("kind", "cards");
        sent();
        untilItIsDone();
        assertThat(said()).contains("box.one", "is there");

        browser.follow(".next-links a[href^='/do/compare?']");
        fill("kind", "cards");
        fill("settle", "true");
        fill("prefer", "journal");
        assertThat(sent()).contains("settle", "journal");
        untilItIsDone();

        show("/do/compare");
        fill("kind", "cards");
        sent();
        untilItIsDone();
        assertThat(said()).contains("What came of it").doesNotContain("box.one");

        show("/rollout/figures?kind=cards");
        assertThat(browser.eval("document.querySelectorAll('.plot rect').length")
                        .asInt())
                .isPositive();
        assertThat(browser.text("document.querySelector('.plot svg').getAttribute('aria-label')"))
                .isNotEmpty();
        show("/rollout/history");
        assertThat(said()).contains("cards", "dual", "a test");
    }

    @Test
    void a_read_model_is_built_beside_the_live_one_looked_at_and_swapped_in() {
        show("/projections");
        browser.follow("a[href='/projections/item']");
        browser.follow("a[href^='/do/rebuildProjection?name=item']");
        fill("preview", "true");
        sent();
        untilItIsDone();
        assertThat(said()).contains("item: nothing would change");
        long before = generation();

        browser.eval(
                "[...document.querySelectorAll('.next-links a')].find(it => it.innerText === 'Swap them in').id = 'swap'");
        browser.follow("#swap");
        sent();

        await().untilAsserted(() -> assertThat(generation()).isGreaterThan(before));
        show("/projections/item");
        assertThat(said()).contains("previous").contains("true");
    }

    private static long generation() {
        return caller.get("/projections/item").json().path("generation").asLong();
    }

    @Test
    void a_folder_is_chosen_by_looking_and_tried_before_anything_is_taken_over() throws IOException {
        tree("data/legacy", ID);
        show("/migrations");
        browser.follow("a[href^='/do/migrate?']");
        browser.follow(".chosen a");
        show("/folders?form=migrate&argument=path&at=" + folder.resolve("data"));
        browser.follow("a[href^='/do/migrate?path='][href$='legacy']");
        fill("dryRun", "true");
        assertThat(sent()).contains("legacy", "dry run");
        String run = browser.text("location.pathname");
        await().until(() -> !caller.get(run).json().path("state").asText().equals("running"));

        show(run);
        assertThat(said()).contains("1 found", "deespec");
        assertThat(caller.get("/sbis/" + ID).status()).as("it was only tried").isEqualTo(404);
    }

    @Test
    void a_migration_is_tried_done_and_taken_back_with_all_that_it_wrote() throws IOException {
        String task = "SBI-01K66T7KFXP26M7Q6CA0FKTTGP";
        tree("data/taken-back", task);
        show("/do/migrate?path=" + folder.resolve("data/taken-back"));
        fill("dryRun", "true");
        sent();
        browser.waitFor("document.querySelector('main').innerText.includes('Do what was tried')");
        browser.follow(".next-links a[href^='/do/migrate?path=']");
        assertThat(sent()).contains("taken-back").doesNotContain("dry run");
        browser.waitFor("document.querySelector('main').innerText.includes('checkpoints')");
        String run = browser.text("location.pathname");
        caller.get("/sbis/%s?after=%d&wait=10s".formatted(task, service.head())).is(200);

        browser.click(".changes summary");
        assertThat(browser.text("document.querySelector('.changes a[href^=\"/do/rollBack?run=\"]').innerText"))
                .contains("undo one migration");
        browser.follow(".changes a[href^='/do/rollBack?run=']");
        assertThat(sent()).contains("run " + run.substring(run.lastIndexOf('/') + 1), "sbi/" + task);
        assertThat(said()).contains("journal.rolled-back");
        String rollback = browser.text("location.pathname");
        await().until(() -> caller.get("/sbis/" + task).status() == 404);
        show(run);
        assertThat(said()).contains("rolled back");
        show(rollback);
        browser.click(".changes summary");
        browser.follow(".changes a[href^='/do/undo?what=']");
        assertThat(sent()).contains("sbi/" + task);
        await().until(() -> caller.get("/sbis/" + task).status() == 200);
        show(run);
        assertThat(said()).doesNotContain("rolled back");
    }

    private static void tree(String in, String task) throws IOException {
        Path specs = Files.createDirectories(folder.resolve(in + "/.deespec/specs/sbi/" + task));
        for (String file : new String[] {"state.json", "spec.md"}) {
            try (InputStream from = Objects.requireNonNull(PageJourneysTest.class.getResourceAsStream(
                    "/demo/.deespec/specs/sbi/%s/%s".formatted(task, file)))) {
                Files.write(specs.resolve(file), from.readAllBytes());
            }
        }
    }

    @Test
    void a_mistake_is_mended_where_it_was_made() {
        show("/do/registerSbi");
        fill("title", "Typed once");
        fill("priority", "very");
        browser.follow(".asking button");
        browser.waitFor("document.activeElement.name === 'priority'");
        assertThat(browser.text("document.querySelector('[role=alert]').innerText"))
                .startsWith("priority is a text");
        assertThat(browser.faults()).isEmpty();

        fill("priority", "1");
        assertThat(sent()).contains("Typed once");
        assertThat(said()).contains("Typed once");
    }

    @Test
    void what_an_agent_did_is_taken_back_after_it_was_seen_and_that_is_taken_back_again() {
        String id = caller.post("/sbis", "{\"title\":\"Of an agent\",\"priority\":1}")
                .is(201)
                .json()
                .path("id")
                .asText();
        long last = caller.patch("/sbis/" + id, "{\"priority\":2}", "If-Match", "*", "Daybook-Actor", "agent-7")
                .is(200)
                .position();
        show("/audit?actor=agent-7&after=%d&wait=10s".formatted(last));
        browser.follow("a[href='/do/undo?actor=agent-7&since=1']");
        assertThat(sent()).contains(id, "2 → 1");

        assertThat(browser.text("location.pathname")).startsWith("/journal/");
        assertThat(said()).contains("journal.rolled-back");
        await().until(() -> priority(id) == 1);

        browser.follow("a[href^='/do/undo?what=']");
        assertThat(sent()).contains("1 → 2");
        await().until(() -> priority(id) == 2);
    }

    private static int priority(String id) {
        return caller.get("/sbis/" + id).json().path("priority").asInt();
    }

    @Test
    void a_question_in_sql_is_asked_kept_and_asked_again_by_its_name() {
        caller.post("/sbis", "{\"title\":\"Counted\"}").is(201);
        show("/sql");
        assertThat(said()).as("which tables there are").contains("sbi");
        fill("q", "SELECT title FROM sbi WHERE title = 'Counted'");
        browser.follow(".filters button");
        assertThat(browser.text("document.querySelector('thead').innerText.trim()"))
                .isEqualTo("title");
        assertThat(said()).contains("Counted");

        browser.follow(".next-links a[href^='/do/setConfig?']");
        fill("key", "sql.counted");
        sent();
        await().until(() -> caller.get("/config/sql.counted").status() == 200);

        show("/sql");
        browser.follow(".facets a[href='/sql?saved=counted']");
        assertThat(browser.text("document.querySelector('tbody').innerText.trim()"))
                .isEqualTo("Counted");
    }

    @Test
    void search_and_rows_are_had_by_keys() {
        caller.post("/sbis", "{\"title\":\"First row\"}").is(201);
        long last = caller.post("/sbis", "{\"title\":\"Second row\"}").is(201).position();
        show("/sbis?after=%d&wait=10s".formatted(last));
        browser.eval(
                "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'k', metaKey: true, bubbles: true}))");
        assertThat(browser.text("document.activeElement.id")).isEqualTo("q");
        browser.eval("document.activeElement.blur()");
        browser.press("j");
        String first = browser.text("document.activeElement.innerText");
        browser.press("j");
        assertThat(browser.text("document.activeElement.innerText")).isNotEqualTo(first);
        browser.press("k");
        assertThat(browser.text("document.activeElement.innerText")).isEqualTo(first);
    }

    @Test
    void without_scripts_each_kind_of_page_says_what_it_has() {
        String task = caller.post("/sbis", "{\"title\":\"Read without scripts\"}")
                .is(201)
                .json()
                .path("id")
                .asText();
        caller.get("/sbis/%s?after=%d&wait=10s".formatted(task, service.head())).is(200);
        browser.scripts(false);
        for (String path : new String[] {
            "/", "/sbis", "/sbis/" + task, "/audit", "/search?q=scripts", "/history/sbi/" + task, "/board/sbis"
        }) {
            show(path);
            JsonNode text = browser.eval("document.querySelector('main').innerText");
            assertThat(text.asText()).as(path).containsAnyOf("Read without scripts", task);
        }
        browser.scripts(true);
    }
}
