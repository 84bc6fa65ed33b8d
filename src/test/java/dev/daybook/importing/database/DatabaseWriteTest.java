package dev.daybook.importing.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.OpenFiles;
import dev.daybook.importing.Folder;
import dev.daybook.importing.file.FileStamp;
import dev.daybook.importing.file.FileStore.Written;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One change of a database that a tool has in use: told as what it did to the files, or nothing of it. */
class DatabaseWriteTest {

    @TempDir
    private Path root;

    private Path file;

    @BeforeEach
    void a_database_of_a_tool() throws SQLException {
        file = root.resolve("tool.db");
        try (Connection tool = tool()) {
            DatabaseWrite.execute(tool, "CREATE TABLE note (id TEXT)");
        }
    }

    private Connection tool() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file);
    }

    private static ObjectNode note(String id) {
        return JsonNodeFactory.instance.objectNode().put("id", id);
    }

    private Path log() {
        return root.resolve("tool.db-wal");
    }

    @ParameterizedTest
    @ValueSource(strings = {"DELETE", "WAL"})
    void what_was_written_is_told_as_the_files_stood_before_and_stand_now(String mode)
            throws IOException, SQLException {
        try (Connection tool = tool()) {
            DatabaseWrite.execute(tool, "PRAGMA journal_mode = " + mode);
            DatabaseWrite.execute(tool, "INSERT INTO note VALUES ('of the tool')");
            Optional<FileStamp> before = FileStamp.at(file);
            Optional<FileStamp> logBefore = FileStamp.at(log());
            List<Written> written;
            try (var write = DatabaseWrite.begin(root, file)) {
                write.tables().insert("note", note("of ours"));
                assertThat(write.isChange()).isTrue();
                written = write.commit();
            }

            assertThat(written)
                    .containsExactly(
                            new Written(file, before, FileStamp.at(file)),
                            new Written(log(), logBefore, Optional.empty()));
            assertThat(DatabaseWrite.files(file)).containsExactly(file);
            assertThat(logBefore.isPresent()).isEqualTo(mode.equals("WAL"));
            assertThat(before).isNotEqualTo(FileStamp.at(file));
        }
        assertThat(Folder.rows(file).get("note")).containsExactly("id=of ours", "id=of the tool");
    }

    @Test
    void nothing_is_told_where_nothing_was_changed() throws IOException {
        try (var write = DatabaseWrite.begin(root, file)) {
            assertThat(write.isChange()).isFalse();
            assertThat(write.commit()).isEmpty();
        }
    }

    @Test
    void nothing_is_told_where_the_log_could_not_be_taken_in_and_it_is_committed() throws IOException, SQLException {
        try (Connection tool = tool()) {
            DatabaseWrite.execute(tool, "PRAGMA journal_mode = WAL");
            try (var write = DatabaseWrite.begin(root, file);
                    Connection reader = tool()) {
                DatabaseWrite.execute(reader, "BEGIN");
                try (var statement = reader.createStatement();
                        var rows = statement.executeQuery("SELECT count(*) FROM note")) {
                    assertThat(rows.next()).isTrue();
                    write.tables().insert("note", note("of ours"));
                    List<Written> written = write.commit();
                    assertThat(written).extracting(Written::after).doesNotContain(Optional.empty());
                }
            }
            assertThat(Folder.rows(file).get("note")).containsExactly("id=of ours");
        }
    }

    @Test
    void what_is_not_committed_is_taken_back() throws IOException, SQLException {
        try (var write = DatabaseWrite.begin(root, file)) {
            write.tables().insert("note", note("of ours"));
        }

        assertThat(Folder.rows(file).get("note")).isEmpty();
    }

    @Test
    void what_is_no_database_is_left_as_it_is_and_not_held() throws IOException {
        assumeTrue(OpenFiles.areTold(), "this system does not tell of open files");
        Path other = Files.writeString(root.resolve("other.db"), "no database, but long enough to be one".repeat(99));
        String text = Files.readString(other);

        assertThatThrownBy(() -> DatabaseWrite.begin(root, other))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("nothing was changed");

        assertThat(other).hasContent(text);
        assertThat(OpenFiles.below(root)).isEmpty();
    }

    @Test
    void no_link_is_written() throws IOException {
        Path outside = Files.createDirectory(root.resolve("outside"));
        Path inside = Files.createDirectory(root.resolve("inside"));
        Files.move(file, outside.resolve("tool.db"));
        Path link = Files.createSymbolicLink(inside.resolve("tool.db"), outside.resolve("tool.db"));
        Path folder = Files.createSymbolicLink(inside.resolve("folder"), outside);

        assertThatThrownBy(() -> DatabaseWrite.begin(inside, link)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> DatabaseWrite.begin(inside, folder.resolve("tool.db")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("a link leads");
        assertThatThrownBy(() -> DatabaseWrite.begin(root, inside.resolve("none.db")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is no plain file");
    }
}
