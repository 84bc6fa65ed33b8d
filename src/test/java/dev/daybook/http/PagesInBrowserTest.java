package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people do with pages, in a real browser. */
class PagesInBrowserTest {

    private static final String ID = "SBI-01K6FRP24VXAE1C24TYMZ95G6S";
    private static final String TASK = "/sbis/" + ID;
    private static final String SESSION = "/workspaces/-/sessions/s-1?path=%2Fsrv%2Fshop";
    private static final String SAID =
            "Look:\\n\\n```diff\\n@@ -1,2 +1,2 @@\\n same\\n-old\\n+new\\n```\\nThat is all.";
    private static final List<String> LOOKED_AT = List.of(
            "/",
            "/board/sbis",
            "/sbis",
            TASK,
            SESSION,
            "/audit",
            "/search?q=retry",
            "/journal/3",
            "/files/sbi/" + ID,
            "/rollout",
            "/projections/sbi",
            "/workspaces",
            "/agents/web-1",
            "/dashboards/activity",
            "/do/migrate",
            "/folders?form=migrate&argument=path&at=/",
            "/sql",
            "/do/undo?actor=owner",
            "/do/editSbi?id=" + ID,
            "/nothing");

    @TempDir
    private static Path folder;

    private static PageVisit visit;
    private static Browser browser;

