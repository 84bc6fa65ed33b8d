package dev.daybook.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.daybook.Patience;
import dev.daybook.importing.Folder;
import dev.daybook.torture.TaskFiles;
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
import java.util.function.LongPredicate;

/**
 * What a server on a disk of the test is asked: to register tasks, take trees over, follow one, export and back up; and
 * whether all of it that was acknowledged is there afterwards.
 */
final class DiskJobs {

    private static final int CLIENTS = 8;

    /** When something was acknowledged, in the measure of the test. */
    @FunctionalInterface
    interface Moment {
        long now() throws IOException;
    }

    private final Map<String, Long> registered = new ConcurrentHashMap<>();
    private final Map<String, Long> migrated = new ConcurrentHashMap<>();
    private final Map<String, Long> exported = new ConcurrentHashMap<>();
    private final Map<String, Long> backedUp = new ConcurrentHashMap<>();
    private final AtomicInteger names = new AtomicInteger();
    private final AtomicInteger jobs = new AtomicInteger();
    private final Path root;
    private final Path disk;
    private final Moment moment;
    private final boolean sound;
    private final FollowedTree tree;

    /** @param sound whether the disk is: else anything may be refused, and nothing may be told that is not so */
    DiskJobs(Path root, Path disk, Moment moment, boolean sound) throws IOException {
        this.root = root;
        this.disk = disk;
        this.moment = moment;
        this.sound = sound;
        this.tree = new FollowedTree(root.resolve("tree"), new Random(1));
    }

    /** Returns the arguments of serve. */
    String[] arguments() {
        return new String[] {"--follow", tree.root().toString(), "--allow-path", root.toString()};
    }

