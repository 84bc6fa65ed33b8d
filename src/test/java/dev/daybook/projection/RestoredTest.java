package dev.daybook.projection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.AllSlices;
import dev.daybook.event.Codec;
import dev.daybook.event.Timelines;
import dev.daybook.journal.Position;
import dev.daybook.journal.sqlite.SqliteJournal;
import dev.daybook.operation.Progress;
import dev.daybook.upkeep.BackupCreation;
import dev.daybook.upkeep.BackupCreation.Wanted;
import dev.daybook.upkeep.BackupRestoration;
import dev.daybook.upkeep.BackupRestoration.Until;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is restored at a position is what there was at it: every read model, rollbacks included. */
class RestoredTest {

    private static final int ROUNDS = 4;

    /** One in the suite, many with {@code -Ddaybook.torture=true}: each replays the journal several times. */
    static LongStream seeds() {
        return LongStream.range(31, Boolean.getBoolean("daybook.torture") ? 91 : 32);
    }

    @TempDir
    Path folder;

    private static Map<String, String> hashes(ReadModels models) {
        models.catchUp();
        return models.names().stream().collect(Collectors.toMap(name -> name, models::tableHash));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void it_gives_the_tables_of_then(long seed) throws IOException {
        var random = new Random(seed);
        Path data = Files.createDirectories(folder.resolve("data"));
        Path file = data.resolve("journal.db");
        var then = new TreeMap<Long, Map<String, String>>();
        try (var chronicle = new Chronicle(clock -> SqliteJournal.open(file, clock))) {
            var creation = new BackupCreation(
                    new BackupCreation.Place(file, List.of(), data.resolve("cache"), data.resolve("backups")),
                    chronicle.journal,
                    _ -> Map.of(),
                    "1.0",
                    chronicle.clock);
            ReadModels models = chronicle.posted(data.resolve("read"));
            for (int round = 0; round < ROUNDS; round++) {
                chronicle.append(new Histories(seed * ROUNDS + round, 10).events(20 + random.nextInt(20)));
                if (random.nextInt(3) > 0) {
                    long head = chronicle.journal.head().value();
                    chronicle.rollBackTo(new Position(1 + random.nextInt((int) head - 1)));
                }
                then.put(chronicle.journal.head().value(), hashes(models));
                if (random.nextBoolean() || round == ROUNDS - 1) {
                    Wanted kind = random.nextInt(3) == 0 ? Wanted.FULL : Wanted.AUTO;
                    creation.create(
                            new BackupCreation.Order(
                                    data.resolve("backups"), kind, random.nextInt(2), Optional.empty()),
                            Progress.UNHEARD);
                }
            }

            for (var each : then.entrySet()) {
                Path target = folder.resolve("at-" + each.getKey());
                new BackupRestoration(chronicle.clock)
                        .restore(
                                new BackupRestoration.Order(
                                        data.resolve("backups"),
                                        Optional.empty(),
                                        new Until.At(new Position(each.getKey())),
                                        target,
                                        Optional.empty()),
                                Progress.UNHEARD);

                assertThat(replayed(target, chronicle))
                        .as("seed %d, position %d", seed, each.getKey())
                        .isEqualTo(each.getValue());
            }
        }
    }

    private static Map<String, String> replayed(Path target, Chronicle chronicle) {
        try (var journal = SqliteJournal.open(target.resolve("journal.db"), chronicle.clock)) {
            var codec = new Codec(journal.blobs(), AllSlices.of().facts());
            try (var timelines = new Timelines(journal, codec);
                    var models = ReadModels.open(
                            target.resolve("read"),
                            journal,
                            codec,
                            timelines,
                            AllSlices.of().projections(codec.catalog(), journal::blobs),
                            chronicle.clock)) {
                return hashes(models);
            }
        }
    }
}
