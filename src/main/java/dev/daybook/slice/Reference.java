package dev.daybook.slice;

import dev.daybook.domain.Event;
import dev.daybook.query.Reads;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.DSL;

/**
 * A field by which things of one kind name things of a kind, and cannot do without: what is named is not to vanish by a
 * rollback while it is named.
 *
 * @param kind the category of the streams of those that name others
 * @param field what it is called where such a thing is shown
 * @param target the category of the streams of those that are named, by their keys
 * @param said the keys that a fact says are named from now on; nothing where it does not speak of them
 * @param readModel the one that has {@code table}
 * @param table what is named now, with the column {@code names} for keys of the target and {@code by} for those of the kind
 */
public record Reference(
        String kind,
        String field,
        String target,
        Function<Event, Optional<List<String>>> said,
        String readModel,
        Table<?> table,
        Field<String> names,
        Field<String> by) {

    /** So many keys are asked for at a time. */
    private static final int KEYS = 500;

    /** Returns the keys of those that name some of {@code targets} now, as far as the read model knows. */
    public List<String> namedBy(Collection<String> targets, Reads reads) {
        List<String> keys = List.copyOf(targets);
        return reads.read(tables -> {
            var found = new ArrayList<String>();
            for (int from = 0; from < keys.size(); from += KEYS) {
                found.addAll(tables.selectDistinct(by)
                        .from(table)
                        .where(names.in(keys.subList(from, Math.min(keys.size(), from + KEYS)).stream()
                                .map(DSL::val)
                                .toList()))
                        .orderBy(by)
                        .fetch(by));
            }
            return List.copyOf(found);
        });
    }
}
