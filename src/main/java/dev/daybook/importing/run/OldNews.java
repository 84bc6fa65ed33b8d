package dev.daybook.importing.run;

import dev.daybook.event.Recorded;
import dev.daybook.importing.LegacySource.Entity;
import dev.daybook.importing.run.StreamHistory.Known;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.Source;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.Timeline;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What files of a tree that is followed say still, though a rollback has taken it back: of each thing old news, until
 * they say something else of it than when they were heard last. Else whatever is written beside a thing, or the next
 * start, would bring back what somebody has decided against.
 *
 * <p>An import that took itself back has decided nothing, and what is settled for files is to be heard. For one thread.
 */
public final class OldNews {

    /** What the rollbacks that nobody asked for have as their source. */
    private static final Set<String> BY_ITSELF = Set.of("import", "rollout");

    private final ImportContext context;
    private final Source.Project project;
    private final boolean written;

    /** Of which things files have said something else since, and where stands what they had said before. */
    private final Map<StreamId, Position> otherwise = new HashMap<>();

    private final Map<Position, Boolean> decided = new HashMap<>();

    /** @param written whether what somebody does to a thing is written to its files, too */
    public OldNews(ImportContext context, Run run, boolean written) {
        this.context = context;
        this.project = new Source.Project(run.source().kind(), run.root().project());
        this.written = written;
    }

    /** Returns whether files say of a thing what they said before a rollback changed what counts of it. */
    boolean covers(Entity entity, Known known) {
        Timeline now = context.timelines().current();
        if (known.rolledBack().isEmpty() && now.before().isEmpty()) {
            return false;
        }
        List<Entry> told = told(known);
        if (told.isEmpty()) {
            return false;
        }
        Position last = told.getLast().position();
        Timeline then = context.timelines().asOf(last);
        if (last.equals(otherwise.get(entity.stream())) || !isDecided(told, then, now) || isWrittenSince(known, last)) {
            return false;
        }
        boolean same = entity.facts(heard(known, then, last)).isEmpty();
        if (!same) {
            otherwise.put(entity.stream(), last);
        }
        return same;
    }

    /** Returns whether what counts of it has changed, and only because somebody wanted it so. */
    private boolean isDecided(List<Entry> told, Timeline then, Timeline now) {
        if (told.stream().allMatch(entry -> then.counts(entry) == now.counts(entry))) {
            return false;
        }
        for (Timeline each = now; each.number() > then.number(); ) {
            Timeline before = each.before().orElseThrow();
            Timeline after = each;
            if (told.stream().anyMatch(entry -> before.counts(entry) != after.counts(entry))
                    && !isDecided(after.since())) {
                return false;
            }
            each = before;
        }
        return true;
    }

    private boolean isDecided(Position rollback) {
        return decided.computeIfAbsent(rollback, at -> {
            Source source = context.journal()
                    .readForward(Selection.all(), new Position(at.value() - 1), 1)
                    .getFirst()
                    .metadata()
                    .source();
            return !(source instanceof Source.Channel(String name)) || !BY_ITSELF.contains(name);
        });
    }

    private boolean isWrittenSince(Known known, Position last) {
        return written
                && known.entries().stream()
                        .map(Recorded::entry)
                        .anyMatch(entry -> entry.position().isAfter(last)
                                && !entry.metadata().isFrom(project));
    }

    /** Returns what files have told of a thing, whether it counts or not. */
    private List<Entry> told(Known known) {
        var told = new ArrayList<>(known.rolledBack());
        known.entries().forEach(recorded -> told.add(recorded.entry()));
        told.removeIf(entry -> !entry.metadata().isFrom(project));
        told.sort(Comparator.comparing(Entry::position));
        return told;
    }

    /** Returns what counted when the last of it was told. */
    private List<Recorded> heard(Known known, Timeline then, Position last) {
        var heard = new ArrayList<>(known.entries());
        known.rolledBack().forEach(entry -> heard.add(context.codec().recorded(entry)));
        heard.removeIf(recorded -> recorded.entry().position().isAfter(last) || !then.counts(recorded.entry()));
        heard.sort(Comparator.comparing(recorded -> recorded.entry().position()));
        return heard;
    }
}
