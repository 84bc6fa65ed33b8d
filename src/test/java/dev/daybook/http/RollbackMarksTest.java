package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.domain.history.Target;
import dev.daybook.journal.AroundJournal;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.Timeline;
import dev.daybook.projection.Chronicle;
import dev.daybook.projection.Histories;
import dev.daybook.sbi.SbiEvent.Retitled;
import dev.daybook.sbi.SbiId;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which rollback touched a thing last. */
class RollbackMarksTest {

    /** Counts entries that are read from the end. */
    private static final class Counting extends AroundJournal {

        private int entries;

        Counting(Journal inner) {
            super(inner);
        }

        @Override
        public List<Entry> readBackward(Selection selection, Position before, int limit) {
            List<Entry> read = super.readBackward(selection, before, limit);
            entries += read.size();
            return read;
        }
    }

    private final Chronicle chronicle = new Chronicle();
    private final Counting journal = new Counting(chronicle.journal);
    private final RollbackMarks marks = new RollbackMarks(journal);

    @AfterEach
    void close() {
        chronicle.close();
    }

    private void editAndUndo(String task) {
        Position edited = chronicle.append(new Retitled(new SbiId(task), "Taken back"));
        chronicle.rollBack(new Target.Entries(edited.value(), edited.value()));
    }

    private int newest(String task) {
        return marks.newest(new StreamId("sbi", task), chronicle.timelines.current());
    }

    @Test
    void a_thing_is_not_read_again_for_each_rollback_of_others() {
        for (int edit = 0; edit < 60; edit++) {
            chronicle.append(new Retitled(new SbiId("SBI-001"), "Edit " + edit));
        }
        for (int rollback = 0; rollback < 40; rollback++) {
            editAndUndo("SBI-002");
        }

        int number = newest("SBI-001");

        assertThat(number).isZero();
        assertThat(journal.entries).isLessThan(10);
        assertThat(newest("SBI-002")).isEqualTo(40);
        assertThat(journal.entries).isLessThan(60);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void it_is_the_last_one_after_which_other_entries_of_the_thing_count(long seed) {
        var random = new Random(seed);
        var histories = new Histories(seed, 6);
        for (int round = 0; round < 12; round++) {
            chronicle.append(histories.events(1 + random.nextInt(20)));
            long head = chronicle.journal.head().value();
            long first = 1 + random.nextLong(head);
            chronicle.rollBack(
                    switch (random.nextInt(4)) {
                        case 0 -> new Target.To(first - 1);
                        case 1 -> new Target.Entity("sbi/SBI-00" + random.nextInt(6), first - 1);
                        default -> new Target.Entries(first, Math.min(head, first + random.nextInt(5)));
                    });
            if (random.nextBoolean()) {
                chronicle.rollBack(new Target.Rollback(chronicle.journal.head().value()));
            }
            for (int task = 0; task < 6; task++) {
                String id = "SBI-00" + task;
                assertThat(newest(id)).as(id).isEqualTo(lookedAtEach(new StreamId("sbi", id)));
            }
        }
    }

    private int lookedAtEach(StreamId stream) {
        List<Entry> entries = chronicle.journal.readStream(stream, 0, Integer.MAX_VALUE);
        for (Timeline each = chronicle.timelines.current();
                each.number() > 0;
                each = each.before().orElseThrow()) {
            Timeline now = each;
            Timeline before = each.before().orElseThrow();
            if (entries.stream()
                    .filter(entry -> now.since().isAfter(entry.position()))
                    .anyMatch(entry -> now.counts(entry) != before.counts(entry))) {
                return now.number();
            }
        }
        return 0;
    }
}
