package dev.daybook.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FormatsIT {

    @TempDir
    private Path root;

    @Test
    void every_format_tells_the_same() {
        var program = Program.in(root);
        try (var _ = program.served()) {
            program.command("sbi", "register", "在庫を直す", "--label", "a", "--label", "b");
            program.command("sbi", "register", "Plain");

            assertThat(program.command("sbi", "list", "--format", "json").json())
                    .hasSize(2);
            assertThat(program.command("sbi", "list", "--format", "ndjson").lines())
                    .hasSize(2);
            assertThat(program.command("sbi", "list", "--format", "csv").lines())
                    .hasSize(3);
            assertThat(program.command("sbi", "list").lines()).hasSize(3);
            assertThat(program.command("sbi", "list").out()).contains("在庫を直す").doesNotContain("\u001b");
            assertThat(program.command("sbi", "list", "--format", "xml").code()).isEqualTo(3);
        }
    }

    @Test
    void a_task_goes_from_its_registration_to_its_end() {
        var program = Program.in(root);
        try (var _ = program.served()) {
            var id = program.command("sbi", "register", "Add login", "--priority", "2", "--format", "json")
                    .json()
                    .path("id")
                    .asText();
            assertThat(program.command("sbi", "pick", "--holder", "agent-7", "--format", "json")
                            .json()
                            .path("id")
                            .asText())
                    .isEqualTo(id);
            for (String step : new String[] {"implement", "review"}) {
                ok(program.command("sbi", "start", id, step, "--holder", "agent-7"));
                shown(program, id, it -> it.matches("(?s).*step +" + step + "\n.*"));
                ok(program.command("sbi", "finish", id, "OK", "--holder", "agent-7"));
            }
            shown(program, id, it -> it.contains("DONE"));
            assertThat(program.command("sbi", "turns", id).lines()).hasSize(3);
            ok(program.command("sbi", "note", id, "Well done"));
            ok(program.command("sbi", "edit", id, "--title", "Add a login"));
            ok(program.command("sbi", "edit", id, "--assignee", "ada"));
            shown(program, id, it -> it.contains("assignee") && it.contains("ada"));
            ok(program.command("plan", "register", "EPIC-1", "EPIC", "All of it"));
            ok(program.command("sbi", "edit", id, "--no-assignee", "--parent", "EPIC-1"));
            shown(program, id, it -> it.contains("EPIC-1") && !it.contains("assignee"));
            ok(program.command("sbi", "reset", id, "--why", "once more"));
            ok(program.command("sbi", "terminate", id));
            ok(program.command("sbi", "delete", id));
            assertThat(program.command("sbi", "pick").out()).contains("nothing to do");
            var refused = program.command("sbi", "start", id, "plan");
            assertThat(refused.code()).isEqualTo(1);
            assertThat(refused.err()).startsWith("daybook: ").doesNotContain("\tat ");
        }
    }

    @Test
    void the_same_key_is_carried_out_once() {
        var program = Program.in(root);
        try (var _ = program.served()) {
            var first = program.command("sbi", "register", "Once", "--key", "k1", "--format", "json")
                    .json();
            var second = program.command("sbi", "register", "Once", "--key", "k1", "--format", "json")
                    .json();

            assertThat(second.path("id")).isEqualTo(first.path("id"));
            assertThat(second.path("replayed").asBoolean()).isTrue();
            assertThat(program.command("sbi", "register", "Twice", "--key", "k1")
                            .code())
                    .isEqualTo(1);
        }
    }

    @Test
    void plans_settings_and_the_journal_are_told_as_well() {
        var program = Program.in(root);
        try (var _ = program.served()) {
            ok(program.command("plan", "register", "EPIC-1", "EPIC", "Everything"));
            ok(program.command("plan", "edit", "EPIC-1", "--status", "planning"));
            assertThat(program.command("plan", "show", "EPIC-1").out()).contains("planning");
            ok(program.command("plan", "delete", "EPIC-1"));
            ok(program.command("config", "set", "max_turns", "8.50"));
            assertThat(program.command("config", "get", "max_turns").out()).isEqualTo("8.50\n");
            ok(program.command("config", "remove", "max_turns"));
            assertThat(program.command("config", "get", "max_turns").code()).isEqualTo(1);
            assertThat(program.command("journal", "tail", "--format", "json").json())
                    .hasSize(5);
            assertThat(program.command("journal", "show", "3").out()).contains("plan.deleted");
        }
    }

    @Test
    void the_report_of_a_migration_goes_to_a_file_and_findings_are_exit_code_2() throws IOException {
        var program = Program.in(root);
        var project = root.resolve("project/.deespec/specs/sbi/SBI-01K6GBQ7M4X2V9B8N0C5D3F1R1");
        Files.createDirectories(project);
        Files.writeString(project.resolve("state.json"), "{\"version\": 1, \"id\"");
        var report = root.resolve("report.json");

        var dry = program.command("migrate", root.resolve("project").toString(), "--dry-run");
        var migrated = program.command("migrate", root.resolve("project").toString(), "--report", report.toString());

        assertThat(dry.code()).as(dry.out() + dry.err()).isEqualTo(2);
        assertThat(migrated.code()).as(migrated.out() + migrated.err()).isEqualTo(2);
        assertThat(migrated.out()).contains("TRUNCATED_JSON");
        assertThat(Files.readString(report)).contains("\"outcome\"", "completed-with-findings", "TRUNCATED_JSON");
    }

    /** What was written is read a moment later. */
    private static void shown(Program program, String id, Predicate<String> as) {
        await().until(() -> program.command("sbi", "show", id).out(), as);
    }

    private static void ok(Program.Ended ended) {
        assertThat(ended.code()).as(ended.out() + ended.err()).isZero();
    }
}
