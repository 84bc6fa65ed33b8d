package dev.daybook.journal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.OnDisk;
import dev.daybook.torture.Deleted;
import dev.daybook.torture.PowerCuts;
import dev.daybook.torture.PreloadedDisk;
import dev.daybook.torture.Torture;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Power that fails while a process appends: its writes and syncs are recorded, and of what was not synced at a moment
 * anything may be missing. {@code -Ddaybook.torture=true}: many moments.
 */
final class PowerCutTest {

    private static final int CUTS = 20;
    private static final int ACKNOWLEDGED = Torture.rounds(300, 1_000);

    /** So that a run of a second folds its log into the file several times. */
    private static final String OFTEN = "PRAGMA wal_autocheckpoint = 100";

    @TempDir(factory = OnDisk.class)
    private Path folder;

    @TempDir
    private Path images;

    @Test
    void what_was_acknowledged_is_there_once_after_the_power_failed() throws Exception {
        Path data = Files.createDirectories(folder.resolve("data"));
        PowerCuts cuts = recorded(data);

        assertThat(cuts.syncs()).isGreaterThan(40);
        Torture.seeds("power-cut-journal", CUTS, 1_000, seed -> assertSurvives(cuts, seed));
    }

    /** The test of the test: with less care than the journal takes, it notices what is lost. */
    @Test
    void it_is_noticed_if_a_commit_is_not_synced() throws Exception {
        PowerCuts cuts = recorded(Files.createDirectories(folder.resolve("data")), "PRAGMA synchronous = NORMAL");

        assertThatThrownBy(() -> assertSurvivesAll(cuts))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("behind step")
                .hasMessageNotContaining("damaged");
    }

    @Test
    void it_is_noticed_if_nothing_is_ever_synced() throws Exception {
        PowerCuts cuts = recorded(Files.createDirectories(folder.resolve("data")), "PRAGMA synchronous = OFF");

        assertThat(cuts.syncs()).isLessThan(20); // the schema is made with care
        assertThatThrownBy(() -> assertSurvivesAll(cuts))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("behind step");
    }

    private void assertSurvivesAll(PowerCuts cuts) throws IOException {
        for (long seed = 1; seed <= CUTS; seed++) {
            assertSurvives(cuts, seed);
        }
    }

    private PowerCuts recorded(Path data, String... pragmas) throws IOException, InterruptedException {
        Path log = folder.resolve("log");
        var disk = PreloadedDisk.compiledIn(folder, data);
        List<String> all = new ArrayList<>(List.of(pragmas));
        all.add(OFTEN);
        Process process = AppendingProcess.start(
                data.toRealPath().resolve("journal.db"),
                0,
                PreloadedDisk.exported(disk.recordedIn(log)),
                all.toArray(String[]::new));
        try (BufferedReader output = process.inputReader()) {
            assertThat(AppendingProcess.lines(output, ACKNOWLEDGED)).hasSize(ACKNOWLEDGED);
            process.toHandle().destroyForcibly();
        }
        process.waitFor();
        return PowerCuts.of(data, log);
    }

    private void assertSurvives(PowerCuts cuts, long seed) throws IOException {
        var random = new Random(seed);
        Path image = Files.createDirectories(images.resolve("image-" + seed));
        // The first part of a run is the opening of the file.
        PowerCuts.Moment moment = cuts.moment(random, random.nextInt(10) == 0 ? 1 : 0.9);
        String how = cuts.lay(moment, random, image);
        try {
            CrashTest.assertHolds(image.resolve("journal.db"), CrashTest.numbers(cuts.said(moment)));
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(how + ": " + e.getMessage(), e);
        } finally {
            Deleted.tree(image);
        }
    }
}
