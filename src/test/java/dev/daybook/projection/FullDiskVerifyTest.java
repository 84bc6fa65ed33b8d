package dev.daybook.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.AllSlices;
import dev.daybook.SmallDisk;
import dev.daybook.journal.sqlite.SqliteJournal;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Read models are compared with a replay, which takes room. */
class FullDiskVerifyTest {

    private static final List<Supplier<? extends Projection>> ALL =
            AllSlices.of().projections(AllSlices.of().facts().catalog(), ProjectionContract.NO_LARGE_VALUES);

    @TempDir
    private Path folder;

    @Test
    void where_there_is_no_room_to_compare_nothing_is_said_to_be_wrong() throws Exception {
        try (var disk = SmallDisk.at(folder.resolve("disk"), "size=64m");
                var chronicle = new Chronicle(clock -> SqliteJournal.open(folder.resolve("journal.db"), clock))) {
            chronicle.append(new Histories(1, 40).events(2_000));
            ReadModels models = chronicle.open(disk.folder().resolve("read"), ALL);
            models.catchUp();
            disk.fill(400 << 10);

            assertThatThrownBy(() -> models.verify(_ -> {}))
                    .isInstanceOf(TablesFailed.class)
                    .hasMessageContaining("disk is full");

            disk.free();
            assertThat(models.verify(_ -> {})).isEmpty();
        }
    }
}
