package dev.daybook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.importing.Folder;
import dev.daybook.torture.Deleted;
import dev.daybook.torture.Torture;
import dev.daybook.torture.Trend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * A server under a mixed load for an hour ({@code -Ddaybook.soak.minutes=60}), with a heap of a gigabyte ({@code -Ddaybook.soak.heap=128m}): what it holds and how long it takes does not
 * rise in the second half. A run that was interrupted goes on, with its data, for the minutes that are left.
 */
@EnabledIfSystemProperty(named = "daybook.torture", matches = "true", disabledReason = "long")
class SoakIT {

    private static final int MINUTES = Integer.getInteger("daybook.soak.minutes", 60);

    private static final String HEAP = System.getProperty("daybook.soak.heap", "1g");

    /** What a value may be more at the end of the second half than at its beginning. */
    private enum Bound {
        HEAP_MB(0.10, 8),
        RESIDENT_MB(0.10, 16),
        FILES(0.10, 16),
        THREADS(0.10, 8),
        WAL_MB(0.25, 8),
        COMMAND_P50_MS(0.5, 2),
        COMMAND_P99_MS(1, 30),
        QUERY_P50_MS(0.5, 2),
        QUERY_P99_MS(1, 30);

        private final double part;
        private final double more;

        Bound(double part, double more) {
            this.part = part;
            this.more = more;
        }

        double allowed(double median) {
            return more + part * median;
        }
    }

    @Test
    void nothing_rises_under_a_mixed_load() throws IOException, InterruptedException {
        Path root = Path.of("target", "soak").toAbsolutePath();
        Path file = Torture.notes("soak.csv");
        if (!Files.exists(file)) {
            if (Files.exists(root)) {
                Deleted.tree(root); // of another run
            }
            Files.writeString(file, SoakSample.HEAD + "\n");
        }
        int done = (int) Files.readAllLines(file).stream().skip(1).count();
        List<SoakSample> samples = new ArrayList<>();
        var program = Program.in(Files.createDirectories(root))
                .with("MALLOC_ARENA_MAX", "2") // as the launcher and the image have it
                .withJvm("-Xmx" + HEAP);
        var load = new SoakLoad(root, new Random(done));
        try (var server = program.serve("--follow", load.tree().root().toString(), "--allow-path", root.toString());
                var asked = new ServerLoad(server)) {
            load.begin(asked);
            for (int minute = done; minute < MINUTES; minute++) {
                LockSupport.parkNanos(Duration.ofMinutes(1).toNanos());
                if (!asked.isWell()) {
                    asked.stop(); // tells what has failed
                }
                SoakSample sample = SoakSample.of(
                        server, load.commands().take(), load.queries().take());
                Files.writeString(file, sample.line() + "\n", StandardOpenOption.APPEND);
                samples.add(sample);
            }
            asked.stop();
            load.tree().awaitTakenOver(asked);
            assertThat(server.stop()).isEqualTo(128 + 15);
        }
        assertFlat(samples.subList(samples.size() / 2, samples.size()));
        assertThat(program.command("verify").code()).isZero();
        assertThat(Folder.bytes(program.data()).keySet()).noneMatch(name -> name.endsWith(".tmp"));
        Deleted.tree(root);
    }

    private static void assertFlat(List<SoakSample> half) {
        assertThat(half).as("minutes of this process to judge by").hasSizeGreaterThanOrEqualTo(2);
        List<String> risen = new ArrayList<>();
        for (Bound bound : Bound.values()) {
            Trend trend = Trend.of(
                    half.stream().map(sample -> sample.value(bound.name())).toList());
            if (trend.rise() > bound.allowed(trend.median())) {
                risen.add("%s rises by %.1f in %d minutes, its median is %.1f: at most %.1f are wanted"
                        .formatted(bound, trend.rise(), half.size(), trend.median(), bound.allowed(trend.median())));
            }
        }
        assertThat(risen).isEmpty();
    }
}
