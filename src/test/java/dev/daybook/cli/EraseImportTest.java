package dev.daybook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.importing.Folder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that still tell what was erased do not bring it back, nor are they written back. */
class EraseImportTest {

    private static final String ID = "01K7X3M9Q2W4E6R8T0Y1A5S7D9";

    @TempDir
    private Path root;

    @Test
    void what_was_erased_is_not_imported_again_and_not_exported() throws IOException {
        var program = Program.in(root);
        Path files = root.resolve("project");
        Folder.copy(Path.of("src/test/resources/legacy/deespec/valid/real-d-reports-era"), files);
        done(program, "migrate", files.toString());
        done(program, "erase", "--entity", "sbi/" + ID, "--reason", "asked for by law");
        done(program, "config", "set", "a", "1");
        done(program, "rollback", "--entity", "config/a"); // facts are named by what counts, too

        Program.Ended again = program.command("migrate", files.toString());

        assertThat(again.out()).contains("ERASED", "what it says of sbi/" + ID + " was erased: it is left out");
        assertThat(again.code()).as(again.out() + again.err()).isIn(0, Exit.FINDINGS.code());
        assertThat(again.out()).contains("0 appended").doesNotContain("rolled-back");
        assertThat(done(program, "sbi", "list")).doesNotContain(ID);
        Path out = root.resolve("out");
        done(program, "export", "--out", out.toString());
        try (var written = Files.walk(out)) {
            assertThat(written.filter(file -> file.toString().contains(ID))).isEmpty();
        }
        assertThat(Files.readString(out.resolve(".deespec/var/journal.ndjson"))).doesNotContain(ID);
    }

    /** The finding of an odd value repeats it, and the report with the finding is what says how the migration ended. */
    @ParameterizedTest
    @ValueSource(ints = {1, 900}) // a long report stands aside from its fact
    void what_a_report_repeats_is_told_again_without_it(int findings) throws IOException {
        String secret = "hunter2-hunter2";
        var program = Program.in(root);
        Path files = root.resolve("project");
        Folder.copy(Path.of("src/test/resources/legacy/deespec/valid/real-d-reports-era"), files);
        Path journal = files.resolve(".deespec/var/journal.ndjson");
        String line = Files.readString(journal).lines().skip(1).findFirst().orElseThrow();
        var lines = new StringBuilder(Files.readString(journal));
        for (int i = 0; i < findings; i++) {
            lines.append(line.replace("INITIALIZED", secret + " " + i)).append('\n');
        }
        Files.writeString(journal, lines);
        done(program, "migrate", files.toString());
        assertThat(program.command("erase", "--match", secret, "--reason", "x", "--dry-run")
                        .out())
                .contains("would erase");
        String run = done(program, "migrations", "--jq", ".[0].run").strip();
        assertThat(done(program, "migrations", "show", run)).contains(secret);
        done(program, "checkpoint", "before-" + secret);

        String erased = done(program, "erase", "--match", secret, "--reason", "asked for by law");

        assertThat(erased).contains("told again without it: positions ", "never erased: positions ");
        assertThat(done(program, "migrations", "show", run))
                .contains("[erased]", "completed")
                .doesNotContain(secret);
        assertThat(done(program, "migrations", "--format", "json")).doesNotContain(secret);
        assertThat(done(program, "journal", "tail", "--lines", "500", "--format", "ndjson")
                        .lines()
                        .filter(fact -> fact.contains(secret)))
                .singleElement()
                .asString()
                .contains("checkpoint");
        done(program, "verify");
        assertThat(program.command("erase", "--match", secret, "--reason", "once more")
                        .err())
                .contains("only what says what the journal itself is tells it, and is never erased: positions ");
        assertThat(done(program, "migrate", files.toString(), "--format", "json"))
                .contains("ERASED");
    }

    @Test
    void what_was_erased_stays_away_although_its_thing_was_changed_since() throws IOException {
        String secret = "hunter2-hunter2";
        var program = Program.in(root);
        Path home = Files.createDirectories(root.resolve("old/.ait42/sessions"));
        Path file = home.resolve("1067a7f71b30aab8.json");
        Files.writeString(file, """
            [{"id":"7f0c2b1e-5a44-4c0e-9d3b-0e6f1a2b3c09","type":"debate","task":"Compare","status":"running",
              "createdAt":"2025-11-09T14:00:00+00:00","updatedAt":"2025-11-09T14:20:00+00:00","instances":[],
              "chatHistory":[{"id":"m1","role":"user","content":"the key is hunter2-hunter2",
                              "timestamp":"2025-11-09T14:10:00+00:00"}]}]""");
        done(program, "migrate", "--kind", "ait42", root.resolve("old").toString());
        String session = "7f0c2b1e-5a44-4c0e-9d3b-0e6f1a2b3c09";
        done(program, "session", "status", session, "paused", "--workspace", "1067a7f71b30aab8");
        done(program, "erase", "--match", secret, "--reason", "a key");

        String again =
                done(program, "migrate", "--kind", "ait42", root.resolve("old").toString());

        assertThat(again).contains("ERASED");
        assertThat(done(program, "journal", "tail", "--lines", "500", "--format", "ndjson"))
                .doesNotContain(secret);
        Files.writeString(file, Files.readString(file).replace(secret, "gone, and there is one more"));
        done(program, "migrate", "--kind", "ait42", root.resolve("old").toString());
        assertThat(done(program, "journal", "tail", "--lines", "500", "--format", "ndjson"))
                .as("once it is corrected it is news")
                .contains("gone, and there is one more");
    }

    private static String done(Program program, String... command) {
        Program.Ended ended = program.command(command);
        assertThat(ended.code())
                .as("%s: %s%s", String.join(" ", command), ended.out(), ended.err())
                .isIn(0, Exit.FINDINGS.code());
        return ended.out();
    }
}
