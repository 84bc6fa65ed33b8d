package dev.daybook.journal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.journal.Snapshots;
import dev.daybook.journal.SnapshotsContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
}
