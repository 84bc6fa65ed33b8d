package dev.daybook.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.domain.Rejected;
import dev.daybook.journal.Position;
import dev.daybook.journal.sqlite.SqliteJournal;
import dev.daybook.operation.Progress;
import dev.daybook.upkeep.BackupCreation.Created;
import dev.daybook.upkeep.BackupCreation.Order;
import dev.daybook.upkeep.BackupCreation.Wanted;
import dev.daybook.upkeep.BackupRestoration.Until;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is backed up can be had again: all of it, or as it was at any position. */
final class BackupTest {

    private static final Until END = new Until.End();

    @TempDir
    private Path folder;

    @AutoClose
    private BackedUp given;

    @BeforeEach
    void given_a_journal() {
        given = new BackedUp(folder).facts(30);
    }

    private Path target() {
        return folder.resolve("restored");
    }

    private static Until at(long position) {
        return new Until.At(new Position(position));
    }

    @Test
    void a_full_backup_gives_the_journal_again() {
        BackupManifest backup = given.full();
        given.facts(5);

        var restored = given.restore(END, target());

        assertThat(restored.of()).containsExactly(backup.id());
        assertThat(restored.mark()).isEqualTo(backup.mark());
        assertThat(given.restoredContent(target())).isEqualTo(BackedUp.content(given.journal(), 30));
    }

    @Test
    void incremental_ones_hold_what_came_since_and_give_every_position_again() {
        given.full();
        given.facts(12).more();
        BackupManifest last = given.facts(20).more();
        List<Object> all = BackedUp.content(given.journal(), 62);

        assertThat(last.kind()).isEqualTo(BackupManifest.Kind.INCREMENTAL);
        assertThat(last.from()).isEqualTo(new Position(42));
        for (long position : List.of(1L, 17L, 30L, 31L, 41L, 42L, 55L, 62L)) {
            Path target = folder.resolve("at-" + position);
            given.restore(at(position), target);
            assertThat(given.restoredContent(target)).isEqualTo(all.subList(0, (int) position));
        }
    }

    @Test
    void a_time_gives_what_was_written_down_by_then() {
        given.full();
        given.later(Duration.ofHours(1)).facts(3);
        Instant then = given.now();
        given.later(Duration.ofHours(1)).facts(4).more();

        var restored = given.restore(new Until.When(then.plusSeconds(1)), target());

        assertThat(restored.mark().head().position()).isEqualTo(new Position(33));
        assertThatThrownBy(() -> given.restore(new Until.When(given.now().plusSeconds(1)), folder.resolve("other")))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("ends at position 37");
    }

    @Test
    void a_restored_journal_is_written_to_and_backed_up_as_the_old_one_was() {
        given.full();
        given.restore(at(20), target());

        try (var journal = SqliteJournal.open(target().resolve("journal.db"), InstantSource.system())) {
            assertThat(journal.head()).isEqualTo(new Position(20));
        }
        try (Stream<Path> files = Files.list(target())) {
            assertThat(files.map(path -> path.getFileName().toString())).containsExactly("journal.db");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void where_nothing_came_since_none_is_made() {
        BackupManifest backup = given.full();

        assertThat(given.create(Wanted.AUTO)).isEqualTo(new Created(backup, false));
        assertThat(BackupRepository.at(given.backups()).all()).hasSize(1);
    }

    @Test
    void a_full_one_is_made_again_after_a_week() {
        given.full();

        given.later(Duration.ofDays(6)).facts(1);
        assertThat(given.create(Wanted.AUTO).manifest().kind()).isEqualTo(BackupManifest.Kind.INCREMENTAL);
        given.later(Duration.ofDays(2)).facts(1);
        assertThat(given.create(Wanted.AUTO).manifest().kind()).isEqualTo(BackupManifest.Kind.FULL);
    }

    @Test
    void compressed_is_smaller_and_the_same() {
        BackupManifest plain = given.full();
        BackupManifest packed = given.compressed().facts(1).full();
        given.facts(3).more();

        assertThat(packed.sizeBytes()).isLessThan(plain.sizeBytes() / 2);
        // what a restore looks for room for
        assertThat(packed.contentSizeBytes()).isBetween(plain.sizeBytes(), 2 * plain.sizeBytes());
        given.restore(END, target());
        assertThat(given.restoredContent(target())).isEqualTo(BackedUp.content(given.journal(), 34));
    }

    @Test
    void writing_goes_on_while_a_backup_is_made_and_it_is_the_journal_at_one_position() {
        var ended = new AtomicBoolean();
        CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
            while (!ended.get()) {
                given.facts(3);
            }
        });
        var backups = new LinkedHashSet<BackupManifest>(); // where nothing came, it is the one before
        for (int i = 0; i < 4; i++) {
            backups.add(i % 2 == 0 ? given.full() : given.more());
        }
        ended.set(true);
        writing.join();

        for (BackupManifest backup : backups) {
            Path target = folder.resolve(backup.id());
            given.restore(at(backup.position().value()), target);
            assertThat(given.restoredContent(target))
                    .isEqualTo(
                            BackedUp.content(given.journal(), backup.position().value()));
        }
        assertThat(given.check(true).findings()).isEmpty();
    }

