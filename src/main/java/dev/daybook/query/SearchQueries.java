package dev.daybook.query;

import static dev.daybook.readmodel.Tables.DOCUMENT;
import static dev.daybook.readmodel.Tables.DOCUMENT_FTS;
import static dev.daybook.readmodel.Tables.SUBJECT;
import static dev.daybook.readmodel.Tables.SUBJECT_LABEL;

import dev.daybook.domain.Rejected;
import dev.daybook.operation.Origin;
import dev.daybook.projection.Documents;
import dev.daybook.projection.Tables;
import dev.daybook.query.SearchRanking.Found;
import dev.daybook.query.SearchWords.Sought;
import dev.daybook.text.Pairs;
import dev.daybook.text.ScopeWord;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.SelectOnConditionStep;
import org.jooq.SelectWhereStep;
import org.jooq.impl.DSL;

/** Finds text in tasks, their executions and notes, in plans, sessions, items, projects, directories and repositories. Thread-safe. */
public final class SearchQueries {

    /** Nobody pages further: each page costs as much as all pages before it. */
    private static final int HITS_MAX = 1_000;

    /** Of more matches than these the newest are counted. */
    private static final int COUNTED_MAX = 1_000;

    private static final int SNIPPET_WORDS = 24;

    /** Of a document of no more characters the index makes a snippet in milliseconds, whatever is found: see {@link Excerpt}. */
    private static final int SHORT_CHARS = 20_000;

    // Marks inside the index' answer, where the caller's own could be taken for text.
    private static final char BEFORE = '\u0001';
    private static final char AFTER = '\u0002';

    static final Field<Long> ROWID = DSL.field("document_fts.rowid", Long.class);

    private static final Query NEWEST =
            DSL.select(DSL.coalesce(DSL.max(DOCUMENT.ID), DSL.inline(0L))).from(DOCUMENT);

    private static final String SNIPPET =
            "snippet(document_fts, -1, '%s', '%s', '…', %d)".formatted(BEFORE, AFTER, SNIPPET_WORDS);

    private static final Query SHOWN = ofOne(shown(DSL.when(
            DSL.condition(
                    "length(document_fts.title) + length(document_fts.label) + length(document_fts.spec)"
                            + " + length(document_fts.execution) + length(document_fts.note) <= {0}",
                    DSL.inline(SHORT_CHARS)),
            DSL.field(SNIPPET, String.class))));

    private static final List<String> COLUMNS = List.of("title", "label", "spec", "execution", "note");

    private static final Query TEXTS =
            ofOne(DSL.select(COLUMNS.stream().map(DSL::field).toList()).from(DOCUMENT_FTS));

    private static final Query SNIPPET_OF_LONG =
            ofOne(DSL.select(DSL.field(SNIPPET, String.class)).from(DOCUMENT_FTS));

    private static Query ofOne(SelectWhereStep<?> shown) {
        return shown.where(DSL.condition("document_fts match {0}", DSL.param("match", String.class)))
                .and(ROWID.eq(DSL.param("id", Long.class)));
    }

    /** A snippet has the same marks, and begins elsewhere. */
    private static final Query SHOWN_IN_POSTGRES = shown(DSL.field(
                    "snippet_of(wanted.phrases, document_fts.words, document_fts.title, document_fts.label,"
                            + " document_fts.spec, document_fts.execution, document_fts.note)",
                    String.class))
            .crossJoin(DSL.table(
                            "(SELECT array_agg(phrase) AS phrases FROM phrases_of({0}) AS phrase)",
                            DSL.param("match", String.class))
                    .as("wanted"))
            .where("document_fts.rowid = ANY (cast({0} AS bigint[]))", DSL.param("ids", String.class));

    private static SelectOnConditionStep<?> shown(Field<String> snippet) {
        return DSL.select(
                        ROWID,
                        DOCUMENT.KIND,
                        DOCUMENT.OWNER,
                        DOCUMENT.PART,
                        SUBJECT.TITLE,
                        SUBJECT.STATUS,
                        snippet.as("snippet"))
                .from(DOCUMENT_FTS)
                .join(DOCUMENT)
                .on(DOCUMENT.ID.eq(ROWID))
                .join(SUBJECT)
                .on(SUBJECT.KIND.eq(DOCUMENT.KIND), SUBJECT.OWNER.eq(DOCUMENT.OWNER));
    }

