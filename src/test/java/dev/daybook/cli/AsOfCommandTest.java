package dev.daybook.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.InProcess;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that ask how things were. */
class AsOfCommandTest {

    private static final int USAGE = 3;

    private static final String ID = "SBI-01K6GBQ7M4X2V9B8N0C5D3F1R1";

    @TempDir
    private Path folder;

    private String errors = "";

    private String daybook(int code, String... args) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int exit = InProcess.run(
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8),
                Map.of(),
                Stream.concat(
                                Stream.of(args),
                                Stream.of("--data", folder.resolve("data").toString()))
                        .toArray(String[]::new));
        errors = err.toString(UTF_8);
        assertThat(exit).as(errors).isEqualTo(code);
        return out.toString(UTF_8);
    }

    @Test
    void a_thing_and_a_list_are_told_as_they_were_at_a_position() {
        daybook(0, "sbi", "register", "再送する", "--id", ID);
        daybook(0, "sbi", "edit", ID, "--title", "later");
        daybook(0, "sbi", "register", "another");

        assertThat(daybook(0, "sbi", "show", ID, "--at", "1")).contains("再送する").doesNotContain("later");
        assertThat(daybook(0, "sbi", "list", "--at", "1", "--jq", ".[].title").lines())
                .containsExactly("再送する");
        assertThat(daybook(0, "search", "再送", "--at", "1", "--jq", ".[].id").lines())
                .hasSize(1);
        assertThat(daybook(0, "sbi", "list", "--as-recorded", "0s", "--jq", "length")
                        .strip())
                .isEqualTo("2");
        assertThat(daybook(0, "sbi", "list", "--at", "2020-01-31", "--jq", "length")
                        .strip())
                .isEqualTo("0");
    }

    @Test
    void the_command_that_shows_anything_shows_it_as_it_was_and_a_fact_with_what_it_changed() {
        daybook(0, "sbi", "register", "first", "--id", ID, "--as", "ada");
        daybook(0, "sbi", "edit", ID, "--title", "later", "--as", "bot");
        daybook(0, "branch", "calm", "--without", "actor:bot");

        assertThat(daybook(0, "show", ID)).contains("later");
        assertThat(daybook(0, "show", ID, "--at", "1")).isEqualTo(daybook(0, "sbi", "show", ID, "--at", "1"));
        assertThat(daybook(0, "show", ID, "--branch", "calm")).contains("first").doesNotContain("later");
        assertThat(daybook(0, "show", "2")).isEqualTo(daybook(0, "journal", "show", "2"));
        daybook(USAGE, "show", "2", "--at", "1");
        assertThat(errors).startsWith("daybook: --at is given, and a fact stays as it was written");
        daybook(USAGE, "show", ID, "--at", "soon");
        assertThat(errors).startsWith("daybook: --at is 'soon': want a position (42), a time");
    }

    @Test
    void of_a_thing_that_was_deleted_the_history_is_offered() {
        daybook(0, "sbi", "register", "first", "--id", ID);
        daybook(0, "sbi", "delete", ID);

        daybook(1, "sbi", "show", ID);
        assertThat(errors)
                .isEqualTo(
                        "daybook: %s was deleted: its history tells what it was%n  daybook history sbi/%s tells what it was%n"
                                .formatted(ID, ID));
        daybook(1, "show", ID);
        assertThat(errors)
                .contains(" was deleted: ")
                .contains("daybook history ")
                .doesNotContain("/api/", "?");
    }

    @Test
    void a_workspace_that_is_not_said_is_asked_for_in_words_of_the_command_line() {
        daybook(0, "sbi", "register", "first", "--id", ID);

        daybook(3, "session", "list", "--workspace", "-");
        assertThat(errors).startsWith("daybook: --path is missing: ").doesNotContain("?");
    }

    @Test
    void where_there_is_no_such_position_the_last_ones_are_offered() {
        daybook(0, "sbi", "register", "first", "--id", ID);

        for (String command : List.of("show 9", "log --at 9", "undo 9", "prove 9", "diff 1 9")) {
            daybook(1, command.split(" "));
            assertThat(errors)
                    .as(command)
                    .contains("no position 9: ")
                    .endsWith("  daybook log tells what happened last, with the positions\n");
        }
        daybook(1, "show", "SBI-01ZZZ");
        assertThat(errors).endsWith("  daybook search TEXT finds things by their words\n");
    }

    @Test
    void what_is_no_moment_is_refused_in_words_of_the_command_line() {
        daybook(0, "sbi", "register", "x", "--id", ID);

        daybook(USAGE, "sbi", "list", "--at", "soon");
        assertThat(errors).startsWith("daybook: --at is 'soon': want a position (42), a time");
        daybook(USAGE, "sbi", "list", "--at", "1", "--as-recorded", "1h");
        assertThat(errors).startsWith("daybook: --at and --as-recorded are both given");
    }

    @Test
    void in_a_branch_things_are_as_if_something_had_never_been() {
        daybook(0, "sbi", "register", "Add login", "--id", ID, "--as", "ada");
        daybook(0, "sbi", "edit", ID, "--title", "Zap", "--as", "bot");
        daybook(USAGE, "branch");
        assertThat(errors).startsWith("daybook: NAME is missing");

        daybook(0, "branch", "calm", "--without", "actor:bot");

        assertThat(daybook(0, "sbi", "show", ID, "--branch", "calm")).contains("Add login");
        assertThat(daybook(0, "sbi", "list", "--branch", "calm", "--jq", ".[].title")
                        .strip())
                .isEqualTo("Add login");
        assertThat(daybook(0, "diff", "main", "calm")).contains("/title: Zap → Add login");
        assertThat(daybook(0, "branch", "list", "--jq", ".[].name").strip()).isEqualTo("calm");
        daybook(USAGE, "sbi", "list", "--branch", "calm", "--at", "1");
        assertThat(errors).startsWith("daybook: --at and --branch are both given");
        daybook(0, "branch", "drop", "calm");
        daybook(1, "sbi", "list", "--branch", "calm");
        assertThat(errors).contains("there is no branch 'calm'");
    }
}
