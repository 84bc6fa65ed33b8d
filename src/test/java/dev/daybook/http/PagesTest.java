package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.AllSlices;
import dev.daybook.http.Caller.Reply;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operation.Place;
import dev.daybook.page.Site;
import dev.daybook.shape.Argument;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a browser is shown. */
class PagesTest {

    private static final String ID = "SBI-01K6FRP24VXAE1C24TYMZ95G6S";
    private static final String TASK = "/sbis/" + ID;
    private static final String HOSTILE = "</td><script>alert(1)</script> \" onmouseover=\"x &amp;";

    /** A style or a script in an attribute of its own, not in the value of another one. */
    private static final String INLINE = "<[a-z]+(?:\\s[a-z-]+(?:=(?:\"[^\"]*\"|'[^']*'))?)*\\s(?:on[a-z]+|style)=";

    @TempDir
    private static Path folder;

    private static ServedPages pages;
    private static Caller caller;
    private static long first;

    @BeforeAll
    static void open() {
        pages = new ServedPages(folder);
        caller = pages.caller;
        first = caller.post("/sbis", "{\"id\":\"%s\",\"title\":\"The first title\",\"labels\":[\"pay\"]}".formatted(ID))
                .is(201)
                .position();
        long last = caller.patch(TASK, "{\"title\":%s}".formatted(JsonOutput.ascii(HOSTILE)), "If-Match", "*")
                .is(200)
                .position();
        caller.get(TASK + "?after=%d&wait=10s".formatted(last)).is(200);
    }

    @AfterAll
    static void close() {
        pages.close();
    }

    /** What a page asks for it asks as whoever looks at it, so whatever it does not find out is a problem of the route behind. */
    @Test
    void each_list_has_a_page_without_anything_that_a_strict_policy_would_refuse() {
        List<String> lists = new Site(AllSlices.of().catalogue(), Set.of())
                .all().stream()
                        .filter(operation ->
                                operation.hasRows() && !operation.path().contains("{"))
                        .filter(operation ->
                                operation.given(Place.QUERY).stream().noneMatch(Argument::required))
                        .map(operation -> operation.path())
                        .toList();
        assertThat(lists).hasSizeGreaterThan(20);
        for (String path : lists) {
            Reply page = caller.page(path).is(200);
            for (String file : files(page.text())) {
                assertThat(caller.get(file).status()).as(file).isEqualTo(200);
            }

            assertThat(page.header("Content-Type")).as(path).isEqualTo("text/html; charset=utf-8");
            assertThat(page.header("Content-Security-Policy"))
                    .contains(
                            "default-src 'none'", "script-src 'self';", "style-src 'self';", "frame-ancestors 'none'");
            assertThat(page.header("Referrer-Policy"))
                    .as("with no-referrer a browser sends forms of no origin")
                    .isEqualTo("same-origin");
            assertThat(page.text())
                    .as(path)
                    .startsWith("<!doctype html>")
                    .contains("<html lang=\"en\">", "<main id=\"main\"", "<h1>")
                    .doesNotContainPattern("<script(?! src=)")
                    .doesNotContainPattern("<style|javascript:")
                    .doesNotContainPattern(INLINE);
        }
    }

    private static List<String> files(String page) {
        return Pattern.compile("href=\"(/api/v1/[^\"]+)\"")
                .matcher(page.substring(page.indexOf("As a file:")))
                .results()
                .map(file -> file.group(1))
                .toList();
    }

    private static List<String> scriptsAndStyles(String page) {
        return Pattern.compile("(?:src|href)=\"(/[^\"]+\\.(?:js|css))\"")
                .matcher(page)
                .results()
                .map(file -> file.group(1))
                .toList();
    }

    @Test
    void a_word_of_a_command_may_be_two_parts_of_an_address() {
        for (String command : List.of("history", "blame", "files")) {
            String page =
                    caller.page("/%s/sbi/%s".formatted(command, ID)).is(200).text();
            assertThat(page).contains("<code>daybook %s sbi/%s</code>".formatted(command, ID));
        }
    }

