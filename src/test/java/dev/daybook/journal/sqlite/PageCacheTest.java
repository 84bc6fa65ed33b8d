package dev.daybook.journal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sqlite.SQLiteConfig.SynchronousMode;

class PageCacheTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"32, 8192", "64, 8192", "124, 16384", "256, 32768", "496, 65536", "8192, 65536"})
    void a_process_with_a_small_heap_keeps_less_of_its_files_in_memory(long heapMb, int kib) {
        assertThat(PageCache.kib(65_536, heapMb << 20)).isEqualTo(kib);
    }

    @Test
    void connections_keep_what_fits_the_heap_of_this_process() throws SQLException {
        Path file = folder.resolve("some.db");
        try (Connection writer = Sqlite.writer(file, SynchronousMode.FULL);
                Connection reader = Sqlite.reader(file)) {
            assertThat(Stream.of(cacheSize(writer), cacheSize(reader)))
                    .containsExactly(-PageCache.kib(65_536), -PageCache.kib(16_384));
        }
    }

    private static int cacheSize(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("PRAGMA cache_size")) {
            return row.getInt(1);
        }
    }
}
