package dev.daybook.http;

import dev.daybook.ChildProcess;
import dev.daybook.domain.history.HistoryEvent;
import dev.daybook.event.Catalog;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A service in a process of its own that works on tasks, undoes and rolls back all the time, and says on its output which
 * ones were acknowledged: a position each line. It ends where it is told to: as soon as the journal has so many more
 * rollbacks, before anybody is told of the last one.
 */
final class UndoingProcess {

    static final List<String> TASKS = List.of("SBI-01K6GBQ7M4X2V9B8N0C5D3F1R1", "SBI-01K6GBQ7M4X2V9B8N0C5D3F1R2");

    static final String ROLLED_BACK = Catalog.name(HistoryEvent.RolledBack.class);

    /** How it ends where it is told to. */
    static final int HALTED = 9;

    /** @param rollbacks after how many more it ends; 0: it goes on until it is killed */
    static Process start(Path folder, long seed, int rollbacks) throws IOException {
        return new ProcessBuilder(ChildProcess.command(UndoingProcess.class, folder, seed, rollbacks))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Returns the next position that was acknowledged; none at the end. A line that has no end was never said. */
    static Optional<Long> next(BufferedReader output) {
        try {
            var line = new StringBuilder();
            for (int c = output.read(); c >= 0; c = output.read()) {
                if (c == '\n') {
                    return Optional.of(Long.valueOf(line.toString()));
                }
                line.append((char) c);
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static void main(String[] args) {
        var random = new Random(Long.parseLong(args[1]));
        var left = new AtomicInteger(Integer.parseInt(args[2]));
        var service = new Fixture(Path.of(args[0]));
        service.journal.subscribe(committed -> committed.stream()
                .filter(entry -> entry.type().equals(ROLLED_BACK))
                .filter(_ -> left.decrementAndGet() == 0)
                .forEach(_ -> Runtime.getRuntime().halt(HALTED)));
        for (int step = 0; step < Integer.MAX_VALUE; step++) {
            String task = TASKS.get(random.nextInt(TASKS.size()));
            if (random.nextInt(3) > 0) {
                new TaskActs(service).act(random, task, step);
            } else {
                undo(service, random, task);
            }
        }
    }

    private static void undo(Fixture service, Random random, String task) {
        Caller.Reply reply = switch (random.nextInt(4)) {
            case 0 -> send(service, "/undo", "{}");
            case 1 -> send(service, "/undo", "{\"actor\":\"owner\",\"since\":\"1\"}");
            case 2 ->
                send(
                        service,
                        "/rollbacks",
                        "{\"to\":%d,\"keepLater\":true}".formatted(random.nextLong(service.head() + 1)));
            default -> send(service, "/rollbacks", "{\"entity\":\"sbi/%s\",\"undoLater\":true}".formatted(task));
        };
        if (reply.status() == 200) {
            byte[] line = (reply.json().path("position").asLong() + "\n").getBytes(StandardCharsets.UTF_8);
            System.out.write(line, 0, line.length);
            System.out.flush();
        }
    }

    private static Caller.Reply send(Fixture service, String path, String body) {
        return service.caller.send("POST", path, Optional.of(body));
    }

    private UndoingProcess() {}
}
