package dev.daybook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.OnDisk;
import dev.daybook.Patience;
import dev.daybook.torture.Deleted;
import dev.daybook.torture.PreloadedDisk;
import dev.daybook.torture.Torture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk whose n-th call fails, once or from then on, under a server that is asked, takes trees over, follows one, exports and
 * backs up: it refuses what it cannot do, and what it acknowledged is there when the disk is well again.
 */
@EnabledIfSystemProperty(named = "daybook.torture", matches = "true", disabledReason = "long")
class ServerIoErrorIT {

    private static final List<String> KINDS = List.of("EIO", "ENOSPC", "SHORT", "EIO+", "ENOSPC+");
    private static final int CALLS = 6_000; // of a start and some work: more than are made

    @TempDir(factory = OnDisk.class)
    private Path root;

    @Test
    void nothing_acknowledged_is_lost_whichever_call_fails() throws Exception {
        Path compiled = Files.createDirectories(root.resolve("compiled"));
        Torture.seeds("io-error-server", 1, 200, seed -> {
            var random = new Random(seed);
            Path own = Files.createDirectories(root.resolve("run-" + seed));
            Path disk = Files.createDirectories(own.resolve("disk"));
            String kind = KINDS.get((int) (seed % KINDS.size()));
            int call = (int) Math.pow(CALLS, random.nextDouble()); // those of the start are few
            var failing = PreloadedDisk.compiledIn(Files.createDirectories(compiled.resolve("" + seed)), disk);
            var jobs = new DiskJobs(own, disk, () -> 0, false);

            serve(disk, failing, call, kind, jobs);

            String how = "call %d fails with %s: ".formatted(call, kind);
            var well = Program.in(disk);
            jobs.assertExports(disk, how, _ -> true);
            jobs.assertBackups(well, how, _ -> true, seed % 5 == 1);
            jobs.assertHolds(well, how, _ -> true);
            Deleted.tree(own);
        });
    }

    /** One that does not come up says why, in a line of its own. */
    private static void serve(Path disk, PreloadedDisk failing, int call, String kind, DiskJobs jobs)
            throws IOException, InterruptedException {
        var program = Program.in(disk);
        failing.failing(call, kind).forEach(program::with);
        Process process = program.startOnData(arguments(jobs));
        Queue<String> err = new ConcurrentLinkedQueue<>();
        var server = Program.Server.started(process, program.data(), err);
        if (server.isEmpty()) {
            assertThat(process.waitFor(Patience.LIMIT)).isTrue();
            assertThat(process.exitValue()).as("%s", err).isNotZero();
            assertThat(err).noneMatch(line -> line.startsWith("\tat "));
            return;
        }
        try (var load = new ServerLoad(server.get())) {
            jobs.work(load, 60, 2);
            load.stop();
        } finally {
            server.get().kill();
        }
    }

    private static String[] arguments(DiskJobs jobs) {
        var all = new ArrayList<>(List.of("serve", "--port", "0"));
        all.addAll(List.of(jobs.arguments()));
        return all.toArray(String[]::new);
    }
}
