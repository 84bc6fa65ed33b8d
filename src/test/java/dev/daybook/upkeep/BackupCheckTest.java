package dev.daybook.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.domain.Rejected;
import dev.daybook.upkeep.BackupRestoration.Until;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only shows when a backup is read and built again: its files are as they were written, and it is no good. */
class BackupCheckTest {

    @TempDir
    private Path folder;

    @AutoClose
    private BackedUp given;

    @BeforeEach
    void given_a_journal() {
        given = new BackedUp(folder).facts(30);
    }

    @Test
    void rows_that_come_out_otherwise_than_they_were_are_told_with_both_hashes() {
        BackupManifest backup =
                given.ofTables(Map.of("sbi v1", "aaa", "audit v1", "bbb")).full();

        BackupCheck.Report report = given.check(true, Map.of("sbi v1", "aaa", "audit v1", "ccc"));

        assertThat(report.findings())
                .containsExactly(new BackupCheck.Finding(
                        backup.id(),
                        "",
                        "read model audit v1 has the table hash ccc when it is built of the backup, and had bbb"));
        assertThat(report.compared()).containsExactly(backup.id());
        assertThat(given.check(false, Map.of("audit v1", "ccc")).findings()).isEmpty();
    }

    @Test
    void read_models_of_another_version_are_not_compared_and_that_is_told() {
        BackupManifest backup = given.ofTables(Map.of("sbi v1", "aaa")).full();

        BackupCheck.Report report = given.check(true, Map.of("sbi v2", "bbb"));

        assertThat(report.findings()).isEmpty();
        assertThat(report.restored()).containsExactly(backup.id());
        assertThat(report.compared()).isEmpty();
    }

    @Test
    void a_backup_of_a_forged_journal_is_found_and_not_restored() throws IOException {
        BackupManifest backup = given.full();
        given.replaced(
                backup,
                journal -> execute(
                        journal,
                        "DROP TRIGGER entry_is_never_changed",
                        "UPDATE entry SET payload = CAST('{\"number\":9}' AS BLOB) WHERE position = 3"));

        assertThat(given.check(false).findings()).isEmpty();
        assertThat(given.check(true).findings()).singleElement().satisfies(finding -> {
            assertThat(finding.backup()).isEqualTo(backup.id());
            assertThat(finding.what()).contains("does not prove itself", "position 3");
        });
        assertThatThrownBy(() -> given.restore(new Until.End(), folder.resolve("restored")))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("does not prove itself");
        assertThat(folder.resolve("restored")).doesNotExist();
    }

    @Test
    void an_index_that_hides_rows_is_told_although_the_chain_is_whole() throws IOException {
        BackupManifest backup = given.full();
        given.replaced(
                backup,
                journal -> execute(
                        journal,
                        "DROP INDEX entry_source",
                        "CREATE INDEX entry_source ON entry (source) WHERE position > 5",
                        "PRAGMA writable_schema = ON",
                        "UPDATE sqlite_schema SET sql = 'CREATE INDEX entry_source ON entry (source)' WHERE name = 'entry_source'"));

        assertThat(given.check(true).findings())
                .extracting(BackupCheck.Finding::what)
                .anyMatch(what ->
                        what.contains("its table entry has 30 rows, and its index entry_source has 25 of them"));
    }

    @Test
    void what_is_built_for_a_look_goes_again_and_each_line_is_built_once() {
        given.full();
        String second = given.facts(3).more().id();
        String third = given.facts(3).full().id();

        BackupCheck.Report report = given.check(true);

        assertThat(report.findings()).isEmpty();
        assertThat(report.restored()).containsExactlyInAnyOrder(second, third);
        assertThat(given.cache())
                .satisfiesAnyOf(
                        cache -> assertThat(cache).doesNotExist(),
                        cache -> assertThat(cache).isEmptyDirectory());
    }

    private static void execute(Path file, String... sqls) {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement()) {
            for (String sql : List.of(sqls)) {
                statement.executeUpdate(sql);
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
