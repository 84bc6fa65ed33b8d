package dev.daybook.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.daybook.upkeep.SpaceUse.Used;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpaceUseTest {

    @TempDir
    private Path data;

    @Test
    void every_file_counts_once_under_what_it_is_for_the_largest_first() throws IOException {
        write("journal.db", 5_000);
        write("journal.db-wal", 700);
        write("snapshots.db", 300);
        write("token", 40);
        write("read/sbi-v5-1.db", 900);
        write("read/sbi-v5-2.db", 1_000);
        write("read/sbi-v5-2.db-wal", 50);
        write("read/manifest.json", 10);
        write("backups/b/data", 2_000);
        write("mine/notes.txt", 1);

        assertThat(SpaceUse.of(new Installation("1", data, data.resolve("journal.db"))))
                .extracting(Used::what, Used::files, Used::sizeBytes)
                .containsExactly(
                        tuple("journal", 2L, 5700L),
                        tuple("backups", 1L, 2000L),
                        tuple("read model sbi", 3L, 1950L),
                        tuple("snapshots", 1L, 300L),
                        tuple("other", 1L, 40L),
                        tuple("read models, other", 1L, 10L),
                        tuple("mine", 1L, 1L));
    }

    @Test
    void sizes_are_told_with_three_figures_or_more() {
        assertThat(SpaceUse.text(9_999)).isEqualTo("9999 B");
        assertThat(SpaceUse.text(20_480)).isEqualTo("20 KiB");
        assertThat(SpaceUse.text(300L << 20)).isEqualTo("300 MiB");
        assertThat(SpaceUse.text(40L << 30)).isEqualTo("40 GiB");
    }

    private void write(String file, int sizeBytes) throws IOException {
        Path path = data.resolve(file);
        Files.createDirectories(path.resolveSibling(""));
        Files.write(path, new byte[sizeBytes]);
    }
}
