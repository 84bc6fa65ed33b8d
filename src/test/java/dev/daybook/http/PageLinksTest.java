package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.operation.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where pages lead: a row to what it is of, a thing to those that it belongs to, and back. */
class PageLinksTest {

    private static final String ID = "SBI-01K6FRP24VXAE1C24TYMZ95G6S";

    @TempDir
    private static Path folder;

    private static Fixture service;
    private static Caller caller;

    /** A folder that people work in, and the workspace of that. */
    private static Path engine;

    private static String workspace;

    @BeforeAll
    static void open() throws IOException {
        service = new Fixture(Files.createDirectory(folder.resolve("data")));
        caller = service.caller;
        caller.post("/sbis", "{\"id\":\"%s\",\"title\":\"Try twice\"}".formatted(ID))
                .is(201);
        caller.put("/agents/web-1", "{\"type\":\"coder\"}").is(200);
        caller.post("/agent-tasks", "{\"id\":\"login\",\"title\":\"Add a login\"}")
                .is(201);
        caller.post("/agent-tasks", "{\"id\":\"logout\",\"title\":\"Add a logout\",\"parent\":\"login\"}")
                .is(201);
        engine = folder.toRealPath().resolve("code/engine");
        Files.createDirectories(engine.resolve(".git"));
        Files.writeString(engine.resolve(".git/HEAD"), "ref: refs/heads/main\n");
        caller.post("/workspaces/-/sessions?path=" + Operation.encoded(engine.toString()), """
                        {"id":"s-1","type":"competition","task":"Fix the retry","status":"running","instances":[]}""")
                .is(201);
        Path tree = Files.createDirectory(folder.resolve("shop"));
        Files.writeString(tree.resolve("find.py"), "def find_user(name):\n    return name\n");
        Files.writeString(tree.resolve("use.py"), "from find import find_user\n\nfind_user('ada')\n");
        caller.post("/code/index", "{\"root\":\"%s\"}".formatted(tree)).is(200);
        long last = caller.put("/config/max_turns", "{\"value\":9}").position();
        for (String list : new String[] {"/sbis", "/agents", "/workspaces", "/code/files", "/config"}) {
            caller.get(list + "?after=%d&wait=10s".formatted(last)).is(200);
        }
        workspace = "/workspaces/"
                + caller.get("/workspaces").json().at("/items/0/hash").asText();
    }

    @AfterAll
    static void close() {
        service.close();
    }

    private static String page(String path) {
        return caller.page(path).is(200).text();
    }

    private static String link(String path, String text) {
        return "<a href=\"%s\" title=\"%s\">%2$s</a>".formatted(path, text);
    }

    @ParameterizedTest
    @CsvSource({
        "/agents, /agents/web-1",
        "/agent-tasks, /agent-tasks/login",
        "/ready-agent-tasks, /agent-tasks/login",
        "/projections, /projections/sbi",
        "/config, /config/max_turns",
        "/code/files, /code/files/shop%21%2Ffind.py",
        "/code/search?q=user, /code/files/shop%21%2Ffind.py"
    })
    void a_row_leads_to_what_it_is_of(String list, String item) {
        assertThat(page(list)).contains("href=\"" + item + "\"");
        caller.page(item).is(200);
    }

    @Test
    void a_title_leads_to_its_thing_as_its_id_does() {
        assertThat(page("/sbis")).contains(link("/sbis/" + ID, ID), link("/sbis/" + ID, "Try twice"));
    }

    @Test
    void sessions_are_found_from_the_list_of_workspaces() {
        String session = "href=\"%s/sessions/s-1\"".formatted(workspace);
        assertThat(page("/workspaces")).contains("href=\"" + workspace + "\"");
        assertThat(page(workspace)).contains(session);
        assertThat(page(workspace + "/sessions")).contains(session, "href=\"" + workspace + "\"");
    }

    @Test
    void what_is_asked_for_by_its_folder_is_shown_under_its_key() {
        String path = "/workspaces/-/sessions/s-1?path=" + Operation.encoded(engine.toString());
        assertThat(caller.page(path).is(303).header("Location")).isEqualTo(workspace + "/sessions/s-1");
        assertThat(caller.page("/workspaces/-/sessions?path=%2Fnowhere").status())
                .isNotEqualTo(303);
    }

