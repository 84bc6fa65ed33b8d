package dev.daybook.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.journal.StreamId;
import dev.daybook.rollout.Compared.Difference;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What comparisons of several units come to. */
class ComparisonTest {

    private static final StreamId A = StreamId.parse("config/a");
    private static final StreamId B = StreamId.parse("config/b");

    private static Discrepancy field(StreamId thing, int number) {
        return new Discrepancy("cards", "box", thing, "/field" + number, Optional.of("1"), Optional.of("2"));
    }

    private static Compared of(StreamId thing, Difference how, int fields) {
        var found = new ArrayList<Discrepancy>();
        for (int i = 0; i < fields; i++) {
            found.add(field(thing, i));
        }
        return new Compared(7, 1, 2, 3, 4, 5, Map.of(thing, how), found, Map.of());
    }

    @Test
    void what_was_found_in_each_is_added() {
        Compared all = Compared.all(List.of(
                of(A, Difference.JOURNAL_ONLY, 1),
                of(B, Difference.FILES_ONLY, 2),
                Compared.unreadable("other", "it is cut")));

        assertThat(List.of(
                        all.total(),
                        all.consistent(),
                        all.inconsistent(),
                        all.journalOnly(),
                        all.fileOnly(),
                        all.lost()))
                .containsExactly(14L, 2L, 4L, 6L, 8L, 10L);
        assertThat(all.different())
                .containsExactly(Map.entry(A, Difference.JOURNAL_ONLY), Map.entry(B, Difference.FILES_ONLY));
        assertThat(all.things(EnumSet.of(Difference.FILES_ONLY))).containsExactly(B);
        assertThat(all.discrepancies()).hasSize(3);
        assertThat(all.unreadable()).containsExactly(Map.entry("other", "it is cut"));
    }

    /** They are settled together. */
    @Test
    void so_many_differences_are_listed_and_those_of_a_thing_all_or_none() {
        Compared almost = of(A, Difference.JOURNAL_SAYS_MORE, Compared.LISTED_MAX - 1);
        Compared both = almost.plus(of(B, Difference.JOURNAL_SAYS_MORE, 3));
        Compared full =
                of(A, Difference.JOURNAL_SAYS_MORE, Compared.LISTED_MAX).plus(of(B, Difference.JOURNAL_SAYS_MORE, 3));

        assertThat(both.discrepancies()).hasSize(Compared.LISTED_MAX + 2);
        assertThat(full.discrepancies()).hasSize(Compared.LISTED_MAX);
        assertThat(full.different()).containsKeys(A, B);
    }
}
