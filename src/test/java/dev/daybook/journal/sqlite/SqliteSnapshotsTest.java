package dev.daybook.journal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.journal.Position;
import dev.daybook.journal.Snapshots;
import dev.daybook.journal.SnapshotsContract;
import dev.daybook.journal.StreamId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SqliteSnapshotsTest extends SnapshotsContract {

    @TempDir
    private Path folder;

    @Override
    protected Snapshots open() {
        return open("1");
    }

    private Snapshots open(String shape) {
        return SqliteSnapshots.open(folder.resolve("snapshots.db"), shape);
    }

    @Test
    void snapshots_outlive_the_process() {
        snapshots.save(STREAM, 0, snapshot(999, YOUNG));
        snapshots.close();

        snapshots = open();

        assertThat(snapshots.latest(STREAM, 0)).contains(snapshot(999, YOUNG));
    }

    @Test
    void states_of_another_shape_are_forgotten() {
        snapshots.save(STREAM, 0, snapshot(999, YOUNG));
        snapshots.close();

        snapshots = open("2");

        assertThat(snapshots.latest(STREAM, 0)).isEmpty();
    }

    @Test
    void a_damaged_file_is_begun_anew() throws IOException {
        snapshots.save(STREAM, 0, snapshot(999, YOUNG));
        snapshots.close();
        Files.writeString(
                folder.resolve("snapshots.db"), "this is no database, and long enough to be read as one".repeat(9));

        snapshots = open();

        assertThat(snapshots.latest(STREAM, 0)).isEmpty();
        snapshots.save(STREAM, 0, snapshot(999, YOUNG));
        assertThat(snapshots.latest(STREAM, 0)).isPresent();
    }

    @Test
    void one_that_is_not_as_it_was_written_is_no_answer_and_forgotten() throws SQLException {
        snapshots.save(STREAM, 0, snapshot(999, YOUNG));
        sql("UPDATE snapshot SET revision = 998");

        assertThat(snapshots.latest(STREAM, 0)).isEmpty();

        snapshots.save(STREAM, 0, snapshot(5, YOUNG)); // no newer one is in its way
        assertThat(snapshots.latest(STREAM, 0)).contains(snapshot(5, YOUNG));
    }

    @Test
    void how_far_they_reach_is_told_of_the_file_by_those_that_are_as_they_were_written() throws SQLException {
        assertThat(SqliteSnapshots.farthest(folder.resolve("none.db"))).isEqualTo(Position.START);
        assertThat(farthest()).isEqualTo(Position.START);

        snapshots.save(STREAM, 0, snapshot(5, YOUNG));
        snapshots.save(new StreamId("sbi", "other"), 0, snapshot(999, YOUNG));
        Position last = snapshot(999, YOUNG).madeOf().position();
        assertThat(farthest()).isEqualTo(last);

        sql("UPDATE snapshot SET revision = 998 WHERE key = 'other'");
        assertThat(farthest()).isEqualTo(snapshot(5, YOUNG).madeOf().position());
    }

    @Test
    void of_those_that_were_cleared_no_byte_is_left() throws IOException {
        snapshots.save(new StreamId("sbi", "secretly-named"), 0, snapshot(5, YOUNG));
        assertThat(bytes()).contains("secretly-named");

        snapshots.clear();

        assertThat(bytes()).doesNotContain("secretly-named");
    }

    private Position farthest() {
        return SqliteSnapshots.farthest(folder.resolve("snapshots.db"));
    }

    private String bytes() throws IOException {
        var all = new StringBuilder();
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                all.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
        }
        return all.toString();
    }

    private void sql(String statement) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("snapshots.db"));
                var it = connection.createStatement()) {
            it.executeUpdate(statement);
        }
    }
}
