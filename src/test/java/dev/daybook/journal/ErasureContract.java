package dev.daybook.journal;

import static dev.daybook.journal.Drafts.draft;
import static dev.daybook.journal.Drafts.large;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every journal promises of what is erased. */
public abstract class ErasureContract {

    protected static final StreamId ONE = StreamId.parse("sbi/one");
    protected static final String LARGE = "a large value ".repeat(10_000);
    private static final StreamId TWO = StreamId.parse("sbi/two");

    protected Journal journal;

    protected abstract Journal open();

    @BeforeEach
    void given_a_journal() {
        journal = open();
        append(draft(ONE, 1), draft(ONE, 2), draft(TWO, 3), large(ONE, 4, LARGE));
    }

    @AfterEach
    void close() {
        journal.close();
    }

    protected void append(Draft... drafts) {
        journal.append(new Append(List.of(drafts), Map.of())).join();
    }

    /** At the positions from 5 to 8, and at 9 one that says that these and position 2 are no more. */
    protected void appendEntriesOfTheJournalItself() {
        append(
                draft(StreamId.parse("journal/journal"), 5),
                draft(StreamId.parse("rollout/sbi"), 6),
                draft(StreamId.parse("access/access"), 7),
                draft(StreamId.parse("secret/secrets"), 8));
        Append saying = Erasing.of(journal, List.of(), 2L, 5L, 6L, 7L, 8L);
        journal.append(new Append(saying.drafts(), Map.of())).join();
    }

    @Test
    void an_erased_payload_is_gone_and_its_entry_says_so_in_every_way_to_read_it() {
        Entry before = journal.find(Drafts.id(2)).orElseThrow();

        Appended done = journal.append(Erasing.of(journal, List.of(), 2L)).join();

        Entry after = journal.find(before.id()).orElseThrow();
        assertThat(after.payload().isErased()).isTrue();
        assertThat(after)
                .isEqualTo(new Entry(
                        before.position(),
                        before.stream(),
                        before.revision(),
                        before.id(),
                        before.type(),
                        before.version(),
                        Payload.ERASED,
                        before.metadata(),
                        before.occurredAt(),
                        before.recordedAt()));
        assertThat(journal.readStream(ONE, 1, 1)).containsExactly(after);
        assertThat(journal.readForward(Selection.all(), new Position(1), 1)).containsExactly(after);
        assertThat(journal.readBackward(Selection.stream(ONE), new Position(3), 1))
                .containsExactly(after);
        assertThat(journal.erasedBy(new Position(2)))
                .contains(done.places().getFirst().position());
        assertThat(journal.erasedBy(new Position(1))).isEmpty();
        assertThat(Timeline.original().counts(after)).isFalse();
        assertThat(journal.revision(ONE)).isEqualTo(2);
    }

    @Test
    void the_chain_is_the_same_before_and_after_and_still_proves_what_is_left() {
        List<Sha256> before = hashes();
        journal.append(Erasing.of(journal, List.of(), 1L, 2L)).join();

        assertThat(hashes().subList(0, 4)).isEqualTo(before);
        var chain = new Chain();
        Sha256 previous = Chain.GENESIS;
        for (ChainStep step : journal.chain(Position.START, 10)) {
            assertThat(chain.link(previous, step.entry(), step.payloadHash(), step.blobs()))
                    .isEqualTo(step.link());
            previous = step.link();
        }
        assertThat(previous).isEqualTo(journal.link(journal.head()).orElseThrow());
    }

    private List<Sha256> hashes() {
        return journal.chain(Position.START, 10).stream().map(ChainStep::link).toList();
    }

    @Test
    void a_large_value_goes_with_the_last_entry_that_names_it_and_may_come_again() {
        Sha256 hash = Sha256.hash(LARGE.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        append(large(TWO, 5, LARGE));
        assertThat(journal.named(Set.of(hash), Set.of(new Position(4)))).containsExactly(hash);
        journal.append(Erasing.of(journal, List.of(), 4L)).join();
        assertThat(journal.blobs().read(hash)).isPresent();
        assertThat(journal.named(Set.of(hash), Set.of(new Position(5)))).isEmpty();

        journal.append(Erasing.of(journal, List.of(hash), 5L)).join();

        assertThat(journal.blobs().read(hash)).isEmpty();
        append(large(TWO, 6, LARGE));
        assertThat(journal.blobs().read(hash)).contains(Payload.of(LARGE));
    }

    @Test
    void a_large_value_that_was_named_once_more_meanwhile_is_not_erased_and_neither_is_anything_else() {
        Sha256 hash = Sha256.hash(LARGE.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        Append erasing = Erasing.of(journal, List.of(hash), 4L);
        append(large(TWO, 5, LARGE));

        assertThatThrownBy(() -> journal.append(erasing).join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(Conflict.class);

        assertThat(journal.head()).isEqualTo(new Position(5));
        assertThat(journal.blobs().read(hash)).isPresent();
        assertThat(journal.erasedBy(new Position(4))).isEmpty();
    }
}
