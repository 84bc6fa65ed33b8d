package dev.daybook.sbi.deespec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.daybook.importing.Folder;
import dev.daybook.importing.Limits;
import dev.daybook.importing.follow.Followers;
import dev.daybook.importing.run.ImportFixture;
import dev.daybook.importing.run.Imports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was kept once and stands otherwise now: neither the old bytes nor the old rows come back. */
final class KeptSinceTest {

    private static final String SPEC = ".deespec/specs/sbi/SBI-01K6GAQ7M4X2V9B8N0C5D3F1R0/spec.md";
    private static final String DATABASE = ".deespec/deespec.db";

    @TempDir
    private Path temporary;

    private Path root;
    private ImportFixture fixture;
    private int exports;

    @BeforeEach
    void open() throws IOException {
        root = Files.createDirectories(temporary.resolve("project"));
        fixture = new ImportFixture(new DeespecSource(Limits.DEFAULT, ZoneOffset.UTC, ImportFixture.CLOCK));
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private Path export() {
        Path out = temporary.resolve("out-" + ++exports);
        assertThat(fixture.export(new DeespecWriter(), out).findings()).isEmpty();
        return out;
    }

    @Test
    void a_file_that_was_damaged_while_its_tree_is_followed_comes_back_as_it_is_since() throws IOException {
        Folder.write(root, SPEC, "# For all\n");
        Path file = root.resolve(SPEC);
        var context = fixture.context(InstantSource.system());
        try (var imports = new Imports(fixture.imports(), context);
                var followers = new Followers(context, imports)) {
            String run = followers
                    .start(new Followers.Request(root, Optional.empty(), Optional.empty(), "ada"))
                    .run();
            await().until(() -> followers.find(run).orElseThrow().counts().batches() > 0);
            Files.write(file, new byte[] {'#', ' ', (byte) 0xff, '\n'});
            await().untilAsserted(() -> assertThat(export().resolve(SPEC)).hasSameBinaryContentAs(file));

            Files.writeString(file, "# For all\n");

            await().untilAsserted(() -> assertThat(export().resolve(SPEC)).hasSameBinaryContentAs(file));
        }
    }

    @Test
    void rows_of_a_table_that_became_shorter_do_not_come_back_where_files_are_called_like_its_pieces()
            throws IOException, SQLException {
        try (var database = DeespecDatabase.make(root)) {
            database.run("CREATE TABLE notes (text TEXT)");
            for (int i = 0; i < 30; i++) {
                database.run("INSERT INTO notes VALUES ('%d %s')".formatted(i, "x".repeat(100_000)));
            }
        }
        for (String piece : new String[] {"#notes[1]", "#notes[2]"}) {
            Folder.write(root, DATABASE + piece, "of nobody");
        }
        fixture.run(root);
        assertSameRows();

        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + root.resolve(DATABASE));
                var statement = connection.createStatement()) {
            statement.executeUpdate("DELETE FROM notes WHERE rowid > 2");
        }
        fixture.run(root);

        assertSameRows();
        assertThat(fixture.run(root).events().appended()).isZero();
    }

    private void assertSameRows() throws IOException, SQLException {
        assertThat(Folder.rows(export().resolve(DATABASE))).isEqualTo(Folder.rows(root.resolve(DATABASE)));
    }
}
