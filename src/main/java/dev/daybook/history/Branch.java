package dev.daybook.history;

import dev.daybook.domain.Rejected;
import dev.daybook.domain.history.HistoryEvent.RolledBack;
import dev.daybook.domain.history.Target;
import dev.daybook.event.Timelines;
import dev.daybook.journal.Position;
import dev.daybook.journal.Timeline;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What would be if something had never been: the timeline that rollbacks would give, had they been made at a position.
 *
 * @param id no other branch ever had it, whatever its name
 * @param by who made it
 * @param position where it stands: what was recorded later is none of it
 * @param chain the link of the journal there: in another journal it means nothing
 * @param without what is left out, see {@link #target}
 * @param after only what stands behind that position is left out; 0: all of it
 * @param facts how many facts count in it no more that counted there
 */
record Branch(
        String name,
        String id,
        Instant at,
        String by,
        long position,
        String chain,
        List<String> without,
        long after,
        long facts) {

    static final String NAME = "^[a-z0-9][a-z0-9._-]{0,63}$";
    static final String WANT = "small letters, digits, dots and dashes, such as without-bot";

    private static final Pattern POSITION = Pattern.compile("[0-9]{1,15}");

    Branch {
        without = List.copyOf(without);
    }

    /**
     * Returns what is left out.
     *
     * @param text {@code actor:NAME}, {@code session:NAME}, {@code run:RUN}, {@code KIND/ID} or a position; of a rollback at
     *     a position it is meant that it had never been
     * @param after only what stands behind that position
     * @throws Rejected if it is none of these, or one fact, which stands where it stands
     */
    static Target target(String text, Timeline timeline, long after) {
        if (after > 0 && POSITION.matcher(text).matches()) {
            throw Rejected.invalidAt(
                    "/since", "is given, and '%s' is left out wherever it stands: make it without one of them", text);
        }
        if (POSITION.matcher(text).matches()) {
            long position = Long.parseLong(text);
            return timeline.isRollback(new Position(position))
                    ? new Target.Rollback(position)
                    : new Target.Entries(position, position);
        }
        String name = text.substring(text.indexOf(':') + 1);
        if (text.startsWith("actor:")) {
            return new Target.Actor(name, after);
        }
        if (text.startsWith("session:")) {
            return new Target.Session(name, after);
        }
        if (text.startsWith("run:")) {
            return new Target.Run(name, after);
        }
        if (text.indexOf('/') > 0) {
            return new Target.Entity(text, after);
        }
        throw Rejected.invalidAt(
                "/without", "'%s': want actor:NAME, session:NAME, run:RUN, KIND/ID or a position", text);
    }

    /**
     * Returns what counts, with one more left out each time; the last one is that of the branch.
     *
     * @throws Rejected if something names what cannot be left out
     */
    List<Timeline> timelines(Timelines journal) {
        Timeline timeline = journal.asOf(new Position(position));
        var all = new ArrayList<>(List.of(timeline));
        for (String text : without) {
            Target target = target(text, timeline, after);
            check(target, text);
            // Behind the end, where no entry is read: as if the rollbacks had been written there, one after the other.
            timeline = Timelines.after(
                    timeline, new Position(position + all.size()), RolledBack.of(target, Optional.empty()));
            all.add(timeline);
        }
        return List.copyOf(all);
    }

    private void check(Target target, String text) {
        try {
            target.check(position);
        } catch (Rejected refusal) { // it names an argument of a rollback
            throw Rejected.invalidAt("/without", "'%s': %s", text, String.valueOf(refusal.getMessage()));
        }
    }
}
