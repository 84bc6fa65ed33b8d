package dev.daybook.differential;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;

/**
 * What is done with a tree, by the command line and over HTTP, each time in the same order: imported, looked at from all
 * sides, exported, rolled back, followed, moved stage by stage. All that is printed, answered and written is kept.
 */
final class Scenario {

    /** What is done besides an import and a look at what comes of it. */
    enum Part {
        /** Each thing is looked at, by all commands, and imported strictly. */
        DETAILS,
        /** Files change while they are followed, and both sides while the users move. */
        CHANGES
    }

    private static final List<String> WORDS = List.of("the", "retry", "worker", "schema", "session", "item", "a*");

    private final LoadedProgram program;
    private final Tree tree;
    private final Path place;
    private final Set<Part> parts;
    private final Observed observed = new Observed();

    private Scenario(LoadedProgram program, Tree tree, Path place, Set<Part> parts) {
        this.program = program;
        this.tree = tree;
        this.place = place;
        this.parts = parts;
    }

    /**
     * Returns what is seen of a program over a tree.
     *
     * @param place a folder that is emptied; the same one for all programs, as some of what they say depends on paths
     */
    static Observed observe(LoadedProgram program, Tree tree, Path place, Set<Part> parts) throws IOException {
        Tree.remove(place);
        Files.createDirectories(place);
        var scenario = new Scenario(program, tree, place, parts);
        scenario.importing();
        if (parts.contains(Part.CHANGES)) {
            scenario.changing();
        }
        return scenario.observed.ended();
    }

    private Path root() {
        return place.resolve("root");
    }

    private boolean inDetail() {
        return parts.contains(Part.DETAILS);
    }

    private Map<String, String> environment(String data) {
        return Map.of(
                "HOME", place.resolve("home").toString(),
                "DAYBOOK_DATA", place.resolve(data).toString(),
                "DAYBOOK_ZONE", "UTC",
                "DAYBOOK_ACTOR", "tester",
                "LC_ALL", "C.UTF-8"); // else a program in another locale replaces this very process
    }

    private void importing() throws IOException {
        tree.copyTo(root());
        migrate("dry", "dry-run", "--dry-run", "--format", "json");
        observed.add("dry-run", "data directory: " + Files.exists(place.resolve("dry")));
        migrate("data", "migrate");
        migrate("data", "again", "--format", "json");
        if (inDetail()) {
            migrate("strict", "strict", "--strict", "--validate", "--format", "json");
        }
        try (var server = program.serve(environment("data"));
                var http = new Http(server.endpoint, place.resolve("data"), observed)) {
            new Questions(http, inDetail()).ask(WORDS);
            http.send("verify", "POST", "/verify?checkAll=true&against=" + Http.encode(root().toString()), "");
            http.send(
                    "export",
                    "POST",
                    "/exports",
                    body("out", place.resolve("export").toString()));
            if (tree.kind().equals("deespec")) {
                http.send(
                        "export-form",
                        "POST",
                        "/exports",
                        "{\"kind\":\"deespec\",\"era\":\"S\",\"out\":\"%s\"}".formatted(place.resolve("form")));
            }
        }
        observed.addFiles("export-files", place.resolve("export"));
        observed.addFiles("export-form-files", place.resolve("form"));
        tables("data");
        commands();
        rollback();
        observed.addFiles("source-files", root());
    }

    private String body(String name, String value) {
        return "{\"kind\":\"%s\",\"%s\":\"%s\"}".formatted(tree.kind(), name, value);
    }

    private void migrate(String data, String aspect, String... options) throws IOException {
        var args = new ArrayList<>(List.of("migrate", root().toString(), "--kind", tree.kind()));
        args.addAll(Arrays.asList(options));
        run(data, aspect, args.toArray(String[]::new));
    }

    private LoadedProgram.Ended run(String data, String aspect, String... args) throws IOException {
        var ended = program.run(environment(data), args);
        String label = "$ " + String.join(" ", args);
        observed.add(aspect, label + " → " + ended.code());
        observed.addText(aspect, label, ended.out());
        ended.err()
                .lines()
                .filter(it -> !it.startsWith("{\"task\":"))
                .forEach(it -> observed.add(aspect, label + "! " + it));
        return ended;
    }

