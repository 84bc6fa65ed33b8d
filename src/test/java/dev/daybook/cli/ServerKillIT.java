package dev.daybook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.OnDisk;
import dev.daybook.Patience;
import dev.daybook.importing.Folder;
import dev.daybook.torture.Torture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server that is killed while it is asked, rebuilds, exports and follows files, all at once: what was acknowledged is there
 * once, an exported file is whole, and what was followed goes on. {@code -Ddaybook.torture=true}: again and again.
 */
class ServerKillIT {

    private static final int ROUNDS = Torture.rounds(3, 200);
    private static final int CLIENTS = 6;
    private static final int ACKNOWLEDGED_MAX = Torture.rounds(40, 60);
    private static final List<String> REBUILT = List.of("sbi", "search", "audit");

    private final Random random = new Random(42);
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final AtomicInteger names = new AtomicInteger();
    private final Map<String, String> exported = new HashMap<>();

    @TempDir(factory = OnDisk.class)
    private Path root;

    @Test
    void every_acknowledged_command_is_there_once_whatever_the_server_was_at_when_killed()
            throws IOException, InterruptedException {
        var program = Program.in(root);
        var tree = new FollowedTree(root.resolve("tree"), random);
        Path out = Files.createDirectories(root.resolve("out"));
        for (int round = 0; round < ROUNDS; round++) {
            try (var server = serve(program, tree);
                    var load = new ServerLoad(server)) {
                workUntilKilled(load, tree, out);
            }
            look(tree, out);
        }

        try (var server = serve(program, tree);
                var load = new ServerLoad(server)) {
            tree.awaitTakenOver(load);
            Path fresh = root.resolve("fresh");
            export(load, out);
            export(load, fresh);
            assertThat(Folder.bytes(out).entrySet())
                    .as("nothing is left behind")
                    .containsExactlyElementsOf(Folder.bytes(fresh).entrySet());
            exported.forEach((file, hash) -> assertThat(hash).as(file).isEqualTo(bytes(fresh, file)));
        }
        assertEachOnce(program);
        tree.assertHistory(program);
        var verified = program.command("verify");
        assertThat(verified.code()).as(verified.out()).isZero();
    }

    private Program.Server serve(Program program, FollowedTree tree) {
        return program.serve("--follow", tree.root().toString(), "--allow-path", root.toString());
    }

    private void workUntilKilled(ServerLoad load, FollowedTree tree, Path out) throws InterruptedException {
        var enough = new CountDownLatch(1 + random.nextInt(ACKNOWLEDGED_MAX));
        for (int client = 0; client < CLIENTS; client++) {
            load.beside(() -> {
                String title = "Task " + names.incrementAndGet();
                assertThat(load.register(title)).isTrue();
                acknowledged.add(title);
                enough.countDown();
            });
        }
        var rebuilds = new AtomicInteger();
        load.beside(() -> {
                    String name = REBUILT.get(rebuilds.getAndIncrement() % REBUILT.size());
                    load.worked("/projections/" + name + "/rebuild", ServerLoad.object());
                })
                .beside(() -> export(load, out))
                .beside(() -> {
                    tree.change();
                    LockSupport.parkNanos(20_000_000); // a tool writes now and then
                });
        assertThat(enough.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS) || !load.isWell())
                .isTrue();
        load.kill();
    }

    private static void export(ServerLoad load, Path out) throws IOException, InterruptedException {
        load.worked(
                "/exports",
                ServerLoad.object()
                        .put("kind", "deespec")
                        .put("out", out.toString())
                        .put("force", true));
    }

    /** Each file is as one of the exports wrote it; of a task that is never changed there is but one way. */
    private void look(FollowedTree tree, Path out) throws IOException {
        for (String file : Folder.bytes(out).keySet()) {
            if (file.contains(".daybook-export")) {
                continue; // not under its name yet
            }
            String text = Files.readString(out.resolve(file));
            boolean followed = tree.isVersion(file, text)
                    .map(whole -> {
                        assertThat(whole).as("%s is whole: %s", file, text).isTrue();
                        return whole;
                    })
                    .isPresent();
            if (!followed) {
                assertThat(exported.merge(file, text, (was, _) -> was)).as(file).isEqualTo(text);
            }
        }
    }

    private static String bytes(Path folder, String file) {
        try {
            return Files.readString(folder.resolve(file));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void assertEachOnce(Program program) {
        Map<String, Long> registered = new TreeMap<>();
        for (var task : program.command("sbi", "list", "--limit", "0", "--format", "json")
                .json()) {
            registered.merge(task.path("title").asText(), 1L, Long::sum);
        }
        registered.keySet().removeIf(title -> title.startsWith("Version "));
        assertThat(acknowledged).isNotEmpty();
        assertThat(registered.keySet()).containsAll(acknowledged);
        assertThat(registered.entrySet().stream()
                        .filter(title -> title.getValue() > 1)
                        .collect(Collectors.toSet()))
                .as("registered twice")
                .isEmpty();
    }
}
