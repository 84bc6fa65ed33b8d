package dev.daybook.query;

import static dev.daybook.readmodel.Tables.DOCUMENT;
import static dev.daybook.readmodel.Tables.DOCUMENT_FTS;
import static dev.daybook.readmodel.Tables.SUBJECT;

import dev.daybook.projection.Tables;
import dev.daybook.query.SearchWords.Sought;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Query;
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

    /**
     * Of each phrase bm25 counts all documents that have it, which takes longer than all else where so many do, and says
     * the less the more they are.
     */
    private static final int COMMON_MIN = 10_000;

    /** So many of the newest titles with common words are asked whether they are where most documents are. */
    private static final int TITLES_ASKED_MAX = 5_000;

    /** What bm25 makes of a phrase that most documents have, in a title or label and elsewhere. */
    private static final double COMMON_IN_TITLE = -1e-5;

    private static final double COMMON = -1e-6;

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

    private static final Query HAD_BY_SO_MANY = DSL.selectOne()
            .from(DOCUMENT_FTS)
            .where(DSL.condition("document_fts match {0}", DSL.param("phrase", String.class)))
            .limit(DSL.inline(1))
            .offset(DSL.inline(COMMON_MIN - 1));

    /** Each of some documents that match; with a plus, since the index would count anew for each that it is asked for. */
    private static final Query SCORES = DSL.select(SearchQueries.ROWID, RANK)
            .from(DOCUMENT_FTS)
            .where(DSL.condition("document_fts match {0}", DSL.param("match", String.class)))
            .and(DSL.condition(
                    "+document_fts.rowid IN (SELECT value FROM json_each({0}))", DSL.param("ids", String.class)));

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
    List<Found> best(Sought sought, Scope scope, int limit) {
        return ranked(sought, scope).stream()
                .sorted(Comparator.comparingDouble(Found::score)
                        .thenComparing(Comparator.comparingLong(Found::id).reversed()))
                .limit(limit)
                .toList();
    }

    private List<Found> ranked(Sought sought, Scope scope) {
        String match = sought.expression();
        if (!Tables.of(tables).isSqlite()) {
            return rankedInPostgres(match, scope);
        }
        Scope within = scope.equals(Scope.ALL) || isRare(match) ? Scope.ALL : scope;
        Optional<Sought> telling = sought.without(this::isCommon);
        return telling.filter(rest -> rest.groups().equals(sought.groups())).isPresent()
                ? ranked(match, within)
                : rankedByRest(match, within, telling);
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
            newest(scope.of(inTitle(match)), ranked);
        }
        return List.copyOf(ranked.values());
    }

    /** Ranks by what is not common; by where the words are and when they were written if all is. */
    private List<Found> rankedByRest(String match, Scope scope, Optional<Sought> rest) {
        List<Long> newest = ids(scope.of(match), RANKED_MAX);
        List<Long> titled = scope.isWide(this::isCommon)
                ? wanted(IDS.fetch(
                        tables,
                        known(new Clauses().and(MATCH, inTitle(match))),
                        TITLES_ASKED_MAX,
                        row -> row.getLong(1)))
                : ids(scope.of(inTitle(match)), RANKED_MAX);
        var scores = new HashMap<Long, Double>();
        newest.forEach(id -> scores.put(id, COMMON));
        titled.forEach(id -> scores.put(id, COMMON_IN_TITLE));
        rest.ifPresent(sought -> Tables.of(tables)
                .fetch(
                        SCORES,
                        row -> scores.merge(row.getLong(1), row.getDouble(2), Double::sum),
                        sought.expression(),
                        scores.keySet().toString()));
        return found(scores);
    }

    /** Returns those of some documents that are wanted, the newest first. */
    private List<Long> wanted(List<Long> ids) {
        return tables.select(DOCUMENT.ID)
                .from(DOCUMENT)
                .join(SUBJECT)
                .on(SUBJECT.KIND.eq(DOCUMENT.KIND), SUBJECT.OWNER.eq(DOCUMENT.OWNER))
                .where(DSL.condition("{0} IN (SELECT value FROM json_each({1}))", DOCUMENT.ID, DSL.val(ids.toString())))
                .and(filter.orElse(DSL.noCondition()))
                .orderBy(DOCUMENT.ID.desc())
                .limit(RANKED_MAX)
                .fetch(DOCUMENT.ID);
    }

    private static String inTitle(String match) {
        return "{title label} : (" + match + ")";
    }

    private static List<Found> found(Map<Long, Double> scores) {
        return scores.entrySet().stream()
                .map(scored -> new Found(scored.getKey(), scored.getValue()))
                .toList();
    }

    private boolean isCommon(String phrase) {
        return !Tables.of(tables).fetch(HAD_BY_SO_MANY, _ -> true, phrase).isEmpty();
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
        return found(scores);
    }

    private boolean isRare(String match) {
        var where = new Clauses().and(MATCH, match);
        return ANY.fetch(tables, where, ASKED_MAX, _ -> true).size() < ASKED_MAX;
    }

    private Clauses known(Clauses found) {
        return found.and(KNOWN, newest);
    }

    private Clauses narrowed(Clauses found) {
        known(found);
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