    @Test
    void things_lead_to_those_that_they_belong_to_and_back() {
        caller.post("/plans", "{\"id\":\"PBI-7\",\"kind\":\"PBI\",\"title\":\"Sign in\"}")
                .is(201);
        String first = pages.made("Comes first", "\"parent\":\"PBI-7\"");
        String second = pages.made("Comes second", "\"dependsOn\":[\"%s\"]".formatted(first));

        assertThat(caller.page("/plans/PBI-7").is(200).text()).contains("href=\"/sbis/" + first + "\"");
        assertThat(caller.page("/sbis/" + first).is(200).text())
                .contains(
                        "href=\"/plans/PBI-7\"",
                        "<h2>Tasks: those that wait for this task, or did</h2>",
                        "href=\"/sbis/" + second + "\"");
        assertThat(caller.page("/sbis/" + second).is(200).text())
                .contains("href=\"/sbis/" + first + "\"")
                .doesNotContain("those that wait for this task");
    }

    @Test
    void a_thing_is_shown_as_the_files_that_an_export_would_write() {
        String task = pages.made("As a file", "\"spec\":\"What is <wanted>\"");
        assertThat(caller.page("/sbis/" + task).text()).contains("href=\"/files/sbi/" + task + "\"");

        String page = caller.page("/files/sbi/" + task).is(200).text();

        assertThat(page)
                .contains("state.json", "spec.md", "What is &lt;wanted&gt;", "download=\"state.json\"")
                .doesNotContain("<wanted>");
        assertThat(caller.get("/files/sbi/" + task)
                        .is(200)
                        .json()
                        .at("/items/0/tool")
                        .asText())
                .isEqualTo("deespec");
        assertThat(caller.page("/files/sbi/SBI-01K6FRP24VXAE1C24TYMZ95G6T")
                        .is(200)
                        .text())
                .contains("no tool has a file");
    }

    @Test
    void a_page_of_a_list_names_those_beside_it_and_what_is_done_about_them() {
        String page = caller.page("/rollout").is(200).text();
        assertThat(page)
                .contains("href=\"/rollout/gates\"", "href=\"/rollout/figures\"", "href=\"/rollout/history\"")
                .contains("href=\"/do/compare?\"", "href=\"/do/setStage?\"");
    }

    @Test
    void where_nothing_is_yet_a_page_says_so_and_leads_to_how_it_comes_in(@TempDir Path other) {
        try (var empty = new ServedPages(other)) {
            Caller newcomer = empty.caller;
            assertThat(newcomer.page("/").is(200).text())
                    .containsSubsequence(
                            "<ul class=\"changes\">", "/do/migrate\"", "/do/registerSbi\"", "nothing so far");
            for (String list : List.of("/sbis", "/plans", "/migrations", "/backups")) {
                assertThat(newcomer.page(list).is(200).text()).as(list).contains("<ul class=\"changes\">");
            }
            assertThat(newcomer.page("/journal").is(200).text()).contains("<p class=\"none\">");
            Caller reader = newcomer.as("new", "read");
            assertThat(reader.page("/").is(200).text()).doesNotContain("/do/");
        }
        assertThat(caller.page("/sbis").text()).doesNotContain("<ul class=\"changes\">");
    }

    @Test
    void people_enter_the_journal_at_its_newest_fact_and_see_when_what_was_done_to_what_by_whom() {
        String link = "<a href=\"/journal?order=newest\"";

        assertThat(caller.page("/").text()).contains(link + ">Journal</a>");
        assertThat(caller.page("/journal?order=newest").is(200).text())
                .contains(link + " aria-current=\"page\">Journal</a>")
                .containsSubsequence(
                        ">position</th>", ">occurred</th>", ">stream</th>", ">type</th>", ">actor</th>", ">data</th>");
    }

    @Test
    void a_list_leads_to_the_form_that_makes_one_of_what_it_lists() {
        assertThat(caller.page("/agents").is(200).text()).contains("href=\"/do/registerAgent?\"");
        assertThat(caller.page("/config").is(200).text()).contains("href=\"/do/setConfig?\"");
        assertThat(caller.page("/").is(200).text())
                .as("one may go from everywhere to questions in SQL")
                .contains("<a href=\"/sql\">");
    }

    @Test
    void what_may_be_done_about_a_thing_says_what_it_does_to_it() {
        assertThat(caller.page(TASK).is(200).text())
                .contains("Rollback: undo everything that happened to one thing")
                .contains("Sbi register: tasks that must be done first")
                .doesNotContain("/do/editSbi?dependsOn=");
    }

