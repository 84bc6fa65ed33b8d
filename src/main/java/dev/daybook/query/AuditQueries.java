package dev.daybook.query;

import static dev.daybook.readmodel.Tables.AUDIT_LOG;

import dev.daybook.event.LargeValues;
import dev.daybook.operation.Origin;
import dev.daybook.projection.Dialects;
import dev.daybook.text.Times;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Row2;
import org.jooq.impl.DSL;

/** Who did what, when. Thread-safe. */
public final class AuditQueries {

    /** As much of a time as says its day, or its hour. */
    private static final int DAY_CHARS = "2026-01-31".length();

    private static final int HOUR_CHARS = "2026-01-31T12".length();

    private final Reads reads;
    private final Origin origin;

    public AuditQueries(Reads reads) {
        this(reads, Origin.ANY);
    }

    private AuditQueries(Reads reads, Origin origin) {
        this.reads = reads;
        this.origin = origin;
    }

    /** Returns those that list only what is about things of that origin. */
    public AuditQueries of(Origin wanted) {
        return new AuditQueries(reads, wanted);
    }

    /** Lists rows by position. */
    public Page<AuditRow> list(AuditFilter filter, Optional<String> cursor, int limit) {
        Page.checkedLimit(limit);
        return filter.q().filter(words -> !words.isBlank()).isPresent()
                ? sought(filter.q().get(), filter, cursor, limit)
                : reads.read(tables -> AuditLists.of(filter).page(tables, origin, filter, cursor, limit));
    }

    /** A row as it stands, and whether it has the text itself; if not, something that it refers to may. */
    private record Looked(AuditRow row, boolean says) {}

    /** The database looks through rows; what they refer to stands compressed in the journal, and is looked through here. */
    private Page<AuditRow> sought(String text, AuditFilter filter, Optional<String> cursor, int limit) {
        Condition itself = Dialects.has(AUDIT_LOG.NEW_VALUE, text)
                .or(Dialects.has(AUDIT_LOG.ENTITY_ID, text))
                .or(Dialects.has(AUDIT_LOG.USER, text));
        List<Field<?>> fields = Stream.concat(Audit.ROWS.fields().stream(), Stream.<Field<?>>of(AsideText.says(itself)))
                .toList();
        AuditLists list = AuditLists.of(filter);
        KeptSelect select = list.select(fields);
        Rows.Read<Looked> read = row -> new Looked(Audit.ROWS.read(row), row.getBoolean(fields.size()));
        var aside = new AsideText(text);
        var found = new ArrayList<AuditRow>();
        Optional<String> behind = cursor;
        do {
            Clauses where = list.where(filter, behind).once(itself.or(AsideText.isReferred(AUDIT_LOG.NEW_VALUE)));
            behind = reads.read(tables -> {
                List<Looked> rows = list.fetch(tables, select, origin, where, limit + 1, read);
                found.addAll(Audit.whole(
                        tables,
                        rows.stream()
                                .filter(looked -> looked.says
                                        || aside.isIn(looked.row.newValue().text(), Reads.blobs(tables)))
                                .map(Looked::row)
                                .toList()));
                return rows.size() > limit ? Optional.of(list.cursor(rows.getLast().row)) : Optional.<String>empty();
            });
        } while (found.size() <= limit && behind.isPresent());
        return Page.of(found, limit, list::cursor, Function.identity());
    }

    /**
     * Returns rows in the order in which things happened, not in which they were written down: as many before a moment as
     * from it on, as far as there are.
     *
     * @param position tells it from others of the same time; 0 if it is none of them
     */
    public List<AuditRow> around(Instant moment, long position, int limit) {
        Page.checkedLimit(limit);
        Row2<String, Long> when = DSL.row(AUDIT_LOG.TIMESTAMP, AUDIT_LOG.POSITION);
        Row2<String, Long> here = DSL.row(Times.text(moment), position);
        return reads.read(tables -> {
            var rows = new ArrayList<>(Audit.ROWS
                    .fetch(tables.select(Audit.ROWS.fields())
                            .from(AUDIT_LOG)
                            .where(when.lt(here))
                            .orderBy(AUDIT_LOG.TIMESTAMP.desc(), AUDIT_LOG.POSITION.desc())
                            .limit(limit / 2))
                    .reversed());
            rows.addAll(Audit.ROWS.fetch(tables.select(Audit.ROWS.fields())
                    .from(AUDIT_LOG)
                    .where(when.ge(here))
                    .orderBy(AUDIT_LOG.TIMESTAMP, AUDIT_LOG.POSITION)
                    .limit(limit - rows.size())));
            return Audit.whole(tables, rows);
        });
    }

    /** Returns how much each did in each hour or day, by when it happened; the newest first. */
    public List<Activity> activity(Span happened, boolean byDay) {
        Field<String> period = DSL.left(AUDIT_LOG.TIMESTAMP, DSL.inline(byDay ? DAY_CHARS : HOUR_CHARS));
        Field<Integer> changes = DSL.count();
        return reads.read(tables -> tables.select(period, AUDIT_LOG.USER, changes)
                .from(AUDIT_LOG)
                .where(AuditClauses.within(AUDIT_LOG.TIMESTAMP, happened))
                .groupBy(period, AUDIT_LOG.USER)
                .orderBy(period.desc(), AUDIT_LOG.USER)
                .fetch(row -> new Activity(
                        Instant.parse(row.value1() + (byDay ? "T00:00:00Z" : ":00:00Z")), row.value2(), row.value3())));
    }

    /** Returns the row of one entry of the journal. */
    public Optional<AuditRow> find(long position) {
        return find(position, LargeValues.INLINE_BYTES_MAX);
    }

    /** Returns the row of one entry of the journal, with all of its values however large they are. */
    public Optional<AuditRow> whole(long position) {
        return find(position, Long.MAX_VALUE);
    }

    private Optional<AuditRow> find(long position, long bytesMax) {
        return reads.read(tables ->
                AuditLists.OLDEST_FIRST.find(tables, position).map(row -> Audit.whole(tables, row, bytesMax)));
    }

    /**
     * Hands all rows to {@code each}, page by page, so that neither memory nor a snapshot of the database is held for
     * long however many there are.
     */
    public void forEach(AuditFilter filter, Consumer<AuditRow> each) {
        Optional<String> cursor = Optional.empty();
        do {
            Page<AuditRow> page = list(filter, cursor, Page.LIMIT_MAX);
            page.items().forEach(each);
            cursor = page.next();
        } while (cursor.isPresent());
    }
}