    @Test
    void files_that_no_fact_stands_for_are_restored_too() throws IOException {
        Files.writeString(given.data().resolve("branches.json"), "{\"branches\":[]}");
        given.compressed().full();

        var restored = given.restore(END, target());

        assertThat(restored.files()).containsExactly("journal.db", "branches.json");
        assertThat(target().resolve("branches.json")).hasContent("{\"branches\":[]}");
    }

    @Test
    void what_a_killed_process_left_of_its_copies_goes_with_the_next_backup_of_another_day() throws IOException {
        Path left =
                Files.createDirectories(given.data().resolve("cache/check-01")).resolve("journal.db");
        Files.writeString(left, "half of it");
        Files.setLastModifiedTime(
                left.resolveSibling(""), FileTime.from(given.now().minus(Duration.ofDays(2))));
        Path fresh = Files.writeString(given.data().resolve("cache/01.db"), "of another at work");
        Files.setLastModifiedTime(fresh, FileTime.from(given.now()));

        given.compressed().full();

        assertThat(left.resolveSibling("")).doesNotExist();
        assertThat(fresh).exists();
    }

    @Test
    void all_is_for_its_owner_alone() throws IOException {
        given.full();

        try (Stream<Path> all = Files.walk(given.backups())) {
            assertThat(all)
                    .allSatisfy(path -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                            .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------"));
        }
    }

    @Test
    void nothing_is_restored_over_what_is_there() throws IOException {
        given.full();
        Files.createDirectories(target());
        Files.writeString(target().resolve("mine"), "mine");

        assertThatThrownBy(() -> given.restore(END, target()))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("is not empty: a restore never writes over anything");
        assertThat(target().resolve("mine")).hasContent("mine");
    }

    @Test
    void an_empty_folder_may_be_restored_to() throws IOException {
        given.full();
        Files.createDirectories(target());

        given.restore(END, target());

        assertThat(target().resolve("journal.db")).exists();
    }

    @Test
    void a_folder_whose_first_backup_was_killed_as_it_began_is_begun_again() throws IOException {
        Files.createDirectories(given.backups());
        Files.writeString(given.backups().resolve("daybook-backups.json.part"), "{\"for");

        BackupManifest backup = given.full();

        assertThat(BackupRepository.at(given.backups()).sound()).containsExactly(backup);
    }

    @Test
    void no_backup_is_made_among_the_files_of_somebody_else() throws IOException {
        Path theirs = Files.createDirectories(folder.resolve("theirs"));
        Files.writeString(theirs.resolve("letter"), "dear");

        assertThatThrownBy(() ->
                        given.creation().create(new Order(theirs, Wanted.FULL, 0, Optional.empty()), Progress.UNHEARD))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("holds something else than backups of Daybook");
        assertThat(theirs.toFile().list()).containsExactly("letter");
    }

    @Test
    void no_backup_is_made_among_those_of_another_journal() throws IOException {
        given.full();
        Path other = Files.createDirectories(folder.resolve("other"));

        try (var another = new BackedUp(other).later(Duration.ofDays(1)).facts(2)) {
            assertThatThrownBy(() -> another.creation()
                            .create(new Order(given.backups(), Wanted.FULL, 0, Optional.empty()), Progress.UNHEARD))
                    .isInstanceOf(Rejected.class)
                    .hasMessageContaining("holds the backups of another journal");
        }
    }

    @Test
    void what_is_ended_leaves_nothing() {
        Progress unwanted = (done, total, what) -> {
            throw new IllegalStateException("ended");
        };

        assertThatThrownBy(() ->
                        given.creation().create(new Order(given.backups(), Wanted.FULL, 3, Optional.empty()), unwanted))
                .hasMessage("ended");
        assertThat(given.backups().toFile().list()).containsExactlyInAnyOrder("daybook-backups.json", "lock");
        given.full();
        assertThatThrownBy(() ->
                        new BackupRestoration(InstantSource.system()).restore(given.order(END, target()), unwanted))
                .hasMessage("ended");
        assertThat(folder.toFile().list()).containsExactly("data");
    }

    @Test
    void what_a_killed_restore_left_goes_with_the_next_one_into_a_folder_that_is_made() throws IOException {
        given.full();
        Path target = folder.resolve("a/new/folder");
        Path part = Files.createDirectories(folder.resolve("a/new/.folder.restoring"));
        Files.writeString(part.resolve("daybook-restore"), "");
        Files.writeString(part.resolve("journal.db"), "half of it");
        Files.writeString(part.resolve("branches.json"), "of another backup");

        given.restore(END, target);

        assertThat(target.toFile().list()).containsExactly("journal.db");
        assertThat(folder.resolve("a/new").toFile().list()).containsExactly("folder");
        given.restore(END, folder.resolve("in/one/more"));
    }

    @Test
    void a_restore_that_comes_while_another_one_makes_the_same_folder_is_refused_and_does_it_no_harm() {
        given.full();
        var refused = new AtomicBoolean();

        given.restore(END, target(), (_, _, _) -> {
            if (refused.compareAndSet(false, true)) {
                assertThatThrownBy(() -> given.restore(END, target()))
                        .isInstanceOf(Rejected.class)
                        .hasMessageContaining("a restore is under way");
            }
        });

        assertThat(refused).isTrue();
        assertThat(given.restoredContent(target())).isEqualTo(BackedUp.content(given.journal(), 30));
        assertThat(target().toFile().list()).containsOnlyOnce("journal.db").doesNotContain("daybook-restore");
    }

    @Test
    void a_folder_that_the_power_left_without_anything_in_it_is_one_of_a_restore() throws IOException {
        given.full();
        Files.createDirectories(folder.resolve(".restored.restoring"));

        given.restore(END, target());

        assertThat(given.restoredContent(target())).isEqualTo(BackedUp.content(given.journal(), 30));
    }

    @Test
    void a_folder_of_somebody_else_is_not_taken_for_what_a_restore_left() throws IOException {
        given.full();
        Path theirs = Files.createDirectories(folder.resolve(".restored.restoring"));
        Files.writeString(theirs.resolve("letter"), "dear");

        assertThatThrownBy(() -> given.restore(END, target()))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("is there, and not of a restore: move it away");
        assertThat(theirs.toFile().list()).containsExactly("letter");
    }

    @Test
    void a_backup_that_is_named_gives_what_it_stands_on_too_and_nothing_behind_it() {
        BackupManifest full = given.full();
        BackupManifest middle = given.facts(10).more();
        given.facts(10).more();

        assertThat(restoredOf(middle.id(), at(35), "within").of()).containsExactly(full.id(), middle.id());
        assertThat(given.restoredContent(folder.resolve("within"))).isEqualTo(BackedUp.content(given.journal(), 35));
        assertThat(restoredOf(middle.id(), at(20), "before").of()).containsExactly(full.id());
        assertThat(given.restoredContent(folder.resolve("before"))).isEqualTo(BackedUp.content(given.journal(), 20));
        assertThat(restoredOf(middle.id(), END, "all").of()).containsExactly(full.id(), middle.id());
        assertThat(given.restoredContent(folder.resolve("all"))).isEqualTo(BackedUp.content(given.journal(), 40));
        assertThatThrownBy(() -> restoredOf(middle.id(), at(41), "behind"))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("ends at position 40");
        assertThat(folder.resolve("behind")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void a_backup_from_before_a_step_of_the_schema_is_sound_and_restored(int steps) throws IOException {
        given.ofAnEarlierSchema(given.full(), steps);

        given.restore(END, target());
        assertThat(given.restoredContent(target())).isEqualTo(BackedUp.content(given.journal(), 30));
        given.restore(at(20), folder.resolve("earlier"));
        assertThat(given.restoredContent(folder.resolve("earlier"))).isEqualTo(BackedUp.content(given.journal(), 20));
        assertThat(given.check(true).findings()).isEmpty();
    }

    private BackupRestoration.Restored restoredOf(String id, Until until, String name) {
        return new BackupRestoration(InstantSource.system())
                .restore(
                        new BackupRestoration.Order(
                                given.backups(), Optional.of(id), until, folder.resolve(name), Optional.empty()),
                        Progress.UNHEARD);
    }
}
