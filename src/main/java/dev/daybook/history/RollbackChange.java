package dev.daybook.history;

import dev.daybook.domain.history.HistoryEvent.RolledBack;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Position;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.Timeline;
import java.util.List;
import java.util.Optional;

/**
 * What a rollback changes.
 *
 * @param head the journal's last position before it
 * @param rollback as it is recorded: names resolved, with what it leaves alone and what goes beside
 * @param before what counted, {@code after} what counts then
 * @param undone how many entries count no more
 * @param restored how many entries count again
 * @param entities those that it touches, in the order of their first touched entries
 * @param others the work of others that it takes along, or leaves alone
 * @param dependents what would name what is not there, or would if nothing were done about it
 * @param refused why it is not made, if nobody says what is to become of that
 * @param facts the first {@value #FACTS_MAX} that count no more, or again
 * @param later the first that were written to the same things since, and go on counting
 */
public record RollbackChange(
        Position head,
        RolledBack rollback,
        Timeline before,
        Timeline after,
        long undone,
        long restored,
        List<Touched> entities,
        List<OthersWork> others,
        List<Dependent> dependents,
        Optional<String> refused,
        List<Entry> facts,
        List<Entry> later) {

    /** The facts that are told. */
    static final int FACTS_MAX = 50;

    /**
     * How many entries of one stream count no more, and how many count again.
     *
     * @param first where the first of them stands
     * @param later how many later ones go on counting
     * @param ofFiles how many of those that count otherwise were taken over from files
     * @param source the tool that the files are of, {@code run} the migration that read them
     */
    public record Touched(
            StreamId entity,
            long undone,
            long restored,
            Position first,
            long later,
            long ofFiles,
            Optional<String> source,
            Optional<String> run) {

        long changed() {
            return undone + restored;
        }
    }

    /**
     * What others did to a thing.
     *
     * @param facts how many of them would go, or could not stand without what would go
     * @param stands whether they stay, but on nothing
     */
    public record OthersWork(StreamId entity, List<String> actors, long facts, boolean stands) {}

    /**
     * A thing that names another one which is not there after the rollback.
     *
     * @param field by which it names it
     * @param actors who said so, and who did what came later on it
     * @param facts how many facts of it that are
     * @param since the position of the first of them
     * @param wasThere whether what it names is there before
     */
    public record Dependent(
            StreamId entity,
            String field,
            StreamId names,
            List<String> actors,
            long facts,
            Position since,
            boolean wasThere) {}
}
