package dev.daybook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.importing.Folder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Taking over trees with all that the command offers, in one data directory. */
class MigrateIT {

    private static final String GOOD = ".deespec/specs/sbi/SBI-01K6GAQ7M4X2V9B8N0C5D3F1R0/";
    private static final String FLAWED = ".deespec/workflow.json";
    private static final String OTHER = ".deespec/specs/sbi/SBI-01K6GCQ7M4X2V9B8N0C5D3F1R2/";

    @TempDir
    private Path root;

    @Test
    void trees_are_taken_over_strictly_packed_and_again() throws IOException {
        var program = Program.in(root);
        Path one = root.resolve("one");
        Path two = root.resolve("two");
        Folder.write(one, GOOD + "spec.md", "# One\n");
        Folder.write(one, FLAWED, "{\"steps\": ");
        Folder.write(one, ".deespec/setting.json", "{\"timeout_sec\": 60}\n");
        Folder.write(two, OTHER + "spec.md", "# Two\n");
        Folder.write(two, ".deespec/setting.json", "{\"timeout_sec\": 90}\n");
        try (var _ = program.served()) {
            String strict = nothing_counts_of_a_strict_run(program, one);
            String run = a_tree_is_packed_and_taken_over(program, one);
            what_was_rejected_is_shown_and_written_out(program, strict, run);
            only_the_flawed_files_are_read_again(program, one, run);
            two_trees_are_two_projects(program, one, two);
            wrong_wishes_are_refused(program, one);
        }
    }

    private static String nothing_counts_of_a_strict_run(Program program, Path tree) {
        var strict = program.command("migrate", tree.toString(), "--validate", "--strict", "--format", "json");

        assertThat(strict.code()).as(strict.err()).isEqualTo(1);
        assertThat(strict.json().path("outcome").asText()).isEqualTo("failed");
        assertThat(strict.json().path("findings")).isNotEmpty();
        assertThat(strict.err()).contains("nothing was appended");
        assertThat(program.command("sbi", "list", "--format", "json").json()).isEmpty();

        var rolledBack = program.command("migrate", tree.toString(), "--strict", "--yes", "--format", "json");
        assertThat(rolledBack.code()).as(rolledBack.err()).isEqualTo(1);
        assertThat(rolledBack.json().path("outcome").asText()).isEqualTo("rolled-back");
        assertThat(rolledBack.err()).contains("the migration was rolled back: ", "and the import is strict");
        assertThat(program.command("sbi", "list", "--format", "json").json()).isEmpty();
        return rolledBack.json().path("run").asText();
    }

    private String a_tree_is_packed_and_taken_over(Program program, Path tree) throws IOException {
        Path archive = root.resolve("before.tar.zst");
        Path file = root.resolve("report.json");

        var done = program.command(
                "migrate",
                tree.toString(),
                "--backup",
                archive.toString(),
                "--report",
                file.toString(),
                "--keep-going");

        assertThat(done.code()).as(done.out() + done.err()).isEqualTo(5);
        assertThat(archive).isNotEmptyFile();
        assertThat(program.command("migrate", tree.toString(), "--backup", archive.toString())
                        .err())
                .contains("is there already");
        var report = Output.JSON.readTree(file.toFile());
        assertThat(report.path("project").asText("none")).isEmpty();
        assertThat(program.command("sbi", "list", "--format", "json").json()).hasSize(1);
        return report.path("run").asText();
    }

    /** @param first the run that came upon it first: it has the bytes */
    private void what_was_rejected_is_shown_and_written_out(Program program, String first, String run)
            throws IOException {
        Path out = root.resolve("rejected");

        var shown =
                program.command("migrations", "show", first, "--rejected", "--out", out.toString(), "--format", "json");

        assertThat(shown.json()).singleElement().satisfies(it -> {
            assertThat(it.path("file").asText()).isEqualTo(FLAWED);
            assertThat(it.path("code").asText()).isEqualTo("TRUNCATED_JSON");
            assertThat(it.path("sizeBytes").asInt()).isEqualTo(10);
            assertThat(Path.of(it.path("path").asText())).hasContent("{\"steps\": ");
        });
        try (var files = Files.list(out)) {
            assertThat(files).hasSize(1);
        }
        assertThat(program.command("migrations", "show", run).out()).contains("TRUNCATED_JSON");
    }

    private static void only_the_flawed_files_are_read_again(Program program, Path tree, String run)
            throws IOException {
        Folder.write(tree, FLAWED, "{\"steps\": []}\n");

        var retried = program.command("migrate", "--retry", run, "--format", "json");

        assertThat(retried.json().at("/events/appended").asInt())
                .as(retried.err())
                .isPositive();
        assertThat(program.command("migrate", "--resume", run).err()).contains("has ended");
    }

    private static void two_trees_are_two_projects(Program program, Path one, Path two) {
        var both = program.command("migrate", one.toString(), two.toString(), "--format", "json");

        assertThat(both.json()).as(both.err()).hasSize(2);
        assertThat(both.json().at("/0/events/appended").asInt(-1)).isZero();
        assertThat(both.json().at("/0/project").asText("none")).isEmpty();
        assertThat(both.json().at("/1/project").asText()).isEqualTo("two");
        var again = program.command("migrate", two.toString(), "--dry-run", "--format", "json");
        assertThat(again.json().at("/records/imported").asInt(-1)).isZero();
        assertThat(program.command("config", "list").out()).contains("timeout_sec", "two!/timeout_sec");
    }

    private static void wrong_wishes_are_refused(Program program, Path one) {
        assertThat(program.command("migrate").code()).isEqualTo(3);
        assertThat(program.command("migrate", one.toString(), "--resume", "X").code())
                .isEqualTo(3);
        assertThat(program.command("migrate", one.toString(), "--strict", "--keep-going")
                        .code())
                .isEqualTo(3);
        assertThat(program.command("migrate", "--resume", "X").err()).contains("there is no import 'X'");
    }
}
