package dev.daybook.query;

import dev.daybook.query.Consistency.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jooq.Cursor;
import org.jooq.DSLContext;
import org.jooq.Record;

/** Questions about what contradicts itself, as the slices ask them. Thread-safe. */
public final class ConsistencyQueries {

    /** Of one check; more are counted. */
    public static final int ITEMS_MAX = 1_000;

    /**
     * What a slice looks for.
     *
     * @param question reads indexes from end to end, and no text; its rows are sorted by what they are about
     * @param view makes an item of a row
     */
    public record Check(String question, Function<Record, Item> view) {}

    private final Reads reads;
    private final List<Check> checks;

    public ConsistencyQueries(Reads reads, List<Check> checks) {
        this.reads = reads;
        this.checks = List.copyOf(checks);
    }

    /** Looks for everything, in one snapshot. */
    public Consistency look() {
        return reads.read(tables -> {
            var looking = new Looking(tables);
            checks.forEach(check -> looking.at(check.question(), check.view()));
            return new Consistency(looking.found, List.copyOf(looking.items));
        });
    }

    private static final class Looking {
        private final DSLContext tables;
        private final List<Item> items = new ArrayList<>();
        private long found;

        Looking(DSLContext tables) {
            this.tables = tables;
        }

        void at(String question, Function<Record, Item> view) {
            try (Cursor<Record> rows =
                            tables.resultQuery(question).fetchSize(ITEMS_MAX).fetchLazy();
                    Stream<Record> all = rows.stream()) {
                int listed = 0;
                for (Record row : (Iterable<Record>) all::iterator) {
                    Item item = view.apply(row);
                    found += item.legitimate() ? 0 : 1;
                    if (listed++ < ITEMS_MAX) {
                        items.add(item);
                    }
                }
            }
        }
    }
}
