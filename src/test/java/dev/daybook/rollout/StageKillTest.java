package dev.daybook.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.OnDisk;
import dev.daybook.Patience;
import dev.daybook.config.ConfigEvent;
import dev.daybook.event.Recorded;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Killed again and again while stages change under load. {@code -Ddaybook.torture=true}: long. */
class StageKillTest {

    private static final int ROUNDS = Boolean.getBoolean("daybook.torture") ? 60 : 3;
    private static final int ACKNOWLEDGED_MAX = 300;

    private final Random random = new Random(7);

    @TempDir(factory = OnDisk.class)
    private Path folder;

    @Test
    void whatever_was_acknowledged_is_there_once_on_both_sides() throws IOException, InterruptedException {
        var acknowledged = new HashMap<Integer, Integer>();
        for (int round = 0; round < ROUNDS; round++) {
            Process process = MovingProcess.start(folder, round);
            try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8)) {
                hear(said, 1 + random.nextInt(ACKNOWLEDGED_MAX), acknowledged);
                process.destroyForcibly();
                assertThat(process.waitFor(Patience.LIMIT)).isTrue();
            }
            look(acknowledged);
        }
        assertThat(acknowledged).isNotEmpty();
    }

    /** A line that has no end was never said. */
    private static void hear(BufferedReader said, int enough, Map<Integer, Integer> acknowledged) throws IOException {
        for (int heard = 0; heard < enough; heard++) {
            String line = said.readLine();
            if (line == null) {
                throw new AssertionError("the process has ended by itself");
            }
            String[] parts = line.split(" ", 2);
            acknowledged.put(Integer.valueOf(parts[0]), Integer.valueOf(parts[1]));
        }
    }

    private void look(Map<Integer, Integer> acknowledged) throws IOException {
        try (Move move = MovingProcess.open(folder)) {
            move.force(Stage.DUAL);
            move.compare();
            assertThat(move.compare().isEqual()).isTrue();
            for (Map.Entry<Integer, Integer> it : acknowledged.entrySet()) {
                String box = MovingProcess.box(it.getKey());
                String card = MovingProcess.card(it.getKey());
                int now = Integer.parseInt(move.inJournal(box, card).orElse("0"));
                assertThat(now).as(card).isGreaterThanOrEqualTo(it.getValue());
                assertThat(move.inFile(box, card)).contains(Integer.toString(now));
                assertThat(values(move.streams.of(Cards.card(box, card)).entries()))
                        .as("each once, in order")
                        .doesNotHaveDuplicates()
                        .isSorted();
            }
        }
    }

    private static List<Integer> values(List<Recorded> entries) {
        return entries.stream()
                .map(it -> (ConfigEvent.Set) it.event())
                .map(it -> Integer.valueOf(it.value().text().replace("\"", "")))
                .toList();
    }
}
