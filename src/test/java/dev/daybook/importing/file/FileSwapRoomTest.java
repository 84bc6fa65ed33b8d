package dev.daybook.importing.file;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FileSwapRoomTest {

    private static final long MB = 1 << 20;
    private static final Path FILE = Path.of("sessions.json");

    @Test
    void a_file_that_would_fill_the_heap_is_refused_with_the_heap_it_needs() {
        var large = new FileStamp(58 * MB, 0, 0);

        assertThatThrownBy(() -> FileSwap.checkRoom(FILE, large, 96 * MB))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("58 MB, too much for a heap of 96 MB")
                .hasMessageContaining("-Xmx236m");
        assertThatCode(() -> FileSwap.checkRoom(FILE, large, 236 * MB)).doesNotThrowAnyException();
    }
}
