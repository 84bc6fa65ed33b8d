package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.code.SeenFile;
import dev.daybook.http.Caller.Reply;
import dev.daybook.project.discovery.Commits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.eclipse.jgit.api.Git;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Walks every operation of the contract, and holds every answer against it. */
class ContractTest {

    private static final String ID = "SBI-01K6FRP24VXAE1C24TYMZ95G6S";
    private static final String OTHER = "SBI-01K6FRP24VXAE1C24TYMZ95G6T";

    private final Promise promise = new Promise();
    private final TreeSet<String> walked = new TreeSet<>();

    @TempDir
    private Path folder;

    private Fixture house;
    private Caller caller;
    private long position;

    @BeforeEach
    void open() {
        System.setProperty("daybook.home", folder.resolve("home").toString());
        house = new Fixture(folder);
        caller = house.caller;
    }

    @AfterEach
    void close() {
        house.close();
        System.clearProperty("daybook.home");
    }

    @Test
    void every_operation_keeps_its_promise() throws IOException {
        tasks();
        executions();
        plans();
        settings();
        agents();
        memories();
        sources();
        tokens();
        sessions();
        searching();
        auditing();
        journal();
        service();
        projects();
        code();
        migrating();
        backingUp();
        following();
        moving();
        readModels();
        goingBack();
        ending();

        assertThat(walked)
                .containsExactlyInAnyOrderElementsOf(promise.operations().keySet());
    }

    private void tasks() {
        Reply registered = ok("registerSbi", "POST", "/sbis", """
                {"id":"%s","title":"Add login","spec":"# Login\\n\\nThe retry worker signs in.","label":"auth",
                 "labels":["auth","web"],"priority":1,"metadata":{"estimate":1.50}}""".formatted(ID));
        assertThat(registered.status()).isEqualTo(201);
        assertThat(registered.header("Location")).isEqualTo("/api/v1/sbis/" + ID);
        assertThat(registered.header("ETag")).isEqualTo("\"0\"");
        ok(
                "registerSbi",
                "POST",
                "/sbis",
                "{\"id\":\"%s\",\"title\":\"Add logout\",\"dependsOn\":[\"%s\"]}".formatted(OTHER, ID));

        Reply list = ok("listSbis", "GET", "/sbis?label=auth&priority=1&status=READY,WIP&sort=updated" + fresh(), null);
        assertThat(list.json().at("/items/0/id").asText()).isEqualTo(ID);
        Reply shown = ok("getSbi", "GET", "/sbis/" + ID, null);
        assertThat(shown.json().path("spec").asText()).startsWith("# Login");
        assertThat(shown.json().at("/metadata/estimate").toString()).isEqualTo("1.5");
        assertThat(shown.text()).contains("1.50");
        ok("editSbi", "PATCH", "/sbis/" + ID, "{\"title\":\"Add sign-in\",\"parent\":null}", "If-Match", "\"0\"");
        ok("listLabels", "GET", "/labels?" + fresh().substring(1), null);

        Reply ready = ok("listReadySbis", "GET", "/sbis/ready?limit=1" + fresh(), null);
        assertThat(ready.json().path("items").findValuesAsText("id")).containsExactly(ID);

        Reply picked = ok("pickSbi", "POST", "/sbis/pick", "{\"holder\":\"agent-7\"}");
        assertThat(picked.json().path("id").asText()).isEqualTo(ID);
        ok("acquireLease", "POST", "/sbis/%s/lease".formatted(ID), "{\"holder\":\"agent-7\",\"ttlSeconds\":60}");
        caller.post("/sbis/pick", "{\"holder\":\"agent-8\"}").is(204);
        ok("releaseLease", "DELETE", "/sbis/%s/lease?holder=agent-7".formatted(ID), null);
    }

