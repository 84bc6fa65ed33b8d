package dev.daybook.differential;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** Changes files beside a running server, and things by commands while files and journal are written both. */
final class Changes {

    /** So many files of each kind of file are changed. */
    private static final int FILES = 3;

    private static final Duration QUIET = Duration.ofMillis(1200);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String TIME = "2026-01-05T06:07:08.000Z";

    private final Http http;
    private final Observed observed;
    private final Tree tree;
    private final Path root;

    Changes(Http http, Observed observed, Tree tree, Path root) {
        this.http = http;
        this.observed = observed;
        this.tree = tree;
        this.root = root;
    }

    private ObjectNode body() {
        return Http.JSON.createObjectNode().put("kind", tree.kind());
    }

    /** The tree is followed; some files change, one goes, one comes. */
    void follow() throws IOException {
        var begun = http.send(
                "POST", "/follows", body().put("path", root.toString()).toString());
        observed.add("followed", "begun: " + begun.status() + (begun.status() == 201 ? "" : " " + begun.text()));
        if (begun.status() != 201) {
            return;
        }
        String path = "/follows/" + begun.json().path("id").asText();
        settled(path);
        for (Path file : changed()) {
            observed.add("followed", "changed: " + root.relativize(file));
        }
        JsonNode status = settled(path);
        observed.add(
                "followed",
                "state %s %s, %s appended, %s findings, %s errors"
                        .formatted(
                                status.path("state").asText(),
                                status.path("message").asText(),
                                status.path("appended"),
                                status.path("findings"),
                                status.path("errors")));
        Scenario.await(http);
        for (JsonNode entry : http.get("followed-journal-set", "/journal?limit=500")) {
            for (JsonNode finding : entry.at("/data/report/findings")) {
                observed.add("followed-findings-set", finding.toString());
            }
        }
        http.send("DELETE", path, "");
        http.send("followed", "POST", "/verify?checkAll=true&against=" + Http.encode(root.toString()), "");
    }

    /** Waits until nothing has come in for a while; a follow that does not come to rest is a failure. */
    private JsonNode settled(String path) throws IOException {
        var last = new AtomicReference<@Nullable JsonNode>();
        resting("the follow " + path, () -> {
            JsonNode now = http.send("GET", path, "").json();
            JsonNode before = last.getAndSet(now);
            return before != null
                    && !now.path("state").asText().equals("catching-up")
                    && now.path("lagSeconds").asDouble() <= 0
                    && now.path("appended").equals(before.path("appended"))
                    && now.path("batches").equals(before.path("batches"));
        });
        return http.send("GET", path, "").json();
    }

    /** Waits until something has been so for a while. */
    private static void resting(String what, Callable<Boolean> rests) {
        Awaitility.await(what)
                .pollDelay(Duration.ZERO)
                .pollInterval(LoadedProgram.PAUSE)
                .during(QUIET)
                .atMost(PATIENCE)
                .until(rests);
    }

