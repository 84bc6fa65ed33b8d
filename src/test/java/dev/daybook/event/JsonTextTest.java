package dev.daybook.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.domain.Json;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class JsonTextTest {

    private static final int THREADS = 300;
    private static final Json TASK = new Json("{\"title\":\"Dig the pond\"}");

    @Test
    void threads_that_wait_keep_no_buffers_of_what_they_have_read() throws InterruptedException {
        var pool = JsonText.FACTORY._getRecyclerPool();
        JsonText.tree(TASK);
        int before = pool.pooledCount();
        var end = new CountDownLatch(1);
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < THREADS; i++) { // one after the other: those that read at once need buffers of their own
            var read = new CountDownLatch(1);
            threads.add(Thread.startVirtualThread(() -> {
                JsonText.tree(TASK);
                read.countDown();
                awaitQuietly(end);
            }));
            read.await();
        }

        int buffers = pool.pooledCount();

        end.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(before).as("buffers are kept for the next one").isPositive();
        assertThat(buffers).isLessThan(before + THREADS / 3);
    }

    private static void awaitQuietly(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
