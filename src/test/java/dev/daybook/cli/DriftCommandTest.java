package dev.daybook.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.InProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that compare read models with what the journal makes of them. */
class DriftCommandTest {

    private static final String ID = "SBI-01K6GBQ7M4X2V9B8N0C5D3F1R1";

    private static final int FINDINGS = 2;

    @TempDir
    private Path folder;

    private String daybook(int code, String... args) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int exit = InProcess.run(
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8),
                Map.of(),
                Stream.concat(Stream.of(args), Stream.of("--data", folder.toString()))
                        .toArray(String[]::new));
        assertThat(exit).as(err.toString(UTF_8)).isEqualTo(code);
        return out.toString(UTF_8);
    }

    private void forgeTitle() throws IOException, SQLException {
        try (Stream<Path> files = Files.walk(folder)) {
            Path file = files.filter(path -> path.getFileName().toString().matches("sbi-v\\d+-\\d+\\.db"))
                    .findFirst()
                    .orElseThrow();
            try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                    var statement = connection.createStatement()) {
                statement.executeUpdate("UPDATE sbi SET title = 'forged'");
            }
        }
    }

    @Test
    void a_rebuild_is_shown_before_it_is_swapped_in_and_without_a_terminal_only_on_a_yes() throws Exception {
        daybook(0, "sbi", "register", "Add login", "--id", ID);
        forgeTitle();

        assertThat(daybook(0, "rebuild", "sbi", "--preview"))
                .contains("sbi: rows would change; 1 rows of ", "id=" + ID + "  changed   title: forged → Add login")
                .doesNotContain("generation");
        assertThat(daybook(0, "sbi", "show", ID)).contains("forged");
        assertThat(daybook(0, "rebuild", "sbi", "--preview", "--yes", "--rows", "0"))
                .contains("sbi: rows would change")
                .doesNotContain("forged")
                .contains("generation");
        assertThat(daybook(0, "sbi", "show", ID)).contains("Add login").doesNotContain("forged");
        assertThat(daybook(0, "rebuild", "--preview", "--jq", ".preview.equal").strip())
                .isEqualTo("true");
    }

    @Test
    void a_row_that_drifted_is_named_with_the_fact_that_made_it() throws Exception {
        daybook(0, "sbi", "register", "Add login", "--id", ID);
        assertThat(daybook(0, "drift", "sbi", "search"))
                .contains("sbi: as a replay makes it; 1 rows of ", "search: as a replay makes it");
        forgeTitle();

        assertThat(daybook(FINDINGS, "drift"))
                .contains("sbi: differs from a replay")
                .containsPattern("sbi +id=" + ID + " +changed +1 +sbi.registered .*title: forged → Add login");
    }
}
