package dev.daybook.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.AllSlices;
import dev.daybook.SmallDisk;
import dev.daybook.journal.sqlite.SqliteJournal;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Read models are opened where there is no room: SQLite makes files beside each of them. */
class FullDiskStartTest {

    private static final List<Supplier<? extends Projection>> ALL =
            AllSlices.of().projections(AllSlices.of().facts().catalog(), ProjectionContract.NO_LARGE_VALUES);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(longs = {0, 40 << 10, 80 << 10, 200 << 10})
    void sound_rows_are_not_set_aside_because_the_disk_is_full(long leftBytes) throws Exception {
        try (var disk = SmallDisk.at(folder.resolve("disk"), "size=64m");
                var chronicle = new Chronicle(clock -> SqliteJournal.open(folder.resolve("journal.db"), clock))) {
            chronicle.append(new Histories(1, 40).events(200));
            Path read = disk.folder().resolve("read");
            try (ReadModels models = chronicle.open(read, ALL)) {
                models.catchUp();
            }
            disk.fill(leftBytes);

            assertThatThrownBy(() -> chronicle.open(read, ALL).close())
                    .isInstanceOf(TablesFailed.class)
                    .matches(failed -> ((TablesFailed) failed).isForWantOfRoom());

            disk.free();
            assertThat(read.resolve("aside")).doesNotExist();
            ReadModels again = chronicle.open(read, ALL);
            assertThat(again.position()).isEqualTo(chronicle.journal.head());
            assertThat(again.verify(_ -> {})).isEmpty();
        }
    }
}
