package dev.daybook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.OnDisk;
import dev.daybook.Patience;
import dev.daybook.torture.Deleted;
import dev.daybook.torture.PowerCuts;
import dev.daybook.torture.PreloadedDisk;
import dev.daybook.torture.Torture;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Power that fails under a server: all that it does to its data directory is recorded, and opened again as a disk may
 * have it at any moment. {@code -Ddaybook.torture=true}: many moments.
 */
class PowerCutIT {

    private static final int CLIENTS = 8;
    private static final int ENOUGH = Torture.rounds(100, 600);

    @TempDir(factory = OnDisk.class)
    private Path root;

    @TempDir
    private Path images;

    @Test
    void every_acknowledged_command_is_there_once_after_the_power_failed() throws Exception {
        var program = Program.in(root);
        Path log = root.resolve("log");
        var disk = PreloadedDisk.compiledIn(root, Files.createDirectories(program.data()));
        disk.recordedIn(log).forEach(program::with);
        Map<String, Long> acknowledged;
        try (var server = program.serve()) {
            acknowledged = register(server, log);
            server.kill();
        }
        PowerCuts cuts = PowerCuts.of(program.data(), log);

        Torture.seeds("power-cut-server", 3, 400, seed -> {
            var random = new Random(seed);
            PowerCuts.Moment moment = cuts.moment(random, seed % 10 == 0 ? 1 : 0.7);
            Path image = images.resolve("image-" + seed);
            var failed = Program.in(image);
            String how = cuts.lay(moment, random, failed.data());
            assertHolds(failed, how, acknowledged, moment);
            Deleted.tree(image);
        });
    }

    private static void assertHolds(
            Program program, String how, Map<String, Long> acknowledged, PowerCuts.Moment moment) {
        List<String> expected = acknowledged.entrySet().stream()
                .filter(title -> title.getValue() <= moment.logBytes())
                .map(Map.Entry::getKey)
                .toList();
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
        assertThat(listed.keySet()).as(how).containsAll(expected);
        assertThat(listed.values()).as(how).allMatch(times -> times == 1);
        // the chain, the positions, and the read models against a replay of the journal
        var verified = program.command("verify");
        assertThat(verified.code()).as(how + verified.out() + verified.err()).isZero();
    }

    /** Registers tasks from several clients; returns how long the log was when each was known to be acknowledged. */
    private static Map<String, Long> register(Program.Server server, Path log) throws InterruptedException {
        var acknowledged = new ConcurrentHashMap<String, Long>();
        var reached = new CountDownLatch(ENOUGH);
        var names = new AtomicInteger();
        var over = new CountDownLatch(1);
        List<Thread> clients = new ArrayList<>();
        try (var http = HttpClient.newHttpClient()) {
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(Thread.ofVirtual().start(() -> {
                    while (over.getCount() > 0) {
                        String title = "Task " + names.incrementAndGet();
                        acknowledged.put(title, registered(http, server, title, log));
                        reached.countDown();
                    }
                }));
            }
            assertThat(reached.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            over.countDown();
            for (Thread client : clients) {
                client.join();
            }
        }
        return acknowledged;
    }

    private static long registered(HttpClient http, Program.Server server, String title, Path log) {
        var request = server.request("/sbis")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"title\":\"" + title + "\"}"))
                .build();
        try {
            int status = http.send(request, BodyHandlers.discarding()).statusCode();
            assertThat(status).isEqualTo(201);
            return Files.size(log);
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
