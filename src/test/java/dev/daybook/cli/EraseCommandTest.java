package dev.daybook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is erased is nowhere any more, and everything else goes on. */
class EraseCommandTest {

    private static final String SECRET = "AKIA2E0A8F3B244C9986";
    private static final String ID = "SBI-01K6GBQ7M4X2V9B8N0C5D3F1R1";
    private static final String OTHER = "SBI-01K6GBQ7M4X2V9B8N0C5D3F1R2";

    @TempDir
    private Path root;

    private Program program;

    @BeforeEach
    void given_a_secret_in_a_title_and_a_specification_that_were_changed_since() throws IOException {
        program = Program.in(root);
        done("sbi", "register", "Add login", "--id", OTHER);
        done("sbi", "register", "Deploy with " + SECRET, "--id", ID);
        done("sbi", "edit", ID, "--title", "Rotate " + SECRET);
        Path spec = Files.writeString(root.resolve("spec.md"), (SECRET + " ").repeat(5_000));
        done("sbi", "edit", ID, "--spec", spec.toString());
        Files.writeString(spec, "Deploy it.");
        done("sbi", "edit", ID, "--title", "Deploy");
        done("sbi", "edit", ID, "--spec", spec.toString());
        Files.delete(spec);
    }

    private String done(String... command) {
        Program.Ended ended = program.command(command);
        assertThat(ended.code())
                .as("%s: %s%s", String.join(" ", command), ended.out(), ended.err())
                .isZero();
        return ended.out();
    }

