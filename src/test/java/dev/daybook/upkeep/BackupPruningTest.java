package dev.daybook.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.domain.Rejected;
import dev.daybook.operation.Progress;
import dev.daybook.text.DurableFiles;
import dev.daybook.upkeep.BackupPruning.Decision;
import dev.daybook.upkeep.BackupPruning.Fate;
import dev.daybook.upkeep.BackupRestoration.Until;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which backups are kept, and that no other is lost with those that are not. */
final class BackupPruningTest {

    @TempDir
    private Path folder;

    private BackedUp given;

    @BeforeEach
    void given_a_journal() {
        given = new BackedUp(folder).facts(3);
    }

    @AfterEach
    void close() {
        given.close();
    }

    private List<Decision> prune(Retention policy, boolean dry) {
        return pruning().prune(order(policy, dry), Progress.UNHEARD);
    }

    private BackupPruning pruning() {
        return new BackupPruning(folder.resolve("scratch"), given::now);
    }

    private BackupPruning.Order order(Retention policy, boolean dry) {
        return new BackupPruning.Order(given.backups(), policy, given.secret(), dry);
    }

    private static Map<String, Fate> fates(List<Decision> all) {
        return all.stream().collect(Collectors.toMap(Decision::id, Decision::fate));
    }

    private List<String> left() {
        return BackupRepository.at(given.backups()).all().stream()
                .map(BackupRepository.Found::id)
                .toList();
    }

    private List<BackupManifest> daily(int days) {
        var made = new ArrayList<BackupManifest>();
        for (int day = 0; day < days; day++) {
            made.add(given.facts(1).full());
            given.later(Duration.ofDays(1));
        }
        return made;
    }

    @Test
    void the_newest_of_each_day_week_and_month_is_kept() {
        List<BackupManifest> made = daily(70); // from Friday, 2026-01-02, to Thursday, 2026-03-12

        List<Decision> all = prune(new Retention.Counted(2, 2, 3), false);

        assertThat(all.stream().filter(each -> each.fate() == Fate.KEPT).map(Decision::at))
                .extracting(at -> at.orElseThrow().toString().substring(0, 10))
                .containsExactly("2026-01-31", "2026-02-28", "2026-03-08", "2026-03-11", "2026-03-12");
        assertThat(left()).hasSize(5).contains(made.getLast().id());
        assertThat(given.check(true).findings()).isEmpty();
    }

    @Test
    void one_that_was_made_while_the_clock_was_ahead_stays_and_takes_no_others_place() {
        Duration year = Duration.ofDays(365);
        given.later(year);
        BackupManifest ahead = given.full();
        given.later(year.negated());
        List<BackupManifest> made = daily(3);

        List<Decision> all = prune(new Retention.Counted(2, 0, 0), false);

        assertThat(left())
                .containsExactly(ahead.id(), made.get(1).id(), made.getLast().id());
        assertThat(all.getFirst().why()).isEqualTo("of a time that has not come");
    }

    @Test
    void a_dry_run_removes_nothing() {
        daily(5);

        assertThat(fates(prune(new Retention.Counted(1, 0, 0), true)).values()).containsOnly(Fate.REMOVED, Fate.KEPT);
        assertThat(left()).hasSize(5);
    }

    @Test
    void what_a_kept_one_stands_on_stays() {
        BackupManifest full = given.full();
        given.later(Duration.ofDays(1));
        BackupManifest middle = given.facts(1).more();
        given.later(Duration.ofDays(1));
        BackupManifest last = given.facts(1).more();

        List<Decision> all = prune(new Retention.Counted(1, 0, 0), false);

        assertThat(left()).containsExactly(full.id(), middle.id(), last.id());
        assertThat(all.getFirst().why()).isEqualTo(middle.id() + " stands on it");
    }

    @Test
    void the_last_good_one_stays_where_newer_ones_are_damaged() throws IOException {
        List<BackupManifest> made = daily(3);
        damage(made.get(2));
        given.later(Duration.ofDays(100));

        List<Decision> all = prune(new Retention.Document(), false);

        assertThat(fates(all))
                .containsEntry(made.get(0).id(), Fate.REMOVED)
                .containsEntry(made.get(1).id(), Fate.COMPRESSED);
        given.restore(new Until.At(made.get(1).position()), folder.resolve("restored"));
    }

    @Test
    void nothing_is_removed_where_no_backup_is_sound() throws IOException {
        for (BackupManifest each : daily(2)) {
            damage(each);
        }

        assertThatThrownBy(() -> prune(new Retention.Counted(0, 0, 0), false))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("nothing is removed");
        assertThat(left()).hasSize(2);
    }

    private void damage(BackupManifest backup) throws IOException {
        Path file = given.backups().resolve(backup.id()).resolve("journal.db");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
    }

    @Test
    void by_the_rule_of_the_document_old_ones_are_compressed_and_older_ones_go() {
        BackupManifest old = given.full();
        given.later(Duration.ofDays(25));
        BackupManifest aging = given.facts(1).full();
        given.later(Duration.ofDays(10));
        BackupManifest fresh = given.facts(1).full();

        Map<String, Fate> fates = fates(prune(new Retention.Document(), false));

        assertThat(fates)
                .containsEntry(old.id(), Fate.REMOVED)
                .containsEntry(aging.id(), Fate.COMPRESSED)
                .containsEntry(fresh.id(), Fate.KEPT);
        BackupManifest compressed = BackupRepository.at(given.backups()).find(aging.id());
        assertThat(compressed.sizeBytes()).isLessThan(aging.sizeBytes() / 2);
        assertThat(compressed.createdAt()).isEqualTo(aging.createdAt());
        assertThat(given.check(true).findings()).isEmpty();
        assertThat(prune(new Retention.Document(), false))
                .extracting(Decision::fate)
                .containsOnly(Fate.KEPT);
    }