    @Test
    void a_session_leads_to_its_project_and_back() {
        String session = workspace + "/sessions/s-1";
        String project = "/projects/" + Operation.encoded(engine.toString());
        assertThat(page(session)).contains("href=\"" + workspace + "\"").doesNotContain(project);
        assertThat(page(workspace))
                .as("of a folder in which no project is known")
                .contains(engine.toString())
                .doesNotContain(project);

        caller.post("/projects/refresh", "{\"roots\":[\"%s\"]}".formatted(engine.getParent()))
                .is(200);

        assertThat(page(session)).contains("href=\"" + project + "\"");
        assertThat(page(workspace)).contains(link(project, engine.toString()));
        assertThat(page(project)).contains("href=\"" + session + "\"");
    }

    @Test
    void a_task_of_agents_leads_to_who_holds_it_and_to_its_parts_and_back() {
        long claimed = caller.post("/agent-tasks/login/claim", "{\"holder\":\"web-1\"}", "If-Match", "*")
                .is(200)
                .position();
        String task = page("/agent-tasks/login?after=%d&wait=10s".formatted(claimed));
        assertThat(task).contains(link("/agents/web-1", "web-1"));
        assertThat(page("/agents/web-1")).contains("href=\"/agent-tasks/login\"");
        assertThat(page("/agent-tasks/logout")).contains("href=\"/agent-tasks/login\"");
    }

    @Test
    void a_task_leads_to_the_agent_that_is_to_work_on_it_and_back() {
        String task = "/sbis/" + ID;
        long assigned = caller.patch(task, "{\"assignee\":\"web-1\"}", "If-Match", "*")
                .is(200)
                .position();
        assertThat(page(task + "?after=%d&wait=10s".formatted(assigned))).contains(link("/agents/web-1", "web-1"));
        assertThat(page("/agents/web-1")).contains("href=\"" + task + "\"");
        assertThat(page("/sbis?assignee=nobody")).doesNotContain("href=\"" + task + "\"");
    }

    @Test
    void what_is_named_and_is_not_there_leads_nowhere() {
        long held = caller.post("/agent-tasks/logout/claim", "{\"holder\":\"somebody\"}", "If-Match", "*")
                .is(200)
                .position();
        assertThat(page("/agent-tasks/logout?after=%d&wait=10s".formatted(held)))
                .contains("somebody")
                .doesNotContain("href=\"/agents/somebody\"");
    }

    @Test
    void what_a_table_names_and_is_not_there_leads_nowhere() {
        long sent = caller.post("/agent-messages", "{\"content\":\"Hello\",\"to\":[\"web-1\"],\"from\":\"a-person\"}")
                .is(201)
                .position();
        assertThat(page("/dashboards/activity?after=%d&wait=10s".formatted(sent)))
                .contains(">a-person</td>");
    }

    @Test
    void a_checkpoint_has_no_history_and_leads_to_its_place_alone() {
        long named = caller.post("/checkpoints", "{\"name\":\"before-cleanup\"}")
                .is(201)
                .position();
        assertThat(page("/checkpoints")).contains(">before-cleanup</td>", "href=\"/journal/" + named + "\"");
    }

    @Test
    void an_empty_list_names_what_it_would_be_of() {
        assertThat(page("/files/item/notes%2Fnone"))
                .contains("no tool has a file of item/notes/none")
                .doesNotContain("{kind}");
    }

    @Test
    void a_file_leads_to_where_its_names_are_used_and_back() {
        String file = "/code/files/shop%21%2Ffind.py";
        String name = "/code/refs?name=find_user";
        assertThat(page(file)).contains("href=\"" + name + "\"");
        assertThat(page(name))
                .contains("href=\"" + file + "\"", "href=\"/code/files/shop%21%2Fuse.py\"")
                .contains("href=\"/code/callers?name=find_user\"");
        assertThat(page("/code/callers?name=find_user")).contains("href=\"/code/files/shop%21%2Fuse.py\"", name);
    }

    @Test
    void an_error_leads_home() {
        assertThat(caller.page("/nothing").is(404).text()).contains("<a href=\"/\">Home</a>");
        assertThat(caller.page("/sbis?priority=high").is(400).text())
                .containsOnlyOnce("want a whole number")
                .contains("<p>priority is", "<a href=\"/sbis\">Without filters</a>", "<a href=\"/\">Home</a>")
                .as("and is asked otherwise there")
                .contains("<input name=\"priority\" value=\"high\">");
    }

    @Test
    void what_cannot_be_answered_before_something_is_said_asks_for_it() {
        assertThat(page("/diff"))
                .contains("<h1>Diff</h1>", "<details class=\"filters\" open>", "<input name=\"from\" value=\"\">")
                .doesNotContain("is missing");
        assertThat(caller.page("/diff?to=1").is(422).text())
                .contains("<p>from is missing: want a position", "<input name=\"to\" value=\"1\">");
        assertThat(page("/diff?from=0")).contains("<h1>Diff</h1>", "created");
    }
}