    private final Reads reads;
    private final Origin origin;

    public SearchQueries(Reads reads) {
        this(reads, Origin.ANY);
    }

    private SearchQueries(Reads reads, Origin origin) {
        this.reads = reads;
        this.origin = origin;
    }

    /** Returns those that find only things of that origin. */
    public SearchQueries of(Origin wanted) {
        return new SearchQueries(reads, wanted);
    }

    /**
     * Returns what is found, the best first. Later pages show what had been indexed when the first was made.
     *
     * @throws Rejected if the query cannot be read; the message says what is wrong with it
     */
    public Page<Hit> search(SearchRequest request) {
        return search(request, Scope.ALL, DSL.noCondition());
    }

    /**
     * As {@link #search(SearchRequest)}, of things that are so: {@code wanted} is asked of a document with its subject.
     *
     * @param scope holds all of which {@code wanted} is true, and few others
     */
    public Page<Hit> search(SearchRequest request, Scope scope, Condition wanted) {
        Page.checkedLimit(request.limit());
        Sought sought = SearchWords.sought(request.query());
        Optional<Cursor> cursor = Cursor.parse(request.cursor(), "search", 2);
        int skip = (int)
                Math.min(HITS_MAX, cursor.map(oneCursor -> oneCursor.number(0)).orElse(0L));
        int limit = Math.min(request.limit(), HITS_MAX - skip);
        if (limit == 0) {
            return new Page<>(List.of(), Optional.empty());
        }
        return reads.read(tables -> {
            long newest = cursor.map(oneCursor -> oneCursor.number(1)).orElseGet(() -> newest(tables));
            List<Found> ranked = ranking(tables, newest, filter(request, wanted, tables))
                    .best(sought, scope(request, scope), skip + limit + 1);
            List<Found> page = ranked.subList(Math.min(skip, ranked.size()), ranked.size());
            Map<Long, Shown> shown = shown(tables, sought, page.subList(0, Math.min(limit, page.size())));
            return Page.of(
                    page,
                    limit,
                    _ -> Cursor.of("search", skip + limit, newest).toString(),
                    found -> hit(found, Objects.requireNonNull(shown.get(found.id())), request));
        });
    }

    /** Counts what is found by kind and by status, as far as it is among the newest of a common word. */
    public SearchCounts counts(String query) {
        String match = SearchWords.parse(query);
        return reads.read(tables -> {
            Optional<Condition> filter = filter(SearchRequest.of(query), DSL.noCondition(), tables);
            List<Long> ids = ranking(tables, newest(tables), filter).ids(match, COUNTED_MAX);
            Field<Integer> count = DSL.count();
            var rows = tables.select(DOCUMENT.KIND, SUBJECT.STATUS, count)
                    .from(DOCUMENT)
                    .join(SUBJECT)
                    .on(SUBJECT.KIND.eq(DOCUMENT.KIND), SUBJECT.OWNER.eq(DOCUMENT.OWNER))
                    .where(DOCUMENT.ID.in(ids))
                    .groupBy(DOCUMENT.KIND, SUBJECT.STATUS)
                    .fetch();
            return new SearchCounts(
                    counted(rows.intoGroups(DOCUMENT.KIND, count)),
                    counted(rows.intoGroups(SUBJECT.STATUS, count)),
                    ids.size() == COUNTED_MAX);
        });
    }

    private static List<SearchCounts.Count> counted(Map<String, List<Integer>> groups) {
        return groups.entrySet().stream()
                .filter(group -> group.getKey() != null && !group.getKey().isEmpty())
                .map(group -> new SearchCounts.Count(
                        group.getKey(),
                        group.getValue().stream().mapToLong(Integer::longValue).sum()))
                .sorted(Comparator.comparingLong(SearchCounts.Count::count)
                        .reversed()
                        .thenComparing(SearchCounts.Count::word))
                .toList();
    }

    private static long newest(DSLContext tables) {
        return Tables.of(tables).fetch(NEWEST, row -> row.getLong(1)).getFirst();
    }

    private static SearchRanking ranking(DSLContext tables, long newest, Optional<Condition> filter) {
        return new SearchRanking(tables, newest, filter);
    }

