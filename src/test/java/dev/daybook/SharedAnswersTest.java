package dev.daybook;

import static dev.daybook.sbi.Questions.id;
import static dev.daybook.sbi.Questions.labelled;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.daybook.cli.DataDirectory;
import dev.daybook.cli.DataDirectoryOpener.Expected;
import dev.daybook.cli.DataDirectoryOpener.Listen;
import dev.daybook.cli.DataDirectoryOpener.Running;
import dev.daybook.cli.DataDirectoryOpener.Stay;
import dev.daybook.cli.Exchange;
import dev.daybook.cli.ProgramSetting;
import dev.daybook.cli.ProgramSettings;
import dev.daybook.domain.Event;
import dev.daybook.importing.Folder;
import dev.daybook.journal.postgres.Database;
import dev.daybook.journal.postgres.PostgresJournal;
import dev.daybook.projection.Chronicle;
import dev.daybook.projection.Histories;
import dev.daybook.sbi.SbiEvent.NoteAdded;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes of one journal: one with read models in files, one with those in the database. */
final class SharedAnswersTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String API = "/api/v1";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** With two documents each: more than are ranked, and than a sample has. */
    private static final int TASKS = 600;

    @TempDir
    private Path folder;

    private record Answer(int status, String body) {}

    private Running serve(Database database, String name, String kept) {
        DataDirectory data = DataDirectory.at(folder.resolve(name));
        data.create();
        return Application.open(
                data,
                ProgramSettings.of(
                        Map.of(
                                ProgramSetting.JOURNAL,
                                database.address(),
                                ProgramSetting.NODE_NAME,
                                name,
                                ProgramSetting.READ_MODELS,
                                kept),
                        Map.of(),
                        data.path()),
                Stay.COMMAND,
                Listen.PRIVATE,
                new Expected(0, false),
                UnaryOperator.identity());
    }

    private static Answer get(Running node, String path) {
        return send(node, "GET", path, "");
    }

    private static Answer send(Running node, String method, String path, String body) {
        try {
            Exchange.Reply reply = node.exchange()
                    .send(
                            method,
                            API + path,
                            body.isEmpty() ? Map.of() : Map.of("Content-Type", "application/json"),
                            body.getBytes(StandardCharsets.UTF_8));
            try (InputStream stream = reply.body()) {
                return new Answer(reply.status(), new String(stream.readAllBytes(), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            return new Answer(0, String.valueOf(e.getMessage())); // the same on both sides: broken off in the middle
        } catch (InterruptedException e) {
            throw new IllegalStateException(path, e);
        }
    }

    /** Returns the twenty best that were found, each with whether its snippet shows something that was found. */
    private static List<String> best(Answer answer) throws IOException {
        var best = new ArrayList<String>();
        JSON.readTree(answer.body())
                .path("items")
                .forEach(item -> best.add("%s/%s/%s %b"
                        .formatted(
                                item.path("kind").asText(),
                                item.path("id").asText(),
                                item.path("part").asText(),
                                item.path("snippet").asText().contains("<mark>"))));
        return best.stream().limit(20).toList();
    }

    private static double overlap(List<String> one, List<String> other) {
        int most = Math.max(one.size(), other.size());
        return most == 0 ? 1 : (double) one.stream().filter(other::contains).count() / most;
    }

    private static boolean isFoundInTexts(String path, Answer answer) throws IOException {
        return path.startsWith("/code/search?")
                && answer.status() == 200
                && !JSON.readTree(answer.body()).path("by").asText().equals("tags");
    }

    /** Each request has a name of its own. */
    private static Answer named(Answer answer) {
        return new Answer(answer.status(), answer.body().replaceAll("\"/requests/[^\"]*\"", "\"/requests\""));
    }

    @Test
    void answer_the_same() throws IOException {
        answerTheSame(Database.begin());
    }

    @Test
    void answer_the_same_on_the_oldest_server_that_is_promised_to_do() throws IOException {
        Database database = Database.beginOnOldest();
        assertThat(database.texts("SHOW server_version").getFirst()).startsWith("13.");
        answerTheSame(database);
    }

    private void answerTheSame(Database database) throws IOException {
        try (var chronicle = new Chronicle(clock -> PostgresJournal.open(database.server(), clock))) {
            chronicle.append(new Histories(5, 12).events(400));
        }
        var different = new ArrayList<String>();
        var otherwise = new ArrayList<String>();
        int asked = 0;
        int found = 0;
        try (Running files = serve(database, "files", "local");
                Running shared = serve(database, "shared", "postgresql")) {
            for (String path : questions(files)) {
                Answer one = get(files, path);
                Answer other = get(shared, path);
                asked++;
                if (path.startsWith("/search?") || isFoundInTexts(path, one)) {
                    found += best(one).size();
                    assertThat(overlap(best(one), best(other))).as(path).isGreaterThanOrEqualTo(0.8);
                } else if (!named(one).equals(named(other)) || one.status() >= 500) {
                    different.add("%s%n  %s%n  %s".formatted(path, one, other));
                }
            }
            for (String path : plainQuestions()) {
                int status = get(shared, path).status();
                if (status != get(files, path).status()) {
                    otherwise.add(path + " " + status);
                }
            }
            String id = JSON.readTree(
                            send(shared, "POST", "/sbis", "{\"title\":\"Dig\"}").body())
                    .path("id")
                    .asText();
            assertThat(get(shared, "/sbis/%s?wait=10s&after=%d".formatted(id, shared.head())))
                    .satisfies(answer -> assertThat(answer.body()).contains("Dig"));
            assertThat(get(shared, "/sql?q=SELECT%201").body()).contains("database of its journal");
        }
        assertThat(different).isEmpty();
        assertThat(otherwise).containsExactly("/sql 409"); // it is asked of the database itself
        assertThat(asked).isGreaterThan(150);
        assertThat(found).isGreaterThan(60);
    }

    private static List<Event> manyTasks() {
        var events = new ArrayList<Event>();
        for (int i = 0; i < TASKS; i++) {
            String id = "SBI-%05d".formatted(i);
            String more = " of the worker".repeat(i % 7);
            events.add(labelled(id, "Rotate the lease " + i + more, "backend"));
            events.add(new NoteAdded(
                    id(id),
                    (i % 3 == 0 ? "retry" : "wait for") + " the lease".repeat(1 + i % 5) + more,
                    Optional.empty(),
                    Optional.empty()));
        }
        return events;
    }

    /** Pages as long as there are more, and returns all that was found, the best first. */
    private static List<String> found(Running node, String question) throws IOException {
        var found = new ArrayList<String>();
        String next = "";
        do {
            JsonNode page =
                    JSON.readTree(get(node, question + "&limit=150" + next).body());
            page.path("items")
                    .forEach(item -> found.add(
                            item.path("id").asText() + "/" + item.path("part").asText()));
            next = page.path("next").isTextual()
                    ? "&cursor=" + page.path("next").asText()
                    : "";
        } while (!next.isEmpty());
        return found;
    }

    @Test
    void words_that_very_many_have_are_found_the_same() throws IOException {
        Database database = Database.begin();
        try (var chronicle = new Chronicle(clock -> PostgresJournal.open(database.server(), clock))) {
            chronicle.append(manyTasks().toArray(Event[]::new));
        }
        List<String> questions = List.of(
                "/search?q=lease",
                "/search?q=backend",
                "/search?q=retry",
                "/search?q=lease%20worker",
                "/search?q=%22the%20lease%22%20-worker",
                "/search?q=lea*%20OR%20retry",
                "/search?q=lease%20retry&kind=sbi",
                "/search?q=rotate&status=READY",
                "/search?q=lease%20-worker&label=backend",
                "/search?q=lease%20577");
        try (Running files = serve(database, "files", "local");
                Running shared = serve(database, "shared", "postgresql")) {
            var known = new HashMap<String, List<String>>();
            for (String question : questions) {
                List<String> found = found(files, question);
                assertThat(found).as(question).isNotEmpty().doesNotHaveDuplicates();
                known.put(question, found);
            }
            areFoundTheSame(known, shared);
            database.run("ANALYZE"); // the server knows how many there are: it looks at a part of them
            areFoundTheSame(known, shared);
            for (String counted : List.of("lease", "retry%20worker", "backend%20577")) {
                String question = "/search/counts?q=" + counted;
                assertThat(get(shared, question)).isEqualTo(get(files, question));
            }
        }
    }

    @Test
    void letters_beyond_a_to_z_are_sought_the_same() throws IOException {
        Database database = Database.begin();
        try (var chronicle = new Chronicle(clock -> PostgresJournal.open(database.server(), clock))) {
            chronicle.append(
                    labelled("SBI-1", "Ärger in KÖLN", "ＦＵＬＬ"), labelled("SBI-2", "ärger in köln", "İstanbul"));
        }
        try (Running files = serve(database, "files", "local");
                Running shared = serve(database, "shared", "postgresql")) {
            for (String text :
                    List.of("Ärger", "ärger", "ÄRGER", "KÖLN", "kÖln", "köln", "ＦＵＬＬ", "İ", "ARG", "_", "!")) {
                for (String list : List.of("/audit", "/projects", "/repositories")) {
                    String question = "%s?%s=%s"
                            .formatted(
                                    list,
                                    list.equals("/audit") ? "q" : "search",
                                    URLEncoder.encode(text, StandardCharsets.UTF_8));
                    assertThat(get(shared, question)).as(question).isEqualTo(get(files, question));
                }
            }
            assertThat(get(shared, "/audit?q=%C3%84RGER").body())
                    .contains("SBI-1")
                    .doesNotContain("SBI-2");
        }
    }

    @Test
    void what_the_agents_of_a_hive_remember_is_recalled_the_same() throws IOException {
        Database database = Database.begin();
        Path hive = Folder.copy(Path.of("src/test/resources/legacy/hive/valid/v1-hive"), folder.resolve("hive"));
        try (Running importing = serve(database, "importing", "local")) {
            String run = JSON.readTree(send(importing, "POST", "/migrations", "{\"path\":\"%s\"}".formatted(hive))
                            .body())
                    .path("run")
                    .asText();
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> get(importing, "/migrations/" + run).body().contains("\"state\":\"done\""));
        }
        try (Running files = serve(database, "files", "local");
                Running shared = serve(database, "shared", "postgresql")) {
            String agent = JSON.readTree(get(files, "/memories").body())
                    .findPath("agent_id")
                    .asText();
            assertThat(agent).isNotEmpty();
            for (String question : List.of("/memories?", "/memories?agent=" + agent, "/memories?agent=nobody")) {
                assertThat(get(shared, question)).isEqualTo(get(files, question));
            }
            assertThat(get(shared, "/memories?agent=frontend-Aug-02-0915").body())
                    .contains("\"lesson\":\"verify pushes\"");
            for (String named : List.of("", "&agent=frontend-Aug-02-0915")) {
                String question = "/memories/search?q=verify" + named;
                assertThat(best(get(shared, question))).hasSize(1).isEqualTo(best(get(files, question)));
            }
            assertThat(best(get(shared, "/memories/search?q=verify&agent=pm-agent-new")))
                    .isEmpty();
            database.run("ANALYZE"); // as autovacuum does: it sees no function of a schema
        }
    }

    private static void areFoundTheSame(Map<String, List<String>> known, Running shared) throws IOException {
        for (var one : known.entrySet()) {
            List<String> other = found(shared, one.getKey());
            assertThat(other).as(one.getKey()).doesNotHaveDuplicates().hasSameSizeAs(one.getValue());
            assertThat(overlap(first(one.getValue()), first(other)))
                    .as(one.getKey())
                    .isGreaterThanOrEqualTo(0.8);
            assertThat(overlap(one.getValue(), other)).as(one.getKey()).isGreaterThanOrEqualTo(0.95);
        }
    }

    private static List<String> first(List<String> found) {
        return found.subList(0, Math.min(20, found.size()));
    }

    /** Returns all questions of the interface that name nothing, but those whose answer goes on. */
    private static List<String> plainQuestions() throws IOException {
        var paths = new ArrayList<String>();
        try (InputStream openapi = SharedAnswersTest.class.getResourceAsStream("/openapi.json")) {
            JSON.readTree(openapi).path("paths").properties().forEach(path -> {
                boolean goesOn = path.getValue().path("get").toString().contains("text/event-stream");
                if (path.getValue().has("get") && !path.getKey().contains("{") && !goesOn) {
                    paths.add(path.getKey());
                }
            });
        }
        assertThat(paths).hasSizeGreaterThan(50);
        return paths;
    }

    /** What can be asked of each kind of thing, in lists with and without filters, and one by one. */
    private static List<String> questions(Running node) throws IOException {
        var all = new ArrayList<String>();
        for (String list : List.of(
                "/sbis?sort=created",
                "/sbis?sort=newest&limit=3",
                "/sbis?sort=updated",
                "/sbis?sort=priority",
                "/sbis?status=DONE",
                "/sbis?label=a",
                "/sbis?parent=EPIC-1",
                "/sbis.csv",
                "/sbis?blocked=true",
                "/sbis/ready",
                "/labels",
                "/plans",
                "/plans?kind=PBI",
                "/config",
                "/agents",
                "/agents?status=idle",
                "/agent-tasks",
                "/agent-tasks?status=pending",
                "/agent-tasks?agent=pm-1",
                "/ready-agent-tasks",
                "/agent-messages",
                "/agent-messages?status=waiting",
                "/agent-messages?status=delivered",
                "/agent-messages?type=x",
                "/memories",
                "/memories?all=true",
                "/memories?tag=a&all=true",
                "/contexts",
                "/contexts?above=10",
                "/items",
                "/items?field=priority%3Dhigh",
                "/projects",
                "/projects?search=WORK",
                "/projects?similar=api",
                "/projects?withGithub=true",
                "/projects?state=vanished",
                "/projects.csv",
                "/directories",
                "/directories?search=a",
                "/repositories",
                "/repositories?search=a",
                "/roots",
                "/secrets",
                "/audit?limit=500",
                "/audit?limit=7&order=oldest&undone=false",
                "/audit.csv",
                "/audit?q=retry",
                "/audit?action=sbi.registered",
                "/audit?actor=ada",
                "/audit?source=cli",
                "/activity?since=2025-10-01T00:00:00Z&until=2025-10-03T00:00:00Z&by=hour",
                "/migrations",
                "/checkpoints",
                "/rollbacks",
                "/things?begin=SBI",
                "/workspaces",
                "/code",
                "/code/files",
                "/code/search?q=user",
                "/code/search?q=get_user_by_id",
                "/code/search?q=user%20service&path=src/test/**&limit=5",
                "/code/search?q=user&kind=class&exports=yes",
                "/code/search?q=retry&tests=no&minSize=400&maxSize=500",
                "/code/search?q=usr",
                "/code/search?q=billing&tag=hot&lines=3",
                "/code/search?q=%22user%20by%20id%22",
                "/code/search?q=getUser*%20-order",
                "/code/search?q=%E6%94%AF%E6%89%95%E3%81%84",
                "/code/search?q=%E8%A9%A6%E8%A1%8C%20OR%20order",
                "/code/search?q=%E6%94%AF%E6%89%95%E3%81%84&path=!test&project=shop1",
                "/code/search?q=%22was",
                "/code/files?limit=3",
                "/code/files?path=SRC/*%7BRetry,user%7D*.ts&path=!test",
                "/code/files?path=%5Bg-m%5D*&language=typescript&since=2025-01-01",
                "/code/refs?name=getUserById",
                "/code/refs?name=aretry&project=shop0&limit=4",
                "/code/callers?name=UserService",
                "/search?q=retry&limit=50",
                "/search?q=login%20worker",
                "/search/counts?q=retry",
                "/memories/search?q=retry",
                "/tokens",
                "/follows",
                "/journal?limit=5",
                "/dashboards/activity?since=2025-09-30T00:00:00Z&until=2025-10-05T00:00:00Z&by=hour",
                "/dashboards/activity?since=2025-09-30T00:00:00Z&until=2025-10-05T00:00:00Z&by=day&agent=pm-1",
                "/dashboards/throughput?since=2025-09-30T00:00:00Z&until=2025-10-05T00:00:00Z&by=hour",
                "/dashboards/confidence?since=2025-09-30T00:00:00Z&until=2025-10-05T00:00:00Z",
                "/dashboards/contexts",
                "/dashboards/latency?since=2025-09-30T00:00:00Z&until=2025-10-05T00:00:00Z&by=hour",
                "/dashboards/availability?since=2025-09-30T00:00:00Z&until=2025-10-05T00:00:00Z",
                "/things?begin=re",
                "/search?q=%E5%86%8D%E8%A9%A6%E8%A1%8C",
                "/search?q=%22login%20retry%22%20OR%20dep*%20-queue",
                "/search?q=%E4%BF%AE%E6%AD%A3&kind=sbi",
                "/search?q=timeouts&status=READY",
                "/search?q=deploy%20-fix&limit=50",
                "/search?q=%E7%B5%90%E6%9E%9C%20worker",
                "/search?q=que*&kind=plan",
                "/search?q=kind", // which the index has words with, that nobody wrote
                "/search?q=kind*")) {
            all.add(list);
        }
        each(
                node,
                "/sbis?limit=500",
                "id",
                all,
                "/sbis/%s",
                "/sbis/%s/executions",
                "/sbis/%s/notes",
                "/sbis/%s/attachments",
                "/history/sbi/%s?limit=500");
        each(node, "/plans?limit=500", "id", all, "/plans/%s");
        each(node, "/code/files?limit=500", "id", all, "/code/files/%s");
        each(node, "/config?limit=500", "key", all, "/config/%s");
        each(node, "/agents?limit=500", "id", all, "/agents/%s", "/agents/%s/inbox", "/agents/%s/inbox?unseen=true");
        each(node, "/agent-tasks?limit=500", "id", all, "/agent-tasks/%s");
        each(node, "/agent-messages?limit=500", "id", all, "/agent-messages/%s");
        each(node, "/memories?all=true&limit=500", "id", all, "/memories/%s");
        each(node, "/contexts?limit=500", "id", all, "/contexts/%s");
        each(node, "/projects?limit=500", "path", all, "/projects/%s");
        each(
                node,
                "/workspaces",
                "hash",
                all,
                "/workspaces/%s",
                "/workspaces/%s/board",
                "/workspaces/%s/sessions?view=full&limit=100",
                "/workspaces/%s/sessions?sort=createdAt&order=asc&limit=9",
                "/workspaces/%s/sessions?text=a");
        for (String hash : ids(node, "/workspaces", "hash")) {
            String path = "/workspaces/" + hash + "/sessions";
            each(node, path + "?limit=500", "id", all, path + "/%s", path + "/%s/messages", path + "/%s/variants");
        }
        return all;
    }

    private static void each(Running node, String list, String key, List<String> all, String... paths)
            throws IOException {
        ids(node, list, key).stream()
                .limit(12)
                .forEach(id -> Stream.of(paths).map(path -> path.formatted(id)).forEach(all::add));
    }

    private static List<String> ids(Running node, String list, String key) throws IOException {
        JsonNode answer = JSON.readTree(get(node, list).body());
        assertThat(answer.path("items").isArray()).as("%s: %s", list, answer).isTrue();
        var ids = new ArrayList<String>();
        answer.path("items")
                .forEach(item -> ids.add(URLEncoder.encode(item.path(key).asText(), StandardCharsets.UTF_8)
                        .replace("+", "%20")));
        return ids;
    }
}
