package dev.daybook.query;

import dev.daybook.projection.Tables;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jooq.Query;
import org.jooq.impl.DSL;

/**
 * An index of words in PostgreSQL, a table with a {@code rowid}, its {@code words} and their {@code length}, made as
 * {@code words.postgres.sql} has it: an expression of FTS5 finds rows by {@code words @@ query_of(expression)}.
 *
 * <p>It ranks by bm25 as FTS5 does. How often a row has a phrase is what {@code ts_rank_cd} makes of a query for that alone: the
 * sum of what its places weigh. How many rows have it, and how long they are as a rule, is counted in some of the pages of a
 * large table; a phrase that is rare there is looked up instead.
 */
public final class TextIndex {

    /** So many rows of a sample say well enough how many have a phrase; of fewer, no more than so many are counted. */
    private static final int SEEN_MIN = 20;

    private static final int COUNTED_MAX = 10_000;

    private final String phrases;
    private final String score;
    private final Query scores;

    /**
     * @param table its name
     * @param words the expression of those words of a row that count, which an index has
     * @param most what a word of the parts that weigh most does
     * @param weights what words of D, C, B and A weigh in a row, an array of shares of that
     */
    public TextIndex(String table, String words, int most, String weights) {
        phrases = """
            share AS MATERIALIZED (SELECT sample_of('%1$s') AS percent),
            sample AS MATERIALIZED (
              SELECT %4$s AS words, length FROM %1$s TABLESAMPLE SYSTEM ((SELECT percent FROM share)) REPEATABLE (1)),
            size AS MATERIALIZED (
              SELECT 100 / percent AS each, count(*) * 100 / percent AS documents, greatest(avg(length), 1)::float8 AS length
              FROM share LEFT JOIN sample ON true GROUP BY percent),
            seen AS MATERIALIZED (
              SELECT query, (SELECT count(*) FROM sample WHERE sample.words @@ query) AS times FROM phrases_of(?) AS query),
            had AS MATERIALIZED (
              SELECT query, CASE WHEN each = 1 OR times >= %2$d THEN times * each
                ELSE (SELECT count(*) FROM (SELECT 1 FROM %1$s WHERE %4$s @@ query LIMIT %3$d) AS few) END AS documents
              FROM seen CROSS JOIN size),
            phrase AS MATERIALIZED (
              SELECT query, greatest(1e-6, ln((greatest(size.documents, had.documents) - had.documents + 0.5) / (had.documents + 0.5)))
                AS weight FROM had CROSS JOIN size)""".formatted(table, SEEN_MIN, COUNTED_MAX, words);
        score = """
            (SELECT sum(weight * times * 2.2 / (times + 1.2 * (0.25 + 0.75 * %1$s.length / size.length))) FROM (
              SELECT weight, %2$d * ts_rank_cd(%3$s, %4$s, query) AS times FROM phrase) AS found CROSS JOIN size)""".formatted(table, most, weights, words);
        scores = DSL.query("WITH %s SELECT rowid, -%s FROM %s WHERE rowid = ANY (cast(? AS bigint[]))"
                .formatted(phrases, score, table));
    }

    /** Returns what a statement that ranks begins with, tables behind its {@code WITH}; their parameter is what is looked for. */
    public String phrases() {
        return phrases;
    }

    /** Returns the expression of how well a row of the table fits, the greater the better. */
    public String score() {
        return score;
    }

    /** Returns how well rows fit, by their ids: the lower the better, as FTS5 has it. */
    Map<Long, Double> scores(Tables tables, String match, Collection<Long> ids) {
        var found = new HashMap<Long, Double>();
        tables.fetch(scores, row -> found.put(row.getLong(1), row.getDouble(2)), match, array(ids));
        return found;
    }

    /** Returns numbers as a parameter that is cast to an array. */
    static String array(Collection<Long> ids) {
        return ids.stream().map(String::valueOf).collect(Collectors.joining(",", "{", "}"));
    }
}
