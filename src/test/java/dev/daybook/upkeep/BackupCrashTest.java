package dev.daybook.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.OnDisk;
import dev.daybook.journal.Position;
import dev.daybook.upkeep.BackupRestoration.Until;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup, and what is restored, is there whole or not at all, whenever the process is killed. */
final class BackupCrashTest {

    /** Few in the suite; {@code -Ddaybook.crashes=100} for a night. */
    private static final int CRASHES = Integer.getInteger("daybook.crashes", 2);

    private static final int MOMENTS_MS = 60;

    @TempDir(factory = OnDisk.class)
    private Path folder;

    private void kill(String what, int seed) throws Exception {
        Process process = BackingUpProcess.start(folder, what);
        try (BufferedReader output = process.inputReader()) {
            for (int done = 0; done < 3; done++) {
                assertThat(output.readLine()).isEqualTo(BackingUpProcess.DONE);
            }
            process.waitFor(new Random(seed).nextInt(MOMENTS_MS), TimeUnit.MILLISECONDS);
            process.destroyForcibly();
        }
        assertThat(process.waitFor()).isEqualTo(128 + 9);
    }

    @Test
    void after_kill_9_every_backup_is_whole_and_the_next_one_is_made() throws Exception {
        for (int crash = 0; crash < CRASHES; crash++) {
            kill("create", crash);

            try (var given = new BackedUp(folder)) {
                BackupCheck.Report report = given.check(true);
                assertThat(report.findings()).isEmpty();
                assertThat(report.backups()).hasSizeGreaterThanOrEqualTo(3);
                given.anew().facts(1).full();
                assertThat(given.check(false).findings()).isEmpty();
            }
            try (Stream<Path> left = Files.list(folder.resolve("data/backups"))) {
                assertThat(left.map(path -> path.getFileName().toString()))
                        .noneMatch(name -> name.endsWith(BackupRepository.PART));
            }
        }
    }

    @Test
    void after_kill_9_a_restored_directory_is_whole_or_not_there() throws Exception {
        List<Object> all;
        try (var given = new BackedUp(folder).facts(50).compressed()) {
            given.full();
            all = BackedUp.content(given.journal(), 35);
        }
        kill("restore", 1);

        try (var given = new BackedUp(folder)) {
            for (Path restored : restored()) {
                assertThat(given.restoredContent(restored)).isEqualTo(all);
            }
            Path next = folder.resolve("restored-" + restored().size());
            given.restore(new Until.At(new Position(35)), next);
            assertThat(given.restoredContent(next)).isEqualTo(all);
        }
    }

    private List<Path> restored() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(path -> path.getFileName().toString().startsWith("restored-"))
                    .toList();
        }
    }
}
