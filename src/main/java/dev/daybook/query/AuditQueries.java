package dev.daybook.query;

import static dev.daybook.readmodel.Tables.AUDIT_LOG;

import dev.daybook.domain.Rejected;
import dev.daybook.operation.Origin;
import dev.daybook.query.Keyset.Part;
import dev.daybook.text.Times;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Row2;
import org.jooq.SelectLimitPercentStep;
import org.jooq.impl.DSL;

/** Who did what, when. Thread-safe. */
public final class AuditQueries {

    private static final Keyset OLDEST_FIRST = Keyset.of("audit", Part.number(AUDIT_LOG.POSITION));
    private static final Keyset NEWEST_FIRST =
            Keyset.of("audit-newest", Part.number(AUDIT_LOG.POSITION).down());

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
        Keyset order = filter.newestFirst() ? NEWEST_FIRST : OLDEST_FIRST;
        List<Condition> conditions = conditions(filter);
        Optional<String> text = filter.q().filter(words -> !words.isBlank());
        if (text.isPresent()) {
            return sought(text.get(), conditions, order, cursor, limit);
        }
        return reads.read(tables -> Page.of(
                rows(tables, List.of(AUDIT_LOG.fields()), conditions, order, cursor, limit + 1)
                        .fetchInto(AUDIT_LOG),
                limit,
                order::cursor,
                row -> Audit.row(tables, row)));
    }

    private SelectLimitPercentStep<Record> rows(
            DSLContext tables,
            List<Field<?>> fields,
            List<Condition> conditions,
            Keyset order,
            Optional<String> cursor,
            int limit) {
        Origin.Narrowed wanted = origin.narrow(tables, AUDIT_LOG, AUDIT_LOG.ENTITY_TYPE, AUDIT_LOG.ENTITY_ID);
        return tables.select(fields)
                .from(wanted.from())
                .where(conditions)
                .and(order.behind(cursor))
                .and(wanted.condition())
                .orderBy(order.sort())
                .limit(limit);
    }

    private record Found(AuditRow row, String cursor) {}

    /** Some rows that may have the text, with those of them that have it. */
    private record Looked(List<Found> found, Optional<String> next) {}

    /** The database looks through rows; what they refer to stands compressed in the journal, and is looked through here. */
    private Page<AuditRow> sought(
            String text, List<Condition> conditions, Keyset order, Optional<String> cursor, int limit) {
        Condition itself = AUDIT_LOG
                .NEW_VALUE
                .containsIgnoreCase(text)
                .or(AUDIT_LOG.ENTITY_ID.containsIgnoreCase(text))
                .or(AUDIT_LOG.USER.containsIgnoreCase(text));
        conditions.add(itself.or(AsideText.isReferred(AUDIT_LOG.NEW_VALUE)));
        Field<Boolean> says = AsideText.says(itself);
        List<Field<?>> fields =
                Stream.concat(Stream.of(AUDIT_LOG.fields()), Stream.of(says)).toList();
        var aside = new AsideText(text);
        var found = new ArrayList<Found>();
        Optional<String> behind = cursor;
        do {
            Optional<String> from = behind;
            Looked looked = reads.read(tables -> {
                List<Record> rows =
                        rows(tables, fields, conditions, order, from, limit + 1).fetch();
                return new Looked(
                        rows.stream()
                                .filter(row ->
                                        row.get(says) || aside.isIn(row.get(AUDIT_LOG.NEW_VALUE), Reads.blobs(tables)))
                                .map(row -> new Found(Audit.row(tables, row), order.cursor(row)))
                                .toList(),
                        rows.size() > limit ? Optional.of(order.cursor(rows.getLast())) : Optional.empty());
            });
            found.addAll(looked.found);
            behind = looked.next;
        } while (found.size() <= limit && behind.isPresent());
        return Page.of(found, limit, Found::cursor, Found::row);
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
            var rows = new ArrayList<>(tables.selectFrom(AUDIT_LOG)
                    .where(when.lt(here))
                    .orderBy(AUDIT_LOG.TIMESTAMP.desc(), AUDIT_LOG.POSITION.desc())
                    .limit(limit / 2)
                    .fetch(row -> Audit.row(tables, row))
                    .reversed());
            rows.addAll(tables.selectFrom(AUDIT_LOG)
                    .where(when.ge(here))
                    .orderBy(AUDIT_LOG.TIMESTAMP, AUDIT_LOG.POSITION)
                    .limit(limit - rows.size())
                    .fetch(row -> Audit.row(tables, row)));
            return rows;
        });
    }

    /** Returns how much each did in each hour or day, by when it happened; the newest first. */
    public List<Activity> activity(Span happened, boolean byDay) {
        Field<String> period = DSL.left(AUDIT_LOG.TIMESTAMP, byDay ? DAY_CHARS : HOUR_CHARS);
        Field<Integer> changes = DSL.count();
        return reads.read(tables -> tables.select(period, AUDIT_LOG.USER, changes)
                .from(AUDIT_LOG)
                .where(within(AUDIT_LOG.TIMESTAMP, happened))
                .groupBy(period, AUDIT_LOG.USER)
                .orderBy(period.desc(), AUDIT_LOG.USER)
                .fetch(row -> new Activity(
                        Instant.parse(row.value1() + (byDay ? "T00:00:00Z" : ":00:00Z")), row.value2(), row.value3())));
    }

    /** Returns the row of one entry of the journal. */
    public Optional<AuditRow> find(long position) {
        return reads.read(tables -> tables.selectFrom(AUDIT_LOG)
                .where(AUDIT_LOG.POSITION.eq(position))
                .fetchOptional(row -> Audit.row(tables, row)));
    }

    /** Returns the row of one entry of the journal, with all of its values however large they are. */
    public Optional<AuditRow> whole(long position) {
        return reads.read(tables -> tables.selectFrom(AUDIT_LOG)
                .where(AUDIT_LOG.POSITION.eq(position))
                .fetchOptional(row -> Audit.row(tables, row, Long.MAX_VALUE)));
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

    private static List<Condition> conditions(AuditFilter filter) {
        var conditions = new ArrayList<Condition>();
        filter.entity().ifPresent(text -> conditions.add(entity(text)));
        filter.actor().ifPresent(text -> conditions.add(AUDIT_LOG.USER.eq(text)));
        filter.action().ifPresent(text -> conditions.add(equalOrBegins(AUDIT_LOG.ACTION, text)));
        filter.source().ifPresent(text -> conditions.add(equalOrBegins(AUDIT_LOG.SOURCE, text)));
        filter.correlation().ifPresent(text -> conditions.add(AUDIT_LOG.CORRELATION.eq(text)));
        filter.session().ifPresent(text -> conditions.add(AUDIT_LOG.SESSION_ID.eq(text)));
        conditions.add(within(AUDIT_LOG.TIMESTAMP, filter.happened()));
        conditions.add(within(AUDIT_LOG.RECORDED_AT, filter.recorded()));
        if (!filter.includeUndone()) {
            conditions.add(AUDIT_LOG.UNDONE_BY.isNull());
        }
        return conditions;
    }

    static Condition within(Field<String> time, Span span) {
        Condition from =
                span.since().map(instant -> time.ge(Times.text(instant))).orElse(DSL.noCondition());
        return span.until()
                .map(instant -> from.and(time.lt(Times.text(instant))))
                .orElse(from);
    }

    private static Condition entity(String entity) {
        int slash = entity.indexOf('/');
        if (slash == 0 || slash == entity.length() - 1 || entity.isEmpty()) {
            throw Rejected.invalidAt("/entity", "'%s' is no entity: want kind/id, or a kind such as sbi", entity);
        }
        return slash < 0
                ? AUDIT_LOG.ENTITY_TYPE.eq(entity)
                : AUDIT_LOG
                        .ENTITY_TYPE
                        .eq(entity.substring(0, slash))
                        .and(AUDIT_LOG.ENTITY_ID.eq(entity.substring(slash + 1)));
    }

    private static Condition equalOrBegins(Field<String> field, String wanted) {
        if (!wanted.endsWith("*")) {
            return field.eq(wanted);
        }
        String beginning = wanted.substring(0, wanted.length() - 1);
        return field.ge(beginning).and(field.lt(beginning + Character.MAX_VALUE));
    }
}
