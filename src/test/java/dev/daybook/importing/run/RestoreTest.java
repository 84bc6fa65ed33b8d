package dev.daybook.importing.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import dev.daybook.Patience;
import dev.daybook.domain.Rejected;
import dev.daybook.importing.LegacySource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What was packed before an import is put back. */
class RestoreTest {

    @TempDir
    private Path folder;

    private Path root;
    private Path archive;

    @BeforeEach
    void pack() throws IOException {
        root = Files.createDirectories(folder.resolve("root"));
        Files.createDirectories(root.resolve(".notes/deep"));
        Files.writeString(root.resolve(".notes/a"), "1");
        Files.writeString(root.resolve(".notes/deep/b"), "2");
        Files.createSymbolicLink(root.resolve(".notes/link"), Path.of("a"));
        archive = folder.resolve("before.tar.zst");
        pack(root);
    }

    private void pack(Path root) {
        new Backup(List.of(new LegacySource.Watched(root.resolve(".notes"), true)), root, archive, _ -> true).pack();
    }

    private Restore.Result restore(boolean over) {
        return new Restore(archive, root, root, _ -> true).run(over);
    }

    @Test
    void what_is_gone_comes_back_and_what_is_there_stays() throws IOException {
        Files.delete(root.resolve(".notes/a"));

        assertThat(restore(false)).isEqualTo(new Restore.Result(1, 1));

        assertThat(root.resolve(".notes/a")).hasContent("1");
        assertThat(root.resolve(".notes/link")).isSymbolicLink();
    }

    @Test
    void what_is_otherwise_is_replaced_only_if_that_is_wanted() throws IOException {
        Files.writeString(root.resolve(".notes/a"), "newer");
        assertThatThrownBy(() -> restore(false)).isInstanceOf(Rejected.class).hasMessageContaining(".notes/a");
        assertThat(root.resolve(".notes/a")).hasContent("newer");

        restore(true);

        assertThat(root.resolve(".notes/a")).hasContent("1");
    }

    /** Tools keep tokens in their settings: nobody else may read those for having been put back. */
    @ParameterizedTest
    @ValueSource(strings = {"rw-------", "r--------", "rwxr-x---", "rw-rw-rw-"})
    void what_is_put_back_has_the_rights_that_it_had(String rights) throws IOException {
        Path file = root.resolve(".notes/a");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(rights));
        Files.delete(archive);
        pack(root);
        Files.delete(file);

