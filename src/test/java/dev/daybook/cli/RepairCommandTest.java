package dev.daybook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal that is refused is repaired by a command, and used again. */
class RepairCommandTest {

    @TempDir
    private Path root;

    private Program program;
    private String backups = "";

    @BeforeEach
    void given_a_journal_that_was_damaged_after_a_backup() throws IOException {
        program = Program.in(root);
        backups = root.resolve("backups").toString();
        program.command("sbi", "register", "Seldom seen");
        program.command("sbi", "register", "two");
        var made = program.command("backup", "create", "--to", backups);
        assertThat(made.code()).as(made.out() + made.err()).isZero();
        program.command("sbi", "register", "three");
        Damage.flip(program.data().resolve("journal.db"), "Seldom");
    }

    @Test
    void what_is_refused_is_repaired_and_goes_on() throws IOException {
        var refused = program.command("sbi", "register", "four");
        assertThat(refused.code()).isEqualTo(4);
        assertThat(refused.err()).contains("position 1 ", "daybook repair --from DIR");

        var tried = program.command("repair", "--from", backups, "--dry-run");
        assertThat(tried.code()).as(tried.err()).isEqualTo(2);
        assertThat(tried.err()).contains("nothing is changed");
        assertThat(program.command("sbi", "register", "four").code()).isEqualTo(4);

        var repaired = program.command("repair", "--from", backups, "--format", "json");
        assertThat(repaired.code()).as(repaired.err()).isZero();
        assertThat(repaired.json().at("/taken/0/first").asLong()).isEqualTo(1);
        assertThat(repaired.json().path("end").asLong()).isEqualTo(3);
        assertThat(Path.of(repaired.json().path("aside").asText()).resolve("journal.db"))
                .exists();

        assertThat(program.command("sbi", "register", "four").code()).isZero();
        assertThat(program.command("verify").out()).contains("4 entries proven, no findings");
        assertThat(program.command("sbi", "list").out()).contains("Seldom seen", "three", "four");
        assertThat(program.command("repair", "--from", backups).out()).contains("nothing is to be repaired");
    }

    @Test
    void the_backups_of_a_damaged_journal_are_listed_and_restored() {
        var listed = program.command("backup", "list", "--from", backups);
        assertThat(listed.code()).as(listed.err()).isZero();
        var restored = program.command(
                "backup",
                "restore",
                "--from",
                backups,
                "--target",
                root.resolve("beside").toString());

        assertThat(restored.code()).as(restored.err()).isZero();
        assertThat(restored.err()).contains("journal.db is damaged");
    }

    @Test
    void it_is_refused_without_backups_and_with_what_is_none() {
        var none = program.command("repair", "--from", root.resolve("home").toString());
        assertThat(none.code()).isEqualTo(4);
        assertThat(none.err()).contains("there are no backups in").doesNotContain("Exception");
        var wrong = program.command("repair", "--from", backups, "--up-to", "0");
        assertThat(wrong.code()).isEqualTo(3);
    }
}