    @Test
    void what_people_wrote_is_text_wherever_it_stands() {
        assertThat(caller.page("/").is(200).text())
                .doesNotContain("<script>alert")
                .doesNotContainPattern(INLINE);
        for (String path : List.of("/sbis", TASK, "/audit?entity=sbi/" + ID, "/search?q=alert", "/history/sbi/" + ID)) {
            assertThat(caller.page(path).is(200).text())
                    .as(path)
                    .contains("&lt;script&gt;alert")
                    .doesNotContain("<script>alert")
                    .doesNotContainPattern(INLINE);
        }
        assertThat(caller.page("/search?q=%22%3E%3Cscript%3Ealert%28").text())
                .doesNotContain("<script>alert")
                .doesNotContain("\"><script");
    }

    @Test
    void a_thing_is_shown_as_it_was_at_each_of_its_moments() {
        String now = caller.page(TASK).is(200).text();
        assertThat(now).doesNotContain("The first title").contains("sbi.registered", "sbi.retitled");
        String moment = ServedPages.found(now, "<li><a href=\"([^\"]+asOf=[0-9]+)\"");
        assertThat(moment).isEqualTo(TASK + "?asOf=" + first);

        String then = caller.page(moment).is(200).text();

        assertThat(then)
                .contains("<dd class=\"text\">The first title</dd>", "aria-current=\"true\"")
                .as("the past is not changed")
                .doesNotContain("/do/");
    }

    @Test
    void the_row_of_a_thing_leads_to_its_page_and_from_there_to_all_that_belongs_to_it() {
        String row = ServedPages.found(
                caller.page("/sbis?label=pay").text(), "<td class=\"thing\"[^>]*>\\s*<a href=\"([^\"]+)\"");
        assertThat(row).isEqualTo(TASK);
        String page = caller.page(row).text();
        for (String below : List.of("/history/sbi/" + ID, "/blame/sbi/" + ID, TASK + "/notes", TASK + "/attachments")) {
            assertThat(page).contains("href=\"" + below + "\"");
            caller.page(below).is(200);
        }
    }

    @Test
    void a_page_says_where_exactly_the_same_is_had_as_a_file_and_in_a_terminal() {
        String page = caller.page("/sbis?label=pay&limit=1").is(200).text();

        assertThat(page).contains("daybook sbi list --label pay");
        for (String format : List.of("json", "csv", "ndjson")) {
            String file = "/api/v1/sbis.%s?label=pay".formatted(format);
            assertThat(page).contains("href=\"" + file + "\"");
            assertThat(caller.get(file).is(200).text()).contains(ID);
        }
    }

    @Test
    void a_word_that_is_not_written_to_its_end_finds_what_begins_so() {
        String page = caller.page("/search?q=aler").is(200).text();
        assertThat(page).contains("href=\"" + TASK + "\"", "value=\"aler\"", "daybook search 'aler*'");
        assertThat(caller.page("/search?q=nowhere").is(200).text()).doesNotContain("href=\"" + TASK + "\"");
    }

    @Test
    void what_a_form_leaves_open_is_no_part_of_the_address() {
        assertThat(caller.page("/sbis?status=&label=pay&limit=").is(303).header("Location"))
                .isEqualTo("/sbis?label=pay");
    }

