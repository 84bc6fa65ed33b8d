package dev.daybook.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.domain.Json;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class JsonTextTest {

    private static final int THREADS = 300;

    @Test
    void threads_that_wait_keep_no_buffers_of_what_they_have_read() throws InterruptedException {
        var read = new CountDownLatch(THREADS);
        var end = new CountDownLatch(1);
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < THREADS; i++) {
            threads.add(Thread.startVirtualThread(() -> {
                JsonText.tree(new Json("{\"title\":\"Dig the pond\"}"));
                JsonText.parse("[\"reeds\"]");
                read.countDown();
                awaitQuietly(end);
            }));
        }
        read.await();

        int buffers = JsonText.FACTORY._getRecyclerPool().pooledCount();

        end.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(buffers).isBetween(1, THREADS / 3);
    }

    private static void awaitQuietly(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
