package dev.daybook.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.domain.Rejected;
import dev.daybook.journal.Position;
import dev.daybook.operation.Progress;
import dev.daybook.upkeep.BackupCreation.Order;
import dev.daybook.upkeep.BackupCreation.Wanted;
import dev.daybook.upkeep.BackupManifest.Kind;
import dev.daybook.upkeep.BackupRestoration.Until;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An incremental backup goes on from one that is sound and of this journal; where there is none, a full one is made. */
final class BackupBaseTest {

    @TempDir
    private Path folder;

    @AutoClose
    private BackedUp given;

    @BeforeEach
    void given_a_journal() {
        given = new BackedUp(folder).facts(30);
    }

    private BackupSecret key() throws IOException {
        return new BackupSecret(Files.write(folder.resolve("key"), new byte[32]), false);
    }

    private BackupManifest auto() {
        return given.create(Wanted.AUTO).manifest();
    }

    @Test
    void of_a_journal_that_was_taken_back_and_written_on_it_does_not_go_on_from_what_it_does_not_hold()
            throws Exception {
        given.full();
        given.facts(10).more();
        Path elsewhere = folder.resolve("elsewhere");
        given.restore(new Until.At(new Position(35)), elsewhere.resolve("data"));

        try (var back = new BackedUp(elsewhere)) {
            back.later(Duration.ofHours(1)).anew().facts(20);
            var order = new Order(given.backups(), Wanted.AUTO, 0, Optional.empty());
            assertThatThrownBy(() -> back.creation()
                            .create(
                                    new Order(given.backups(), Wanted.INCREMENTAL, 0, Optional.empty()),
                                    Progress.UNHEARD))
                    .isInstanceOf(Rejected.class)
                    .hasMessageContaining("can be gone on with");

            BackupManifest backup =
                    back.creation().create(order, Progress.UNHEARD).manifest();

            assertThat(backup.kind()).isEqualTo(Kind.FULL);
            given.restore(new Until.End(), folder.resolve("restored"));
            assertThat(given.restoredContent(folder.resolve("restored")))
                    .isEqualTo(BackedUp.content(back.journal(), 55));
        }
    }

    @Test
    void from_the_day_on_that_a_key_is_named_it_does_not_go_on_from_one_in_the_clear() throws IOException {
        given.full();

        BackupManifest next =
                given.encrypted(key()).facts(1).create(Wanted.AUTO).manifest();

        assertThat(next.kind()).isEqualTo(Kind.FULL);
        assertThat(next.encryption()).isPresent();
        assertThat(given.facts(1).more().base()).isPresent();
    }

    @Test
    void it_does_not_go_on_from_one_whose_full_one_is_not_as_it_was() throws IOException {
        BackupManifest full = given.full();
        given.facts(3).more();
        Files.writeString(
                given.backups().resolve(full.id()).resolve(BackupRepository.MANIFEST), " ", StandardOpenOption.APPEND);

        given.facts(3);

        assertThat(auto().kind()).isEqualTo(Kind.FULL);
    }

    @Test
    void what_a_killed_one_left_goes_with_the_next() throws IOException {
        BackupManifest full = given.full();
        Path part = Files.createDirectory(given.backups().resolve(full.id() + ".part"));
        Files.writeString(part.resolve("journal.db"), "half of it");

        given.facts(1).more();

        assertThat(part).doesNotExist();
        assertThat(given.check(true).findings()).isEmpty();
    }
}