    /**
     * What is shown of a document.
     *
     * @param snippet made in a way of its own if the document is long
     */
    private record Shown(
            long id, String kind, String owner, String part, String title, String status, Optional<String> snippet) {

        static Shown of(ResultSet row) throws SQLException {
            return new Shown(
                    row.getLong(1),
                    row.getString(2),
                    row.getString(3),
                    row.getString(4),
                    row.getString(5),
                    row.getString(6),
                    Optional.ofNullable(row.getString(7)));
        }

        Shown with(String made) {
            return new Shown(id, kind, owner, part, title, status, Optional.of(made));
        }
    }

    /** Reads what is shown of some documents. A snippet reads the whole document: it is made only for these. */
    private static Map<Long, Shown> shown(DSLContext tables, Sought sought, List<Found> found) {
        String match = sought.expression();
        Tables asked = Tables.of(tables);
        List<Long> ids = found.stream().map(Found::id).toList();
        Stream<Shown> shown = asked.isSqlite()
                ? ids.stream()
                        .flatMap(id -> asked.fetch(SHOWN, Shown::of, match, id).stream())
                        .map(one -> one.snippet.isPresent() ? one : one.with(snippetOfLong(tables, sought, one.id)))
                : asked.fetch(SHOWN_IN_POSTGRES, Shown::of, match, TextIndex.array(ids)).stream();
        return shown.collect(Collectors.toMap(Shown::id, Function.identity()));
    }

    private static String snippetOfLong(DSLContext tables, Sought sought, long id) {
        Tables asked = Tables.of(tables);
        String match = sought.expression();
        List<String> texts = asked.fetch(TEXTS, SearchQueries::texts, match, id).getFirst();
        return Optional.of(texts)
                .filter(some -> Excerpt.hasMany(some, sought))
                .flatMap(some -> new Excerpt(index(tables), COLUMNS, SNIPPET).of(some, sought))
                .orElseGet(() -> asked.fetch(SNIPPET_OF_LONG, row -> row.getString(1), match, id)
                        .getFirst());
    }

    /** Returns the statement that made the index. */
    private static String index(DSLContext tables) {
        Object schema = tables.fetchValue("SELECT schema FROM pragma_table_list WHERE name = 'document_fts'");
        return String.valueOf(tables.fetchValue(
                "SELECT sql FROM \"%s\".sqlite_schema WHERE name = 'document_fts'".formatted(schema)));
    }

    private static List<String> texts(ResultSet row) throws SQLException {
        var texts = new ArrayList<String>();
        for (int column = 1; column <= COLUMNS.size(); column++) {
            texts.add(row.getString(column));
        }
        return texts;
    }

    private static Scope scope(SearchRequest request, Scope scope) {
        return request.kind()
                .map(kind -> scope.and(new ScopeWord(Documents.KIND, kind)))
                .orElse(scope);
    }

    private Optional<Condition> filter(SearchRequest request, Condition of, DSLContext tables) {
        var wanted = new ArrayList<Condition>();
        if (!of.equals(DSL.noCondition())) {
            wanted.add(of);
        }
        request.kind().ifPresent(text -> wanted.add(DOCUMENT.KIND.eq(text)));
        request.status().ifPresent(text -> wanted.add(SUBJECT.STATUS.eq(text)));
        request.label()
                .ifPresent(text -> wanted.add(DSL.exists(DSL.selectOne()
                        .from(SUBJECT_LABEL)
                        .where(
                                SUBJECT_LABEL.KIND.eq(DOCUMENT.KIND),
                                SUBJECT_LABEL.OWNER.eq(DOCUMENT.OWNER),
                                SUBJECT_LABEL.LABEL.eq(text)))));
        if (origin != Origin.ANY) {
            wanted.add(origin.condition(tables, DOCUMENT.KIND, DOCUMENT.OWNER));
        }
        return wanted.isEmpty() ? Optional.empty() : Optional.of(DSL.and(wanted));
    }

    private static Hit hit(Found found, Shown it, SearchRequest request) {
        String snippet = Pairs.restored(it.snippet.orElse(""), BEFORE, AFTER)
                .replace(String.valueOf(BEFORE), request.before())
                .replace(String.valueOf(AFTER), request.after());
        return new Hit(it.kind, it.owner, it.part, it.title, it.status, snippet, -found.score());
    }
}
