package dev.daybook.bench;

import dev.daybook.journal.Payload;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/** The physical limit for many clients: they hand their rows to one thread, which commits what has queued. */
final class RawGroup implements AutoCloseable {

    private static final int ROWS_PER_COMMIT_MAX = 1_000;

    private record Row(Payload payload, CompletableFuture<Boolean> durable) {}

    private final LinkedBlockingQueue<Row> queue = new LinkedBlockingQueue<>();
    private final Thread writer;

    RawGroup(RawTable.Opener table) {
        writer = Thread.ofPlatform().start(() -> write(table));
    }

    void insert(byte[] payload) {
        var row = new Row(Payload.of(payload), new CompletableFuture<>());
        queue.add(row);
        row.durable.join();
    }

    private void write(RawTable.Opener table) {
        try (var raw = table.open()) {
            var group = new ArrayList<Row>();
            while (true) {
                group.add(queue.take());
                queue.drainTo(group, ROWS_PER_COMMIT_MAX - 1);
                for (Row row : group) {
                    raw.insert("sbi/SBI-01K6FRP24VXAE1C24TYMZ95G6S", "sbi.registered", row.payload.bytes());
                }
                raw.commit();
                group.forEach(row -> row.durable.complete(true));
                group.clear();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // closed
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        writer.interrupt();
        try {
            writer.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