        restore(false);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo(rights);
        assertThat(file).hasContent("1");
    }

    @Test
    void no_link_leads_it_out_of_the_folder_of_the_tool() throws IOException {
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
        Files.delete(root.resolve(".notes/deep/b"));
        Files.delete(root.resolve(".notes/deep"));
        Files.createSymbolicLink(root.resolve(".notes/deep"), elsewhere);

        assertThatThrownBy(() -> restore(true)).isInstanceOf(Rejected.class).hasMessageContaining("a link leads");

        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void a_backup_that_ends_early_writes_nothing() throws IOException {
        byte[] whole = Files.readAllBytes(archive);
        Files.write(archive, Arrays.copyOf(whole, whole.length - 20));
        Files.delete(root.resolve(".notes/a"));

        assertThatThrownBy(() -> restore(false))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("cannot be unpacked");

        assertThat(root.resolve(".notes/a")).doesNotExist();
    }

    @Test
    void no_name_leads_out_of_the_folders_of_the_tool() throws IOException {
        Path made = folder.resolve("made.tar.zst");
        try (var tar = new TarArchiveOutputStream(new ZstdOutputStream(Files.newOutputStream(made)))) {
            var entry = new TarArchiveEntry(".notes/../.bashrc");
            entry.setSize(1);
            tar.putArchiveEntry(entry);
            tar.write('x');
            tar.closeArchiveEntry();
        }

        assertThatThrownBy(() -> new Restore(made, root, root, name -> name.startsWith(".notes/")).run(true))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("leads out");

        assertThat(root.resolve(".bashrc")).doesNotExist();
    }

    @Test
    void a_database_comes_back_with_its_log_or_not_at_all() throws IOException {
        Files.writeString(root.resolve(".notes/db"), "main");
        Files.writeString(root.resolve(".notes/db-wal"), "log");
        Path with = folder.resolve("with.tar.zst");
        new Backup(List.of(new LegacySource.Watched(root.resolve(".notes"), true)), root, with, _ -> true).pack();
        Files.writeString(root.resolve(".notes/db"), "checkpointed");

        new Restore(with, root, root, _ -> true).run(true);

        assertThat(root.resolve(".notes/db")).hasContent("main");
        assertThat(root.resolve(".notes/db-wal")).hasContent("log");

        Files.delete(root.resolve(".notes/db-wal"));
        Path without = folder.resolve("without.tar.zst");
        new Backup(List.of(new LegacySource.Watched(root.resolve(".notes"), true)), root, without, _ -> true).pack();
        Files.writeString(root.resolve(".notes/db-wal"), "newer");
        assertThatThrownBy(() -> new Restore(without, root, root, _ -> true).run(false))
                .hasMessageContaining(".notes/db");
        new Restore(without, root, root, _ -> true).run(true);
        assertThat(root.resolve(".notes/db-wal")).doesNotExist();
    }

    @Test
    void what_lies_among_files_of_others_is_packed_alone_and_for_this_user() throws IOException {
        Files.writeString(root.resolve("own"), "1");
        Files.writeString(root.resolve("token"), "secret");
        Path made = folder.resolve("own.tar.zst");

        int packed = new Backup(List.of(new LegacySource.Watched(root, false)), root, made, "own"::equals).pack();

        assertThat(packed).isEqualTo(1);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
                .isEqualTo("rw-------");
    }

    /** Makes a database as a program leaves it that is killed: what it wrote last stands in a log beside it. */
    private Path database(String journalMode, String before, String last) throws IOException, SQLException {
        Path killed = folder.resolve("killed.db");
        Path database = root.resolve(".notes/own.db");
        for (String ending : List.of("", "-wal", "-shm", "-journal")) {
            Files.deleteIfExists(killed.resolveSibling(killed.getFileName() + ending));
        }
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + killed);
                var statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode = " + journalMode);
            statement.execute("PRAGMA cache_size = 1");
            statement.execute("CREATE TABLE note (n INTEGER PRIMARY KEY, text TEXT)");
            statement.execute("""
                    WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 99)
                    INSERT INTO note SELECT n, '%s' || printf('%%02000d', n) FROM number""".formatted(before));
            statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
            connection.setAutoCommit(false);
            statement.execute("UPDATE note SET text = '%s' || substr(text, %d)".formatted(last, before.length() + 1));
            if (journalMode.equals("WAL")) {
                connection.commit();
            }
            for (String ending : List.of("", "-wal", "-journal")) {
                Path from = killed.resolveSibling(killed.getFileName() + ending);
                Path to = database.resolveSibling(database.getFileName() + ending);
                Files.deleteIfExists(to);
                if (Files.exists(from)) {
                    Files.copy(from, to);
                }
            }
        }
        return database;
    }

    /** Returns what whoever opens it next reads. */
    private static String read(Path database) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                var statement = connection.createStatement();
                var answer = statement.executeQuery(
                        "SELECT group_concat(DISTINCT substr(text, 1, 3)), (SELECT integrity_check FROM pragma_integrity_check) FROM note")) {
            return answer.getString(1) + " " + answer.getString(2);
        }
    }

    @ParameterizedTest
    @CsvSource({"WAL, WAL, new", "DELETE, DELETE, bak", "WAL, DELETE, bak", "DELETE, WAL, new", "WAL, none, bak"})
    void a_kill_at_any_step_leaves_the_old_database_or_the_new_one(String old, String packed, String last)
            throws IOException, SQLException, InterruptedException {
        boolean closed = packed.equals("none");
        Path database = database(closed ? "DELETE" : packed, "bak", "new");
        if (closed) {
            read(database);
        }
        Path made = folder.resolve("db.tar.zst");
        new Backup(List.of(new LegacySource.Watched(root.resolve(".notes"), true)), root, made, _ -> true).pack();
        byte[] wanted = Files.readAllBytes(database);
        String before = old.equals("WAL") ? "lat ok" : "old ok";
        var seen = new ArrayList<String>();
        boolean ended = false;
        for (int step = 0; !ended; step++) {
            database(old, "old", "lat");
            Process process = DatabaseHolder.start(DatabaseHolder.Killed.class, made, root, step);
            assertThat(process.waitFor(Patience.LIMIT)).isTrue();
            ended = process.exitValue() == 0;
            if (ended && !closed) { // else SQLite itself copied it into the backup
                assertThat(Arrays.equals(Files.readAllBytes(database), wanted)).isTrue();
                assertThat(Files.exists(database.resolveSibling("own.db-wal"))).isEqualTo(packed.equals("WAL"));
            }
            seen.add(read(database));
        }
        assertThat(seen).startsWith(before).endsWith(last + " ok");
        assertThat(seen).allMatch(state -> state.equals(before) || state.equals(last + " ok"));
        assertThat(Set.copyOf(seen)).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"WAL, SELECT count(*) FROM note", "WAL, BEGIN IMMEDIATE", "DELETE, BEGIN IMMEDIATE"})
    void while_another_program_has_a_database_open_nothing_is_put_back(String journalMode, String doing)
            throws IOException, SQLException, InterruptedException {
        Path database = database(journalMode, "bak", "bak");
        read(database);
        Path made = folder.resolve("db.tar.zst");
        new Backup(List.of(new LegacySource.Watched(root.resolve(".notes"), true)), root, made, _ -> true).pack();
        database(journalMode, "lat", "lat");
        Files.writeString(root.resolve(".notes/a"), "newer");
        var restore = new Restore(made, root, root, _ -> true);
        Process holder = DatabaseHolder.start(DatabaseHolder.class, database, doing);
        try (var said = holder.inputReader(StandardCharsets.UTF_8)) {
            assertThat(said.readLine()).isEqualTo("open");

            assertThatThrownBy(() -> restore.run(true))
                    .isInstanceOf(Rejected.class)
                    .hasMessageContaining("own.db is open in another program");

            assertThat(root.resolve(".notes/a")).hasContent("newer");
            assertThat(read(database)).isEqualTo("lat ok");
        } finally {
            holder.getOutputStream().close();
        }
        assertThat(holder.waitFor(Patience.LIMIT)).isTrue();
        assertThat(root.resolve(".notes")).isDirectoryNotContaining("glob:**.tmp*");

        restore.run(true);

        assertThat(read(database)).isEqualTo("bak ok");
        assertThat(root.resolve(".notes/a")).hasContent("1");
    }
}
