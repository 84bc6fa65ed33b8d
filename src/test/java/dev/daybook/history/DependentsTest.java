package dev.daybook.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.AllSlices;
import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.domain.history.HistoryEvent.RolledBack;
import dev.daybook.domain.history.Target;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Position;
import dev.daybook.projection.Chronicle;
import dev.daybook.projection.ReadModels;
import dev.daybook.sbi.SbiEvent;
import dev.daybook.sbi.SbiId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is rolled back, nothing names what is not there. */
class DependentsTest {

    private static final List<String> ACTORS = List.of("ada", "bob", "bot");

    @TempDir
    private Path folder;

    private final Chronicle chronicle = new Chronicle();

    @AfterEach
    void close() {
        chronicle.close();
    }

    private static List<SbiId> there(ReadModels models) {
        return models.read(tables -> tables.fetch("SELECT id FROM sbi WHERE placeholder = 0 ORDER BY id")
                .map(row -> new SbiId(row.get(0, String.class))));
    }

    private static List<String> waitingForNothing(ReadModels models) {
        return models.read(tables -> tables.fetch("""
                        SELECT dependency.sbi_id FROM dependency
                        LEFT JOIN sbi ON sbi.id = dependency.depends_on AND sbi.placeholder = 0
                        WHERE sbi.id IS NULL""").getValues(0, String.class));
    }

    private static SbiEvent registered(SbiId task, List<SbiId> dependsOn) {
        return new SbiEvent.Registered(
                task,
                Optional.empty(),
                task.value(),
                Optional.empty(),
                "",
                List.of(),
                0,
                Optional.empty(),
                dependsOn,
                false,
                Json.EMPTY_OBJECT);
    }

    /** Somebody registers a task, or has one wait for others that are there. */
    private void work(Random random, int number, ReadModels models) {
        models.catchUp();
        List<SbiId> there = there(models);
        var some = new ArrayList<SbiId>();
        for (SbiId task : there) {
            if (random.nextInt(4) == 0) {
                some.add(task);
            }
        }
        chronicle.as(Metadata.of(ACTORS.get(random.nextInt(ACTORS.size())), "cli"));
        if (there.isEmpty() || random.nextBoolean()) {
            chronicle.append(registered(new SbiId("SBI-%03d".formatted(number)), some));
        } else {
            SbiId task = there.get(random.nextInt(there.size()));
            some.remove(task);
            chronicle.append(new SbiEvent.DependenciesChanged(task, some));
        }
    }

    private Target target(Random random, List<Position> rollbacks) {
        long some = 1 + random.nextLong(chronicle.journal.head().value());
        return switch (random.nextInt(5)) {
            case 0 -> new Target.Actor(ACTORS.get(random.nextInt(ACTORS.size())), some - 1);
            case 1 -> new Target.Entries(some, some);
            case 2 -> new Target.Entity("sbi/SBI-%03d".formatted(random.nextInt(20)), 0);
            case 3 ->
                new Target.Rollback(
                        rollbacks.isEmpty()
                                ? some
                                : rollbacks
                                        .get(random.nextInt(rollbacks.size()))
                                        .value());
            default -> new Target.To(some);
        };
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void however_rollbacks_follow_each_other_nothing_waits_for_what_is_not_there(long seed) {
        var random = new Random(seed);
        ReadModels models = chronicle.posted(folder);
        var life = new ThingLife(chronicle.codec.catalog());
        var dependents = new Dependents(
                chronicle.journal, chronicle.codec, models, life, AllSlices.of().references());
        var rollbacks = new ArrayList<Position>();
        for (int step = 0; step < 60; step++) {
            if (step % 4 < 3) {
                work(random, step, models);
                continue;
            }
            var asked = RolledBack.of(target(random, rollbacks), Optional.empty());
            Others others = random.nextBoolean() ? Others.KEEP : Others.UNDO;
            try {
                RollbackChange change = new RollbackPlan(
                                chronicle.journal, chronicle.timelines, life, dependents, asked, "ada", others)
                        .upTo(chronicle.journal.head());
                rollbacks.add(chronicle.rollBack(change.rollback()));
            } catch (Rejected nothing) {
                continue; // what it names is not there, or counts no more
            }
            models.catchUp();
            assertThat(waitingForNothing(models)).as("%s, %s", asked, others).isEmpty();
        }
        assertThat(rollbacks).hasSizeGreaterThan(3);
        assertThat(models.verify(_ -> {})).isEmpty();
    }
}
