package dev.daybook.projection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.domain.Event;
import dev.daybook.domain.history.Target;
import dev.daybook.journal.AroundJournal;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.StreamId;
import dev.daybook.sbi.SbiEvent.Respecified;
import dev.daybook.sbi.SbiId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept of a thing on the way to one moment serves later ones, and never shows anything else than its facts do. */
class ThingStatesTest {

    private static final int EVENTS = 3_000;

    private static final int EVERY = 15;

    @TempDir
    Path folder;

    /** Returns all rows that a question finds. */
    private static String rows(DSLContext tables) {
        return tables
                .fetch("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
                        + " AND name NOT LIKE '%\\_fts\\_%' ESCAPE '\\' ORDER BY name")
                .map(table -> table.get(0, String.class))
                .stream()
                .map(table ->
                        table + tables.fetch("SELECT * FROM \"" + table + "\"").formatCSV())
                .collect(Collectors.joining("\n"));
    }

    private record Asked(ReadModels.Slot slot, StreamId stream) {}

    /** Returns all things with so many entries that something is kept of them, with each projection that shows them. */
    private static List<Asked> longOnes(Chronicle chronicle, ReadModels models) {
        return chronicle.journal.readForward(Selection.all(), Position.START, 2 * EVENTS).stream()
                .collect(Collectors.groupingBy(Entry::stream, Collectors.counting()))
                .entrySet()
                .stream()
                .filter(stream -> stream.getValue() > 2 * EVERY)
                .map(Map.Entry::getKey)
                .sorted(Comparator.comparing(StreamId::toString))
                .flatMap(stream -> models.slots.values().stream()
                        .filter(slot -> slot.projection().get().posts(stream)
                                && !slot.projection().get().seesVoid())
                        .map(slot -> new Asked(slot, stream)))
                .toList();
    }

    private static AsOf moment(Random random, Chronicle chronicle) {
        long end = 1 + random.nextLong(chronicle.journal.head().value());
        Instant time = Chronicle.START.plusSeconds(end);
        return switch (random.nextInt(4)) {
            case 0 -> AsOf.time(time, chronicle.journal, chronicle.timelines);
            case 1 -> AsOf.recorded(time, chronicle.journal, chronicle.timelines);
            default -> AsOf.position(new Position(end), chronicle.journal, chronicle.timelines);
        };
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void whatever_moments_are_asked_for_one_after_the_other_each_shows_what_its_facts_alone_show(long seed) {
        try (var chronicle = new Chronicle()) {
            var random = new Random(seed);
            var histories = new Histories(seed, 2);
            for (int part = 0; part < 6; part++) {
                for (Event event : histories.events(EVENTS / 6)) {
                    // files tell of what happened long before they are read
                    long second = chronicle.journal.head().value() + 1 - random.nextInt(300);
                    chronicle.appendAt(Chronicle.START.plusSeconds(second), event);
                }
                if (part == 2) {
                    chronicle.rollBackTo(new Position(EVENTS / 6 * 2L));
                } else if (part == 4) {
                    chronicle.rollBack(new Target.Entity("sbi/SBI-001", EVENTS / 3));
                }
            }
            ReadModels models = chronicle.posted(folder);
            try (var kept = new ThingReplays(chronicle.journal, chronicle.codec, EVERY)) {
                List<Asked> things = longOnes(chronicle, models);
                assertThat(things.stream().map(asked -> asked.slot.ddl().name()).distinct())
                        .contains("sbi", "session", "agent", "item", "project");
                for (Asked asked : things) {
                    for (int question = 0; question < 8; question++) {
                        AsOf asOf = moment(random, chronicle);
                        String shown = kept.read(asked.slot, asked.stream, asOf, ThingStatesTest::rows);
                        try (var alone = new ThingReplays(chronicle.journal, chronicle.codec)) {
                            String wanted = alone.read(asked.slot, asked.stream, asOf, ThingStatesTest::rows);
                            assertThat(shown)
                                    .as(
                                            "%s of %s as of %s, seed %d",
                                            asked.slot.ddl().name(), asked.stream, asOf, seed)
                                    .isEqualTo(wanted);
                        }
                    }
                }
            }
        }
    }

    /** Counts what is read of single streams. */
    private static final class CountingReads extends AroundJournal {

        private final AtomicLong read = new AtomicLong();

        CountingReads(Journal journal) {
            super(journal);
        }

        @Override
        public List<Entry> readStream(StreamId stream, long fromRevision, int limit) {
            List<Entry> entries = super.readStream(stream, fromRevision, limit);
            read.addAndGet(entries.size());
            return entries;
        }
    }

    @Test
    void of_a_long_thing_that_was_asked_for_before_only_what_came_behind_the_last_kept_state_is_read() {
        try (var chronicle = new Chronicle()) {
            var task = new SbiId("SBI-1");
            for (int entry = 0; entry < 8 * ThingStates.EVERY; entry++) {
                chronicle.append(new Respecified(
                        task, Optional.of("%d ".formatted(entry).repeat(1_200)))); // none is kept itself
            }
            ReadModels models = chronicle.posted(folder);
            var counting = new CountingReads(chronicle.journal);
            try (var replays = new ThingReplays(counting, chronicle.codec)) {
                var stream = new StreamId("sbi", "SBI-1");
                for (long end : List.of(8 * ThingStates.EVERY, 8 * ThingStates.EVERY - 10)) {
                    AsOf asOf = AsOf.position(new Position(end), chronicle.journal, chronicle.timelines);
                    counting.read.set(0);
                    String rows = replays.read(models.slot("sbi"), stream, asOf, ThingStatesTest::rows);
                    assertThat(rows).contains("%d ".formatted(end - 1).repeat(1_200));
                }
            }
            assertThat(counting.read).hasValue(ThingStates.EVERY);
        }
    }
}