    /** Changes files as their tool or a person may: a text in JSON or YAML, a line more, one gone, one new. */
    private List<Path> changed() throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(tree.files(root))) {
            files = walk.filter(it -> Files.isRegularFile(it, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .toList();
        }
        var changed = new ArrayList<Path>();
        var ofKind = new HashMap<String, Integer>();
        for (Path file : files) {
            String name = String.valueOf(file.getFileName());
            String kind = name.substring(name.lastIndexOf('.') + 1);
            var text = Files.readString(file, StandardCharsets.ISO_8859_1);
            String after = edited(kind, text);
            if (!after.equals(text) && ofKind.merge(kind, 1, Integer::sum) <= FILES) {
                Files.writeString(file, after, StandardCharsets.ISO_8859_1);
                changed.add(file);
            }
        }
        if (!files.isEmpty()) {
            Path last = files.getLast();
            Path copy = last.resolveSibling("copy-" + last.getFileName());
            Files.copy(last, copy);
            changed.add(copy);
        }
        if (files.size() > 2) {
            Path middle = files.get(files.size() / 2);
            Files.delete(middle);
            changed.add(middle);
        }
        return changed;
    }

    private static String edited(String kind, String text) {
        return switch (kind) {
            case "json", "ndjson" ->
                text.replaceFirst("(\"(?:title|task|summary|content|output|reason|step)\"\\s*:\\s*\")", "$1Changed ");
            case "yml", "yaml" -> text.replaceFirst("(?m)^((?:title|description):\\s*['\"]?)(?=\\w)", "$1Changed ");
            case "md" -> text + "\nOne more line.\n";
            default -> text;
        };
    }

    /** Takes the tree over, as the users of the tool begin to move. */
    void begin() throws IOException {
        var begun = http.send(
                        "POST",
                        "/migrations",
                        body().put("path", root.toString()).toString())
                .json();
        String path = "/migrations/" + begun.path("run").asText();
        if (begun.path("state").asText().equals("running")) {
            Awaitility.await("the run " + path)
                    .pollInterval(LoadedProgram.PAUSE)
                    .atMost(PATIENCE)
                    .until(() -> !http.send("GET", path, "")
                            .json()
                            .path("state")
                            .asText()
                            .equals("running"));
        }
        http.get("moved", path);
    }

    /** Sets a stage, works in it, and looks at both sides. */
    void stage(String aspect, int number, String stage) throws IOException {
        var wanted = body().put("stage", stage)
                .put("root", root.toString())
                .put("force", true)
                .put("reason", "compared with another version");
        JsonNode set = http.send(aspect, "POST", "/rollout", wanted.toString());
        if (set.has("stage")) {
            if (tree.kind().equals("ait42")) {
                sessions(aspect, number, stage);
            } else {
                tasks(aspect, number, stage);
            }
            quiet();
        }
        observed.addFiles(aspect + "-files", root);
    }

    void end() throws IOException {
        http.send("moved", "POST", "/compare", body().toString());
        http.get("moved-history", "/rollout/history?limit=500");
        http.get("moved-audit-set", "/audit?limit=500");
        http.send("moved", "POST", "/verify?checkAll=true", "");
    }

    /** Waits until nothing is written any more: what is written behind, and what a look at the files each second finds. */
    private void quiet() throws IOException {
        Scenario.await(http);
        var last = new AtomicReference<>("");
        resting("what is written behind", () -> {
            var behind =
                    http.send("GET", "/rollout?kind=" + tree.kind(), "").text().matches("(?s).*\"behind\":[1-9].*");
            var head = http.send("GET", "/projections", "")
                    .json()
                    .at("/items/0/head")
                    .asText();
            return head.equals(last.getAndSet(head)) && !behind;
        });
        Scenario.await(http);
    }

    private void sessions(String aspect, int number, String stage) throws IOException {
        var workspaces = http.send("GET", "/workspaces", "").nodes();
        if (!workspaces.isEmpty()) {
            JsonNode workspace = workspaces.get(number % workspaces.size());
            String hash = "/workspaces/" + Http.encode(workspace.path("hash").asText());
            var sessions = http.send("GET", hash + "/sessions?limit=500&sort=createdAt", "")
                    .nodes();
            if (!sessions.isEmpty()) {
                JsonNode it = sessions.get(number % sessions.size());
                session(
                        aspect,
                        stage,
                        hash + "/sessions/" + Http.encode(it.path("id").asText()));
            }
            if (workspace.has("path")) {
                editor(aspect, stage, workspace.path("path").asText());
            }
        }
        editor(aspect, stage, "/srv/repos/new-one");
    }

    private void session(String aspect, String stage, String session) throws IOException {
        http.send(
                aspect,
                "POST",
                session + "/messages",
                "{\"id\":\"m-%s\",\"role\":\"user\",\"content\":\"in %s\",\"timestamp\":\"%s\"}"
                        .formatted(stage, stage, TIME));
        http.send(aspect, "POST", session + "/status", "{\"status\":\"paused\"}");
        http.send(aspect, "PUT", session + "/instances/1/status", "{\"status\":\"archived\"}");
        http.send(aspect, "POST", session + "/winner", "{\"instanceId\":1}");
        http.send(aspect, "POST", session + "/evaluation", "");
        Scenario.await(http);
        http.send(aspect, "GET", session, "");
    }

    /** The commands of the editor itself, those that end in a refusal among them. */
    private void editor(String aspect, String stage, String path) throws IOException {
        var arguments = Http.JSON.createObjectNode().put("workspacePath", path).put("sessionId", "s-" + stage);
        var session = arguments.putObject("session");
        session.put("id", "s-" + stage)
                .put("type", "competition")
                .put("task", "Sum up per line ‑ ü")
                .put("status", "running")
                .put("createdAt", TIME)
                .put("updatedAt", TIME)
                .put("further", 1.50);
        session.putArray("instances")
                .addObject()
                .put("instanceId", 1)
                .put("status", "running")
                .put("agentName", "a");
        session.putArray("chatHistory");
        arguments
                .putObject("message")
                .put("id", "m1")
                .put("role", "assistant")
                .put("content", "done \"so\" \n far")
                .put("timestamp", TIME);
        arguments.put("instanceId", 1).put("newStatus", "completed");
        for (String command : List.of("create_session", "add_chat_message", "update_instance_status", "get_session")) {
            http.send(aspect, "POST", "/ait42/" + command, arguments.toString());
        }
        session.put("status", "completed").put("completedAt", TIME);
        for (String command : List.of("update_session", "get_all_sessions")) {
            http.send(aspect, "POST", "/ait42/" + command, arguments.toString());
        }
        if (stage.equals("journal")) {
            quiet();
            http.send(
                    aspect,
                    "POST",
                    "/ait42/delete_session",
                    arguments.put("sessionId", "s-dual").toString());
        }
    }

    private void tasks(String aspect, int number, String stage) throws IOException {
        var tasks = http.send("GET", "/sbis?limit=500&sort=created", "").nodes();
        if (!tasks.isEmpty()) {
            String task = "/sbis/"
                    + Http.encode(tasks.get(number % tasks.size()).path("id").asText());
            http.send(aspect, "PATCH", task, "{\"title\":\"Renamed in %s\",\"priority\":2}".formatted(stage));
            http.send(
                    aspect, "POST", task + "/notes", "{\"text\":\"a note in %s\",\"author\":\"ada\"}".formatted(stage));
            http.send(
                    aspect,
                    "POST",
                    task + "/attachments",
                    "{\"name\":\"%s.txt\",\"encoding\":\"utf-8\",\"content\":\"one\\ntwo\"}".formatted(stage));
            work(aspect, task);
        }
        var registered = http.send(
                aspect,
                "POST",
                "/sbis",
                "{\"title\":\"New in %s\",\"spec\":\"# New\\n\\nText.\",\"labels\":[\"new\"],\"priority\":1}"
                        .formatted(stage));
        String task = "/sbis/" + Http.encode(registered.path("id").asText("none"));
        work(aspect, task);
        http.send(aspect, "PUT", "/config/from." + stage, "{\"value\":{\"max_turns\":8.50}}");
        http.send(aspect, "POST", "/plans", "{\"id\":\"PBI-%s\",\"kind\":\"PBI\",\"title\":\"Plan\"}".formatted(stage));
        http.send(aspect, "PATCH", "/plans/PBI-" + stage, "{\"title\":\"Renamed in %s\"}".formatted(stage));
        if (stage.equals("journal")) {
            quiet(); // else what is written behind may or may not have written it before
            http.send(aspect, "DELETE", task, "");
        }
    }

    private void work(String aspect, String task) throws IOException {
        http.send(aspect, "POST", task + "/reset", "{\"status\":\"READY\",\"why\":\"once more\"}");
        JsonNode started = http.send(aspect, "POST", task + "/executions", "{\"step\":\"implement\"}");
        int turn = started.path("turn").asInt(1);
        http.send(
                aspect,
                "POST",
                task + "/executions/" + turn + "/finish",
                "{\"decision\":\"OK\",\"content\":\"# Report\\n\\nAll good.\",\"artifacts\":[\"a.md\"]}");
        Scenario.await(http);
        http.send(aspect, "GET", task, "");
    }
}
