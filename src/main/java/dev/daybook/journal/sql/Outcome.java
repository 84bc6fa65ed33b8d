package dev.daybook.journal.sql;

import dev.daybook.journal.Appended;
import dev.daybook.journal.Appended.Place;
import dev.daybook.journal.Position;
import java.util.List;
import java.util.Optional;

/**
 * What became of an append, to be told after COMMIT.
 *
 * @param refusal why nothing of it was written
 */
public record Outcome(Prepared append, Optional<? extends RuntimeException> refusal, List<Place> places) {

    public boolean erased() {
        return append.erases() && refusal.isEmpty();
    }

    public void acknowledge(Position head) {
        if (refusal.isPresent()) {
            append.done().completeExceptionally(refusal.get());
        } else {
            append.done().complete(new Appended(places, head));
        }
    }
}
