package dev.daybook.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RollbackIT {

    @TempDir
    private Path root;

    private Program program;

    @BeforeEach
    void record() {
        program = Program.in(root);
        program.command("config", "set", "a", "1");
    }

    @Test
    void what_is_not_there_is_not_rolled_back_and_nothing_is_appended() {
        for (String[] target : new String[][] {{"--run", "nightly"}, {"--entity", "config/b"}, {"--to", "monday"}}) {
            var refused = program.command("rollback", target[0], target[1]);
            assertThat(refused.code()).as(refused.out() + refused.err()).isEqualTo(1);
            assertThat(refused.err()).contains(target[1]);
            assertThat(program.command("rollback", target[0], target[1], "--dry-run")
                            .code())
                    .isEqualTo(1);
        }
        assertThat(head()).isEqualTo(1);
    }

    @Test
    void a_checkpoint_is_shown_and_named_by_as_much_of_it_as_tells_it_from_the_others() {
        program.command("checkpoint", "before-01K6GBQ7M4X2V9B8N0C5D3F1R1");
        program.command("config", "set", "a", "2");

        assertThat(program.command("rollback", "--to", "before-01K6G", "--dry-run")
                        .out())
                .contains("before-01K6GBQ7M4X2V9B8N0C5D3F1R1");
        assertThat(program.command("rollback", "--to", "before-01K9", "--dry-run")
                        .code())
                .isEqualTo(1);
    }

    @Test
    void the_way_back_says_what_it_costs() {
        program.command("config", "set", "a", "2");

        var done = program.command("rollback", "--to", "1");

        assertThat(done.code()).as(done.err()).isZero();
        assertThat(done.out())
                .contains("daybook rollback --undo 3 --data " + program.data())
                .contains("what comes later is kept");
        assertThat(program.command("rollback", "--to", "3").out()).doesNotContain("daybook rollback");
    }

    @Test
    void a_person_sees_what_would_change_and_is_asked() {
        assumeTrue(Files.exists(Path.of("/usr/bin/script")), "this system cannot play a terminal");

        var no = terminal("n", "");
        assertThat(no.out()).contains("config/a", "Roll back? [y/N]", "nothing was rolled back: the answer was no");
        assertThat(head()).isEqualTo(1);

        var yes = terminal("y", "");
        assertThat(yes.out()).contains("config/a", "Roll back? [y/N]", "what comes later is kept");
        assertThat(head()).isEqualTo(2);

        assertThat(terminal("n", "--yes").out()).doesNotContain("[y/N]");
        assertThat(head()).isEqualTo(3);
    }

    @Test
    void the_last_command_is_undone_and_the_undo_too() {
        program.command("sbi", "register", "one", "--as", "ada");
        program.command("config", "set", "a", "2", "--as", "ada");

        var preview = program.command("undo", "--dry-run", "--as", "ada");
        assertThat(preview.code()).as(preview.err()).isZero();
        assertThat(preview.out())
                .contains("dry run           nothing is changed")
                .containsPattern("3 +config/a +config.set +ada");
        assertThat(head()).isEqualTo(3);

        var done = program.command("undo", "--as", "ada", "--why", "wrong file");
        assertThat(done.code()).as(done.err()).isZero();
        assertThat(done.out()).contains("daybook rollback --undo 4");
        assertThat(program.command("config", "get", "a").out()).isEqualTo("1\n");

        assertThat(program.command("undo", "4", "--as", "ada").code()).isZero();
        assertThat(program.command("config", "get", "a").out()).isEqualTo("2\n");

        var others = program.command("undo", "config/a", "--as", "bob");
        assertThat(others.code()).isEqualTo(1);
        assertThat(others.err()).contains("was done by ada, not by bob");
    }

    @Test
    void what_was_shown_is_undone_whatever_comes_before_the_yes() {
        assumeTrue(Files.exists(Path.of("/usr/bin/script")), "this system cannot play a terminal");
        try (var _ = program.served()) {
            program.command("config", "set", "a", "2", "--as", "ada");
            Path said = root.resolve("said");

            var undone = Program.end(program.with("PATH", System.getenv("PATH"))
                    .launch(program.shell("touch %2$s; { until grep -q 'Undo it' %2$s; do sleep 0.1; done;"
                            .concat(" \"$@\" config set b 3 --as ada --data %1$s >/dev/null; echo y; }")
                            .concat(" | script -qefc \"$* undo --as ada --data %1$s\" %2$s")
                            .formatted(program.data(), said))));

            assertThat(undone.out()).contains("Undo it? [y/N]").containsPattern("2 +config/a +config.set +ada");
            assertThat(program.command("config", "get", "a").out()).isEqualTo("1\n");
            assertThat(program.command("config", "get", "b").out()).isEqualTo("3\n");
        }
    }

    private Program.Ended terminal(String answer, String option) {
        return Program.end(program.with("PATH", System.getenv("PATH"))
                .launch(program.shell("script -qec \"$* rollback --entity config/a " + option + " --data "
                        + program.data() + "\" /dev/null <<END\n" + answer + "\nEND")));
    }

    private int head() {
        return program.command("journal", "tail", "--format", "json").json().size();
    }
}
