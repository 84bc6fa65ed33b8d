package dev.daybook.sbi;

import dev.daybook.command.Unavailable;
import dev.daybook.journal.Journal;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.projection.ReadModels;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What commands about several tasks look up, in the read model.
 *
 * @param follow makes sure that somebody posts what is written
 */
public record ReadModelTasks(Journal journal, ReadModels readModels, SbiQueries sbis, Runnable follow)
        implements TaskService.Board {

    private static final String PROJECTION = "sbi";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Override
    public void catchUp() {
        follow.run();
        try {
            if (!readModels.await(PROJECTION, journal.head(), PATIENCE)) {
                throw new Unavailable("the read model of tasks is at position %s, the journal at %s: try again"
                        .formatted(readModels.position(PROJECTION), journal.head()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable("interrupted while waiting for the read model of tasks");
        }
    }

    @Override
    public void catchUpWithAll() {
        try {
            journal.end(); // then the head is that of all
        } catch (JournalUnavailable e) {
            throw new Unavailable(String.valueOf(e.getMessage()));
        }
        catchUp();
    }

    @Override
    public Map<SbiId, Long> revisions(List<SbiId> tasks) {
        return sbis.revisions(tasks);
    }

    @Override
    public List<SbiId> unknown(SbiId sbi, List<SbiId> dependencies) {
        return sbis.unknown(sbi, dependencies);
    }

    @Override
    public boolean isParent(SbiId sbi, String plan) {
        return sbis.isParent(sbi, plan);
    }

    @Override
    public Set<SbiId> dependants(SbiId sbi) {
        return sbis.dependants(sbi.value());
    }

    @Override
    public List<SbiId> pickable(Instant now, int limit) {
        return sbis.pickable(now, limit).stream()
                .map(candidate -> new SbiId(candidate.id()))
                .toList();
    }
}
