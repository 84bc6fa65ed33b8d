package dev.daybook.cli;

import dev.daybook.OnDisk;
import dev.daybook.torture.Deleted;
import dev.daybook.torture.PowerCuts;
import dev.daybook.torture.PreloadedDisk;
import dev.daybook.torture.Torture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Power that fails under a server that is asked, takes trees over, follows one, exports and backs up: all that it does to the
 * disk is recorded, and opened again as a disk may have it at any moment. {@code -Ddaybook.torture=true}: many moments.
 */
class PowerCutIT {

    private static final int ENOUGH = Torture.rounds(100, 600);
    private static final int JOBS = Torture.rounds(2, 12);

    @TempDir(factory = OnDisk.class)
    private Path root;

    @TempDir
    private Path images;

    @Test
    void every_acknowledged_command_is_there_once_after_the_power_failed() throws Exception {
        Path disk = root.resolve("disk");
        Path log = root.resolve("log");
        var jobs = new DiskJobs(root, disk, () -> Files.size(log), true);
        var program = Program.in(disk);
        PreloadedDisk.compiledIn(root, disk).recordedIn(log).forEach(program::with);
        try (var server = program.serve(jobs.arguments());
                var load = new ServerLoad(server)) {
            jobs.work(load, ENOUGH, JOBS);
            load.stop();
            server.kill();
        }
        jobs.assertAllKinds();
        PowerCuts cuts = PowerCuts.of(disk, log);

        Torture.seeds("power-cut-server", 3, 400, seed -> {
            var random = new Random(seed);
            PowerCuts.Moment moment = cuts.moment(random, seed % 10 == 0 ? 1 : 0.7);
            LongPredicate before = logBytes -> logBytes <= moment.logBytes();
            Path image = images.resolve("image-" + seed);
            var failed = Program.in(image);
            String how = cuts.lay(moment, random, image) + ": ";
            jobs.assertExports(image, how, before);
            jobs.assertBackups(failed, how, before, seed % 5 == 1);
            jobs.assertHolds(failed, how, before);
            Deleted.tree(image);
        });
    }
}
