package dev.daybook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.journal.postgres.Database;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A directory goes over to a database and back, by the command. */
final class CopyCommandTest {

    @TempDir
    private Path folder;

    @Test
    void what_was_recorded_in_a_directory_is_read_from_the_database_and_in_a_directory_again() {
        Path home = folder.resolve("home");
        Path node = folder.resolve("node");
        Path back = folder.resolve("back");
        String address = Database.begin().address();
        run(Map.of(), "sbi", "register", "Dig", "--data", home.toString());

        String there = run(Map.of(), "copy", "--from", "sqlite:" + home, "--to", address, "--format", "json");
        String titles = run(Map.of("DAYBOOK_JOURNAL", address), "sbi", "list", "--data", node.toString());
        run(Map.of(), "sbi", "register", "Dug", "--data", node.toString());
        String again = run(Map.of(), "copy", "--from", address, "--to", "sqlite:" + back, "--format", "json");

        assertThat(there).contains("\"copied\" : 1", "\"position\" : 1");
        assertThat(titles).contains("Dig");
        assertThat(again).contains("\"copied\" : 2", "\"position\" : 2");
        assertThat(run(Map.of(), "sbi", "list", "--data", back.toString())).contains("Dig", "Dug");
        assertThat(run(Map.of(), "verify", "--data", back.toString())).contains("2 entries proven, no findings");
    }

    @Test
    void what_is_no_journal_or_not_to_be_written_is_refused_with_the_way_out() {
        String address = Database.begin().address();
        String none = folder.resolve("none").toString();

        assertThat(run(Map.of(), "copy", "--from", "sqlite:" + none, "--to", address))
                .contains("holds no journal.db");
        assertThat(run(Map.of(), "copy", "--from", none, "--to", address)).contains("want sqlite:DIR");
        assertThat(run(Map.of(), "copy", "--from", address, "--to", "postgresql://me:secret@host/db"))
                .contains("want sqlite:DIR")
                .doesNotContain("secret");
        assertThat(run(Map.of(), "copy", "--from", address, "--to", address)).contains("are the same journal");
    }

    private static String run(Map<String, String> variables, String... args) {
        var out = new ByteArrayOutputStream();
        try (var print = new PrintStream(out, true, StandardCharsets.UTF_8)) {
            InProcess.run(print, print, variables, args);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
