package dev.daybook.importing.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdInputStream;
import dev.daybook.domain.Rejected;
import dev.daybook.importing.LegacySource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is packed before an import is what any tar unpacks, and never in the way of anything. */
class PackedFilesTest {

    @TempDir
    private Path folder;

    private Path root;

    @BeforeEach
    void files_of_a_tool() throws IOException {
        root = Files.createDirectories(folder.resolve("root"));
        Files.createDirectories(root.resolve(".notes/deep"));
        Files.writeString(root.resolve(".notes/deep/b"), "2");
    }

    private Backup backup(Path target) {
        return new Backup(List.of(new LegacySource.Watched(root.resolve(".notes"), true)), root, target, _ -> true);
    }

    private static Map<String, TarArchiveEntry> entries(Path archive) throws IOException {
        var entries = new TreeMap<String, TarArchiveEntry>();
        try (var tar = new TarArchiveInputStream(new ZstdInputStream(Files.newInputStream(archive)))) {
            for (TarArchiveEntry it = tar.getNextEntry(); it != null; it = tar.getNextEntry()) {
                assertThat(entries.put(it.getName(), it)).as("twice").isNull();
            }
        }
        return entries;
    }

    @Test
    void each_file_has_its_time_and_each_link_leads_where_it_led() throws IOException {
        FileTime time = FileTime.from(Instant.parse("2021-03-04T05:06:07Z"));
        Files.setLastModifiedTime(root.resolve(".notes/deep/b"), time);
        Files.createSymbolicLink(root.resolve(".notes/beside"), Path.of("deep/b"));
        Files.createSymbolicLink(root.resolve(".notes/up"), Path.of("../../somewhere"));
        Files.createSymbolicLink(root.resolve(".notes/far"), Path.of("/no/such/place"));
        String name = "n".repeat(200);
        Files.writeString(root.resolve(".notes").resolve(name), "long");
        Path made = folder.resolve("made.tar.zst");

        assertThat(backup(made).pack()).isEqualTo(2);

        Map<String, TarArchiveEntry> entries = entries(made);
        assertThat(entries.keySet())
                .containsExactlyInAnyOrder(
                        ".notes/",
                        ".notes/deep/",
                        ".notes/deep/b",
                        ".notes/beside",
                        ".notes/up",
                        ".notes/far",
                        ".notes/" + name);
        assertThat(entries.get(".notes/deep/b"))
                .extracting(TarArchiveEntry::getLastModifiedTime)
                .isEqualTo(time);
        assertThat(List.of(".notes/beside", ".notes/up", ".notes/far"))
                .extracting(entries::get)
                .allMatch(TarArchiveEntry::isSymbolicLink)
                .extracting(TarArchiveEntry::getLinkName)
                .containsExactly("deep/b", "../../somewhere", "/no/such/place");
    }

    @Test
    void a_database_is_packed_once_and_the_log_that_is_in_it_is_not() throws IOException, SQLException {
        Path database = root.resolve(".notes/own.db");
        Path made = folder.resolve("made.tar.zst");
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                var statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("CREATE TABLE note (id TEXT)");
            assertThat(root.resolve(".notes/own.db-wal")).exists();

            backup(made).pack();
        }

        assertThat(entries(made).keySet())
                .contains(".notes/own.db")
                .doesNotContain(".notes/own.db-shm")
                .hasSizeLessThanOrEqualTo(5);
    }

    @Test
    void a_root_that_is_the_folder_of_the_tool_is_packed_with_its_name() throws IOException {
        Path made = folder.resolve("made.tar.zst");

        new Backup(List.of(new LegacySource.Watched(root, true)), root, made, _ -> true).pack();

        assertThat(entries(made).keySet()).contains("root/.notes/deep/b");
        new Restore(made, root, Backup.base(List.of(new LegacySource.Watched(root, true)), root), _ -> true).run(false);
    }

    @Test
    void it_replaces_nothing_and_lies_among_nothing_that_it_packs() throws IOException {
        Path there = Files.writeString(folder.resolve("there.tar.zst"), "mine");

        assertThatThrownBy(() -> backup(there).check())
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("is there already");
        assertThatThrownBy(() -> backup(folder.resolve("none/made.tar.zst")).check())
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("is no folder to write to");
        assertThatThrownBy(
                        () -> backup(root.resolve(".notes/deep/made.tar.zst")).check())
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("lies among the files to pack");
        backup(root.resolve("made.tar.zst")).check();
        backup(folder.resolve("made.tar.zst")).check();
        assertThat(there).hasContent("mine");
    }
}
