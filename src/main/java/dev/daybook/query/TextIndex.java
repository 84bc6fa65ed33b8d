package dev.daybook.query;

import dev.daybook.projection.Dialects;
import dev.daybook.projection.Tables;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.Table;
import org.jooq.impl.DSL;

/** How documents are found by their words where that is not FTS5: as the {@code schema.postgres.sql} of search has it. */
final class TextIndex {

    /** Of the documents that {@link #wanted} names, with the marks that FTS5's snippets have, too. */
    static final Field<String> SNIPPET = DSL.field(
            "snippet_of(wanted.match, document_fts.title, document_fts.label, document_fts.spec, document_fts.execution,"
                    + " document_fts.note)",
            String.class);

    /**
     * bm25 as FTS5 counts it, but that no more than a hundred thousand matches of a phrase are counted, and that the newest
     * documents say how long they are as a rule.
     */
    private static final Query SCORES = DSL.query("""
            WITH size AS MATERIALIZED (
              SELECT greatest((SELECT count(*) FROM (SELECT 1 FROM document LIMIT 100000) AS few),
                  (SELECT reltuples FROM pg_class WHERE oid = 'document'::regclass))::float8 AS documents,
                greatest((SELECT avg((SELECT sum(cardinality(positions)) FROM unnest(words)))
                  FROM (SELECT words FROM document_fts ORDER BY rowid DESC LIMIT 300) AS newest), 1)::float8 AS words),
            phrase AS MATERIALIZED (
              SELECT lexemes, begins, greatest(1e-6, ln((size.documents - had + 0.5) / (had + 0.5))) AS weight
              FROM (SELECT lexemes, begins, (SELECT count(*) FROM (
                  SELECT 1 FROM document_fts WHERE document_fts.words @@ query LIMIT 100000) AS few)::float8 AS had
                FROM phrases_of(?)) AS counted CROSS JOIN size)
            SELECT rowid, -(SELECT sum(weight * times * 2.2
                / (times + 1.2 * (0.25 + 0.75 * long / (SELECT size.words FROM size)))) FROM (
              SELECT weight, frequency_of(document_fts.words, lexemes, begins, CASE WHEN execution = '' THEN 2 ELSE 1 END) AS times,
                (SELECT sum(cardinality(positions)) FROM unnest(document_fts.words)) AS long FROM phrase) AS found)
            FROM document_fts WHERE rowid = ANY (cast(? AS bigint[]))""");

    private TextIndex() {}

    /** Finds what an expression of FTS5 says. */
    static Condition matches(Field<String> match) {
        return Dialects.condition("document_fts match {0}", "document_fts.words @@ query_of({0})", match);
    }

    /** Returns the one row of what is looked for. */
    static Table<?> wanted(Field<String> match) {
        return DSL.table("(SELECT cast({0} AS text) AS match)", match).as("wanted");
    }

    /** Returns how well documents fit, by their ids: the lower the better, as FTS5 has it. */
    static Map<Long, Double> scores(DSLContext tables, String match, List<Long> ids) {
        var scores = new HashMap<Long, Double>();
        Tables.of(tables)
                .fetch(
                        SCORES,
                        row -> scores.put(row.getLong(1), row.getDouble(2)),
                        match,
                        ids.stream().map(String::valueOf).collect(Collectors.joining(",", "{", "}")));
        return scores;
    }
}
