package dev.daybook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.torture.Deleted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Everything that a server does, at a steady pace, of a number of things that does not grow: what grows is its journal alone.
 */
final class SoakLoad {

    private static final int TASKS = 300;
    private static final int WRITERS = 4;
    private static final int READERS = 4;
    private static final Duration BETWEEN_COMMANDS = Duration.ofMillis(100);
    private static final Duration BETWEEN_QUERIES = Duration.ofMillis(50);

    private final Path root;
    private final FollowedTree tree;
    private final Latencies commands = new Latencies();
    private final Latencies queries = new Latencies();
    private final AtomicInteger turns = new AtomicInteger();
    private final AtomicInteger asked = new AtomicInteger();

    SoakLoad(Path root, Random random) throws IOException {
        this.root = root;
        this.tree = new FollowedTree(root.resolve("tree"), random);
    }

    FollowedTree tree() {
        return tree;
    }

    Latencies commands() {
        return commands;
    }

    Latencies queries() {
        return queries;
    }

    private static String task(int number) {
        return "SBI-01K6%022d".formatted(number % TASKS);
    }

    /** Registers the tasks, those of a run that was interrupted are there, and begins with all of it. */
    void begin(ServerLoad load) throws IOException, InterruptedException {
        for (int task = 0; task < TASKS; task++) {
            var answer =
                    load.post("/sbis", ServerLoad.object().put("id", task(task)).put("title", "Task " + task));
            assertThat(answer.status()).as("%s", answer).isIn(200, 201, 409);
        }
        for (int writer = 0; writer < WRITERS; writer++) {
            load.beside(() -> edit(load));
        }
        for (int reader = 0; reader < READERS; reader++) {
            load.beside(() -> ask(load));
        }
        load.beside(() -> {
                    tree.change();
                    pause(Duration.ofMillis(500));
                })
                .beside(() -> undo(load))
                .beside(() -> export(load))
                .beside(() -> migrate(load))
                .beside(() -> maintain(load));
    }

    private static void pause(Duration duration) {
        LockSupport.parkNanos(duration.toNanos());
    }

    private static ServerLoad.Answer done(ServerLoad.Answer answer, Integer... statuses) {
        assertThat(answer.status()).as("%s", answer).isIn(List.of(statuses));
        return answer;
    }

    private ServerLoad.Answer edited(ServerLoad load) throws IOException, InterruptedException {
        int turn = turns.incrementAndGet();
        ObjectNode body = ServerLoad.object()
                .put("title", "Turn %d of the soak".formatted(turn))
                .put("priority", turn % 3);
        return load.patch("/sbis/" + task(turn), body);
    }

    private void edit(ServerLoad load) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        done(edited(load), 200);
        commands.add(System.nanoTime() - begun);
        pause(BETWEEN_COMMANDS);
    }

    private void ask(ServerLoad load) throws IOException, InterruptedException {
        int turn = turns.get();
        List<String> paths = List.of(
                "/sbis?limit=50",
                "/sbis/" + task(turn),
                "/search?q=soak&limit=20",
                "/audit?limit=50",
                "/search?q=" + turn);
        String path = paths.get(asked.getAndIncrement() % paths.size());
        long begun = System.nanoTime();
        done(load.get(path), 200);
        queries.add(System.nanoTime() - begun);
        pause(BETWEEN_QUERIES);
    }

    /** Takes an edit back, and that as well. */
    private void undo(ServerLoad load) throws IOException, InterruptedException {
        long position = done(edited(load), 200).body().path("position").asLong();
        var back = done(load.post("/rollbacks", ServerLoad.object().put("event", position)), 200, 409);
        if (back.status() == 200) {
            done(
                    load.post(
                            "/rollbacks",
                            ServerLoad.object()
                                    .put("undo", back.body().path("position").asLong())),
                    200,
                    409);
        }
        pause(Duration.ofSeconds(3));
    }

    private void export(ServerLoad load) throws IOException, InterruptedException {
        Path out = root.resolve("out");
        load.worked(
                "/exports",
                ServerLoad.object()
                        .put("kind", "deespec")
                        .put("out", out.toString())
                        .put("force", true));
        pause(Duration.ofSeconds(15));
    }

    /** Another program's tree, in which one thing has changed each time. */
    private void migrate(ServerLoad load) throws IOException, InterruptedException {
        var moved = new FollowedTree(root.resolve("moved"), new Random(turns.get()), "X");
        moved.change();
        done(
                load.post(
                        "/migrations",
                        ServerLoad.object().put("path", moved.root().toString())),
                202,
                409);
        pause(Duration.ofSeconds(10));
    }

    private void maintain(ServerLoad load) throws IOException, InterruptedException {
        load.worked("/projections/sbi/rebuild", ServerLoad.object());
        pause(Duration.ofSeconds(10));
        load.worked("/backups", ServerLoad.object());
        pause(Duration.ofSeconds(10));
        done(load.post("/backups/prune", ServerLoad.object().put("keepDaily", 1)), 200);
        Path restored = root.resolve("restored");
        if (Files.exists(restored)) {
            Deleted.tree(restored);
        }
        load.worked("/backups/restore", ServerLoad.object().put("target", restored.toString()));
        pause(Duration.ofSeconds(10));
    }
}
