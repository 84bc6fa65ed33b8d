package dev.daybook.query;

import dev.daybook.projection.Tables;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jooq.Query;
import org.jooq.impl.DSL;

/**
 * An index of words in PostgreSQL, a table with a {@code rowid} and its {@code words}, made as {@code words.postgres.sql} has
 * it: an expression of FTS5 finds rows by {@code words @@ query_of(expression)}.
 */
public final class TextIndex {

    private final Query scores;

    /**
     * @param table its name
     * @param counted a table with as many rows, but small ones
     * @param weights what words of A, B, C and D weigh in a row, an array
     */
    public TextIndex(String table, String counted, String weights) {
        scores = DSL.query("""
            WITH size AS MATERIALIZED (
              SELECT greatest((SELECT count(*) FROM (SELECT 1 FROM %2$s LIMIT 100000) AS few),
                  (SELECT reltuples FROM pg_class WHERE oid = '%2$s'::regclass))::float8 AS documents,
                greatest((SELECT avg((SELECT sum(cardinality(positions)) FROM unnest(words)))
                  FROM (SELECT words FROM %1$s ORDER BY rowid DESC LIMIT 300) AS newest), 1)::float8 AS words),
            phrase AS MATERIALIZED (
              SELECT lexemes, begins, greatest(1e-6, ln((size.documents - had + 0.5) / (had + 0.5))) AS weight
              FROM (SELECT lexemes, begins, (SELECT count(*) FROM (
                  SELECT 1 FROM %1$s WHERE %1$s.words @@ query LIMIT 100000) AS few)::float8 AS had
                FROM phrases_of(?)) AS counted CROSS JOIN size)
            SELECT rowid, -(SELECT sum(weight * times * 2.2
                / (times + 1.2 * (0.25 + 0.75 * long / (SELECT size.words FROM size)))) FROM (
              SELECT weight, frequency_of(%1$s.words, lexemes, begins, %3$s) AS times,
                (SELECT sum(cardinality(positions)) FROM unnest(%1$s.words)) AS long FROM phrase) AS found)
            FROM %1$s WHERE rowid = ANY (cast(? AS bigint[]))""".formatted(table, counted, weights));
    }

    /**
     * Returns how well rows fit, by their ids: the lower the better, as FTS5 has it. It is bm25 as FTS5 counts it, but that no
     * more than a hundred thousand matches of a phrase are counted, and that the newest rows say how long they are as a rule.
     */
    public Map<Long, Double> scores(Tables tables, String match, Collection<Long> ids) {
        var found = new HashMap<Long, Double>();
        tables.fetch(
                scores,
                row -> found.put(row.getLong(1), row.getDouble(2)),
                match,
                ids.stream().map(String::valueOf).collect(Collectors.joining(",", "{", "}")));
        return found;
    }
}
