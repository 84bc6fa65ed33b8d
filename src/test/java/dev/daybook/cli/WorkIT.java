package dev.daybook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.Patience;
import dev.daybook.importing.Folder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Working with the commands one after the other, as people and scripts do. */
class WorkIT {

    private static final String TASK = ".deespec/specs/sbi/SBI-01K6GAQ7M4X2V9B8N0C5D3F1R0/";
    /** Something was done, and something is left. */
    private static final Pattern UNDER_WAY = Pattern.compile("\"at\":\"(reading|verifying)\",\"done\":[1-9]");

    private static final Pattern RESUME = Pattern.compile("daybook (migrate --resume (\\w+)) --data");

    @TempDir
    private Path root;

    @Test
    void who_has_the_lease_works_under_its_name_and_is_recorded_as_of_the_command_line() {
        var program = Program.in(root);
        var id = program.command("sbi", "register", "one", "--format", "json")
                .json()
                .path("id")
                .asText();
        try (var _ = program.served()) {
            assertThat(program.command("sbi", "lease", id, "--as", "ada").code())
                    .isZero();
            var other = program.command("sbi", "start", id, "implement", "--as", "bob");
            var started = program.command("sbi", "start", id, "implement", "--as", "ada");
            var finished = program.command("sbi", "finish", id, "SUCCEEDED", "--as", "ada");

            assertThat(other.code()).isEqualTo(1);
            assertThat(other.err()).contains("is leased by ada");
            assertThat(started.code()).as(started.err()).isZero();
            assertThat(finished.code()).as(finished.err()).isZero();
            var facts = program.command("journal", "tail", "--format", "json").json();
            assertThat(facts.findValuesAsText("source")).containsOnly("cli");
        }
    }

    @Test
    void work_that_names_a_lease_that_is_over_is_refused() {
        var program = Program.in(root);
        var id = program.command("sbi", "register", "one", "--format", "json")
                .json()
                .path("id")
                .asText();
        program.command("sbi", "lease", id, "--as", "ada");
        program.command("agent", "add", "two", "--id", "two");
        program.command("agent", "claim", "two", "--as", "ada");

        for (String[] work : new String[][] {
            {"sbi", "start", id, "implement"},
            {"sbi", "finish", id, "SUCCEEDED"},
            {"sbi", "edit", id, "--title", "other"},
            {"sbi", "release", id},
            {"agent", "finish", "two"}
        }) {
            var refused = program.command(under("99", work));
            var done = program.command(under("1", work));

            assertThat(refused.code()).as("%s", List.of(work)).isEqualTo(1);
            assertThat(refused.err()).as("%s", List.of(work)).contains("lease 99 of");
            assertThat(done.code()).as("%s: %s", List.of(work), done.err()).isZero();
        }
    }

    private static String[] under(String generation, String... work) {
        return Stream.concat(Stream.of(work), Stream.of("--lease-generation", generation, "--as", "ada"))
                .toArray(String[]::new);
    }

    @Test
    void the_status_tells_what_is_in_work_and_ready_and_blocked_and_whether_all_is_well() {
        var program = Program.in(root);
        program.command("sbi", "register", "one", "--id", "SBI-01K6GBQ7M4X2V9B8N0C5D3F1R1");
        program.command("sbi", "register", "直す", "--id", "SBI-01K6GBQ7M4X2V9B8N0C5D3F1R2");
        program.command(
                "sbi",
                "register",
                "three",
                "--id",
                "SBI-01K6GBQ7M4X2V9B8N0C5D3F1R3",
                "--depends-on",
                "SBI-01K6GBQ7M4X2V9B8N0C5D3F1R2");
        program.command("sbi", "lease", "SBI-01K6GBQ7M4X2V9B8N0C5D3F1R1", "--as", "agent-7");
        program.command("checkpoint", "noon");

        assertStatus(program);
        try (var _ = program.served()) {
            assertStatus(program);
        }
    }

