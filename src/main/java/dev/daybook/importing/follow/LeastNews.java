package dev.daybook.importing.follow;

import dev.daybook.domain.Ending;
import dev.daybook.event.Recorded;
import dev.daybook.importing.Fact;
import dev.daybook.importing.LegacySource.Entity;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.Reading;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Source;
import dev.daybook.journal.StreamId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A source whose files somebody else writes, too, after the journal and without telling it. What such a file says of a
 * thing may be what the thing was a few facts ago: a write behind the journal that failed, or a tool that wrote back
 * what it had read before. Taken for news it would undo what was acknowledged since.
 *
 * <p>So each fact since the file was heard last may be the last one that the file shows: the one that explains it with
 * the least news is taken.
 */
record LeastNews(Entity entity, String kind, Root root) implements Entity {

    /** Nobody is further behind while both sides are written. */
    private static final int FACTS_MAX = 50;

    /** Returns the reading of such a source, of that kind. */
    static Reading of(Reading reading, String kind, Root root) {
        return reading.map(result -> Optional.of(
                result instanceof Reading.Found(Entity entity)
                        ? new Reading.Found(new LeastNews(entity, kind, root))
                        : result));
    }

    @Override
    public StreamId stream() {
        return entity.stream();
    }

    @Override
    public Map<String, Integer> counts() {
        return entity.counts();
    }

    @Override
    public boolean isOfNoFile() {
        return entity.isOfNoFile();
    }

    @Override
    public List<Fact> facts(List<Recorded> known) {
        List<Fact> least = entity.facts(known);
        if (least.isEmpty() || least.stream().anyMatch(fact -> fact.event() instanceof Ending)) {
            return least;
        }
        Source told = root.source(kind, least.getFirst().file());
        int last = Math.max(0, known.size() - FACTS_MAX);
        boolean heard = false;
        for (int i = known.size() - 1; i >= last && !least.isEmpty() && !heard; i--) {
            List<Fact> facts = entity.facts(shownUpTo(told, known, i));
            least = facts.size() < least.size() ? facts : least;
            heard = isTold(known.get(i));
        }
        return least;
    }

    private boolean isTold(Recorded it) {
        return it.entry().metadata().isFrom(kind);
    }

    /** Returns the facts as if the file had told those up to one of them: it was written with all that counted then. */
    private List<Recorded> shownUpTo(Source source, List<Recorded> known, int last) {
        var shown = new ArrayList<>(known);
        for (int i = 0; i <= last; i++) {
            if (!isTold(known.get(i))) {
                shown.set(i, told(source, known.get(i)));
            }
        }
        return shown;
    }

    private static Recorded told(Source source, Recorded it) {
        Entry entry = it.entry();
        return new Recorded(
                new Entry(
                        entry.position(),
                        entry.stream(),
                        entry.revision(),
                        entry.id(),
                        entry.type(),
                        entry.version(),
                        entry.payload(),
                        entry.metadata().from(source),
                        entry.occurredAt(),
                        entry.recordedAt()),
                it.event());
    }
}
