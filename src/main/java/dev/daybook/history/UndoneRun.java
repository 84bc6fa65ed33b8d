package dev.daybook.history;

import dev.daybook.domain.history.HistoryEvent.ImportFinished;
import dev.daybook.domain.history.HistoryEvent.RolledBack;
import dev.daybook.event.Catalog;
import dev.daybook.event.Timelines;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.Timeline;
import dev.daybook.shape.Says;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The rollback that made what an import wrote void.
 *
 * @param by who rolled back
 */
record UndoneRun(@Says("the position of the rollback") long position, String by, Instant at) {

    private static final int BATCH = 500;

    /** Between the beginning of a run and its first fact stand what others wrote meanwhile: no more than that is read. */
    private static final int BATCHES_MAX = 20;

    private static final Selection ROLLBACKS = new Selection.OfTypes(Set.of(Catalog.name(RolledBack.class)));
    private static final String FINISHED = Catalog.name(ImportFinished.class);

    /** Returns that of a run whose facts do not count; none if they do, or if it wrote none. */
    static Optional<UndoneRun> of(String run, Journal journal, Timelines timelines) {
        return first(run, journal)
                .filter(fact -> !timelines.current().counts(fact))
                .flatMap(fact -> {
                    Optional<Entry> by = Optional.empty();
                    for (Entry rollback : rollbacks(fact.position(), journal)) {
                        Timeline then = timelines.asOf(rollback.position());
                        by = then.counts(fact) ? Optional.empty() : by.or(() -> Optional.of(rollback));
                    }
                    return by.map(entry -> new UndoneRun(
                            entry.position().value(), entry.metadata().actor(), entry.occurredAt()));
                });
    }

    /** Returns the first fact about a thing that a run wrote. */
    private static Optional<Entry> first(String run, Journal journal) {
        var stream = new StreamId("import", run);
        Optional<Entry> begun = journal.readForward(Selection.stream(stream), Position.START, 1).stream()
                .findFirst();
        if (begun.isEmpty()) {
            return Optional.empty();
        }
        Position read = begun.get().position();
        for (int batches = 0; batches < BATCHES_MAX; batches++) {
            List<Entry> batch = journal.readForward(Selection.all(), read, BATCH);
            for (Entry entry : batch) {
                if (entry.metadata().correlation().filter(run::equals).isPresent()
                        && !Timeline.alwaysCounts(entry.stream())) {
                    return Optional.of(entry);
                }
                if (entry.stream().equals(stream) && entry.type().equals(FINISHED)) {
                    return Optional.empty();
                }
            }
            if (batch.size() < BATCH) {
                return Optional.empty();
            }
            read = batch.getLast().position();
        }
        return Optional.empty();
    }

    private static List<Entry> rollbacks(Position after, Journal journal) {
        var all = new ArrayList<Entry>();
        Position read = after;
        List<Entry> batch = journal.readForward(ROLLBACKS, read, BATCH);
        while (!batch.isEmpty()) {
            all.addAll(batch);
            read = batch.getLast().position();
            batch = journal.readForward(ROLLBACKS, read, BATCH);
        }
        return all;
    }
}
