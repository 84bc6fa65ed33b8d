package dev.daybook.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tool of which the program knows nothing but its format: taken over, followed, changed, found and written again. */
class TaskMasterIT {

    private static final Path SAMPLE = Path.of("src/test/resources/legacy/taskmaster/tagged/.taskmaster");
    private static final String TASKS = ".taskmaster/tasks/tasks.json";

    @TempDir
    private Path root;

    @Test
    void a_tool_with_no_slice_of_its_own_has_all_that_others_have() throws IOException {
        var program = Program.in(root);
        Path tree = root.resolve("garden");
        Files.createDirectories(tree.resolve(TASKS).getParent());
        for (String file : new String[] {"tasks/tasks.json", "state.json", "config.json"}) {
            Files.copy(SAMPLE.resolve(file), tree.resolve(".taskmaster").resolve(file));
        }
        try (var _ = program.served()) {
            var migrated = program.command("migrate", tree.toString(), "--format", "json");
            assertThat(migrated.code()).as(migrated.out() + migrated.err()).isZero();
            assertThat(migrated.json().path("kind").asText()).isEqualTo("taskmaster");
            assertThat(migrated.json().path("verified").path("compared").asLong())
                    .as(migrated.out())
                    .isGreaterThan(40)
                    .isEqualTo(migrated.json().path("verified").path("equal").asLong());
            assertThat(program.command("migrate", tree.toString(), "--format", "json")
                            .json()
                            .path("events")
                            .path("appended")
                            .asLong(-1))
                    .isZero();

            assertThat(program.command("search", "greenhouse", "--kind", "item").out())
                    .contains("taskmaster.task/master/2", "Warn when the greenhouse freezes");
            assertThat(program.command("item", "list", "--field", "status=pending")
                            .out())
                    .contains("taskmaster.task/master/3", "taskmaster.task/winter/2")
                    .doesNotContain("taskmaster.task/master/1");

            var set = program.command("item", "set", "taskmaster.task/master/3", "status=done", "n=[1]", "priority");
            assertThat(set.code()).as(set.err()).isZero();
            assertThat(program.command("item", "show", "taskmaster.task/master/3", "--format", "json")
                            .json()
                            .path("record")
                            .path("n")
                            .toString())
                    .isEqualTo("[1]");
            assertThat(program.command("history", "item/taskmaster.task/master/3")
                            .out())
                    .contains("item.recorded", "item.revised", "/status");
        }
        followed(program, tree);
        exported(program, tree);
        dual(program, tree);
    }

    private static void followed(Program program, Path tree) throws IOException {
        try (var _ = program.serve("--follow", tree.toString())) {
            String text = Files.readString(tree.resolve(TASKS));
            Files.writeString(tree.resolve(TASKS), text.replace("\"deferred\"", "\"in-progress\""));
            await().until(() -> program.command("item", "list", "--field", "status=in-progress")
                    .out()
                    .contains("taskmaster.task/winter/1"));
        }
    }

    /** In the dual stage a command writes both, and what the tool writes is news. */
    private static void dual(Program program, Path tree) throws IOException {
        try (var _ = program.served()) {
            var set = program.command("rollout", "set", "dual", "--kind", "taskmaster", "--root", tree.toString());
            assertThat(set.code()).as(set.out() + set.err()).isZero();
            String before = Files.readString(tree.resolve(TASKS));

            var done = program.command("item", "set", "taskmaster.task/winter/2", "status=done");
            assertThat(done.code()).as(done.err()).isZero();
            int at = before.lastIndexOf("\"pending\"");
            String after = before.substring(0, at) + "\"done\"" + before.substring(at + "\"pending\"".length());
            assertThat(Files.readString(tree.resolve(TASKS))).isEqualTo(after);

            Files.writeString(tree.resolve(TASKS), after.replace("Heat the frames", "Heat all frames"));
            var stale = program.command("item", "set", "taskmaster.task/winter/1", "priority=low");
            assertThat(stale.err()).as("the tool was quicker").contains("revision");
            var again = program.command("item", "set", "taskmaster.task/winter/1", "priority=low");
            assertThat(again.code()).as(again.err()).isZero();
            assertThat(program.command("item", "show", "taskmaster.task/winter/1", "--format", "json")
                            .json()
                            .path("title")
                            .asText())
                    .isEqualTo("Heat all frames");
            assertThat(Files.readString(tree.resolve(TASKS))).contains("Heat all frames", "\"priority\": \"low\"");

            var compared = program.command("compare", "--kind", "taskmaster", "--format", "json");
            assertThat(compared.code()).as(compared.out() + compared.err()).isZero();
        }
    }

    private void exported(Program program, Path tree) throws IOException {
        Path out = root.resolve("out");
        var exported = program.command("export", "--kind", "taskmaster", "--out", out.toString());
        assertThat(exported.code()).as(exported.err()).isZero();
        String before = Files.readString(tree.resolve(TASKS));
        String after = Files.readString(out.resolve(TASKS));
        assertThat(after.lines().toList().size())
                .isEqualTo(before.lines().toList().size() + 2); // n, less priority
        assertThat(Files.readString(out.resolve(".taskmaster/state.json")))
                .isEqualTo(Files.readString(tree.resolve(".taskmaster/state.json")));
    }
}