    @BeforeAll
    static void open() throws IOException {
        visit = PageVisit.begin(folder);
        browser = visit.browser;
        Caller caller = visit.service.caller;
        caller.post("/sbis", "{\"id\":\"%s\",\"title\":\"Make retries idempotent\",\"labels\":[\"pay\"]}".formatted(ID))
                .is(201);
        caller.post("/sbis", "{\"title\":\"Add a login\"}").is(201);
        caller.put("/agents/web-1", "{\"type\":\"coder\"}").is(200);
        caller.post("/workspaces/-/sessions?path=%2Fsrv%2Fshop", """
                        {"id":"s-1","type":"competition","task":"Fix the retry","status":"running",
                        "instances":[{"instanceId":1,"worktreePath":"/w/1","branch":"b-1","agentName":"ada",
                        "status":"running","tmuxSessionId":"t-1"},{"instanceId":2,"worktreePath":"/w/2",
                        "branch":"b-2","agentName":"bob","status":"running","tmuxSessionId":"t-2"}]}""").is(201);
        String messages = SESSION.replace("?", "/messages?");
        caller.post(messages, "{\"role\":\"user\",\"content\":\"Why does it try twice?\"}")
                .is(200);
        caller.post(messages, "{\"role\":\"system\",\"content\":\"$ make\\nline 1\\nline 2\"}")
                .is(200);
        long last = caller.post(messages, "{\"role\":\"assistant\",\"content\":\"%s\"}".formatted(SAID))
                .is(200)
                .position();
        caller.get(SESSION + "&after=%d&wait=10s".formatted(last)).is(200);
        caller.patch(TASK, "{\"priority\":1}", "If-Match", "*").is(200);
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

    private static void open(String path) {
        visit.show(path);
    }

    @Test
    void nothing_on_a_page_is_out_of_reach_for_whoever_sees_or_moves_otherwise() {
        boolean dark = false;
        for (String path : LOOKED_AT) {
            browser.at(1200, 900, dark);
            open(path);
            assertThat(browser.faults()).as("%s, dark: %s", path, dark).isEmpty();
            dark = !dark;
        }
    }

    @Test
    void a_page_fits_a_phone() {
        browser.at(320, 800, false);
        for (String path : LOOKED_AT) {
            open(path);
            assertThat(browser.eval("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                            .asInt())
                    .as(path)
                    .isLessThanOrEqualTo(0);
        }
    }

    @Test
    void the_contract_fits_a_phone_and_is_out_of_nobodys_reach() {
        for (boolean dark : new boolean[] {false, true}) {
            browser.at(320, 800, dark);
            open("/docs");
            browser.waitFor("document.querySelector('#operations details')");
            browser.eval("document.querySelectorAll('details').forEach(it => it.open = true)");
            assertThat(browser.eval("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                            .asInt())
                    .as("dark: %s", dark)
                    .isLessThanOrEqualTo(0);
            browser.eval("let find = document.getElementById('find'); find.value = '/contents';"
                    + " find.dispatchEvent(new Event('input')); 0"); // all of them would take a minute
            assertThat(browser.eval("[...document.querySelectorAll('details')].filter(it => !it.hidden).length")
                            .asInt())
                    .isBetween(1, 10);
            assertThat(browser.faults()).as("dark: %s", dark).isEmpty();
        }
    }

    @Test
    void a_drawing_tells_times_in_the_zone_of_its_table() {
        long sent = visit.service
                .caller
                .post("/agent-messages", "{\"content\":\"Hello\",\"to\":[\"web-1\"]}")
                .is(201)
                .position();
        open("/dashboards/activity?after=%d&wait=10s".formatted(sent));

        assertThat(browser.eval("document.querySelectorAll('.plot text[data-time]').length")
                        .asInt())
                .isPositive();
        assertThat(browser.eval("[...document.querySelectorAll('.plot text[data-time], .plot rect title')]"
                                + ".filter((it) => /\\dZ/.test(it.textContent)).length")
                        .asInt())
                .as("times as programs tell them")
                .isZero();
    }

    @Test
    void the_tables_of_tasks_and_of_what_happened_fit_a_small_laptop() {
        long last = visit.service.caller.post("/sbis", """
                        {"title":"Normalise the names of all partitions that the nightly retry writes",
                        "labels":["backend","observability","security"]}""").is(201).position();
        visit.service.caller.get("/sbis?after=%d&wait=10s".formatted(last)).is(200);
        browser.at(1280, 800, false);
        for (String path : List.of("/sbis", "/audit", "/journal?order=newest", "/search?q=retry")) {
            open(path);
            assertThat(browser.eval("Math.max(...[...document.querySelectorAll('.wide')]"
                                    + ".map(table => table.scrollWidth - table.clientWidth))")
                            .asInt())
                    .as(path)
                    .isZero();
        }
    }

    @Test
    void on_a_phone_a_row_is_a_block_in_which_each_value_has_its_name() {
        browser.at(320, 800, false);
        open("/sbis");
        assertThat(browser.text("getComputedStyle(document.querySelector('tbody tr')).display"))
                .isEqualTo("flex");
        assertThat(browser.text("getComputedStyle(document.querySelector('td[data-head=title]'), '::before').content"))
                .contains("title");
        assertThat(browser.eval("[...document.querySelectorAll('td')].every(it => it.getBoundingClientRect().right <="
                                + " document.documentElement.clientWidth)")
                        .asBoolean())
                .as("nothing is to be pushed aside")
                .isTrue();
    }

    @Test
    void home_says_at_a_glance_how_it_is_and_who_did_what() {
        open("/");
        assertThat(browser.text("document.querySelector('.tiles').innerText"))
                .contains("Health", "Read models", "No lag", "Tasks", "Last backup", "Disk", "GiB free");
        assertThat(browser.text("document.querySelector('.heat').innerText")).contains("owner");
        assertThat(browser.text("document.querySelector('main table:last-of-type').innerText"))
                .contains("owner");
        assertThat(browser.text("getComputedStyle(document.querySelector('td.line')).display"))
                .isEqualTo("table-cell");
        browser.follow(".heat td a");
        assertThat(browser.text("location.pathname + location.search")).startsWith("/audit?actor=owner&since=");
        assertThat(browser.text("document.querySelector('main').innerText")).contains("sbi.registered");
    }

    @Test
    void who_types_finds_it_and_goes_through_the_rows_by_keys() {
        open("/");
        browser.press("/");
        browser.write("idempot");
        browser.waitFor("location.pathname === '/search' && document.querySelector('#main tbody tr')");
        assertThat(browser.text("document.activeElement.id")).isEqualTo("q");
        browser.eval("document.activeElement.blur()");
        browser.press("j");
        assertThat(browser.text("document.activeElement.pathname")).isEqualTo(TASK);
        browser.eval("window.left = true");
        browser.press("Enter");
        browser.waitFor(
                "!window.left && location.pathname === '%s' && document.readyState === 'complete'".formatted(TASK));
    }

    @Test
    void a_session_is_read_as_a_conversation() {
        open(SESSION);
        assertThat(browser.eval("[...document.querySelectorAll('.talk > li')].map(it => it.className)"))
                .extracting(JsonNode::asText)
                .containsExactly("user", "system", "assistant");
        assertThat(browser.eval("document.querySelectorAll('.beside > section').length")
                        .asInt())
                .isEqualTo(2);
        assertThat(browser.text("document.querySelector('.talk .system summary').innerText"))
                .as("what a terminal said is folded")
                .isEqualTo("$ make");
        assertThat(browser.text("document.querySelector('.talk .assistant .added').innerText"))
                .startsWith("+new");
        assertThat(browser.text("getComputedStyle(document.querySelector('.added')).backgroundColor"))
                .isNotEqualTo(browser.text("getComputedStyle(document.querySelector('.removed')).backgroundColor"));
    }

    @Test
    void the_address_says_as_of_when_a_thing_is_seen() {
        open(TASK);
        browser.eval("document.querySelector('.moments input').focus()");
        browser.eval("window.left = true");
        browser.press("Home");
        browser.waitFor("!window.left && location.search.startsWith('?asOf=')");
    }

    @Test
    void a_card_is_moved_by_keys_and_only_after_it_was_seen_what_that_does() {
        String id = visit.service
                .caller
                .post("/sbis", "{\"title\":\"A card to move\",\"priority\":2}")
                .is(201)
                .json()
                .path("id")
                .asText();
        visit.service
                .caller
                .get("/sbis/%s?after=%d&wait=10s".formatted(id, visit.service.head()))
                .is(200);
        open("/board/sbis");
        browser.press("j");
        assertThat(browser.text("document.activeElement.innerText")).isEqualTo("A card to move");
        browser.press("m");
        assertThat(browser.text("document.activeElement.innerText")).isEqualTo("WIP");
        browser.follow(".card.at details a[data-state=REVIEW]");
        assertThat(browser.text("document.querySelector('[name=status]').value"))
                .isEqualTo("REVIEW");
        browser.follow(".asking button");
        assertThat(browser.text("document.querySelector('main').innerText")).contains("Nothing is done yet", "REVIEW");
        browser.follow(".asking .buttons button");
        assertThat(browser.text("location.pathname")).isEqualTo("/sbis/" + id);
        open("/board/sbis");
        assertThat(browser.text("document.querySelector('section[data-state=REVIEW]').innerText"))
                .contains("A card to move");
    }

    @Test
    void a_card_is_dragged_to_where_its_links_say_that_it_may_go() {
        open("/board/sbis");
        browser.eval("""
                (() => {
                  const card = [...document.querySelectorAll('.card')].find(it => it.innerText.includes('Add a login'));
                  const drag = (target, type) => target.dispatchEvent(
                      new DragEvent(type, {bubbles: true, cancelable: true, dataTransfer: new DataTransfer()}));
                  const pile = state => document.querySelector(`section[data-state=${state}]`);
                  drag(card, 'dragstart');
                  window.refused = drag(pile('READY'), 'dragover');
                  window.taken = !drag(pile('DONE'), 'dragover');
                  window.pile = pile('DONE');
                  window.drag = drag;
                })()""");
        assertThat(browser.eval("window.refused && window.taken && window.pile.classList.contains('over')")
                        .asBoolean())
                .isTrue();
        browser.eval("window.left = true; window.drag(window.pile, 'drop')");
        browser.waitFor("!window.left && location.pathname.startsWith('/do/') && document.readyState === 'complete'");
        assertThat(browser.text("document.querySelector('[name=status]').value"))
                .isEqualTo("DONE");
    }

    @Test
    void what_others_write_is_seen_without_asking_and_disturbs_nobody() {
        open("/sbis?sort=newest");
        browser.waitFor("document.querySelector('#main tbody tr')");
        browser.waitFor(written("Seen in place"));
        browser.eval("document.querySelector('#main tbody tr a').focus()");
        written("Seen when asked for");
        browser.waitFor("document.querySelector('#news button')");
        assertThat(browser.text("document.querySelector('#main').innerText")).doesNotContain("Seen when asked for");
        browser.click("#news button");
        assertThat(browser.text("document.querySelector('#main').innerText")).contains("Seen when asked for");
    }

    /** Writes something, and returns what is true of a page that shows it. */
    private static String written(String title) {
        visit.service
                .caller
                .post("/sbis", "{\"title\":\"%s\"}".formatted(title))
                .is(201);
        return "document.querySelector('#main').innerText.includes('%s')".formatted(title);
    }

    @Test
    void all_lists_are_opened_and_closed_by_keys() {
        open("/sbis");
        browser.eval("document.querySelector('.lists summary').focus()");
        browser.press("Enter");
        browser.waitFor("document.querySelector('.lists').open");
        browser.press("Escape");
        assertThat(browser.eval("document.querySelector('.lists').open").asBoolean())
                .isFalse();
        assertThat(browser.text("document.activeElement.tagName")).isEqualTo("SUMMARY");
    }

    @Test
    void who_is_not_let_in_any_more_is_told_so_whatever_was_done() {
        open("/sbis");
        browser.forget();
        browser.waitFor("document.querySelector('#q')");
        browser.eval("document.querySelector('#q').focus()");
        browser.write("login");
        browser.waitFor("document.querySelector('main').innerText.includes('daybook login')");
        assertThat(browser.faults()).isEmpty();
        browser.press("/");
        visit.comeIn(visit.service);

        open("/sbis");
        browser.forget();
        written("Not seen");
        browser.waitFor("document.querySelector('#news').innerText.includes('Not authenticated')");
        visit.comeIn(visit.service);
    }

    @Test
    void a_page_says_when_the_server_is_away_and_it_is_as_it_was() throws IOException {
        var service = new Fixture(Files.createDirectory(folder.resolve("away")));
        visit.comeIn(service);
        browser.waitFor("document.querySelector('.tiles')");
        service.close();
        browser.waitFor("document.querySelector('#news').innerText.includes('does not answer')");
        assertThat(browser.faults()).isEmpty();
    }

    @Test
    void without_scripts_everything_is_read_all_the_same() {
        browser.scripts(false);
        for (String path : List.of("/", "/board/sbis", TASK, SESSION)) {
            open(path);
        }
        assertThat(browser.text("document.querySelector('.talk').innerText")).contains("Why does it try twice?");
    }
}