    private void code() {
        Path tree = folder.resolve("shop");
        try (Git git = Commits.begin(Files.createDirectories(tree))) {
            Files.writeString(tree.resolve("Total.java"), "class Total {}\n");
            git.add().addFilepattern(".").call();
            Commits.commit(git, "Add totals");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        String body = "{\"root\":\"%s\"%s}";
        Reply indexed = ok("indexCode", "POST", "/code/index", body.formatted(tree, ""));
        assertThat(indexed.json().path("indexed").asInt()).isEqualTo(1);
        ok("watchCode", "POST", "/code/watch", body.formatted(tree, ",\"seconds\":1"));
        Reply then = ok("getCodeAt", "POST", "/code/at", body.formatted(tree, ",\"at\":\"main\""));
        assertThat(then.json().at("/definitions/0/name").asText()).isEqualTo("Total");
    }

    private void projects() {
        Path engine = folder.resolve("home/code/engine");
        String path = URLEncoder.encode(engine.toString(), StandardCharsets.UTF_8);
        try {
            Files.createDirectories(engine.resolve(".git"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ok("getFreshness", "GET", "/freshness", null);
        ok("getCrontab", "GET", "/crontab", null);
        Reply refreshed = ok("refreshProjects", "POST", "/projects/refresh", "{}");
        assertThat(refreshed.json().path("seen").asInt()).isEqualTo(1);
        ok("linkProject", "PUT", "/projects/" + path + "/repository", "{\"repository\":\"github.com/ada/engine\"}");
        Reply list = ok("listProjects", "GET", "/projects?withGithub=true" + fresh(), null);
        assertThat(list.json().at("/items/0/repository").asText()).isEqualTo("github.com/ada/engine");
        ok("getProject", "GET", "/projects/" + path, null);
        ok("getProjectHealth", "GET", "/projects/health", null);
        ok("useDirectory", "POST", "/directories/" + path + "/use", null);
        ok("pinDirectory", "PUT", "/directories/" + path + "/pinned", "{\"pinned\":true}");
        ok("refreshDirectories", "POST", "/directories/refresh", null);
        ok("listDirectories", "GET", "/directories?" + fresh().substring(1), null);
        ok("forgetDirectory", "DELETE", "/directories/" + path, null);
        Reply synced = ok("syncRepositories", "POST", "/repositories/refresh", "{\"type\":\"full\"}");
        assertThat(synced.json().path("error").asText()).contains("there is no token");
        ok("listRepositories", "GET", "/repositories?" + fresh().substring(1), null);
        Reply suggested = ok("cloneRepository", "POST", "/repositories/clone", """
                {"repository":"ada/motor","suggest":true}""");
        assertThat(suggested.json().path("path").asText()).endsWith("/home/code/motor");
        ok("setRoot", "PUT", "/roots/build-*", "{\"excluded\":true}");
        Reply roots = ok("listRoots", "GET", "/roots?" + fresh().substring(1), null);
        assertThat(roots.json().path("items").findValuesAsText("origin")).contains("excluded");
        ok("removeRoot", "DELETE", "/roots/build-*", null);
    }

    private void executions() {
        String turns = "/sbis/%s/executions".formatted(ID);
        Reply started = ok("startExecution", "POST", turns, "{\"step\":\"implement\"}");
        assertThat(started.json().path("turn").asInt()).isEqualTo(1);
        assertThat(started.header("Location")).endsWith(turns + "/1");
        ok("finishExecution", "POST", turns + "/1/finish", """
                {"decision":"PASS","content":"# Report\\n\\nThe retry worker stands.","artifacts":["implement_1.md"]}""");
        ok("listExecutions", "GET", turns + "?limit=10" + fresh(), null);
        Reply turn = ok("getExecution", "GET", turns + "/1", null);
        assertThat(turn.json().path("content").asText()).startsWith("# Report");
        assertThat(turn.json().path("decisionText").asText()).isEqualTo("PASS");
        ok("addNote", "POST", "/sbis/%s/notes".formatted(ID), "{\"text\":\"Look at the retry worker\",\"turn\":1}");
        ok("listNotes", "GET", "/sbis/%s/notes?".formatted(ID) + fresh().substring(1), null);
        ok("attachFile", "POST", "/sbis/%s/attachments".formatted(ID), "{\"name\":\"a b.txt\",\"content\":\"hello\"}");
        Reply stored = ok("storeContent", "POST", "/contents", "hello", "Content-Type", "application/octet-stream");
        ok("getContent", "GET", "/contents/" + stored.json().path("sha256").asText(), null);
        ok("listAttachments", "GET", "/sbis/%s/attachments?".formatted(ID) + fresh().substring(1), null);
        ok("listTaskRecords", "GET", "/sbis/%s/records?".formatted(ID) + fresh().substring(1), null);
        Reply file = ok("getAttachment", "GET", "/sbis/%s/attachments/a%%20b.txt".formatted(ID), null);
        assertThat(file.json().path("content").asText()).isEqualTo("hello");
        ok("resetSbi", "POST", "/sbis/%s/reset".formatted(ID), "{\"why\":\"again\"}");
    }

    private void plans() {
        Reply plan = ok(
                "registerPlan",
                "POST",
                "/plans",
                "{\"id\":\"PBI-7\",\"kind\":\"PBI\",\"title\":\"Sign in\",\"points\":5}");
        ok("listPlans", "GET", "/plans?kind=PBI" + fresh(), null);
        ok(
                "editPlan",
                "PATCH",
                "/plans/PBI-7",
                "{\"status\":\"in_progress\",\"points\":null}",
                "If-Match",
                plan.header("ETag"));
        Reply shown = ok("getPlan", "GET", "/plans/PBI-7?" + fresh().substring(1), null);
        ok("deletePlan", "DELETE", "/plans/PBI-7?why=done", null, "If-Match", shown.header("ETag"));
    }

    private void settings() {
        ok("setConfig", "PUT", "/config/max_turns", "{\"value\":{\"z\":1.50,\"a\":[null,true]}}");
        Reply shown = ok("getConfig", "GET", "/config/max_turns?" + fresh().substring(1), null);
        assertThat(shown.text()).contains("\"value\":{\"z\":1.50,\"a\":[null,true]}");
        ok("listConfig", "GET", "/config", null);
        String task = "/items/taskmaster.task/master%2F1";
        ok("putItem", "PUT", task, "{\"record\":{\"id\":1,\"title\":\"Add login\",\"n\":1.50}}");
        Reply item = ok("getItem", "GET", task + "?" + fresh().substring(1), null);
        assertThat(item.text()).contains("\"record\":{\"id\":1,\"title\":\"Add login\",\"n\":1.50}");
        ok("reviseItem", "PATCH", task, "{\"set\":{\"/status\":\"done\"}}", "If-Match", item.header("ETag"));
        ok("listItems", "GET", "/items?field=status=done&" + fresh().substring(1), null);
        ok("removeItem", "DELETE", task, null, "If-Match", "*");
        ok("removeConfig", "DELETE", "/config/max_turns", null, "If-Match", shown.header("ETag"));
    }

    private void agents() {
        ok(
                "registerAgent",
                "PUT",
                "/agents/web-1",
                "{\"type\":\"integration\",\"configuration\":{\"model\":\"small\"}}");
        ok("setAgentStatus", "POST", "/agents/web-1/status", "{\"status\":\"active\"}");
        ok("listAgents", "GET", "/agents?status=active" + fresh(), null);
        Reply agent = ok("getAgent", "GET", "/agents/web-1?" + fresh().substring(1), null);
        assertThat(agent.json().at("/record/configuration/model").asText()).isEqualTo("small");
        Reply added = ok("addAgentTask", "POST", "/agent-tasks", "{\"id\":\"login\",\"title\":\"Add login\"}");
        assertThat(added.status()).isEqualTo(201);
        String claims = "/agent-tasks/login/claim";
        Reply claim = ok("claimAgentTask", "POST", claims, "{\"holder\":\"web-1\"}");
        assertThat(claim.json().path("generation").asLong()).isPositive();
        caller.post(claims, "{\"holder\":\"web-2\"}").isProblem(409, "conflict");
        ok("listAgentTasks", "GET", "/agent-tasks?agent=web-1" + fresh(), null);
        Reply held = ok("getAgentTask", "GET", "/agent-tasks/login?" + fresh().substring(1), null);
        assertThat(held.json().path("holder").asText()).isEqualTo("web-1");
        String generation = claim.json().path("generation").asText();
        ok("releaseAgentTask", "DELETE", claims + "?holder=web-1", null, "Daybook-Lease", generation);
        caller.post("/agent-tasks/login/finish", "{\"holder\":\"web-1\"}", "If-Match", "*", "Daybook-Lease", generation)
                .isProblem(409, "conflict");
        Reply ready = ok("listReadyAgentTasks", "GET", "/ready-agent-tasks?limit=1" + fresh(), null);
        assertThat(ready.json().path("items").findValuesAsText("id")).containsExactly("login");
        ok("pickAgentTask", "POST", "/ready-agent-tasks/pick", "{\"holder\":\"web-2\"}");
        ok("finishAgentTask", "POST", "/agent-tasks/login/finish", "{\"holder\":\"web-2\",\"confidence\":90}");
        ok("listAgentActivity", "GET", "/dashboards/activity?by=day&agent=web-2" + fresh(), null);
        ok("listTaskThroughput", "GET", "/dashboards/throughput?by=day" + fresh(), null);
        ok("listTaskConfidence", "GET", "/dashboards/confidence?agent=web-2" + fresh(), null);
        ok("listContextUsage", "GET", "/dashboards/contexts?" + fresh().substring(1), null);
        ok("listMessageLatency", "GET", "/dashboards/latency?by=hour" + fresh(), null);
        Instant now = Instant.now(); // the same in all formats
        ok("listAgentAvailability", "GET", "/dashboards/availability?since=7d&until=" + now + fresh(), null);
        messages();
        ok("removeAgent", "DELETE", "/agents/web-1", null);
    }

    private void messages() {
        ok("sendHeartbeat", "POST", "/agents/web-1/heartbeat", null);
        Reply sent =
                ok("sendAgentMessage", "POST", "/agent-messages", "{\"to\":[\"web-1\"],\"content\":{\"build\":17}}");
        String message = "/agent-messages/" + sent.json().path("id").asText();
        Reply waiting = ok("readInbox", "GET", "/agents/web-1/inbox?unseen" + fresh(), null);
        assertThat(waiting.json().at("/items/0/content/build").asInt()).isEqualTo(17);
        ok("listAgentMessages", "GET", "/agent-messages?to=web-1" + fresh(), null);
        ok("getAgentMessage", "GET", message + "?" + fresh().substring(1), null);
        Reply answer = ok("answerAgentMessage", "POST", message + "/answer", "{\"content\":\"Done\"}");
        ok("acknowledgeAgentMessage", "POST", message + "/ack", null);
        caller.post(message + "/redeliver", "").isProblem(409, "conflict");
        ok(
                "redeliverAgentMessage",
                "POST",
                "/agent-messages/" + answer.json().path("id").asText() + "/redeliver",
                null);
    }

    private void memories() {
        Reply first = ok("remember", "POST", "/memories", """
                {"text":"Tests need a clean cache","agent":"web-1","tags":["build"],"content":{"n":1.50}}""");
        assertThat(first.status()).isEqualTo(201);
        String one = first.json().path("id").asText();
        String other = ok("remember", "POST", "/memories", "{\"text\":\"Port 8080 is taken\",\"agent\":\"web-1\"}")
                .json()
                .path("id")
                .asText();
        ok("listMemories", "GET", "/memories?agent=web-1&tag=build" + fresh(), null);
        Reply found = ok("searchMemories", "GET", "/memories/search?q=cache&agent=web-1" + fresh(), null);
        assertThat(found.json().at("/items/0/id").asText()).isEqualTo(one);
        String all = ok("consolidateMemories", "POST", "/memories/consolidate", """
                {"ids":["%s","%s"],"into":"A clean cache and another port"}""".formatted(one, other))
                .json()
                .path("id")
                .asText();
        Reply shown = ok("getMemory", "GET", "/memories/" + all + "?" + fresh().substring(1), null);
        assertThat(shown.json().path("consolidates")).hasSize(2);
        ok("unconsolidateMemory", "DELETE", "/memories/%s/consolidation".formatted(all), null);
        ok("retractMemory", "POST", "/memories/%s/retract".formatted(one), "{\"why\":\"cleaned now\"}");
        Reply full = ok("reportContext", "POST", "/contexts", "{\"agent\":\"web-1\",\"tokens\":172000,\"max\":200000}");
        assertThat(full.json().path("crossed").toString()).isEqualTo("[75,85]");
        Reply above = ok("listContexts", "GET", "/contexts?above=85" + fresh(), null);
        assertThat(above.json().at("/items/0/threshold").asInt()).isEqualTo(85);
        ok("getContext", "GET", "/contexts/web-1", null);
        ok("upkeepMemories", "POST", "/memories/upkeep", "{\"dryRun\":true}");
    }

    private void sources() {
        SeenFile.appendShop(house.journal, house.timelines);
        String seen = "&after=%s&wait=30s".formatted(house.journal.head());
        Reply found =
                ok("searchCode", "GET", "/code/search?q=find%20user&project=store&exports=yes&limit=1" + seen, null);
        assertThat(found.json().at("/items/0/id").asText()).isEqualTo("store!/src/find.ts");
        assertThat(found.json().at("/items/0/definitions/0/line").asInt()).isEqualTo(10);
        ok("getCodeStatus", "GET", "/code", null);
        ok("listCode", "GET", "/code/files?language=typescript&path=src/*", null);
        Reply places = ok("listCodeReferences", "GET", "/code/refs?name=findUser", null);
        assertThat(places.json().path("items").findValuesAsText("role"))
                .containsExactly("definition", "reference", "reference", "reference");
        Reply callers = ok("listCodeCallers", "GET", "/code/callers?name=findUser", null);
        assertThat(callers.json().path("items").findValuesAsText("path"))
                .containsExactly("src/find.test.ts", "src/login.ts");
        ok("tagCode", "POST", "/code/files/store!%2Fsrc%2Ffind.ts/tags", "{\"tags\":[\"billing\"]}");
        Reply shown = ok("getCode", "GET", "/code/files/store!%2Fsrc%2Ffind.ts?" + fresh().substring(1), null);
        assertThat(shown.json().path("tags").toString()).isEqualTo("[\"billing\"]");
        ok("untagCode", "DELETE", "/code/files/store!%2Fsrc%2Ffind.ts/tags?tags=billing", null);
    }

    private void tokens() {
        Reply made = ok("addToken", "POST", "/tokens", "{\"name\":\"ci\",\"role\":\"write\"}");
        assertThat(made.status()).isEqualTo(201);
        String text = made.json().path("token").asText();
        house.caller.with(text).get("/sbis").is(200);
        Reply all = ok("listTokens", "GET", "/tokens", null);
        assertThat(all.json().at("/items/0/name").asText()).isEqualTo("ci");
        assertThat(all.text()).as("its text is kept nowhere").doesNotContain(text);
        ok("revokeToken", "DELETE", "/tokens/ci", null);
        house.caller.with(text).get("/sbis").is(401);
    }

    private void sessions() {
        String all = "/workspaces/cc8a965d66f232d0/sessions";
        String one = all + "/s-1";
        Reply begun = ok("createSession", "POST", all, """
                {"id":"s-1","type":"competition","task":"Retry worker","instances":[
                  {"instanceId":1,"worktreePath":"/w/1","branch":"b-1","agentName":"tester","status":"running",
                   "tmuxSessionId":"t-1","mood":[1.50]}],"runtimeMix":["claude","claude"],"colour":"red"}""");
        assertThat(begun.status()).isEqualTo(201);
        assertThat(begun.header("Location")).isEqualTo("/api/v1" + one);
        assertThat(begun.text()).contains("\"colour\":\"red\"", "[1.50]").endsWith(",\"revision\":0}");
        ok(
                "listSessions",
                "GET",
                all + "?type=competition&status=running&text=retry&sort=createdAt&order=asc" + fresh(),
                null);
        ok("listSessions", "GET", all + "?view=full" + fresh(), null);
        ok("getBoard", "GET", "/workspaces/cc8a965d66f232d0/board?" + fresh().substring(1), null);
        Reply shown = ok("getSession", "GET", one + "?" + fresh().substring(1), null);
        assertThat(shown.text()).isEqualTo(begun.text());
        ok("updateSession", "PUT", one + "?merge=true", shown.text().replace("Retry worker", "Retry"));
        ok("addMessage", "POST", one + "/messages", "{\"role\":\"user\",\"content\":\"go\",\"instanceId\":1}");
        ok("listMessages", "GET", one + "/messages?instance=1&limit=5" + fresh(), null);
        ok("setInstanceStatus", "PUT", one + "/instances/1/status", "{\"status\":\"completed\"}");
        ok("changeSessionStatus", "POST", one + "/status", "{\"status\":\"paused\"}");
        ok("integrateSession", "POST", one + "/integration", "{\"phase\":\"pending\",\"instanceId\":1}");
        ok("evaluateSession", "POST", one + "/evaluation", "");
        ok("chooseWinner", "POST", one + "/winner", "{\"instanceId\":1}");
        ok("completeSession", "POST", one + "/complete", "{}");
        ok("assignWorkspace", "POST", "/workspaces/unassigned/assign", "{\"path\":\"/srv/repos/order-desk\"}");
        String path = "/workspaces/-?path=%2Fsrv%2Frepos%2Forder-desk";
        assertThat(ok("getWorkspace", "GET", path + fresh(), null)
                        .json()
                        .path("aliases")
                        .toString())
                .isEqualTo("[\"unassigned\"]");
        ok("listWorkspaces", "GET", "/workspaces", null);
        String arguments = "{\"workspacePath\":\"/srv/repos/order-desk\",\"sessionId\":\"s-1\",\"session\":%s}";
        ok("ait42", "POST", "/ait42/create_session", arguments.formatted(shown.text()));
        ok("listVariants", "GET", one + "/variants?" + fresh().substring(1), null);
        ok("ait42", "POST", "/ait42/get_session", arguments.formatted("null"));
        ok("ait42", "POST", "/ait42/get_all_sessions", arguments.formatted("null"));
        ok("deleteSession", "DELETE", one + "?why=over", null, "If-Match", "*");
        ok("restoreSession", "POST", one + "/restore", "{}");
        ok("ait42", "POST", "/ait42/delete_session", arguments.formatted("null"));
    }

    private void searching() {
        Reply hits = ok("search", "GET", "/search?q=retry+worker&kind=sbi&mark=html" + fresh(), null);
        assertThat(hits.json().path("items")).isNotEmpty();
        assertThat(hits.json().at("/items/0/snippet").asText()).contains("<mark>");
    }

    private void auditing() {
        String filter = "?entity=sbi/%s&actor=owner&since=1h".formatted(ID);
        Reply rows = ok("listAudit", "GET", "/audit" + filter + fresh(), null);
        assertThat(rows.json().at("/items/0/entityId").asText()).isEqualTo(ID);
        Reply ndjson = ok("listAudit", "GET", "/audit" + filter, null, "Accept", "application/x-ndjson");
        assertThat(ndjson.lines()).hasSameSizeAs(rows.json().path("items"));
        Reply csv = ok("listAuditAs", "GET", "/audit.csv" + filter, null);
        assertThat(csv.text()).startsWith("position,timestamp,").contains("sbi.registered");
        ok("listAuditAs", "GET", "/audit.json" + filter, null);
        assertThat(ok("listActivity", "GET", "/activity?since=1h", null).json().path("items"))
                .anyMatch(row -> row.path("actor").asText().equals("owner")
                        && row.path("changes").asLong() > 0);
        assertThat(ok("countFound", "GET", "/search/counts?q=login", null)
                        .json()
                        .path("kind"))
                .extracting(count -> count.path("word").asText())
                .contains("sbi");
        ok("askSql", "GET", "/sql?q=SELECT%201%20AS%20one", null);
        ok("listActivityAs", "GET", "/activity.csv?since=1h&by=day", null);
        ok("getHistory", "GET", "/history/sbi/" + ID, null);
        ok("getBlame", "GET", "/blame/sbi/" + ID, null);
        ok("listThingFiles", "GET", "/files/sbi/" + ID, null);
        ok("getDiff", "GET", "/diff?from=1&to=2", null);
        Reply state = ok("getHistory", "GET", "/history/sbi/%s?at=1".formatted(ID), null);
        assertThat(state.json().at("/state/title").asText()).isEqualTo("Add login");
    }

    private void journal() {
        Reply page = ok("listJournal", "GET", "/journal?category=sbi&limit=2", null);
        assertThat(page.json().path("items")).hasSize(2);
        ok("listJournal", "GET", "/journal?order=newest&type=sbi.registered", null);
        ok("getEntry", "GET", "/journal/1", null);
        ok("listJournalAs", "GET", "/journal.ndjson?stream=sbi/" + ID, null);
        ok("listJournalAs", "GET", "/journal.csv", null);
        ok("listEventTypes", "GET", "/events", null);
        try (SseClient stream = SseClient.open(caller, "/journal/stream?from=0")) {
            assertThat(stream.take(1).getFirst().id()).isEqualTo("1");
        }
        walked.add("streamJournal");
    }

    private void service() {
        ok("mcp", "POST", "/mcp", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}");
        ok("livez", "GET", "/livez", null);
        ok("readyz", "GET", "/readyz?verbose", null);
        caller.get("/api/v1/readyz").is(200);
        Reply metrics = ok("metrics", "GET", "/metrics", null);
        assertThat(metrics.text())
                .contains("daybook_journal_head", "daybook_events_appended_total", "daybook_projection_lag_events")
                .contains("daybook_agents{status=\"crashed\"}", "daybook_agent_tasks{status=\"completed\"} 1.0")
                .contains("daybook_agent_task_seconds{phase=\"waited\",quantile=\"0.99\"}")
                .contains("daybook_commands_total{outcome=\"done\",type=\"Register\"}")
                .contains("daybook_http_requests_seconds_count{operation=\"registerSbi\",status=\"201\"}");
        Reply contract = ok("openapi", "GET", "/openapi.json", null);
        ok("entry", "GET", "/", null);
        ok("docs", "GET", "/docs", null);
        ok("docsScript", "GET", "/docs.js", null);
        ok("docsStyle", "GET", "/docs.css", null);
        ok("problem", "GET", "/problems/gone", null);
        String link =
                ok("makeLogin", "POST", "/logins", null).json().path("location").asText();
        ok("login", "GET", link, null);
        assertThat(contract.json().path("openapi").asText()).isEqualTo("3.1.0");
    }

    private void migrating() throws IOException {
        String body = "{\"path\":\"%s\"}".formatted(sample());
        Reply begun = ok("migrate", "POST", "/migrations", body);
        String run = begun.json().path("run").asText();
        try (SseClient stream = SseClient.open(caller, "/migrations/" + run)) {
            List<SseClient.Event> events = stream.all();
            assertThat(events.getLast().event()).isEqualTo("report");
        }
        Reply done = ok("getMigration", "GET", "/migrations/" + run, null);
        assertThat(done.json().path("state").asText()).isEqualTo("done");
        assertThat(done.json().at("/report/events/appended").asInt()).isPositive();
        ok("listRejected", "GET", "/migrations/%s/rejected?raw=true&limit=5".formatted(run), null);
        ok("listMigrations", "GET", "/migrations", null);
        plannedInFiles();
        String archive = "{\"kind\":\"deespec\",\"path\":\"%s\",\"file\":\"%s\"}"
                .formatted(sample(), folder.resolve("files.tar.zst"));
        Reply packed = ok("backUpFiles", "POST", "/migrations/backups", archive);
        assertThat(packed.json().path("written").asInt()).isPositive();
        Reply restored = ok("restoreFiles", "POST", "/migrations/restores", archive);
        assertThat(restored.json().path("written").asInt()).isZero();
        Reply written = ok("export", "POST", "/exports", "{\"out\":\"%s\"}".formatted(folder.resolve("back")));
        assertThat(written.json().path("files").asInt()).isPositive();
        caller.post("/exports", "{\"out\":\"%s\"}".formatted(folder.resolve("back")))
                .isProblem(409, "conflict");
        caller.post("/exports", "{\"out\":\"back\"}").isProblem(422, "invalid-request");
    }

    /** Nobody attaches a file to a plan but the tools whose plans have some. */
    private void plannedInFiles() throws IOException {
        Path plan = folder.resolve("planned/.deespec/specs/pbi/01K7X000000000000000000PB1");
        Files.createDirectories(plan);
        Files.writeString(plan.resolve("pbi.md"), "# Sign in\n");
        Files.writeString(plan.resolve("report.md"), "# Three tasks\n");
        String run = caller.post(
                        "/migrations", "{\"path\":\"%s\",\"project\":\"planned\"}".formatted(folder.resolve("planned")))
                .is(202)
                .json()
                .path("run")
                .asText();
        await().until(() -> ok("getMigration", "GET", "/migrations/" + run, null)
                .json()
                .path("state")
                .asText()
                .equals("done"));
        String id = await().until(
                        () -> ok("listPlans", "GET", "/plans", null)
                                .json()
                                .at("/items/0/id")
                                .asText(),
                        found -> !found.isEmpty());
        Reply report = ok(
                "getPlanAttachment",
                "GET",
                "/plans/%s/attachments/report.md".formatted(URLEncoder.encode(id, StandardCharsets.UTF_8)),
                null);
        assertThat(report.json().path("content").asText()).isEqualTo("# Three tasks\n");
    }

    private void backingUp() {
        Reply made = ok("createBackup", "POST", "/backups", "{\"kind\":\"full\"}");
        assertThat(made.json().path("created").asBoolean()).isTrue();
        assertThat(ok("listBackups", "GET", "/backups", null).json().path("items"))
                .hasSize(1);
        Reply checked = ok("checkBackups", "POST", "/backups/check", "{\"readData\":true}");
        assertThat(checked.json().path("ok").asBoolean()).isTrue();
        Reply put = caller.put("/config/database", "{\"value\":{\"password\":\"hunter2-hunter2\"}}")
                .is(200);
        String allowance = "/secrets/"
                + ok("listSecrets", "GET", "/secrets?rule=password&wait=10s&after=" + put.position(), null)
                        .json()
                        .at("/items/0/fingerprint")
                        .asText()
                + "/allowance";
        ok("allowSecret", "PUT", allowance, "{\"reason\":\"a password of a test\"}");
        ok("disallowSecret", "DELETE", allowance + "?reason=it+is+one", null);
        ok("erase", "POST", "/erasures", "{\"match\":\"nowhere\",\"reason\":\"leaked\",\"dryRun\":true}");
        Reply pruned = ok("pruneBackups", "POST", "/backups/prune", "{\"dryRun\":true}");
        assertThat(pruned.json().path("removed").asInt()).isZero();
        String back = "{\"at\":\"2\",\"target\":\"%s\"}".formatted(folder.resolve("restored"));
        assertThat(ok("restoreBackup", "POST", "/backups/restore", back)
                        .json()
                        .path("position")
                        .asLong())
                .isEqualTo(2);
        caller.post("/backups/restore", back).isProblem(409, "conflict");
    }

    private void following() {
        Reply begun = ok("follow", "POST", "/follows", "{\"path\":\"%s\",\"kind\":\"deespec\"}".formatted(sample()));
        String id = begun.json().path("id").asText();
        assertThat(begun.header("Location")).isEqualTo("/api/v1/follows/" + id);
        try (SseClient stream = SseClient.open(caller, "/follows/" + id)) {
            await().until(() -> stream.take(1).getFirst().event().equals("batch"));
        }
        Reply shown = ok("getFollow", "GET", "/follows/" + id, null);
        assertThat(shown.json().path("batches").asInt()).isPositive();
        ok("listFollows", "GET", "/follows", null);
        assertThat(caller.get("/metrics").text()).contains("daybook_follow_lag_seconds", "daybook_follow_trees 1.0");
        ok("unfollow", "DELETE", "/follows/" + id, null);
        caller.get("/follows/" + id).isProblem(404, "not-found");
    }

    private void moving() throws IOException {
        String wanted = "{\"kind\":\"cards\",\"stage\":\"%s\",\"root\":\"" + folder.resolve("moving") + "\"}";
        caller.post("/rollout", wanted.formatted("FILE_ONLY")).isProblem(422, "invalid-request");
        Files.createDirectory(folder.resolve("moving"));
        ok("setStage", "POST", "/rollout", wanted.formatted("FILE_ONLY"));
        caller.post("/rollout", wanted.formatted("DUAL_WRITE")).isProblem(409, "conflict");
        caller.post("/rollout", wanted.formatted("half")).isProblem(422, "invalid-request");
        Reply status = ok("getRollout", "GET", "/rollout?kind=cards", null);
        assertThat(status.json().at("/items/0/stage").asText()).isEqualTo("legacy");
        Reply gate = ok("getGate", "GET", "/rollout/gates?kind=cards", null);
        assertThat(gate.json().path("stage").asText()).isEqualTo("dual");
        assertThat(gate.json().path("holds").asBoolean()).isFalse();
        Reply compared = ok("compare", "POST", "/compare", "{\"kind\":\"cards\"}");
        assertThat(compared.json().path("jsonOnly").asInt()).isZero();
        ok("compare", "POST", "/compare", "{\"kind\":\"cards\",\"settle\":true,\"prefer\":\"journal\"}");
        caller.post("/compare", "{\"kind\":\"cards\",\"settle\":true}").isProblem(422, "invalid-request");
        assertThat(caller.get("/metrics").text()).contains("daybook_rollout_writes{kind=\"cards\",side=\"file\"}");
        ok(
                "setStage",
                "POST",
                "/rollout",
                wanted.formatted("retired").replace("}", ",\"force\":true,\"reason\":\"over\"}"));
        caller.post("/follows", "{\"path\":\"%s\"}".formatted(folder.resolve("moving")))
                .isProblem(410, "gone");
        caller.post("/migrations", "{\"path\":\"%s\"}".formatted(folder.resolve("moving")))
                .isProblem(410, "gone");
        ok("setStage", "POST", "/rollout", wanted.formatted("none"));
        ok("listRolloutFigures", "GET", "/rollout/figures?kind=cards", null);
        Reply history = ok("getRolloutHistory", "GET", "/rollout/history?kind=cards", null);
        assertThat(history.json().at("/items/1/reason").asText()).isEqualTo("over");
    }

    static Path sample() {
        URL sample = Objects.requireNonNull(ContractTest.class.getResource("/demo"));
        return Path.of(URI.create(sample.toString()));
    }

    private void readModels() {
        await().until(() ->
                caller.get("/projections").json().findValues("lagEvents").stream() // else it is another list
                        .allMatch(lag -> lag.asInt() == 0));
        ok("listProjections", "GET", "/projections?hash=true", null);
        ok("getHead", "GET", "/head", null);
        String head = ok("getHead", "GET", "/head?sign=true", null)
                .json()
                .path("text")
                .asText();
        ok("verify", "POST", "/verify?projections=false&head=" + URLEncoder.encode(head, StandardCharsets.UTF_8), "");
        assertThat(ok("getHeadKey", "GET", "/head/key", null).text())
                .contains("PUBLIC KEY")
                .doesNotContain("PRIVATE");
        assertThat(ok("proveEntry", "GET", "/journal/1/proof?upTo=2", null).text())
                .contains("daybook-proof 1");
        caller.get("/journal/1/proof?upTo=999999999").isProblem(422, "invalid-request");
        caller.get("/journal/999999999/proof").isProblem(404, "not-found");
        assertThat(ok("getVerifier", "GET", "/verifier", null).text()).contains("class DaybookProof");
        assertThat(ok("getHealth", "GET", "/health", null).json().findValuesAsText("check"))
                .contains("version", "disk", "journal", "clock", "backup", "read model");
        assertThat(ok("optimize", "POST", "/optimize", "{\"dryRun\":true}")
                        .json()
                        .findValuesAsText("what"))
                .contains("journal");
        assertThat(ok("getSpace", "GET", "/space", null).json().findValuesAsText("what"))
                .contains("journal", "read model sbi");
        await().until(() -> project("sbi").path("lagEvents").asInt() == 0);
        String before = project("sbi").path("hash").asText();
        ok("rebuildProjection", "POST", "/projections/sbi,search/rebuild", "{}");
        ok("rebuildProjection", "POST", "/projections/sbi,search/rebuild?preview=true", "{}");
        ok("drift", "POST", "/drift?name=sbi", "{}");
        ok("makeBranch", "POST", "/branches", "{\"name\":\"then\",\"to\":\"1\"}");
        ok("listBranches", "GET", "/branches", null);
        ok("dropBranch", "DELETE", "/branches/then", null);
        await().until(() -> !project("sbi").has("rebuild"));
        ok("getProjection", "GET", "/projections/sbi?hash=true", null);
        assertThat(project("sbi").path("hash").asText()).isEqualTo(before);
        Reply job = ok("listProjections", "GET", "/projections?hash=true", null, "Prefer", "respond-async");
        assertThat(job.status()).as("hashes of large tables take a while").isEqualTo(202);
        assertThat(project("sbi").path("generation").asInt()).isGreaterThan(1);
        ok("previousProjection", "POST", "/projections/sbi/back", "");
        ok("retryProjection", "POST", "/projections/sbi/retry", "{}");
    }

    private JsonNode project(String name) {
        return caller.get("/projections/%s?hash=true".formatted(name)).is(200).json();
    }

    private void goingBack() {
        ok("nameCheckpoint", "POST", "/checkpoints", "{\"name\":\"here\",\"why\":\"before\"}");
        ok("setConfig", "PUT", "/config/later", "{\"value\":1}");
        ok("listCheckpoints", "GET", "/checkpoints", null);
        ok("findThings", "GET", "/things?begin=SBI", null);
        ok("shortenThings", "POST", "/things/short", "{\"things\":[\"sbi/SBI-01K6FRP24VXAE1C24TYMZ95G6S\"]}");
        Reply dry = ok("rollBack", "POST", "/rollbacks", "{\"checkpoint\":\"here\",\"dryRun\":true}");
        assertThat(dry.json().path("undone").asInt()).isEqualTo(1);
        caller.get("/config/later?" + fresh().substring(1)).is(200);
        Reply done = ok("rollBack", "POST", "/rollbacks", "{\"checkpoint\":\"here\",\"why\":\"oops\"}");
        assertThat(done.json().path("position").asLong()).isEqualTo(done.position());
        caller.get("/config/later?after=" + done.position()).isProblem(404, "not-found");
        ok("getStatus", "GET", "/status", null);
        Reply told = ok("getPrime", "GET", "/prime?seen=" + (done.position() - 1), null);
        assertThat(told.json().at("/changed/things").asInt()).isPositive();
        ok("listRollbacks", "GET", "/rollbacks", null);
        ok("setConfig", "PUT", "/config/undone", "{\"value\":1}");
        ok("previewUndo", "GET", "/undo?what=config%2Fundone", null);
        ok("undo", "POST", "/undo", "{\"what\":\"config/undone\"}");
        Reply proof = ok("verify", "POST", "/verify", "");
        assertThat(proof.json().path("ok").asBoolean()).as(proof.text()).isTrue();
        ok("verify", "POST", "/verify?projections=false", "");
        Reply whole = ok("verify", "POST", "/verify?checkAll=true&against=" + sample(), "");
        assertThat(whole.json().at("/consistency/found").isNumber()).isTrue();
        assertThat(whole.json().at("/against/0/compared").asInt()).isPositive();
        Reply begun = ok("verify", "POST", "/verify", "", "Prefer", "respond-async");
        assertThat(begun.status()).isEqualTo(202);
        String job = begun.header("Location").substring("/api/v1".length());
        await().until(() -> ok("getJob", "GET", job, null).json().has("result"));
        ok("listJobs", "GET", "/jobs", null);
        ok("listNodes", "GET", "/nodes", null);
        assertThat(ok("cancelJob", "DELETE", job, null).json().path("state").asText())
                .isEqualTo("done");
        caller.post("/verify?against=here", "").isProblem(422, "invalid-request");
    }

    private void ending() {
        ok("terminateSbi", "POST", "/sbis/%s/terminate".formatted(ID), "{\"why\":\"over\"}");
        Reply shown =
                caller.get("/sbis/%s?".formatted(ID) + fresh().substring(1)).is(200);
        ok("deleteSbi", "DELETE", "/sbis/" + ID, null, "If-Match", shown.header("ETag"));
        caller.get("/sbis/%s?".formatted(ID) + fresh().substring(1)).isProblem(404, "not-found");
        Reply deleted = ok("getSbi", "GET", "/sbis/%s?deleted=true".formatted(ID), null);
        assertThat(deleted.json().path("deleted").asBoolean()).isTrue();
        ok("restoreSbi", "POST", "/sbis/%s/restore".formatted(ID), "{}");
        caller.post("/sbis/%s/restore".formatted(ID), "{}").isProblem(409, "conflict");
        assertThat(caller.get("/sbis/%s?".formatted(ID) + fresh().substring(1))
                        .is(200)
                        .json()
                        .path("status")
                        .asText())
                .isEqualTo(shown.json().path("status").asText());
    }

    /** Asks for an answer that shows what was written before. */
    private String fresh() {
        return "&after=%d&wait=10s".formatted(position);
    }

    private Reply ok(String operation, String method, String path, @Nullable String body, String... headers) {
        Reply reply = promise.kept(operation, caller.send(method, path, Optional.ofNullable(body), headers));
        assertThat(reply.status()).as(reply.text()).isBetween(200, 399);
        walked.add(operation);
        position = Math.max(position, method.equals("GET") ? 0 : reply.position());
        if (reply.header("Content-Type").equals("application/json")
                && reply.json().has("items")) {
            inFormats(operation, path, reply.json().path("items"));
        }
        return reply;
    }

    /** Asks for a list once more in the formats that its path may name: there are the same items, and the rest. */
    private void inFormats(String list, String path, JsonNode items) {
        String operation = list + "As";
        if (!promise.operations().containsKey(operation)) {
            return;
        }
        String named = path.replaceFirst("(\\?|$)", ".%s$1");
        Reply lines = promise.kept(operation, caller.get(named.replaceFirst("%s", "ndjson")));
        if (list.equals("getHealth")) { // the disk is measured each time
            assertThat(lines.lines()).hasSameSizeAs(items);
        } else {
            assertThat(lines.lines()).as(path).startsWith(items.valueStream().toArray(JsonNode[]::new));
        }
        Reply csv = promise.kept(operation, caller.get(named.replaceFirst("%s", "csv")));
        assertThat(csv.text().split("\r\n")).as(path).hasSizeGreaterThan(items.size());
        promise.kept(operation, caller.get(named.replaceFirst("%s", "json")));
        walked.add(operation);
    }
}
