package dev.daybook.history;

import dev.daybook.domain.Rejected;
import dev.daybook.event.Timelines;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Link;
import dev.daybook.journal.Position;
import dev.daybook.journal.Sha256;
import dev.daybook.journal.Timeline;
import dev.daybook.projection.AsOf;
import dev.daybook.projection.ReadModels;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Branches: what would be if something had never been, for looking and comparing, never for writing. Thread-safe.
 *
 * <p>They are kept in a small file of the data directory and are no facts: to ask what would be must not change what is
 * recorded, whoever drops one wants nothing to be left of it, and facts are never removed. So a backup of the journal has
 * none, and each node of several has its own. A branch is only its description; its read models are made of the journal when
 * they are asked for, as those of earlier moments are.
 */
public final class Branches {

    /** What there is: no branch. */
    public static final String MAIN = "main";

    private static final int BRANCHES_MAX = 100;

    private static final int READ = 1_000;
    private static final long READ_BYTES = 4 << 20;

    private final BranchFile file;
    private final Journal journal;
    private final Timelines timelines;
    private final ReadModels readModels;

    /** @param file that is made with the first branch */
    public Branches(Path file, Journal journal, Timelines timelines, ReadModels readModels) {
        this.file = new BranchFile(file);
        this.journal = journal;
        this.timelines = timelines;
        this.readModels = readModels;
    }

    /** Returns all of them, ordered by name. */
    synchronized List<Branch> all() {
        return file.read();
    }

    /** @throws Rejected if there is none of that name */
    Branch find(String name) {
        return all().stream()
                .filter(branch -> branch.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        Rejected.notFound("there is no branch '%s': daybook branch list shows those there are", name));
    }

    /**
     * Returns the moment that a branch is.
     *
     * @return none for {@link #MAIN}
     * @throws Rejected if there is no such branch, or it is of another journal
     */
    public Optional<AsOf> asOf(String name) {
        if (name.equals(MAIN)) {
            return Optional.empty();
        }
        Branch branch = find(name);
        var end = new Position(branch.position());
        if (!journal.has(new Link(end, Sha256.parse(branch.chain())))) {
            throw Rejected.conflict(
                    "the branch '%s' is of another journal than is here now: daybook branch drop %s", name, name);
        }
        return Optional.of(
                AsOf.branch(branch.id(), end, branch.timelines(timelines).getLast(), journal));
    }

    /**
     * Makes one.
     *
     * @param id a new one
     * @param position where it stands; none: at the newest entry
     * @param after only what stands behind that position is left out
     * @throws Rejected if the name is taken, or something that is to be left out is not there
     */
    Branch make(
            String name,
            String id,
            String by,
            Instant at,
            Optional<Position> position,
            List<String> without,
            long after) {
        Position end = position.orElseGet(journal::head);
        if (name.equals(MAIN) || name.equals("list") || name.equals("drop")) {
            throw Rejected.invalidAt("/name", "'%s' is no name for a branch: it means something already", name);
        }
        String chain = journal.link(end)
                .orElseThrow(
                        () -> Rejected.notFound("there is no position %s: the last one is %s", end, journal.head()))
                .toString();
        var asked = new Branch(name, id, at, by, end.value(), chain, without, after, 0);
        var made = new Branch(name, id, at, by, end.value(), chain, without, after, leftOut(asked));
        add(made);
        return made;
    }

    private synchronized void add(Branch made) {
        List<Branch> all = file.read();
        if (all.stream().anyMatch(branch -> branch.name().equals(made.name()))) {
            throw Rejected.conflict(
                    "there is a branch '%s' already: daybook branch drop %s, or take another name",
                    made.name(), made.name());
        }
        if (all.size() >= BRANCHES_MAX) {
            throw Rejected.conflict("there are %d branches: drop one first", all.size());
        }
        var more = new ArrayList<>(all);
        more.add(made);
        more.sort((a, b) -> a.name().compareTo(b.name()));
        file.write(more);
    }

    /** Counts what is left out, and refuses what takes out nothing: it is misspelt, or was never there. */
    private long leftOut(Branch branch) {
        List<Timeline> all = branch.timelines(timelines);
        var changed = new long[all.size()];
        Timeline before = all.getFirst();
        Timeline after = all.getLast();
        long leftOut = 0;
        var end = new Position(branch.position());
        long unchanged = all.stream()
                .skip(1)
                .mapToLong(timeline -> timeline.changedFrom().value() - 1)
                .min()
                .orElse(end.value());
        for (List<Entry> batch = read(new Position(Math.max(0, unchanged)));
                !batch.isEmpty();
                batch = read(batch.getLast().position())) {
            for (Entry entry : batch) {
                if (entry.position().isAfter(end)) {
                    return checked(branch, changed, leftOut);
                }
                for (int i = 1; i < changed.length; i++) {
                    changed[i] += all.get(i - 1).counts(entry) != all.get(i).counts(entry) ? 1 : 0;
                }
                leftOut += before.counts(entry) && !after.counts(entry) ? 1 : 0;
            }
        }
        return checked(branch, changed, leftOut);
    }

    private List<Entry> read(Position after) {
        return journal.readForward(after, READ, READ_BYTES);
    }

    private static long checked(Branch branch, long[] changed, long leftOut) {
        for (int i = 1; i < changed.length; i++) {
            if (changed[i] == 0) {
                throw Rejected.notFound(
                        "%s position %d nothing counts that is left out with %s",
                        branch.after() > 0 ? "from %d to".formatted(branch.after() + 1) : "up to",
                        branch.position(),
                        branch.without().get(i - 1));
            }
        }
        return leftOut;
    }

    /** @throws Rejected if there is none of that name */
    Branch drop(String name) {
        Branch gone = find(name);
        synchronized (this) {
            file.write(file.read().stream()
                    .filter(branch -> !branch.name().equals(name))
                    .toList());
        }
        readModels.past().forgetBranch(gone.id());
        return gone;
    }
}
