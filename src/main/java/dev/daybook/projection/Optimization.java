package dev.daybook.projection;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jooq.Query;
import org.jooq.impl.DSL;

/**
 * Makes a live read model quicker to ask and smaller, in slices: who writes waits for the end of one, which is some tens
 * of milliseconds, and who reads for none.
 */
final class Optimization {

    /** Of a full-text index, in one slice: some megabytes. */
    private static final int MERGED_PAGES = 300;

    /** A merge that ends never; an index of 100 GB needs fewer. */
    private static final int SLICES_MAX = 100_000;

    /** Less than this changed by a merge says that it has nothing left to do. */
    private static final int CHANGES_MIN = 2;

    /** Of each index so many rows are looked at, so that it takes milliseconds. */
    private static final Query ANALYSIS_LIMIT = DSL.query("PRAGMA analysis_limit = 400");

    private static final Query ANALYSE = DSL.query("PRAGMA optimize = 0x10002");
    private static final Query INDEXES =
            DSL.query("SELECT name FROM sqlite_schema WHERE sql LIKE 'CREATE VIRTUAL TABLE%' AND sql LIKE '%fts5%'");
    private static final Query CHANGES = DSL.query("SELECT total_changes()");
    private static final Query FREE =
            DSL.query("SELECT freelist_count, page_count FROM pragma_freelist_count, pragma_page_count");
    private static final Query WAIT_BRIEFLY = DSL.query("PRAGMA busy_timeout = 50");
    private static final Query WAIT = DSL.query("PRAGMA busy_timeout = " + FilePlace.BUSY_MS);
    private static final Query FOLD_LOG = DSL.query("PRAGMA wal_checkpoint(TRUNCATE)");

    private final LiveTables live;
    private final Consumer<String> heard;

    /** @param heard is told what is done, before each slice; what it throws ends it */
    Optimization(LiveTables live, Consumer<String> heard) {
        this.live = live;
        this.heard = heard;
    }

    /** Returns which share of its pages holds nothing. */
    double free() {
        return slice(
                "looking",
                tables -> tables.fetch(FREE, row -> row.getDouble(1) / Math.max(1, row.getDouble(2)))
                        .getFirst());
    }

    void run() {
        List<String> indexes = slice("looking", tables -> tables.fetch(INDEXES, row -> row.getString(1)));
        indexes.forEach(this::merge);
        slice("looking at the indexes", tables -> {
            tables.fetch(ANALYSIS_LIMIT, _ -> "");
            return tables.fetch(ANALYSE, _ -> "");
        });
        slice("folding the log", tables -> {
            tables.fetch(WAIT_BRIEFLY, _ -> "");
            try {
                return tables.fetch(FOLD_LOG, _ -> ""); // a reader may be in the way: then the next commit does it
            } finally {
                tables.fetch(WAIT, _ -> "");
            }
        });
    }

    /** As SQLite's own optimize of the index, which would hold the writer for as long as it takes. */
    private void merge(String index) {
        Query begin = merging(index, -MERGED_PAGES);
        Query more = merging(index, MERGED_PAGES);
        for (int slice = 0; slice < SLICES_MAX; slice++) {
            Query step = slice == 0 ? begin : more;
            long changed = slice("merging " + index, tables -> {
                long before = changes(tables);
                tables.execute(step);
                return changes(tables) - before;
            });
            if (changed < CHANGES_MIN) {
                return;
            }
        }
    }

    private static long changes(Tables tables) {
        return tables.fetch(CHANGES, row -> row.getLong(1)).getFirst();
    }

    /** The name comes from the schema of this program. */
    private static Query merging(String index, int pages) {
        return DSL.query("INSERT INTO %1$s (%1$s, rank) VALUES ('merge', %2$d)".formatted(index, pages));
    }

    private <T> T slice(String what, Function<Tables, T> work) {
        heard.accept(what);
        return live.between(work);
    }
}
