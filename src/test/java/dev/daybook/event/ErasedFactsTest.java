package dev.daybook.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.AllSlices;
import dev.daybook.journal.Append;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Erasing;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.memory.MemoryJournal;
import dev.daybook.sbi.SbiEvent.NoteAdded;
import dev.daybook.sbi.SbiId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is read of facts whose payloads are no more. */
final class ErasedFactsTest {

    private static final SbiId SBI = new SbiId("SBI-01K6FRP24VXAE1C24TYMZ95G6S");
    private static final StreamId STREAM = new StreamId("sbi", SBI.value());

    private final Journal journal = new MemoryJournal(InstantSource.system());
    private final Codec codec = new Codec(journal, AllSlices.of().facts());

    @BeforeEach
    void given_three_notes() {
        for (int number = 1; number <= 3; number++) {
            var note = new NoteAdded(SBI, "note " + number, Optional.empty(), Optional.empty());
            var draft = codec.draft(new UUID(1, number), STREAM, note, Metadata.of("ada", "test"), Instant.EPOCH);
            journal.append(new Append(List.of(draft), Map.of())).join();
        }
    }

    private void erase(Long... positions) {
        journal.append(Erasing.of(journal, List.of(), positions)).join();
    }

    private Entry entry(long position) {
        return journal.readForward(Selection.all(), new Position(position - 1), 1)
                .getFirst();
    }

    @Test
    void one_is_refused_in_each_form_by_who_erased_it_and_where() {
        erase(1L);

        assertThatThrownBy(() -> codec.decode(entry(1)))
                .isInstanceOf(Undecodable.class)
                .hasMessageContaining("what position 1 told was erased at position 4 by ada");
        assertThatThrownBy(() -> codec.tree(entry(1)))
                .isInstanceOf(Undecodable.class)
                .hasMessageContaining("was erased at position 4 by ada");
        assertThatThrownBy(() -> codec.json(entry(1)))
                .isInstanceOf(Undecodable.class)
                .hasMessageContaining("was erased at position 4 by ada");
        assertThat(codec.erasedBy(entry(1)).orElseThrow().position()).isEqualTo(new Position(4));
        assertThat(codec.erasedBy(entry(2))).isEmpty();
    }

    @Test
    void one_comes_with_another_fact_of_its_stream_that_is_left_and_keeps_its_place() {
        erase(1L, 2L);

        Recorded recorded = codec.recorded(entry(1));

        assertThat(recorded.event()).isEqualTo(new NoteAdded(SBI, "note 3", Optional.empty(), Optional.empty()));
        assertThat(recorded.position()).isEqualTo(new Position(1));
    }

    @Test
    void of_a_stream_of_which_nothing_is_left_one_tells_nothing() {
        erase(1L, 2L, 3L);

        assertThat(codec.recorded(entry(2)).event()).isEqualTo(new Gone());
    }
}
