package dev.daybook.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.OnDisk;
import dev.daybook.event.Recorded;
import dev.daybook.journal.Source;
import dev.daybook.torture.Deleted;
import dev.daybook.torture.PowerCuts;
import dev.daybook.torture.PreloadedDisk;
import dev.daybook.torture.Torture;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Power that fails while files come first and the journal takes nothing: what is acknowledged then stands in
 * {@code pending/} alone, as it was decided. {@code -Ddaybook.torture=true}: many moments.
 */
class PendingPowerCutTest {

    private static final int CUTS = 25;
    private static final int ACKNOWLEDGED = Torture.rounds(200, 600);
    private static final int RUN = 7;

    @TempDir(factory = OnDisk.class)
    private static Path folder;

    private static Path disk;
    private static PowerCuts recorded;

    @BeforeAll
    static void given_a_recorded_run() throws Exception {
        disk = Files.createDirectories(folder.resolve("disk")).toRealPath();
        Path log = folder.resolve("log");
        Process process = CutOffProcess.start(
                disk, RUN, PreloadedDisk.compiledIn(folder, disk).recordedIn(log));
        try (BufferedReader said = process.inputReader()) {
            for (int heard = 0; heard < ACKNOWLEDGED; heard++) {
                assertThat(said.readLine()).as("it has ended by itself").isNotNull();
            }
        } finally {
            process.destroyForcibly();
        }
        process.waitFor();
        recorded = PowerCuts.of(disk, log);
    }

    @Test
    void what_was_acknowledged_while_the_journal_failed_comes_to_it_once_after_the_power_failed() {
        Torture.seeds("power-cut-pending", CUTS, 400, seed -> assertSurvives(recorded, seed));
    }

    /** The tests of the test: with less care than what is kept takes, it notices what is lost. */
    @Test
    void it_is_noticed_if_what_is_kept_is_not_synced() {
        assertNoticed(file -> String.valueOf(file.getFileName()).startsWith("ahead-"));
    }

    @Test
    void it_is_noticed_if_a_request_with_a_key_is_not_synced() {
        assertNoticed(file -> file.startsWith(pending())
                && !String.valueOf(file.getFileName()).startsWith("ahead-"));
    }

    @Test
    void it_is_noticed_if_the_folder_is_not_synced_that_it_is_kept_in() {
        assertNoticed(file -> file.equals(pending()));
    }

    @Test
    void it_is_noticed_if_that_folder_itself_is_not_synced() {
        assertNoticed(file -> file.equals(disk));
    }

    private static void assertNoticed(Predicate<Path> unsynced) {
        PowerCuts cuts = recorded.unsynced(unsynced);

        assertThatThrownBy(() -> {
                    for (long seed = 1; seed <= CUTS; seed++) {
                        assertSurvives(cuts, seed);
                    }
                })
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("behind step");
    }

    private static Path pending() {
        return disk.resolve("pending");
    }

    private static void assertSurvives(PowerCuts cuts, long seed) throws IOException {
        var random = new Random(seed);
        PowerCuts.Moment moment = cuts.moment(random, random.nextInt(10) == 0 ? 1 : 0.9);
        Deleted.tree(disk); // what is left stands where it stood
        Files.createDirectories(disk);
        String how = cuts.lay(moment, random, disk);
        try {
            assertHolds(acknowledged(cuts.said(moment)));
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(how + ": " + e.getMessage(), e);
        }
    }

    /** Returns the last value of each card. */
    private static Map<Integer, Integer> acknowledged(List<String> said) {
        var last = new HashMap<Integer, Integer>();
        for (String line : said) {
            String[] parts = line.split(" ", 3);
            last.put(Integer.valueOf(parts[0]), Integer.valueOf(parts[1]));
        }
        return last;
    }

    private static void assertHolds(Map<Integer, Integer> acknowledged) throws IOException {
        try (Move move = CutOffProcess.open(disk)) {
            move.force(Stage.LEGACY);
            for (int card = 0; card < CutOffProcess.CARDS; card++) {
                int last = acknowledged.getOrDefault(card, 0);
                if (CutOffProcess.isKeyed(card)) { // whoever got no answer asks again
                    for (int value = Math.max(1, last); value <= last + 1; value++) {
                        CutOffProcess.write(move, card, value);
                    }
                }
            }
            move.rollouts.catchUp();
            for (int card = 0; card < CutOffProcess.CARDS; card++) {
                assertToldOnce(move, card, acknowledged.getOrDefault(card, 0));
            }
            assertThat(move.compare().isEqual()).isTrue();
            assertThat(move.rollouts.lacking()).isEmpty();
            assertThat(move.rollouts.setAside()).isEmpty();
        }
    }

    private static void assertToldOnce(Move move, int card, int last) throws IOException {
        String name = CutOffProcess.card(card);
        List<Recorded> entries =
                move.streams.of(Cards.card(CutOffProcess.BOX, name)).entries();
        List<Integer> values = entries.stream()
                .map(entry -> Integer.valueOf(Cards.value(List.of(entry)).orElseThrow()))
                .toList();
        assertThat(values)
                .as("%s, of which %d was acknowledged", name, last)
                .hasSizeGreaterThanOrEqualTo(last)
                .isEqualTo(IntStream.rangeClosed(1, values.size()).boxed().toList());
        assertThat(entries.subList(0, last))
                .as("%s, as it was decided", name)
                .allSatisfy(
                        entry -> assertThat(entry.entry().metadata().source()).isEqualTo(new Source.Channel("test")));
        if (!values.isEmpty()) {
            assertThat(move.inFile(CutOffProcess.BOX, name))
                    .contains(values.getLast().toString());
        }
    }
}