    /** Has several clients register tasks, and one thing after the other done beside that, until there is enough of both. */
    void work(ServerLoad load, int enough, int jobsMin) throws InterruptedException {
        var asked = new CountDownLatch(enough);
        for (int client = 0; client < CLIENTS; client++) {
            load.beside(() -> {
                String title = "Task " + names.incrementAndGet();
                var answer = load.post("/sbis", ServerLoad.object().put("title", title));
                if (acknowledged("registration", answer, 201)) {
                    registered.put(title, moment.now());
                }
                asked.countDown();
                if (asked.getCount() == 0) {
                    LockSupport.parkNanos(100_000_000); // the jobs take minutes, and all that is written is recorded
                }
            });
        }
        load.beside(() -> {
                    tree.change();
                    LockSupport.parkNanos(20_000_000); // a tool writes now and then
                })
                .beside(() -> {
                    int number = jobs.get();
                    migrate(load, number);
                    export(load, "out-" + number);
                    backUp(load, number);
                    jobs.incrementAndGet();
                });
        for (int done = 1; done <= jobsMin; done++) {
            int wanted = done;
            await().until(() -> !load.isWell() || jobs.get() >= wanted);
        }
        assertThat(asked.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS) || !load.isWell())
                .isTrue();
    }

    private boolean acknowledged(String what, ServerLoad.Answer answer, int status) {
        if (sound) {
            assertThat(answer.status()).as("%s: %s", what, answer).isEqualTo(status);
        } else {
            assertThat(answer.status()).as("%s: %s", what, answer).isNotEqualTo(500);
        }
        return answer.status() == status;
    }

    private void migrate(ServerLoad load, int number) throws IOException, InterruptedException {
        Path moved = root.resolve("moved-" + number);
        String title = "Moved " + number;
        new TaskFiles(moved).put("SBI-01K6%022d".formatted(number), title);
        var begun = load.post("/migrations", ServerLoad.object().put("path", moved.toString()));
        if (begun.status() == 409) {
            return; // the follower has its turn
        }
        if (!acknowledged("migration", begun, 202)) {
            return;
        }
        String run = begun.body().path("run").asText();
        String state = await().until(
                        () -> load.get("/migrations/" + run)
                                .body()
                                .path("state")
                                .asText(),
                        text -> !text.equals("running"));
        if (sound || state.equals("done")) {
            assertThat(state).isEqualTo("done");
            migrated.put(title, moment.now());
        }
    }

    private void export(ServerLoad load, String out) throws IOException, InterruptedException {
        String folder = disk.resolve(out).toString();
        var answer = load.ended(
                "/exports", ServerLoad.object().put("kind", "deespec").put("out", folder));
        if (acknowledged("export", answer, 200)) {
            exported.put(out, moment.now());
        }
    }

    private void backUp(ServerLoad load, int number) throws IOException, InterruptedException {
        var answer = load.ended(
                "/backups",
                ServerLoad.object()
                        .put("kind", number % 3 == 0 ? "full" : "auto")
                        .put("level", number % 2 == 0 ? 0 : 3));
        if (acknowledged("backup", answer, 200)) {
            backedUp.put(answer.body().at("/backup/id").asText(), moment.now());
        }
    }

    void assertAllKinds() {
        assertThat(List.of(migrated, exported, backedUp)).noneMatch(Map::isEmpty);
    }

    private static List<String> those(Map<String, Long> acknowledged, LongPredicate counts) {
        return acknowledged.entrySet().stream()
                .filter(name -> counts.test(name.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** An export that was acknowledged is there as it was written. */
    void assertExports(Path image, String how, LongPredicate counts) throws IOException {
        for (String out : those(exported, counts)) {
            assertThat(Folder.bytes(image.resolve(out)).entrySet())
                    .as(how + out)
                    .containsExactlyElementsOf(Folder.bytes(disk.resolve(out)).entrySet());
        }
    }

    /** A backup that was acknowledged is there, and one that is listed is whole. */
    void assertBackups(Program program, String how, LongPredicate counts, boolean restored) {
        String folder = program.data().resolve("backups").toString();
        List<String> expected = those(backedUp, counts);
        if (Files.notExists(program.data().resolve("backups/daybook-backups.json"))) {
            assertThat(expected).as(how).isEmpty();
            return;
        }
        var list = program.command("backup", "list", "--from", folder, "--format", "json");
        assertThat(list.code()).as(how + list.err()).isZero();
        assertThat(list.json().findValuesAsText("id")).as(how).containsAll(expected);
        if (!list.json().isEmpty()) {
            var check = restored
                    ? program.command("backup", "check", "--from", folder, "--read-data")
                    : program.command("backup", "check", "--from", folder);
            assertThat(check.code()).as(how + check.out() + check.err()).isZero();
        }
    }

    /** Each acknowledged command is there once, what was followed can be gone on with, and all of it is proven. */
    void assertHolds(Program program, String how, LongPredicate counts) {
        List<String> expected = those(registered, counts);
        if (Files.notExists(program.data().resolve("journal.db"))) {
            assertThat(expected).as(how).isEmpty();
            var begun = program.command("sbi", "register", "Begun anew");
            assertThat(begun.code()).as(how + begun.err()).isZero();
            return;
        }
        var list = program.command("sbi", "list", "--limit", "0", "--format", "json");
        assertThat(list.code()).as(how + list.err()).isZero();
        var listed = new HashMap<String, Integer>();
        list.json().forEach(task -> listed.merge(task.path("title").asText(), 1, Integer::sum));
        assertThat(listed.keySet()).as(how).containsAll(expected).containsAll(those(migrated, counts));
        listed.keySet().removeIf(title -> title.startsWith("Version ")); // of several tasks
        assertThat(listed.values()).as(how).allMatch(times -> times == 1);
        var again = program.command("migrate", tree.root().toString(), "--fail-on", "error");
        assertThat(again.code()).as(how + again.out() + again.err()).isZero();
        tree.assertHistory(program);
        // the chain, the positions, and the read models against a replay of the journal
        var verified = program.command("verify");
        assertThat(verified.code()).as(how + verified.out() + verified.err()).isZero();
    }
}
