package dev.daybook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever may write the file can cut off its end so that the rest still proves itself: a head kept elsewhere tells. */
class CutJournalTest {

    @TempDir
    private Path root;

    @Test
    void a_journal_whose_end_was_cut_off_proves_itself_and_not_what_was_signed() throws IOException, SQLException {
        var program = Program.in(root);
        for (String title : List.of("one", "two", "three", "four", "five")) {
            program.command("sbi", "register", title);
        }
        Path kept = Files.writeString(
                root.resolve("head.txt"), program.command("head", "--sign").out());
        assertThat(program.command("verify", "--head", kept.toString()).code()).isZero();

        cut(program.data().resolve("journal.db"), 3);

        assertThat(program.command("verify", "--journal-only").out()).contains("3 entries proven, no findings");
        var verified = program.command("verify", "--journal-only", "--head", kept.toString());
        assertThat(verified.code()).as(verified.out() + verified.err()).isEqualTo(4);
        assertThat(verified.out()).contains("ends at 3", "last 2 entries are missing");
    }

    @Test
    void a_proof_goes_on_where_the_last_one_ended() {
        var program = Program.in(root);
        program.command("sbi", "register", "one");
        program.command("sbi", "register", "two");
        assertThat(program.command("verify", "--journal-only").code()).isZero();
        program.command("sbi", "register", "three");

        var since = program.command("verify", "--since-last", "--rate", "100");
        assertThat(since.out()).contains("1 entries proven behind position 2, up to which all was proven before");
        assertThat(program.command("verify", "--since-last").out()).contains("0 entries proven behind position 3");
        assertThat(program.command("doctor").out()).contains("2 of them proven");
    }

    @Test
    void what_is_no_signed_head_is_refused_by_the_name_of_the_option() throws IOException {
        var program = Program.in(root);
        program.command("sbi", "register", "one");
        Path text = Files.writeString(root.resolve("notes.txt"), "position 1\n");

        var refused = program.command("verify", "--head", text.toString());

        assertThat(refused.code()).isEqualTo(3);
        assertThat(refused.err()).contains("--head", "no signed head").doesNotContain("Exception");
    }

    private static void cut(Path journal, int end) throws SQLException {
        try (var database = DriverManager.getConnection("jdbc:sqlite:" + journal);
                var statement = database.createStatement()) {
            List<String> triggers = new ArrayList<>();
            List<String> names = new ArrayList<>();
            try (var rows = statement.executeQuery("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")) {
                while (rows.next()) {
                    names.add(rows.getString(1));
                    triggers.add(rows.getString(2));
                }
            }
            for (String name : names) {
                statement.execute("DROP TRIGGER " + name);
            }
            statement.executeUpdate("DELETE FROM entry WHERE position > " + end);
            statement.executeUpdate(
                    "UPDATE head SET position = %d, chain = (SELECT chain FROM entry WHERE position = %d)"
                            .formatted(end, end));
            for (String trigger : triggers) {
                statement.execute(trigger);
            }
        }
    }
}
