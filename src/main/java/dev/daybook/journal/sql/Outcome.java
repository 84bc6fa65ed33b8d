package dev.daybook.journal.sql;

import dev.daybook.journal.Appended;
import dev.daybook.journal.Appended.Place;
import dev.daybook.journal.Conflict;
import dev.daybook.journal.Position;
import java.util.List;
import java.util.Optional;

/** What became of an append, to be told after COMMIT. */
public record Outcome(Prepared append, Optional<Conflict> conflict, List<Place> places) {

    public boolean erased() {
        return append.erases() && conflict.isEmpty();
    }

    public void acknowledge(Position head) {
        if (conflict.isPresent()) {
            append.done().completeExceptionally(conflict.get());
        } else {
            append.done().complete(new Appended(places, head));
        }
    }
}