    /** The read models' rows, whatever their files are called. */
    private void tables(String data) throws IOException {
        try (var files = Files.list(place.resolve(data).resolve("read"))) {
            for (Path file :
                    files.filter(it -> it.toString().endsWith(".db")).sorted().toList()) {
                var name = String.valueOf(file.getFileName()).replaceFirst("-v.*", "");
                for (String row : new Tables(file).rows()) {
                    observed.add("table-" + name + (data.equals("data") ? "" : "-" + data), row);
                }
            }
        }
    }

    /** What the command line shows, as tables and as JSON. */
    private void commands() throws IOException {
        run("data", "cli-verify", "verify", "--check-all", "--against", root().toString());
        run("data", "cli-audit", "audit", "--limit", "0");
        run(
                "data",
                "cli-lists",
                tree.kind().equals("ait42") ? "session" : "sbi",
                tree.kind().equals("ait42") ? "workspaces" : "list");
        if (inDetail()) {
            run("data", "cli-audit", "audit", "--limit", "0", "--format", "csv");
            run("data", "cli-journal", "journal", "tail", "--lines", "500");
            for (String command : List.of(
                    "plan list",
                    "sbi list --format csv",
                    "config list",
                    "checkpoints",
                    "projections --format ndjson",
                    "migrations",
                    "search the",
                    "search the --format ndjson",
                    "rollout",
                    "session workspaces --format json",
                    "schema info",
                    "schema validate",
                    "events",
                    "history config/nothing",
                    "sbi show nothing")) {
                run("data", "cli-lists", command.split(" "));
            }
            run("data", "cli-lists", "rebuild", "--format", "ndjson");
        }
    }

    /** One run is taken back, and its taking back is taken back. */
    private void rollback() throws IOException {
        try (var server = program.serve(environment("data"));
                var http = new Http(server.endpoint, place.resolve("data"), observed)) {
            JsonNode first = http.get("rollback", "/migrations?limit=500").getLast();
            String run = first.path("run").asText();
            http.send("rollback", "POST", "/rollbacks", "{\"run\":\"%s\",\"dryRun\":true}".formatted(run));
            http.send("rollback", "POST", "/rollbacks", "{\"run\":\"%s\"}".formatted(run));
            await(http);
            for (String path : List.of(
                    "/sbis?limit=500", "/plans?limit=500", "/config?limit=500", "/workspaces", "/checkpoints")) {
                http.get("rollback", path);
            }
            http.send("rollback", "POST", "/rollbacks", "{\"checkpoint\":\"after-%s\"}".formatted(run));
            await(http);
            for (String path : List.of("/sbis?limit=500", "/plans?limit=500", "/config?limit=500", "/workspaces")) {
                http.get("rollback", path);
            }
            http.send("rollback", "POST", "/verify?checkAll=true", "");
        }
    }

    /** Waits until all that was written can be read. */
    static void await(Http http) {
        Awaitility.await("the read models")
                .pollDelay(Duration.ZERO)
                .pollInterval(LoadedProgram.PAUSE)
                .until(() -> http.send("GET", "/projections", "").nodes().stream()
                        .allMatch(model -> model.path("lagEvents").asLong() == 0));
    }

    private interface Work {
        void on(Changes changes) throws IOException;
    }

    private void serving(String data, Work work) throws IOException {
        try (var server = program.serve(environment(data));
                var http = new Http(server.endpoint, place.resolve(data), observed)) {
            work.on(new Changes(http, observed, tree, root()));
        }
    }

    /** Files and journal change: the tree is followed; then it is moved stage by stage, and worked with meanwhile. */
    private void changing() throws IOException {
        Tree.remove(root());
        tree.copyTo(root());
        serving("followed", Changes::follow);
        tables("followed");
        observed.addFiles("followed-files", root());

        Tree.remove(root());
        tree.copyTo(root());
        serving("moved", Changes::begin);
        List<String> stages = List.of("legacy", "dual", "journal", "retired", "legacy");
        for (int i = 0; i < stages.size(); i++) {
            int number = i;
            // A service compares by itself after some seconds, and steps back: each stage has one of its own.
            serving(
                    "moved",
                    it -> it.stage("moved-%d-%s".formatted(number, stages.get(number)), number, stages.get(number)));
        }
        serving("moved", Changes::end);
        tables("moved");
    }
}
