package dev.daybook.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.domain.Event;
import dev.daybook.journal.Position;
import dev.daybook.journal.StreamId;
import dev.daybook.sbi.SbiEvent.NoteAdded;
import dev.daybook.sbi.SbiId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Entries of a stream that are kept are those that the journal has. */
class StreamFactsTest {

    private static final List<StreamId> STREAMS =
            List.of(new StreamId("sbi", "SBI-A"), new StreamId("sbi", "SBI-B"), new StreamId("sbi", "SBI-none"));

    private static Event note(int number, int chars) {
        StreamId stream = STREAMS.get(number % 2);
        return new NoteAdded(
                new SbiId(stream.key()), "%d ".formatted(number).repeat(chars), Optional.empty(), Optional.empty());
    }

    private static List<Long> read(Chronicle chronicle, StreamId stream, long end) {
        return chronicle.journal.readStream(stream, 0, Integer.MAX_VALUE).stream()
                .map(entry -> entry.position().value())
                .filter(position -> position <= end)
                .toList();
    }

    private static List<Long> handed(StreamFacts facts, StreamId stream, long end) {
        var handed = new ArrayList<Long>();
        facts.each(
                stream,
                0,
                Integer.MAX_VALUE,
                new Position(end),
                fact -> handed.add(fact.position().value()));
        return handed;
    }

    @Test
    void whoever_asks_for_whatever_end_gets_what_was_written_by_then_while_more_is_written() throws Exception {
        try (var chronicle = new Chronicle();
                var threads = Executors.newFixedThreadPool(3)) {
            var facts = new StreamFacts(chronicle.journal, chronicle.codec);
            var askers = new ArrayList<Future<?>>();
            for (int asker = 0; asker < 3; asker++) {
                var random = new Random(asker);
                askers.add(threads.submit(() -> {
                    while (chronicle.journal.head().value() < 1_500) {
                        StreamId stream = STREAMS.get(random.nextInt(STREAMS.size()));
                        long end = random.nextLong(chronicle.journal.head().value() + 1);
                        assertThat(handed(facts, stream, end)).isEqualTo(read(chronicle, stream, end));
                    }
                }));
            }
            for (int number = 0; number < 1_500; number++) {
                chronicle.append(note(number, 1));
            }
            for (Future<?> asker : askers) {
                asker.get();
            }
            for (StreamId stream : STREAMS) {
                assertThat(handed(facts, stream, 1_500)).isEqualTo(read(chronicle, stream, 1_500));
            }
        }
    }

    @Test
    void whoever_expects_other_numbers_of_facts_gets_all_from_a_revision_on() {
        try (var chronicle = new Chronicle()) {
            for (int number = 0; number < 1_200; number++) {
                chronicle.append(note(number, 1));
            }
            StreamId stream = STREAMS.getFirst();
            List<Long> all = read(chronicle, stream, 1_200);
            for (int expected : List.of(1, 7, 50, all.size())) {
                var facts = new StreamFacts(chronicle.journal, chronicle.codec);
                var handed = new ArrayList<Long>();
                facts.each(
                        stream,
                        20,
                        expected,
                        new Position(900),
                        fact -> handed.add(fact.position().value()));
                assertThat(handed)
                        .as("%d expected", expected)
                        .isEqualTo(all.stream()
                                .skip(20)
                                .filter(position -> position <= 900)
                                .toList());
            }
        }
    }

    @Test
    void a_stream_that_is_too_large_to_be_kept_is_read_as_any_other() {
        try (var chronicle = new Chronicle()) {
            var facts = new StreamFacts(chronicle.journal, chronicle.codec);
            for (int number = 0; number < 40; number++) {
                chronicle.append(note(number, 40_000));
            }
            for (long end : List.of(7L, 40L, 21L, 40L)) {
                assertThat(handed(facts, STREAMS.getFirst(), end)).isEqualTo(read(chronicle, STREAMS.getFirst(), end));
            }
        }
    }

    @Test
    void whoever_fails_at_one_of_many_facts_meets_his_own_failure_and_the_next_asker_gets_all() {
        try (var chronicle = new Chronicle()) {
            var facts = new StreamFacts(chronicle.journal, chronicle.codec);
            for (int number = 0; number < 1_200; number++) {
                chronicle.append(note(number, 1));
            }
            StreamId stream = STREAMS.getFirst();
            for (long at : List.of(1L, 501L, 1_199L)) {
                assertThatThrownBy(() -> facts.each(stream, 0, Integer.MAX_VALUE, new Position(1_200), fact -> {
                            if (fact.position().value() == at) {
                                throw new IllegalStateException("no use for " + at);
                            }
                        }))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("no use for " + at);
            }
            assertThat(handed(facts, stream, 1_200)).isEqualTo(read(chronicle, stream, 1_200));
        }
    }
}
