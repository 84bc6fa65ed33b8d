package dev.daybook.query;

import static dev.daybook.readmodel.Tables.DOCUMENT;
import static dev.daybook.readmodel.Tables.DOCUMENT_FTS;
import static dev.daybook.readmodel.Tables.SUBJECT;
import static dev.daybook.readmodel.Tables.SUBJECT_LABEL;

import dev.daybook.domain.Rejected;
import dev.daybook.text.Pairs;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;

/** Finds text in tasks, their executions and notes, and in plans. Thread-safe. */
public final class SearchQueries {

    /** Nobody pages further; each page costs as much as all pages before it. */
    private static final int HITS_MAX = 10_000;

    private static final int SNIPPET_WORDS = 24;

    // Marks inside the index' answer, where the caller's own could be taken for text.
    private static final char BEFORE = '\u0001';
    private static final char AFTER = '\u0002';

    private static final Field<Long> ROWID = DSL.field("document_fts.rowid", Long.class);
    private static final Field<Double> RANK = DSL.field("document_fts.rank", Double.class);
    private static final Field<Long> FOUND = DSL.field(DSL.name("found", "id"), Long.class);
    private static final Field<Double> FOUND_RANK = DSL.field(DSL.name("found", "score"), Double.class);

    private final Reads reads;

    public SearchQueries(Reads reads) {
        this.reads = reads;
    }

    /**
     * Returns what is found, the best first. Later pages show what had been indexed when the first was made.
     *
     * @throws Rejected if the query cannot be read; the message says what is wrong with it
     */
    public Page<Hit> search(SearchRequest request) {
        Page.checkedLimit(request.limit());
        String match = SearchWords.parse(request.query());
        Optional<Cursor> cursor = Cursor.parse(request.cursor(), "search", 2);
        int skip = (int) Math.min(HITS_MAX, cursor.map(it -> it.number(0)).orElse(0L));
        int limit = Math.min(request.limit(), HITS_MAX - skip);
        return reads.read(tables -> {
            long newest = cursor.map(it -> it.number(1)).orElseGet(() -> newest(tables));
            List<Record> rows = rows(tables, request, match, newest, skip, limit + 1);
            return Page.of(
                    rows, limit, _ -> Cursor.of("search", skip + limit, newest).toString(), it -> hit(it, request));
        });
    }

    private static long newest(DSLContext tables) {
        Field<Long> newest = DSL.max(DOCUMENT.ID);
        return tables.select(newest).from(DOCUMENT).fetchOptional(newest).orElse(0L);
    }

    private static List<Record> rows(
            DSLContext tables, SearchRequest request, String match, long newest, int skip, int limit) {
        // Ranked and cut first: a snippet reads the whole document, and is made only for what is shown.
        Condition matches = DSL.condition("document_fts match {0}", DSL.val(match));
        var ranked = tables.select(ROWID.as("id"), RANK.as("score"))
                .from(DOCUMENT_FTS)
                .where(matches)
                .and(ROWID.le(newest));
        var wanted = filter(request);
        if (!wanted.isEmpty()) {
            // Asked of each match: the other way round would list all documents of a status first.
            ranked = ranked.and(DSL.exists(DSL.selectOne()
                    .from(DOCUMENT)
                    .join(SUBJECT)
                    .on(SUBJECT.KIND.eq(DOCUMENT.KIND), SUBJECT.OWNER.eq(DOCUMENT.OWNER))
                    .where(DOCUMENT.ID.eq(ROWID))
                    .and(DSL.and(wanted))));
        }
        var found = ranked.orderBy(RANK, ROWID).limit(limit).offset(skip).asTable("found");
        Field<String> snippet = DSL.field(
                "snippet(document_fts, -1, {0}, {1}, '…', {2})",
                String.class,
                DSL.inline(String.valueOf(BEFORE)),
                DSL.inline(String.valueOf(AFTER)),
                DSL.inline(SNIPPET_WORDS));
        return new ArrayList<>(tables.select(
                        DOCUMENT.KIND,
                        DOCUMENT.OWNER,
                        DOCUMENT.PART,
                        SUBJECT.TITLE,
                        SUBJECT.STATUS,
                        snippet.as("snippet"),
                        FOUND_RANK)
                .from(found)
                .join(DOCUMENT_FTS)
                .on(ROWID.eq(FOUND))
                .join(DOCUMENT)
                .on(DOCUMENT.ID.eq(FOUND))
                .join(SUBJECT)
                .on(SUBJECT.KIND.eq(DOCUMENT.KIND), SUBJECT.OWNER.eq(DOCUMENT.OWNER))
                .where(matches)
                .orderBy(FOUND_RANK, FOUND)
                .fetch());
    }

    private static List<Condition> filter(SearchRequest request) {
        var wanted = new ArrayList<Condition>();
        request.kind().ifPresent(it -> wanted.add(DOCUMENT.KIND.eq(it)));
        request.status().ifPresent(it -> wanted.add(SUBJECT.STATUS.eq(it)));
        request.label()
                .ifPresent(it -> wanted.add(DSL.exists(DSL.selectOne()
                        .from(SUBJECT_LABEL)
                        .where(
                                SUBJECT_LABEL.KIND.eq(DOCUMENT.KIND),
                                SUBJECT_LABEL.OWNER.eq(DOCUMENT.OWNER),
                                SUBJECT_LABEL.LABEL.eq(it)))));
        return wanted;
    }

    private static Hit hit(Record it, SearchRequest request) {
        String snippet = Pairs.restored(it.get("snippet", String.class), BEFORE, AFTER)
                .replace(String.valueOf(BEFORE), request.before())
                .replace(String.valueOf(AFTER), request.after());
        return new Hit(
                it.get(DOCUMENT.KIND),
                it.get(DOCUMENT.OWNER),
                it.get(DOCUMENT.PART),
                it.get(SUBJECT.TITLE),
                it.get(SUBJECT.STATUS),
                snippet,
                -it.get(FOUND_RANK)); // bm25 of SQLite: the lower the better
    }
}