    private static void assertStatus(Program program) {
        var status = program.command("status");
        assertThat(status.code()).as(status.err()).isZero();
        assertThat(status.out())
                .contains("in work      SBI-01K6GBQ7M4X2V9B8N0C5D3F1R1  one  READY by agent-7 until ")
                .contains("tasks        1 in work, 1 ready, 1 blocked (READY: 3)")
                .contains("health       ok")
                .contains("read models  all at position 5")
                .contains("checkpoint   noon, position 5, ")
                .contains("backup       none")
                .contains("findings     0 contradictions, 0 streams set aside");
        assertThat(program.command("status", "--format", "json")
                        .json()
                        .at("/tasks/blocked")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void a_thing_is_named_by_as_much_of_its_id_as_tells_it_from_others() {
        var program = Program.in(root);
        String one = "SBI-01K6GBQ7M4X2V9B8N0C5D3F1R1";
        String other = "SBI-01K6GBQ7N4X2V9B8N0C5D3F1R1";
        program.command("sbi", "register", "one", "--id", one);
        program.command("sbi", "register", "other", "--id", other);
        program.command("plan", "register", "SBI-01K6GBQ7M-plan", "PBI", "a plan");
        program.command("plan", "register", "PBI-12", "PBI", "another plan");
        program.command("config", "set", "max_turns", "8");

        try (var _ = program.served()) {
            program.withJvm("-Ddaybook.stdout=terminal").with("NO_COLOR", "1");
            assertThat(program.run("sbi", "list").lines().stream().map(it -> it.split(" ")[0]))
                    .containsExactly("id", "SBI-01K6GBQ7M", "SBI-01K6GBQ7N");
            assertThat(program.command("sbi", "edit", "SBI-01K6GBQ7M", "--priority", "2")
                            .code())
                    .isZero();
            assertThat(program.command("sbi", "show", "sbi/SBI-01K6GBQ7M").out())
                    .contains(one, "priority    2");
            assertThat(program.command("show", other).out()).contains("other");
            assertThat(program.command("show", "plan/SBI-01K6GBQ7M").out()).contains("a plan");

            assertThat(program.command("audit", "--entity", "sbi/SBI-01K6GBQ7M").out())
                    .contains("sbi.reprioritized");
            assertThat(program.command("history", "sbi/SBI-01K6GBQ7M").out()).contains("sbi.registered");
            assertThat(program.command("audit", "--entity", "SBI-01K6GBQ7N").out())
                    .as("the kind need not be said where the id is of one alone")
                    .contains("sbi.registered");
            assertThat(program.command("log", "--entity", "plan").out()).contains("PBI-12");
            assertThat(program.command("history", "SBI-01K6GBQ7N").out()).contains("sbi.registered");
            assertThat(program.command("history", "max_turns").out()).contains("config.set");
            program.command("sbi", "start", "SBI-01K6GBQ7N", "implement");
            var finished = program.command("sbi", "finish", "SBI-01K6GBQ7N", "NEEDS_CHANGES");
            assertThat(finished.code()).as(finished.err()).isZero();

            var ambiguous = program.command("show", "SBI-01K6GBQ7M");
            assertThat(ambiguous.code()).isEqualTo(3);
            assertThat(ambiguous.err())
                    .contains("is the beginning of several", "plan/SBI-01K6GBQ7M-plan", "sbi/" + one);
            assertThat(program.command("plan", "edit", "PBI-1", "--title", "x").code())
                    .as("a name that is not there is no beginning of another one")
                    .isEqualTo(1);
            assertThat(program.command("config", "remove", "max").code()).isEqualTo(1);
            assertThat(program.command("config", "get", "max_turns").out()).isEqualTo("8\n");
            var unknown = program.command("sbi", "show", "SBI-02");
            assertThat(unknown.code()).isEqualTo(1);
            assertThat(unknown.err()).contains("SBI-02 is not registered", "daybook sbi list shows what there is");
            assertThat(program.command("agent", "claim", "nothing").err())
                    .contains("there is no task 'nothing'", "daybook agent tasks shows what there is");
            assertThat(program.command("agent", "show", "nobody").err())
                    .contains("daybook agent list shows what there is");
            for (String[] naming :
                    new String[][] {{"--parent", "PBI-99"}, {"--depends-on", "SBI-01K6GBQ7P4X2V9B8N0C5D3F1R1"}}) {
                var refused = program.command("sbi", "edit", one, naming[0], naming[1]);
                assertThat(refused.code()).isEqualTo(3);
                assertThat(refused.err()).startsWith("daybook: " + naming[0]).contains(naming[1], "is not registered");
            }
            String begun = program.command(
                            "sbi", "register", "third", "--depends-on", "SBI-01K6GBQ7M", "--format", "json")
                    .json()
                    .path("id")
                    .asText();
            assertThat(program.command("sbi", "show", begun).out()).contains("depends on  " + one);
            program.command("sbi", "edit", begun, "--depends-on", "sbi/SBI-01K6GBQ7N", "--depends-on", one);
            assertThat(program.command("sbi", "show", begun).out()).contains("depends on  " + other + ", " + one);
            String epic = "EPIC-01K6GBQ7M4X2V9B8N0C5D3F1R7";
            program.command("plan", "register", epic, "EPIC", "an epic");
            assertThat(program.command("sbi", "edit", begun, "--parent", "EPIC-01K6G")
                            .code())
                    .isZero();
            assertThat(program.command("sbi", "list", "--parent", "EPIC-01K6G", "--jq", ".[].id")
                            .out())
                    .isEqualTo(begun + "\n");
            var several = program.command("sbi", "edit", begun, "--depends-on", "SBI-01K6GBQ7");
            assertThat(several.code()).isEqualTo(3);
            assertThat(several.err()).startsWith("daybook: --depends-on SBI-01K6GBQ7 is the beginning of several: ");
            program.command("sbi", "delete", begun);
            assertThat(program.command("sbi", "list", "--limit", "-1").code()).isEqualTo(3);
            assertThat(program.command("search", "one", "-plan").out()).contains("SBI-01K6GBQ7M");
            assertThat(program.command("search", "plan", "-another").out())
                    .contains("SBI-01K6GBQ7M-plan")
                    .doesNotContain("PBI-12");
            var mistyped = program.command("search", "one", "--limitt", "3");
            assertThat(mistyped.code()).isEqualTo(3);
            assertThat(mistyped.err()).contains("daybook search has no option --limitt");
            assertThat(program.command("sbi", "list", "--json", "title,status", "--jq", ".[0].title")
                            .out())
                    .isEqualTo("one\n");
            assertThat(program.command("status", "--jq", ".tasks.ready").out()).isEqualTo("2\n");
            var field = program.command("sbi", "list", "--label", "none", "--json", "titel");
            assertThat(field.code()).isEqualTo(3);
            assertThat(field.err()).contains("--json has 'titel'", "there are id, taskId, title, ");
            var wrong = program.command("sbi", "edit", one, "--priority", "7");
            assertThat(wrong.code()).isEqualTo(3);
            assertThat(wrong.err()).isEqualTo("""
                    daybook: --priority is 7: want a whole number from 0 to 2
                      daybook sbi edit --help shows how it is used
                    """);
        }
    }

    @Test
    void nobody_waits_for_new_facts_where_none_can_come() {
        var program = Program.in(root);
        program.command("sbi", "register", "one");

        var refused = program.command("journal", "tail", "--follow");

        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err())
                .contains("no server runs for", "daybook serve", "without --follow the newest are shown");
        assertThat(program.command("journal", "tail").out()).contains("sbi.registered");
    }

    @Test
    void a_list_shows_all_labels_of_a_task() {
        var program = Program.in(root);
        program.command("sbi", "register", "one", "--label", "docs", "--label", "auth");

        assertThat(program.command("sbi", "list", "--format", "csv").out())
                .contains("labels")
                .contains("\"docs, auth\"");
        assertThat(program.command("sbi", "list", "--label", "auth", "--format", "json")
                        .json()
                        .at("/0/labels"))
                .extracting(JsonNode::asText)
                .containsExactly("docs", "auth");
    }

    @Test
    void the_exit_code_says_how_grave_the_findings_are() throws IOException {
        var program = Program.in(root);
        Path flawed = root.resolve("flawed");
        Folder.write(flawed, TASK + "spec.md", "# One\n");
        Folder.write(flawed, ".deespec/workflow.json", "{\"steps\": ");
        Path odd = root.resolve("odd");
        Folder.write(odd, TASK + "spec.md", "# One\n");
        Folder.write(odd, TASK + "state.json", """
                {"version": 1, "id": "SBI-01K6GAQ7M4X2V9B8N0C5D3F1R0", "status": "DONE", "turn": 1, "depends_on":
                ["SBI-01K6GAQ7M4X2V9B8N0C5D3F1R9"]}""");

        try (var _ = program.served()) {
            assertThat(dry(program, flawed)).isEqualTo(5);
            assertThat(dry(program, flawed, "--fail-on", "error")).isEqualTo(5);
            assertThat(dry(program, flawed, "--fail-on", "never")).isZero();
            var migrated = program.command("migrate", odd.toString());
            assertThat(migrated.code()).as(migrated.out()).isEqualTo(2);
            assertThat(migrated.out()).contains("WARN").doesNotContain("ERROR");
            assertThat(dry(program, odd, "--fail-on", "error")).isZero();
            var verified = program.command("verify", "--check-all");
            assertThat(verified.code()).as(verified.out()).isEqualTo(2);
            assertThat(verified.out())
                    .contains("entries proven, ", "contradiction")
                    .doesNotContain("no findings");
            assertThat(program.command("verify", "--check-all", "--fail-on", "error")
                            .code())
                    .isZero();
            assertThat(program.command("verify").out()).contains("no findings");
        }
    }

    @Test
    void an_export_to_where_nothing_can_be_written_is_refused_with_the_reason() throws IOException {
        var program = Program.in(root);
        Folder.write(root, "project/" + TASK + "spec.md", "# One\n");
        program.command("migrate", root.resolve("project").toString());
        Path file = Files.createFile(root.resolve("file"));

        var refused = program.command("export", "--out", file.resolve("out").toString());

        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).startsWith("daybook: %s/out cannot be written (Not a directory)".formatted(file));
    }