    @Test
    void one_that_was_to_be_replaced_when_the_process_died_is_there_again() throws IOException {
        BackupManifest backup = given.full();
        Path replaced = given.backups().resolve(backup.id() + ".replaced");
        Files.move(given.backups().resolve(backup.id()), replaced);
        Files.createDirectory(given.backups().resolve(backup.id() + ".part"));

        given.facts(1).more();

        assertThat(given.check(true).findings()).isEmpty();
        assertThat(left()).hasSize(2).contains(backup.id());
    }

    @ParameterizedTest
    @ValueSource(strings = {"document", "7/4/6", "0/0/1"})
    void a_policy_is_told_as_it_is_written(String policy) {
        assertThat(Retention.of(policy).map(Retention::text)).contains(policy);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "documents", "7/4", "7/4/6/1", "7/4/-6"})
    void what_is_no_policy_is_none(String text) {
        assertThat(Retention.of(text)).isEmpty();
    }

    @Test
    void what_a_killed_pruning_left_goes_with_the_next_one() throws IOException {
        BackupManifest aging = given.full();
        Files.createDirectory(given.backups().resolve(aging.id() + ".part"));
        Path left = Files.createDirectories(folder.resolve("scratch/compress-" + aging.id()));
        Files.writeString(left.resolve("journal.db"), "half of it");
        given.later(Duration.ofDays(10));

        assertThat(fates(prune(new Retention.Counted(1, 0, 0), false))).containsValue(Fate.KEPT);
        assertThat(given.backups().resolve(aging.id() + ".part")).doesNotExist();
        assertThat(fates(prune(new Retention.Document(), false))).containsEntry(aging.id(), Fate.COMPRESSED);

        assertThat(folder.resolve("scratch")).isEmptyDirectory();
        assertThat(given.check(true).findings()).isEmpty();
    }

    @Test
    void a_pruning_that_is_ended_leaves_each_backup_as_it_was_and_nothing_else() {
        BackupManifest aging = given.full();
        given.later(Duration.ofDays(10));
        Progress unwanted = (_, _, what) -> {
            if (what.startsWith("writing")) {
                throw new IllegalStateException("ended");
            }
        };

        assertThatThrownBy(() -> pruning().prune(order(new Retention.Document(), false), unwanted))
                .hasMessage("ended");

        assertThat(folder.resolve("scratch")).isEmptyDirectory();
        assertThat(given.backups().resolve(aging.id() + ".part")).doesNotExist();
        assertThat(BackupRepository.at(given.backups()).sound()).containsExactly(aging);
        assertThat(given.check(true).findings()).isEmpty();
    }

    @Test
    void an_encrypted_one_is_compressed_with_its_key_and_stays_encrypted() throws IOException {
        given.encrypted(new BackupSecret(Files.write(folder.resolve("key"), new byte[32]), false));
        BackupManifest aging = given.full();
        given.later(Duration.ofDays(10));

        assertThat(fates(prune(new Retention.Document(), false))).containsEntry(aging.id(), Fate.COMPRESSED);

        BackupManifest compressed = BackupRepository.at(given.backups()).find(aging.id());
        assertThat(compressed.encryption()).isPresent().isNotEqualTo(aging.encryption());
        assertThat(compressed.sizeBytes()).isLessThan(aging.sizeBytes() / 2);
        given.restore(new Until.End(), folder.resolve("restored"));
        assertThat(given.restoredContent(folder.resolve("restored"))).isEqualTo(BackedUp.content(given.journal(), 3));
    }

    @Test
    void one_whose_manifest_is_damaged_stays_and_is_told_with_its_flaw() throws IOException {
        List<BackupManifest> made = daily(2);
        Path manifest = given.backups().resolve(made.getFirst().id()).resolve("manifest.json");
        Files.writeString(manifest, Files.readString(manifest) + " ");

        List<Decision> all = prune(new Retention.Counted(1, 0, 0), false);

        assertThat(all.getFirst().fate()).isEqualTo(Fate.KEPT);
        assertThat(all.getFirst().why()).contains("manifest.json is not as it was written");
        assertThat(left()).hasSize(2);
    }

    @Test
    void one_that_stands_on_a_lost_one_is_not_the_last_good_one() throws IOException {
        BackupManifest alone = given.full();
        BackupManifest base = given.later(Duration.ofDays(1)).facts(1).full();
        BackupManifest above = given.later(Duration.ofDays(1)).facts(1).more();
        DurableFiles.removeTree(given.backups().resolve(base.id()));

        List<Decision> all = prune(new Retention.Counted(0, 0, 0), false);

        assertThat(fates(all)).containsEntry(alone.id(), Fate.KEPT).containsEntry(above.id(), Fate.REMOVED);
        given.restore(new Until.End(), folder.resolve("restored"));
    }
}