    private List<String> holding() throws IOException {
        var holding = new ArrayList<String>();
        try (var files = Files.walk(program.data())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(SECRET)) {
                    holding.add(program.data().relativize(file).toString());
                }
            }
        }
        return holding;
    }

    @Test
    void a_text_that_is_erased_is_in_no_file_of_the_directory_and_in_no_answer() throws IOException {
        done("sbi", "list", "--at", "2");
        assertThat(holding()).isNotEmpty();
        String head = done("head", "--sign");
        Path kept = Files.writeString(root.resolve("head.txt"), head);

        String preview = done("erase", "--match", SECRET, "--reason", "leaked", "--dry-run");
        assertThat(preview).contains("dry run, nothing is changed: would erase 3 facts", "sbi/" + ID);
        assertThat(done("journal", "tail", "--format", "ndjson")).contains(SECRET);

        String erased = done("erase", "--match", SECRET, "--reason", "leaked", "--as", "ada");

        assertThat(erased).contains("erased 3 facts and 1 large value, as position 7 says");
        assertThat(holding()).isEmpty();
        assertThat(done("sbi", "show", ID)).contains("Deploy").doesNotContain(SECRET);
        for (List<String> question : List.of(
                List.of("journal", "tail", "--format", "ndjson"),
                List.of("show", "2"),
                List.of("show", "3"),
                List.of("show", "4"),
                List.of("audit", "--format", "ndjson"),
                List.of("history", "sbi/" + ID),
                List.of("blame", "sbi/" + ID),
                List.of("search", "Rotate"),
                List.of("sbi", "list", "--at", "3"),
                List.of("sbi", "show", ID, "--at", "3"))) {
            Program.Ended answer = program.command(question.toArray(String[]::new));
            assertThat(answer.out() + answer.err()).as(question.toString()).doesNotContain(SECRET);
            assertThat(answer.err()).as(question.toString()).doesNotContain("bug", "Exception");
        }
        assertThat(done("show", "2")).contains("erased", "leaked", "ada");
        assertThat(done("verify", "--head", kept.toString())).contains("no findings");
        assertThat(done("drift")).doesNotContain("differs");
        assertThat(holding()).isEmpty();
    }

    @Test
    void the_thing_lives_on_and_can_be_changed_and_rolled_back() {
        done("erase", "--position", "3", "--reason", "leaked");

        done("sbi", "edit", ID, "--title", "Deploy again");
        done("rollback", "--entity", "sbi/" + ID, "--since", "8");
        assertThat(done("sbi", "show", ID)).contains("Deploy").doesNotContain("again");
        done("rollback", "--undo", "9");
        assertThat(done("sbi", "show", ID)).contains("Deploy again");
        done("verify");
    }

    @Test
    void a_thing_whose_beginning_is_erased_is_to_be_registered_anew_which_is_told_before() {
        assertThat(done("erase", "--position", "2", "--reason", "leaked", "--dry-run"))
                .contains("sbi/" + ID + " begins with it: it has to be begun anew");
        done("erase", "--position", "2", "--reason", "leaked");

        assertThat(program.command("sbi", "edit", ID, "--title", "Deploy again").err())
                .contains("is not registered");
        done("sbi", "register", "Deploy again", "--id", ID);
        assertThat(done("sbi", "show", ID)).contains("Deploy again");
        done("verify");
    }

    @Test
    void a_thing_that_is_erased_as_a_whole_is_not_found_and_may_begin_anew() {
        String certificate = done("erase", "--entity", "sbi/" + ID, "--reason", "asked for by law", "--format", "json");

        assertThat(certificate).contains("\"payloadHash\"", "\"positions\"", "asked for by law", "its header stays");
        assertThat(program.command("sbi", "show", ID).code()).isEqualTo(1);
        assertThat(done("sbi", "list")).contains("Add login").doesNotContain("Deploy");
        done("sbi", "register", "Deploy", "--id", ID);
        assertThat(done("sbi", "show", ID)).contains("Deploy");
        done("verify");
    }

    @Test
    void what_says_what_the_journal_is_and_what_is_gone_already_is_not_erased() {
        done("erase", "--position", "3", "--reason", "leaked");

        assertThat(program.command("erase", "--position", "7", "--reason", "hidden")
                        .err())
                .contains("what says what the journal itself is, is never erased");
        assertThat(program.command("erase", "--position", "3", "--reason", "twice")
                        .err())
                .contains("what position 3 told was erased at position 7");
        assertThat(program.command("erase", "--position", "99", "--reason", "none")
                        .err())
                .contains("there is no position 99");
        assertThat(program.command("erase", "--match", "nowhere-at-all", "--reason", "none")
                        .err())
                .contains("nothing is left there to be erased");
        assertThat(program.command("erase", "--match", SECRET, "--reason", "was " + SECRET)
                        .err())
                .contains("repeats what is to be erased");
    }

    /** Nobody can tell what becomes of it, so nothing is said to be erased before it is gone. */
    @ParameterizedTest
    @ValueSource(strings = {"--match=" + SECRET, "--match=a \"quoted\" key", "--entity=sbi/" + ID, "--position=3"})
    void what_has_it_and_is_still_to_come_to_the_journal_is_named_with_the_way_out(String which) throws IOException {
        String line =
                program.command("journal", "show", "3", "--format", "json").out();
        String id = line.replaceAll("(?s).*?\"id\": ?\"([-0-9a-f]{36})\".*", "$1");
        Path pending = Files.createDirectories(program.data().resolve("pending"));
        Path left = Files.writeString(
                pending.resolve("ahead-1.json.unreadable"),
                "{\"told\":{\"facts\":[{\"id\":\"%s\",\"stream\":\"sbi/%s\",\"payload\":\"{\\\"title\\\":\\\"a \\\\\\\"quoted\\\\\\\" key %s\\\""
                        .formatted(id, ID, SECRET));
        Path other = Files.writeString(pending.resolve("ahead-2.json.unreadable"), "{\"payload\":\"" + OTHER);

        for (String run : List.of("--dry-run", "--yes")) {
            Program.Ended refused = program.command("erase", which, "--reason", "leaked", run);

            assertThat(refused.code()).as(refused.out()).isEqualTo(1);
            assertThat(refused.err())
                    .contains("1 request", "stop the server", "rm -- " + left)
                    .doesNotContain(other.toString());
        }
        assertThat(program.command("show", "3").out()).doesNotContain("erased");
        Files.delete(left);
        if (!which.contains("quoted")) {
            done("erase", which, "--reason", "leaked");
        }
        assertThat(other).exists();
    }

    @Test
    void backups_made_before_are_named_and_those_made_after_have_none_of_it() throws IOException {
        done("backup", "create", "--level", "0");

        String erased = done("erase", "--match", SECRET, "--reason", "leaked");
        assertThat(erased).contains("rm -r -- " + program.data().resolve("backups"));
        done("backup", "create", "--level", "0");

        assertThat(holding()).singleElement().asString().startsWith("backups/");
        Path restored = root.resolve("restored");
        done("backup", "restore", "--target", restored.toString());
        program.command("backup", "check", "--read-data");
        Program.Ended verified = program.command("verify", "--data", restored.toString());
        assertThat(verified.out()).contains("no findings");
    }
}
