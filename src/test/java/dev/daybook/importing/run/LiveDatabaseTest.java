package dev.daybook.importing.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.luben.zstd.ZstdInputStream;
import dev.daybook.importing.Finding;
import dev.daybook.importing.Folder;
import dev.daybook.importing.LegacySource;
import dev.daybook.importing.Limits;
import dev.daybook.importing.Results;
import dev.daybook.importing.SourceTree;
import dev.daybook.importing.WritingProcess;
import dev.daybook.importing.database.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Databases are read while their tool, another process, writes to them: each time one state that it has committed. */
class LiveDatabaseTest {

    private static final String NAME = "live.db";
    private static final int COPIES = 60;

    @TempDir
    private Path folder;

    private Path root;
    private Path file;

    @BeforeEach
    void a_folder_of_a_tool() throws IOException {
        root = Files.createDirectories(folder.resolve("tool"));
        file = root.resolve(NAME);
    }

    /** How far the tool had come in what was read; each reading is checked. */
    private long turn(Path root) {
        var results = new Results();
        Database database = Database.open(new SourceTree(root, "", Limits.DEFAULT), NAME, true, results)
                .orElseThrow(() -> new AssertionError("not read: " + results.findings()));
        try (database) {
            var totals = new ArrayList<ObjectNode>();
            var entries = new ArrayList<ObjectNode>();
            database.each("total", totals::add, results);
            database.each("entry", entries::add, results);
            assertThat(totals).hasSize(1);
            assertThat(entries).hasSize(totals.getFirst().path("number").asInt());
            assertThat(results.findings()).extracting(Finding::code).isSubsetOf("WAL_PRESENT");
            return totals.getFirst().path("turn").asLong();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"WAL", "DELETE"})
    void each_copy_of_a_database_that_is_being_written_is_whole_and_newer_than_the_last(String mode)
            throws IOException {
        try (var _ = WritingProcess.start(file, mode)) {
            long last = 0;
            for (int copy = 0; copy < COPIES || last <= WritingProcess.FIRST; copy++) {
                long turn = turn(root);
                assertThat(turn).isGreaterThanOrEqualTo(Math.max(WritingProcess.FIRST, last));
                last = turn;
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"WAL", "DELETE"})
    void a_packed_database_that_is_being_written_is_whole(String mode) throws IOException {
        try (var _ = WritingProcess.start(file, mode)) {
            for (int copy = 0; copy < 20; copy++) {
                Path archive = folder.resolve(copy + ".tar.zst");
                new Backup(List.of(new LegacySource.Watched(root, true)), root, archive, _ -> true).pack();

                assertThat(turn(unpacked(archive).resolve("tool"))).isGreaterThanOrEqualTo(WritingProcess.FIRST);
            }
        }
    }

    private Path unpacked(Path archive) throws IOException {
        Path into = Files.createTempDirectory(folder, "unpacked");
        try (var tar = new TarArchiveInputStream(new ZstdInputStream(Files.newInputStream(archive)), "UTF-8")) {
            for (var it = tar.getNextEntry(); it != null; it = tar.getNextEntry()) {
                Path path = into.resolve(it.getName());
                if (it.isDirectory()) {
                    Files.createDirectories(path);
                } else {
                    Files.createDirectories(path.getParent());
                    Files.copy(tar, path);
                }
            }
        }
        return into;
    }

    @ParameterizedTest
    @ValueSource(strings = {"WAL", "DELETE"})
    void a_database_that_rests_open_is_read_without_a_trace(String mode) throws IOException {
        for (boolean within : new boolean[] {false, true}) {
            Files.deleteIfExists(file);
            try (var writer = WritingProcess.start(file, mode)) {
                writer.rest(within);
                closed(root);
                var before = Folder.contents(root);

                long turn = turn(root);

                assertThat(turn).isGreaterThanOrEqualTo(WritingProcess.FIRST);
                assertThat(turn(root)).isEqualTo(turn);
                assertThat(Folder.contents(root)).isEqualTo(before);
            } finally {
                opened(root);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"WAL", "DELETE"})
    void what_a_killed_tool_left_is_read_without_a_trace(String mode) throws IOException, InterruptedException {
        try (var writer = WritingProcess.start(file, mode)) {
            writer.rest(true);
            writer.kill();
            closed(root);
            var before = Folder.contents(root);
            assertThat(before).hasSizeGreaterThan(2);

            assertThat(turn(root)).isGreaterThanOrEqualTo(WritingProcess.FIRST);

            assertThat(Folder.contents(root)).isEqualTo(before);
            opened(root);
            Files.deleteIfExists(root.resolve(NAME + "-shm"));
            closed(root);
            assertThat(turn(root)).isGreaterThanOrEqualTo(WritingProcess.FIRST);
        } finally {
            opened(root);
        }
    }

    @Test
    void a_database_in_a_mode_with_a_log_that_was_closed_well_is_read_without_a_trace() throws IOException {
        try (var writer = WritingProcess.start(file, "WAL")) {
            writer.rest(false);
        }
        Path unlocked = folder.resolve("copied");
        Files.createDirectories(unlocked);
        Files.copy(file, unlocked.resolve(NAME));
        closed(unlocked);
        var before = Folder.contents(unlocked);
        assertThat(before).containsOnlyKeys("", NAME);

        assertThat(turn(unlocked)).isGreaterThanOrEqualTo(WritingProcess.FIRST);

        assertThat(Folder.contents(unlocked)).isEqualTo(before);
        opened(unlocked);
    }

    private static void closed(Path root) throws IOException {
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("r-xr-xr-x"));
    }

    private static void opened(Path root) throws IOException {
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
