package dev.daybook.query;

import static dev.daybook.readmodel.Tables.DOCUMENT;
import static dev.daybook.readmodel.Tables.DOCUMENT_FTS;
import static dev.daybook.readmodel.Tables.SUBJECT;

import dev.daybook.projection.Tables;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;

/**
 * The best of the documents that match.
 *
 * @param newest the newest document that the first page knew of
 * @param filter asked of a document with its subject
 */
record SearchRanking(DSLContext tables, long newest, Optional<Condition> filter) {

    /**
     * Ranking looks at every match. Of a word that nearly all documents have, that takes long and says little: beyond
     * this many only the newest are ranked, and the newest of those that have it in the title or a label.
     */
    private static final int RANKED_MAX = 500;

    /** So many matches are asked one by one whether they are wanted; of more, those that are elsewhere are not read. */
    private static final int ASKED_MAX = 1_000;

    private static final Field<Double> RANK = DSL.field("document_fts.rank", Double.class);

    private static final Clause MATCH =
            Clause.of(String.class, match -> DSL.condition("document_fts match {0}", match));
    private static final Clause KNOWN = Clause.of(Long.class, SearchQueries.ROWID::le);

    private static final KeptSelect ANY = new KeptSelect(
            DOCUMENT_FTS,
            (from, where, limit) -> DSL.selectOne().from(from).where(where).limit(limit));
    private static final KeptSelect IDS = newestFirst(List.of(SearchQueries.ROWID));
    private static final KeptSelect RANKED = newestFirst(List.of(SearchQueries.ROWID, RANK));

    private static final TextIndex WORDS = index(NewestInPostgres.WORDS);
    private static final TextIndex TITLES = index(NewestInPostgres.TITLES);

    private static TextIndex index(String words) {
        return new TextIndex(
                "document_fts",
                words,
                10,
                "CASE WHEN execution = '' THEN '{0.2, 0.3, 0.6, 1}'::real[] ELSE '{0.1, 0.3, 0.6, 1}'::real[] END");
    }

    /** A document that was found; the lower the score the better, as SQLite has it. */
    record Found(long id, double score) {}

    private static KeptSelect newestFirst(List<Field<?>> fields) {
        return new KeptSelect(
                DOCUMENT_FTS,
                (from, where, limit) -> DSL.select(fields)
                        .from(from)
                        .where(where)
                        .orderBy(SearchQueries.ROWID.desc())
                        .limit(limit));
    }

    /** @param scope holds all for which the filter is true, and few others */
    List<Found> best(String match, Scope scope, int limit) {
        List<Found> ranked = Tables.of(tables).isSqlite()
                ? ranked(match, scope.equals(Scope.ALL) || isRare(match) ? Scope.ALL : scope)
                : rankedInPostgres(match, scope);
        return ranked.stream()
                .sorted(Comparator.comparingDouble(Found::score).thenComparingLong(Found::id))
                .limit(limit)
                .toList();
    }

    /** Returns the newest that match. */
    List<Long> ids(String match, int limit) {
        return Tables.of(tables).isSqlite()
                ? IDS.fetch(tables, narrowed(new Clauses().and(MATCH, match)), limit, row -> row.getLong(1))
                : new NewestInPostgres(tables).ids(how -> narrowed(how.words(match)), limit);
    }

    private List<Found> ranked(String match, Scope scope) {
        var ranked = new HashMap<Long, Found>();
        newest(scope.of(match), ranked);
        if (ranked.size() == RANKED_MAX) {
            // What has the words in its title is no less wanted for being old.
            newest(scope.of("{title label} : (" + match + ")"), ranked);
        }
        return List.copyOf(ranked.values());
    }

    private void newest(String match, Map<Long, Found> into) {
        RANKED.fetch(
                        tables,
                        narrowed(new Clauses().and(MATCH, match)),
                        RANKED_MAX,
                        row -> new Found(row.getLong(1), row.getDouble(2)))
                .forEach(found -> into.merge(found.id, found, (one, other) -> one.score < other.score ? one : other));
    }

    private List<Found> rankedInPostgres(String match, Scope scope) {
        var newest = new NewestInPostgres(tables);
        String here = scope.of(match);
        List<Long> ids = newest.ids(how -> narrowed(how.words(here)), RANKED_MAX);
        Map<Long, Double> scores = WORDS.scores(Tables.of(tables), match, ids);
        if (ids.size() == RANKED_MAX) {
            List<Long> titled = newest.ids(how -> narrowed(how.titles(match, scope)), RANKED_MAX);
            TITLES.scores(Tables.of(tables), match, titled).forEach((id, score) -> scores.merge(id, score, Math::min));
        }
        return scores.entrySet().stream()
                .map(scored -> new Found(scored.getKey(), scored.getValue()))
                .toList();
    }

    private boolean isRare(String match) {
        var where = new Clauses().and(MATCH, match);
        return ANY.fetch(tables, where, ASKED_MAX, _ -> true).size() < ASKED_MAX;
    }

    private Clauses narrowed(Clauses found) {
        found.and(KNOWN, newest);
        // Asked of each match: the other way round would list all documents of a status first.
        filter.ifPresent(condition -> found.once(DSL.exists(DSL.selectOne()
                .from(DOCUMENT)
                .join(SUBJECT)
                .on(SUBJECT.KIND.eq(DOCUMENT.KIND), SUBJECT.OWNER.eq(DOCUMENT.OWNER))
                .where(DOCUMENT.ID.eq(SearchQueries.ROWID))
                .and(condition))));
        return found;
    }
}
