package dev.daybook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.SmallDisk;
import dev.daybook.journal.Append;
import dev.daybook.journal.Drafts;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.sqlite.SqliteJournal;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Doctor answers most where nothing else does. */
class DoctorTest {

    @TempDir
    private Path root;

    @Test
    void before_anything_is_recorded_nothing_has_failed_and_nothing_is_made() {
        var program = Program.in(root);

        var looked = program.command("doctor");

        assertThat(looked.code()).as(looked.out() + looked.err()).isIn(0, Exit.FINDINGS.code());
        assertThat(looked.out()).contains("journal: none is begun yet").doesNotContain("failed");
        assertThat(program.data()).doesNotExist();
    }

    @Test
    void a_journal_that_was_begun_is_told_with_what_is_missing_around_it() {
        var program = Program.in(root);
        program.command("sbi", "register", "one");

        var looked = program.command("doctor");

        assertThat(looked.code()).as(looked.out() + looked.err()).isEqualTo(Exit.FINDINGS.code());
        assertThat(looked.out())
                .contains("takes commands, 1 entries", "backup: there is none", "daybook backup create")
                .contains("follow the journal");
        assertThat(program.command("space").out()).contains("journal", "read model sbi");
    }

    @Test
    void a_damaged_journal_is_told_beside_all_else_with_exit_code_4() throws IOException {
        var program = Program.in(root);
        program.command("sbi", "register", "one");
        try (var file =
                new RandomAccessFile(program.data().resolve("journal.db").toFile(), "rw")) {
            file.write(new byte[100]);
        }

        var looked = program.command("doctor", "--format", "json");

        assertThat(looked.code()).as(looked.out() + looked.err()).isEqualTo(4);
        JsonNode journal = looked.json()
                .valueStream()
                .filter(check -> check.path("check").asText().equals("journal"))
                .findFirst()
                .orElseThrow();
        assertThat(journal.path("state").asText()).isEqualTo("failed");
        assertThat(journal.path("message").asText()).contains("damaged");
        assertThat(journal.path("help").asText()).contains("put the right journal.db back");
        assertThat(looked.out()).contains("file system");
    }

    @Test
    void a_clock_that_was_set_back_is_told_and_what_is_recorded_keeps_its_order() {
        var program = Program.in(root);
        program.command("sbi", "register", "one");
        var ahead = InstantSource.fixed(Instant.now().plus(Duration.ofDays(1)));
        try (var journal = SqliteJournal.open(program.data().resolve("journal.db"), ahead)) {
            journal.append(new Append(List.of(Drafts.draft(new StreamId("sbi", "ahead"), 1)), Map.of()))
                    .join();
        }

        assertThat(program.command("doctor").out()).contains("was recorded", "later than it is now", "set the clock");

        assertThat(program.command("sbi", "register", "three").code()).isZero();
        assertThat(program.command("verify", "--journal-only").out()).contains("3 entries proven");
    }

    @Test
    void a_disk_without_room_is_told_beside_all_else_and_nothing_is_set_aside() throws IOException {
        try (var disk = SmallDisk.at(root.resolve("disk"), "size=64m")) {
            var program = Program.in(disk.folder());
            program.command("sbi", "register", "one");
            disk.fill();

            var looked = program.command("doctor");
            var listed = program.command("sbi", "list");
            var space = program.command("space");

            assertThat(looked.code()).as(looked.out() + looked.err()).isEqualTo(5);
            assertThat(looked.out()).contains("takes nothing more: the disk is full", "daybook space", "file system");
            assertThat(listed.code()).isEqualTo(1);
            assertThat(listed.err())
                    .contains("the disk is full", "nothing is lost", "give the same command again")
                    .doesNotContain("mistake");
            assertThat(space.code()).as(space.err()).isZero();
            assertThat(space.out()).contains("journal", "read model sbi");
            assertThat(space.err()).contains("of the files alone", "the disk is full");

            disk.free();
            assertThat(program.command("sbi", "list").out()).contains("one");
            assertThat(program.data().resolve("read/aside")).doesNotExist();
        }
    }

    @Test
    void a_folder_that_is_a_file_is_told() throws IOException {
        var program = Program.in(root);
        Files.writeString(program.data(), "no folder");

        var looked = program.command("doctor");

        assertThat(looked.code()).as(looked.out() + looked.err()).isEqualTo(5);
        assertThat(looked.out()).contains("data directory");
    }
}
