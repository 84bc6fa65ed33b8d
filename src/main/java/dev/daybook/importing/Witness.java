package dev.daybook.importing;

import dev.daybook.domain.Event;
import dev.daybook.event.Recorded;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.run.ReadModelLookup;
import dev.daybook.journal.Source;
import dev.daybook.journal.StreamId;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Consumer;

/**
 * A second reading of one tool's files, for verification only: which file, line and row belong to which thing, found in
 * a way of its own. It shares no code with the tool's {@link LegacySource}: a comparison that believes the reader finds
 * everything equal that the reader has given to the wrong thing.
 *
 * <p>It states what is certain and leaves out what is not: damaged records, contradictions and values that only the
 * reader's repairs explain. It never writes and holds no more than one thing and an index of the tree in memory.
 */
public interface Witness {

    /**
     * What the files say of one thing.
     *
     * @param fields what the read model must show, named as {@link ReadModelLookup} names it: JSON pointer to value
     * @param at when they said so, if something later may count more; {@link Instant#MAX} if nothing does
     */
    record Statement(StreamId stream, Map<String, Object> fields, Instant at) {

        public Statement(StreamId stream, Map<String, Object> fields) {
            this(stream, fields, Instant.MAX);
        }
    }

    /** Reads the tree and states each thing once. */
    void read(Root root, Consumer<Statement> statements);

    /**
     * Returns which of the fields were said last by somebody else than an import of that project: there the read model
     * rightly shows something else. Asked only where it does.
     *
     * @param fields those of the statement that are shown otherwise
     * @param known the entries of the thing's stream that count, oldest first
     */
    Set<String> changedSince(Root root, Statement stated, Set<String> fields, List<Recorded> known);

    /**
     * Returns the fields that were said last by somebody else than an import of a project, as {@link #changedSince}
     * wants them, for events that tell by themselves which fields they say.
     */
    static Set<String> saidByOthers(
            Source.Project project, Set<String> fields, List<Recorded> known, BiPredicate<Event, String> says) {
        var others = new HashSet<String>();
        for (Recorded entry : known) {
            Set<String> said = new HashSet<>(fields);
            said.removeIf(field -> !says.test(entry.event(), field));
            if (entry.entry().metadata().isFrom(project)) {
                others.removeAll(said);
            } else {
                others.addAll(said);
            }
        }
        return others;
    }
}
