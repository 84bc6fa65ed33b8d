package dev.daybook.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.daybook.OnDisk;
import dev.daybook.Patience;
import dev.daybook.importing.Folder;
import dev.daybook.torture.Deleted;
import dev.daybook.torture.PowerCuts;
import dev.daybook.torture.PreloadedDisk;
import dev.daybook.torture.TaskFiles;
import dev.daybook.torture.Torture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Power that fails under a server that is asked, takes trees over, follows one, exports and backs up: all that it does to the
 * disk is recorded, and opened again as a disk may have it at any moment. {@code -Ddaybook.torture=true}: many moments.
 */
class PowerCutIT {

    private static final int CLIENTS = 8;
    private static final int ENOUGH = Torture.rounds(100, 600);
    private static final int JOBS = Torture.rounds(2, 12);

    /** What was acknowledged, and how long the log was then at most. */
    private final Map<String, Long> registered = new ConcurrentHashMap<>();

    private final Map<String, Long> migrated = new ConcurrentHashMap<>();
    private final Map<String, Long> exported = new ConcurrentHashMap<>();
    private final Map<String, Long> backedUp = new ConcurrentHashMap<>();
    private final AtomicInteger names = new AtomicInteger();
    private final AtomicInteger jobs = new AtomicInteger();

    @TempDir(factory = OnDisk.class)
    private Path root;

    @TempDir
    private Path images;

    private Path disk;
    private Path log;
    private FollowedTree tree;

    @BeforeEach
    void given_a_disk() throws IOException {
        disk = root.resolve("disk");
        log = root.resolve("log");
        tree = new FollowedTree(root.resolve("tree"), new Random(1));
    }

    @Test
    void every_acknowledged_command_is_there_once_after_the_power_failed() throws Exception {
        var program = Program.in(disk);
        PreloadedDisk.compiledIn(root, disk).recordedIn(log).forEach(program::with);
        try (var server = program.serve("--follow", tree.root().toString(), "--allow-path", root.toString());
                var load = new ServerLoad(server)) {
            work(load);
            load.stop();
            server.kill();
        }
        assertThat(List.of(migrated, exported, backedUp)).noneMatch(Map::isEmpty);
        PowerCuts cuts = PowerCuts.of(disk, log);

        Torture.seeds("power-cut-server", 3, 400, seed -> {
            var random = new Random(seed);
            PowerCuts.Moment moment = cuts.moment(random, seed % 10 == 0 ? 1 : 0.7);
            Path image = images.resolve("image-" + seed);
            var failed = Program.in(image);
            String how = cuts.lay(moment, random, image) + ": ";
            assertExports(image, how, moment);
            assertBackups(failed, how, moment, seed % 5 == 1);
            assertHolds(failed, how, moment);
            Deleted.tree(image);
        });
    }