    @Test
    void what_this_user_may_not_enter_is_never_taken_for_empty_or_missing() throws IOException {
        var program = Program.in(root);
        Folder.write(root, "closed/project/" + TASK + "spec.md", "# One\n");
        program.command("sbi", "register", "one");
        Path tree = root.resolve("closed");
        Files.setPosixFilePermissions(tree, Set.of());
        Files.setPosixFilePermissions(program.data(), Set.of());

        var list = program.runUnprivileged("sbi list --data " + program.data());
        var there = program.runUnprivileged("migrate " + tree + " --data " + root.resolve("new"));
        var below = program.runUnprivileged("migrate " + tree.resolve("project") + " --data " + root.resolve("new"));

        Files.setPosixFilePermissions(program.data(), PosixFilePermissions.fromString("rwx------"));
        Files.setPosixFilePermissions(tree, PosixFilePermissions.fromString("rwx------"));
        assertThat(list.err())
                .startsWith(
                        "daybook: the data directory %s cannot be read: permission denied".formatted(program.data()));
        assertThat(there.err()).startsWith("daybook: %s cannot be read: permission denied".formatted(tree));
        assertThat(below.err()).startsWith("daybook: %s/project cannot be read: permission denied".formatted(tree));
    }

    private static int dry(Program program, Path tree, String... options) {
        var command = new ArrayList<>(List.of("migrate", tree.toString(), "--dry-run"));
        command.addAll(List.of(options));
        return program.command(command.toArray(String[]::new)).code();
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void a_migration_that_was_told_to_stop_goes_on_by_the_line_it_prints(String signal) throws Exception {
        int tasks = 1_500;
        while (!goesOnByTheLineItPrints(root.resolve("of-" + tasks), tasks, signal)) {
            tasks *= 2; // this machine was through before it was told
        }
    }

    private static boolean goesOnByTheLineItPrints(Path root, int tasks, String signal) throws Exception {
        var program = Program.in(root).with("PATH", System.getenv("PATH"));
        var project = project(root, tasks);
        var command = program.shell("exec env --default-signal=INT \"$@\" migrate %s --data %s --progress json"
                .formatted(project, program.data()));
        var migration = program.launch(command);
        var said = new ArrayList<String>();
        boolean stopped = false;
        try (var err = migration.errorReader()) {
            for (var line = err.readLine(); line != null; line = err.readLine()) {
                said.add(line);
                if (!stopped && UNDER_WAY.matcher(line).find()) {
                    stopped = true;
                    new ProcessBuilder("kill", "-s", signal, Long.toString(migration.pid())).start();
                }
            }
        }
        assertThat(migration.waitFor(Patience.LIMIT)).isTrue();
        if (migration.exitValue() == 0) {
            return false;
        }
        assertThat(migration.exitValue()).as(said.toString()).isEqualTo(signal.equals("INT") ? 130 : 143);
        var printed = RESUME.matcher(String.join("\n", said));
        assertThat(printed.find()).as(said.toString()).isTrue();

        var resumed = program.runShell(printed.group(1) + " --format json --data " + program.data());

        assertThat(resumed.code()).as(resumed.out() + resumed.err()).isIn(0, 2);
        assertThat(resumed.json().path("run").asText()).isEqualTo(printed.group(2));
        assertThat(resumed.json().at("/entities/sbis").asInt()).isEqualTo(tasks);
        assertThat(resumed.json().at("/verified/equal").asInt(-1))
                .isEqualTo(resumed.json().at("/verified/compared").asInt());
        var runs = program.command("migrations", "--format", "json").json();
        assertThat(runs).hasSize(1);
        assertThat(runs.at("/0/state").asText()).isEqualTo("done");
        var started = program.command("journal", "tail", "--category", "import", "-n", "500", "--format", "json");
        assertThat(started.json().findValuesAsText("type"))
                .containsOnlyOnce("import.started", "import.finished")
                .doesNotContain("journal.rolled-back");
        return true;
    }

    private static Path project(Path root, int tasks) throws IOException {
        for (int i = 0; i < tasks; i++) {
            var folder = "project/.deespec/specs/sbi/SBI-01K6%022d/".formatted(i);
            Folder.write(root, folder + "spec.md", "# Task %d\n\n%s".formatted(i, "Words. ".repeat(200)));
            Folder.write(root, folder + "notes.md", "Note of %d\n".formatted(i));
        }
        return root.resolve("project");
    }

    @Test
    void the_users_folder_is_where_the_user_says() {
        var program = Program.in(root);
        var home = root.resolve("elsewhere");
        assertThat(program.with("HOME", home.toString())
                        .runPlain("sbi", "register", "one")
                        .code())
                .isZero();
        assertThat(home.resolve(".local/share/daybook/journal.db")).exists();
        assertThat(Files.exists(program.home().resolve(".local"))).isFalse();
    }
}
