package dev.daybook.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Output that cannot be written is a failure; output that nobody reads any more is not. */
class OutputIT {

    @TempDir
    private Path root;

    private Program program;

    @BeforeEach
    void prepare() {
        assumeTrue(Files.exists(Path.of("/dev/full")), "this system has no full disk to write to");
        program = Program.in(root);
    }

    @Test
    void a_full_disk_is_told_and_ends_with_1() {
        program.command("config", "set", "a", "1");

        try (var _ = program.served()) {
            assertFull("audit");
            assertFull("audit --format csv");
            assertFull("audit --format ndjson");
            assertFull("audit --format json");
            assertFull("journal tail");
        }
        assertFull("config get a");
        assertFull("--help");
        assertFull("sbi register --help");
        assertFull("--version");
    }

    @Test
    void what_cannot_be_said_is_a_failure_too() {
        program.command("config", "set", "a", "1");
        program.command("config", "set", "b", "1");
        var ended = Program.end(
                program.launch(program.shell("exec \"$@\" audit --limit 1 --data " + program.data() + " 2>/dev/full")));
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.lines()).hasSize(2);
    }

    @Test
    void a_reader_that_has_seen_enough_is_no_failure() {
        program.command("config", "set", "a", "1");
        for (String command : new String[] {"audit", "audit --format csv", "--help"}) {
            var ended = Program.end(program.launch(program.shell("{ sleep 0.2; \"$@\" " + command + " --data "
                    + program.data() + "; echo \"code $?\" >&2; } | true")));
            assertThat(ended.err()).as(command).isEqualTo("code 0\n");
        }
    }

    @Test
    void a_stored_text_does_not_act_on_the_terminal() {
        program.command("config", "set", "a", "\"x\u009b2J\u001b\"".replace("\u001b", "\\u001b"), "--as", "m\u202eb");
        program.withJvm("-Ddaybook.stdout=terminal")
                .withJvm("-Ddaybook.stderr=terminal")
                .with("NO_COLOR", "1");
        try (var resident = program.resident()) {
            doNotAct(resident);
        }
    }

    private void doNotAct(Resident resident) {
        for (String[] command : new String[][] {
            {"audit"},
            {"journal", "tail"},
            {"config", "list"},
            {"config", "get", "a", "--format", "json"},
            {"history", "config/b\u009b2J"},
            {"sbi", "x\u009b2J"},
        }) {
            var ended = program.runIn(resident, command);
            assertThat(ended.out() + ended.err())
                    .as(String.join(" ", command))
                    .doesNotContain("\u001b", "\u009b", "\u202e")
                    .contains("\\u009b2J");
        }
    }

    private void assertFull(String command) {
        var data = command.startsWith("-") ? "" : " --data " + program.data();
        var ended = Program.end(program.launch(program.shell("exec \"$@\" " + command + data + " >/dev/full")));
        assertThat(ended.code()).as(command + ended.err()).isEqualTo(1);
        assertThat(ended.err()).as(command).startsWith("daybook: standard output cannot be written: No space left");
    }
}