    /** Tasks are registered by several clients, and one thing after the other is done beside that. */
    private void work(ServerLoad load) throws InterruptedException {
        var enough = new CountDownLatch(ENOUGH);
        for (int client = 0; client < CLIENTS; client++) {
            load.beside(() -> {
                String title = "Task " + names.incrementAndGet();
                assertThat(load.register(title)).isTrue();
                registered.put(title, Files.size(log));
                enough.countDown();
            });
        }
        load.beside(() -> {
                    tree.change();
                    LockSupport.parkNanos(20_000_000);
                })
                .beside(() -> {
                    int number = jobs.get();
                    migrate(load, number);
                    export(load, "out-" + number);
                    backUp(load);
                    jobs.incrementAndGet();
                });
        await().until(() -> !load.isWell() || jobs.get() >= JOBS);
        assertThat(enough.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS) || !load.isWell())
                .isTrue();
    }

    private void migrate(ServerLoad load, int number) throws IOException, InterruptedException {
        Path moved = root.resolve("moved-" + number);
        String title = "Moved " + number;
        String id = "SBI-01K6%022d".formatted(number);
        new TaskFiles(moved).put(id, title);
        var begun = load.post("/migrations", ServerLoad.object().put("path", moved.toString()));
        if (begun.status() == 409) {
            return; // the follower has its turn
        }
        assertThat(begun.status()).as("migration: %s", begun).isEqualTo(202);
        String run = begun.body().path("run").asText();
        await().until(
                        () -> load.get("/migrations/" + run)
                                .body()
                                .path("state")
                                .asText(),
                        state -> !state.equals("running"));
        migrated.put(title, Files.size(log));
    }

    private void export(ServerLoad load, String out) throws IOException, InterruptedException {
        var answer = load.post(
                "/exports",
                ServerLoad.object()
                        .put("kind", "deespec")
                        .put("out", disk.resolve(out).toString()));
        assertThat(answer.status()).as("export: %s", answer).isEqualTo(200);
        exported.put(out, Files.size(log));
    }

    private void backUp(ServerLoad load) throws IOException, InterruptedException {
        String kind = jobs.get() % 3 == 0 ? "full" : "auto";
        int level = jobs.get() % 2 == 0 ? 0 : 3;
        var answer = load.post("/backups", ServerLoad.object().put("kind", kind).put("level", level));
        assertThat(answer.status()).as("backup: %s", answer).isEqualTo(200);
        backedUp.put(answer.body().at("/backup/id").asText(), Files.size(log));
    }

    private static List<String> by(PowerCuts.Moment moment, Map<String, Long> acknowledged) {
        return acknowledged.entrySet().stream()
                .filter(name -> name.getValue() <= moment.logBytes())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** An export that was acknowledged is there as it was written. */
    private void assertExports(Path image, String how, PowerCuts.Moment moment) throws IOException {
        for (String out : by(moment, exported)) {
            assertThat(Folder.bytes(image.resolve(out)).entrySet())
                    .as(how + out)
                    .containsExactlyElementsOf(Folder.bytes(disk.resolve(out)).entrySet());
        }
    }

    /** A backup that was acknowledged is there, and one that is listed is whole. */
    private void assertBackups(Program failed, String how, PowerCuts.Moment moment, boolean restored) {
        String folder = failed.data().resolve("backups").toString();
        List<String> expected = by(moment, backedUp);
        if (Files.notExists(failed.data().resolve("backups/daybook-backups.json"))) {
            assertThat(expected).as(how).isEmpty();
            return;
        }
        var list = failed.command("backup", "list", "--from", folder, "--format", "json");
        assertThat(list.code()).as(how + list.err()).isZero();
        assertThat(list.json().findValuesAsText("id")).as(how).containsAll(expected);
        if (!list.json().isEmpty()) {
            var check = restored
                    ? failed.command("backup", "check", "--from", folder, "--read-data")
                    : failed.command("backup", "check", "--from", folder);
            assertThat(check.code()).as(how + check.out() + check.err()).isZero();
        }
    }

    private void assertHolds(Program failed, String how, PowerCuts.Moment moment) {
        List<String> expected = by(moment, registered);
        if (Files.notExists(failed.data().resolve("journal.db"))) {
            assertThat(expected).as(how).isEmpty();
            var begun = failed.command("sbi", "register", "Begun anew");
            assertThat(begun.code()).as(how + begun.err()).isZero();
            return;
        }
        var list = failed.command("sbi", "list", "--limit", "0", "--format", "json");
        assertThat(list.code()).as(how + list.err()).isZero();
        var listed = new HashMap<String, Integer>();
        list.json().forEach(task -> listed.merge(task.path("title").asText(), 1, Integer::sum));
        assertThat(listed.keySet()).as(how).containsAll(expected).containsAll(by(moment, migrated));
        listed.keySet().removeIf(title -> title.startsWith("Version ")); // of several tasks
        assertThat(listed.values()).as(how).allMatch(times -> times == 1);
        // what was followed can be gone on with
        var again = failed.command("migrate", tree.root().toString(), "--fail-on", "error");
        assertThat(again.code()).as(how + again.out() + again.err()).isZero();
        tree.assertHistory(failed);
        // the chain, the positions, and the read models against a replay of the journal
        var verified = failed.command("verify");
        assertThat(verified.code()).as(how + verified.out() + verified.err()).isZero();
    }
}
