package dev.daybook.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.command.Unavailable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What an indexer bears, and what not. */
class PatienceTest {

    private final IndexCounts counts = new IndexCounts();
    private final Patience patience = new Patience(counts);
    private final AtomicInteger tries = new AtomicInteger();

    @Test
    void what_fails_once_is_tried_again() throws IOException {
        String text = patience.read(() -> {
            if (tries.incrementAndGet() == 1) {
                throw new IOException("stale file handle");
            }
            return "read";
        });

        assertThat(text).isEqualTo("read");
        assertThat(counts.retries.get()).isEqualTo(1);
    }

    @Test
    void what_will_not_pass_is_told_at_once() {
        assertThatThrownBy(() -> patience.read(() -> {
                    tries.incrementAndGet();
                    throw new NoSuchFileException("a.ts");
                }))
                .isInstanceOf(NoSuchFileException.class);
        assertThat(tries.get()).isEqualTo(1);
    }

    @Test
    void after_many_failures_in_a_row_it_is_the_disk_and_nothing_more_is_read() {
        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(() -> patience.read(this::broken)).isInstanceOf(IOException.class);
        }
        int before = tries.get();

        assertThatThrownBy(() -> patience.read(this::broken))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("is their disk there? Ask again in 30 seconds");
        assertThat(tries.get()).as("not tried").isEqualTo(before);
        assertThat(counts.breakerOpened.get()).isEqualTo(1);
    }

    private String broken() throws IOException {
        tries.incrementAndGet();
        throw new IOException("input/output error");
    }
}