    @Test
    void whoever_looks_for_a_page_is_told_on_one_what_is_wrong() {
        Reply wrong = caller.page("/sbis?priority=high").is(400);
        assertThat(wrong.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(wrong.text()).contains("priority").doesNotContain("Exception");
        assertThat(caller.page("/sbis/SBI-01K6FRP24VXAE1C24TYMZ95G6T").is(404).text())
                .contains("SBI-01K6FRP24VXAE1C24TYMZ95G6T");
        caller.get("/sbis?priority=high").isProblem(400, "wrong-type");

        assertThat(caller.page("/nothing").is(404).text())
                .as("one goes on from there")
                .contains("href=\"/sbis\"", "name=\"q\"")
                .doesNotContain("openapi.json");
    }

    @Test
    void a_stranger_is_told_how_to_come_in_on_a_page_that_looks_like_one() {
        Caller stranger = caller.stranger();
        String page = stranger.page(TASK).is(401).text();
        assertThat(page)
                .contains("daybook login", "not any more")
                .doesNotContain(ID)
                .doesNotContain("Bearer")
                .doesNotContain("name=\"q\"");
        for (String file : scriptsAndStyles(page)) {
            stranger.page(file).is(200);
        }
        assertThat(stranger.page("/login?code=old").is(401).text()).contains("followed before", "daybook login");
        assertThat(stranger.page("/sbis", "Authorization", "Bearer none")
                        .is(401)
                        .text())
                .contains("revoked");
        stranger.page("/page.css?x=1").is(401);
    }

    @Test
    void whoever_may_read_is_shown_no_page_that_wants_more() {
        Caller reader = caller.as("screen", "read");
        reader.page("/sbis").is(200);
        reader.page("/tokens").is(403);
        assertThat(caller.page("/tokens").is(200).text()).contains("screen");
        List<String> offered = lists(reader.page("/").is(200).text());
        assertThat(offered).contains("/sbis", "/board/sbis").doesNotContain("/tokens");
        offered.forEach(path -> reader.page(path).is(200));
        assertThat(lists(reader.page("/tokens").is(403).text())).isEqualTo(offered);
        assertThat(lists(caller.page("/").is(200).text())).contains("/tokens").containsAll(offered);
    }

    private static List<String> lists(String page) {
        int begin = page.indexOf("<nav aria-label=\"Lists\">");
        return Pattern.compile("href=\"([^\"]+)\"")
                .matcher(page.substring(begin, page.indexOf("</nav>", begin)))
                .results()
                .map(link -> link.group(1))
                .toList();
    }

    @Test
    void a_fact_is_shown_with_what_it_changed_line_by_line() {
        String task = pages.made("With a text", "\"spec\":\"one\\ntwo\\nthree\"");
        long last = caller.patch("/sbis/" + task, "{\"spec\":\"one\\n2\\nthree\"}", "If-Match", "*")
                .is(200)
                .position();
        assertThat(caller.page("/journal/" + last).is(200).text())
                .contains("class=\"removed\">-two", "class=\"added\">+2", "href=\"/sbis/" + task + "\"")
                .contains("href=\"/journal/%d/proof\"".formatted(last))
                .containsOnlyOnce("What it changed")
                .doesNotContain("<h2>Changes</h2>");
        assertThat(caller.page("/sbis/%s?after=%d&wait=10s".formatted(task, last))
                        .is(200)
                        .text())
                .as("who made a field what it is")
                .contains("class=\"by\" href=\"/journal/" + last + "\"");
    }

    @Test
    void what_was_sought_is_marked_and_nothing_else_is_more_than_text() {
        assertThat(caller.page("/search?q=alert").is(200).text())
                .contains("<mark>alert</mark>", "&lt;script&gt;")
                .doesNotContain("&lt;mark&gt;", "<script>alert");
    }

    @Test
    void a_list_is_asked_for_by_qualifiers_and_words_on_one_line() {
        assertThat(caller.page("/audit?find="
                                + Operation.encoded("actor:\"a b\" action:sbi.* after:1h run:r-1 two words"))
                        .is(303)
                        .header("Location"))
                .isEqualTo("/audit?actor=a%20b&action=sbi.*&since=1h&correlation=r-1&q=two%20words");
        assertThat(caller.page("/audit?actor=owner&q=title").is(200).text())
                .contains("name=\"find\" value=\"actor:owner title\"");
    }

    @Test
    void what_was_found_is_counted_by_kind_and_a_count_leads_to_its_own() {
        String page = caller.page("/search?q=alert").is(200).text();
        String kind = ServedPages.found(page, "<a href=\"([^\"]+)\"[^>]*>sbi [1-9]");
        assertThat(kind).isEqualTo("/search?q=alert&amp;kind=sbi");
        assertThat(caller.page("/search?q=alert&kind=sbi").is(200).text())
                .contains("href=\"" + TASK + "\"", "<a href=\"/search?q=alert\" aria-current=\"true\">sbi");
    }

    @Test
    void pages_are_no_part_of_the_contract() {
        assertThat(caller.get("/openapi.json").is(200).text()).doesNotContain("text/html; page");
        assertThat(caller.get("/", "Accept", "application/json").is(200).json().path("links"))
                .noneMatch(link -> !link.asText().startsWith("/api/v1/"));
    }

    @Test
    void scripts_and_styles_are_the_servers_own() {
        String page = caller.page("/").is(200).text();
        List<String> files = scriptsAndStyles(page);
        assertThat(files).containsExactlyInAnyOrder("/page.css", "/htmx.js", "/page.js");
        long bytes = page.length();
        for (String file : files) {
            bytes += caller.page(file, "Accept", "*/*").is(200).http().body().length;
        }
        assertThat(bytes).as("what a first look loads").isLessThan(200_000);
    }
}
