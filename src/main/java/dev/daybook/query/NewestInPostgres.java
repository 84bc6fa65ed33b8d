package dev.daybook.query;

import static dev.daybook.readmodel.Tables.DOCUMENT_FTS;

import java.util.List;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/**
 * The newest documents that match, in PostgreSQL. Its index of words knows no order: it has all that match read. So where a
 * sample says that fewer are read from the newest on until enough match, that is done, and the index is asked only if the
 * matches are older than the sample let expect. PostgreSQL by itself takes all queries to match as many rows.
 */
record NewestInPostgres(DSLContext tables) {

    /** The expressions of a document's words, and of those in its title and labels, as indexes have them. */
    static final String WORDS = "document_fts.words";

    static final String TITLES = "ts_filter(document_fts.words, '{a,b}')";

    /** Fewer in a sample say little about how many match. */
    private static final int SEEN_MIN = 20;

    /** So many times more rows are read than a sample lets expect, before the index is asked after all. */
    private static final int READ_RATIO = 4;

    private static final KeptSelect SAMPLED = new KeptSelect(
            DOCUMENT_FTS,
            (_, where, limit) -> DSL.select(
                            DSL.count().filterWhere(where),
                            DSL.count(),
                            DSL.field("100 / sample_of('document_fts')", Double.class))
                    .from("document_fts TABLESAMPLE SYSTEM (sample_of('document_fts')) REPEATABLE (1)")
                    .limit(limit));
    private static final KeptSelect READ = new KeptSelect(
            DOCUMENT_FTS,
            (from, where, limit) -> DSL.select(SearchQueries.ROWID)
                    .from(from)
                    .where(where)
                    .orderBy(SearchQueries.ROWID.desc())
                    .limit(limit));

    /** In an order that no index has, so that none is read by it. */
    private static final KeptSelect LOOKED_UP = new KeptSelect(
            DOCUMENT_FTS,
            (from, where, limit) -> DSL.select(SearchQueries.ROWID)
                    .from(from)
                    .where(where)
                    .orderBy(SearchQueries.ROWID.plus(DSL.inline(0)).desc())
                    .limit(limit));

    private static final Clause NEWEST = Clause.of(
            Integer.class,
            rows -> DSL.condition(
                    "document_fts.rowid >= (SELECT min(rowid) FROM (SELECT rowid FROM document_fts ORDER BY rowid DESC LIMIT {0}) AS newest)",
                    rows));

    /** How a document is found: by an index, or by its own words when it is read. */
    record How(Clause words, Clause titles) {

        static final How INDEXED = of("%s @@ (SELECT query_of({0}))");
        static final How READ = of("ts_match_vq(%s, (SELECT query_of({0})))");

        private static How of(String condition) {
            return new How(clause(condition, WORDS), clause(condition, TITLES));
        }

        private static Clause clause(String condition, String words) {
            return Clause.of(String.class, match -> DSL.condition(condition.formatted(words), match));
        }

        /** What matches. */
        Clauses words(String match) {
            return new Clauses().and(words, match);
        }

        /** What matches by its title and labels, in which the words of a scope do not stand. */
        Clauses titles(String match, Scope scope) {
            Clauses found = new Clauses().and(titles, match);
            return scope.equals(Scope.ALL) ? found : found.and(READ.words, scope.of(match));
        }
    }

    /** Makes conditions with what finds documents. */
    interface Conditions {
        Clauses by(How how);
    }

    /** What a sample has. */
    private record Sample(long matches, long rows, double each) {

        /** Returns how many rows are read until so many match, or nothing where the index reads less. */
        int toRead(int limit) {
            double read = (double) limit * rows / Math.max(1, matches);
            return matches >= SEEN_MIN && read < matches * each ? (int) read : 0;
        }
    }

    List<Long> ids(Conditions wanted, int limit) {
        Sample sample = SAMPLED.fetch(
                        tables,
                        wanted.by(How.READ),
                        1,
                        row -> new Sample(row.getLong(1), row.getLong(2), row.getDouble(3)))
                .getFirst();
        int rows = sample.toRead(limit);
        if (rows > 0) {
            Clauses near = wanted.by(How.READ).and(NEWEST, rows * READ_RATIO);
            List<Long> read = READ.fetch(tables, near, limit, row -> row.getLong(1));
            if (read.size() == limit) {
                return read;
            }
        }
        return LOOKED_UP.fetch(tables, wanted.by(How.INDEXED), limit, row -> row.getLong(1));
    }
}
