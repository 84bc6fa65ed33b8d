package dev.daybook.projection;

import static dev.daybook.readmodel.Tables.AUDIT_LOG;

import dev.daybook.domain.Json;
import dev.daybook.domain.history.HistoryEvent.Erased;
import dev.daybook.domain.history.HistoryEvent.RolledBack;
import dev.daybook.event.Catalog;
import dev.daybook.event.Recorded;
import dev.daybook.event.RolledBackJson;
import dev.daybook.event.Timelines;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Position;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.Timeline;
import dev.daybook.readmodel.tables.AuditLog;
import dev.daybook.text.Times;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Who did what, when: one row per entry, with the fields it changed as they were before and as they are since.
 *
 * <p>It knows no event type but by its {@link dev.daybook.domain.Part}: a part of an entity is the last value of each
 * field of its events, whatever they are. It alone reads what was rolled back, marks it as undone, and takes the mark back when a rollback of the rollback does.
 */
public final class AuditProjection implements Projection {

    private static final Query ADD = Statements.insert(
            AUDIT_LOG,
            List.of(
                    AUDIT_LOG.POSITION,
                    AUDIT_LOG.TIMESTAMP,
                    AUDIT_LOG.RECORDED_AT,
                    AUDIT_LOG.ENTITY_TYPE,
                    AUDIT_LOG.ENTITY_ID,
                    AUDIT_LOG.REVISION,
                    AUDIT_LOG.ACTION,
                    AUDIT_LOG.USER,
                    AUDIT_LOG.SESSION_ID,
                    AUDIT_LOG.SOURCE,
                    AUDIT_LOG.CORRELATION,
                    AUDIT_LOG.CAUSATION,
                    AUDIT_LOG.EVENT_ID,
                    AUDIT_LOG.TITLE,
                    AUDIT_LOG.CHANGED_FIELDS,
                    AUDIT_LOG.OLD_VALUE,
                    AUDIT_LOG.NEW_VALUE));

    private static final Query OF_ENTITY = DSL.select(AUDIT_LOG.REVISION, AUDIT_LOG.ACTION, AUDIT_LOG.NEW_VALUE)
            .from(AUDIT_LOG)
            .where(AUDIT_LOG.ENTITY_TYPE.eq(DSL.param("type", String.class)))
            .and(AUDIT_LOG.ENTITY_ID.eq(DSL.param("id", String.class)))
            .and(AUDIT_LOG.UNDONE_BY.isNull())
            .orderBy(AUDIT_LOG.REVISION);

    private static final Query ROLLBACKS = DSL.select(AUDIT_LOG.POSITION, AUDIT_LOG.NEW_VALUE)
            .from(AUDIT_LOG)
            .where(AUDIT_LOG.ACTION.eq(DSL.inline(Catalog.name(RolledBack.class))))
            .orderBy(AUDIT_LOG.POSITION);

    private static final AuditLog BY = AUDIT_LOG.as("by_whom");

    private static final List<Field<?>> WHAT_COUNTS = List.of(
            AUDIT_LOG.POSITION,
            AUDIT_LOG.ENTITY_TYPE,
            AUDIT_LOG.ENTITY_ID,
            AUDIT_LOG.USER,
            AUDIT_LOG.SESSION_ID,
            AUDIT_LOG.CORRELATION,
            AUDIT_LOG.UNDONE_BY,
            DSL.field(DSL.exists(DSL.selectOne()
                    .from(BY)
                    .where(BY.POSITION.eq(AUDIT_LOG.UNDONE_BY))
                    .and(BY.ACTION.eq(DSL.inline(Catalog.name(Erased.class)))))));

    /** Rows looked at in one go when a rollback changes what counts. */
    private static final int ROWS = 10_000;

    private static final Query NEXT_ROWS = DSL.select(WHAT_COUNTS)
            .from(AUDIT_LOG)
            .where(AUDIT_LOG.POSITION.gt(DSL.param("position", Long.class)))
            .orderBy(AUDIT_LOG.POSITION)
            .limit(DSL.inline(ROWS));
    private static final Query MARK = DSL.update(AUDIT_LOG)
            .set(AUDIT_LOG.UNDONE_BY, DSL.param("by", Long.class))
            .where(AUDIT_LOG.POSITION.eq(DSL.param("position", Long.class)));

    private final EntityFields entities;
    private @Nullable Timeline timeline; // as of the last row; read from the rows when first needed

    public AuditProjection(Catalog catalog) {
        entities = new EntityFields(catalog);
    }

    @Override
    public String name() {
        return "audit";
    }

    @Override
    public boolean seesVoid() {
        return true;
    }

    @Override
    public void apply(Recorded recorded, Tables tables) {
        if (recorded.event() instanceof RolledBack rollback) {
            Timeline before = timeline(tables);
            add(recorded, tables);
            Timeline now = Timelines.after(before, recorded.position(), rollback);
            mark(now, now.changedFrom(), recorded.position(), tables);
        } else if (recorded.event() instanceof Erased erasure) {
            add(recorded, tables);
            erasure.positions()
                    .forEach(
                            position -> tables.execute(MARK, recorded.position().value(), position));
            entities.forget(); // what was known of them was erased
        } else {
            add(recorded, tables);
        }
    }

    @Override
    public void settle(Timeline now, Position by, Tables tables) {
        mark(now, Position.START, by, tables);
        forget(); // of the journal's own timeline
    }

    private void add(Recorded recorded, Tables tables) {
        Entry entry = recorded.entry();
        StreamId stream = entry.stream();
        KnownFields known = entities.of(
                stream,
                entry.revision() == 0,
                () -> tables.fetch(
                        OF_ENTITY,
                        row -> new EntityFields.Stored(row.getLong(1), row.getString(2), row.getString(3)),
                        stream.category(),
                        stream.key()));
        EntityFields.Changes changes = entry.payload().isErased()
                ? new EntityFields.Changes("[]", "{}", "{}", known.title())
                : entities.learn(known, recorded);
        tables.execute(
                ADD,
                recorded.position().value(),
                Times.text(entry.occurredAt()),
                Times.text(entry.recordedAt()),
                stream.category(),
                stream.key(),
                entry.revision(),
                entry.type(),
                entry.metadata().actor(),
                entry.metadata().session().orElse(null),
                entry.metadata().source().text(),
                entry.metadata().correlation().orElse(null),
                entry.metadata().causation().orElse(null),
                entry.id().toString(),
                changes.title().orElse(null),
                changes.names(),
                changes.oldValue(),
                changes.newValue());
    }

    private Timeline timeline(Tables tables) {
        Timeline known = timeline;
        if (known == null) {
            known = Timeline.original();
            for (Map.Entry<Long, String> it :
                    tables.fetch(ROLLBACKS, row -> Map.entry(row.getLong(1), row.getString(2)))) {
                known = Timelines.after(known, new Position(it.getKey()), RolledBackJson.read(new Json(it.getValue())));
            }
            timeline = known;
        }
        return known;
    }

    private record Row(long position, Timeline.Origin origin, boolean undone, boolean erased) {}

    /** Marks what does not count any more, and takes the mark from what counts again. */
    private void mark(Timeline now, Position from, Position rollback, Tables tables) {
        List<Row> rows = rowsAfter(from.value() - 1, tables);
        while (!rows.isEmpty()) {
            for (Row row : rows) {
                boolean counts = now.counts(new Position(row.position), row.origin);
                if (counts == row.undone && !row.erased) {
                    tables.execute(MARK, counts ? null : (Object) rollback.value(), row.position);
                }
            }
            rows = rowsAfter(rows.getLast().position, tables);
        }
        timeline = now;
        entities.forget(); // what was known of them may be void
    }

    private static List<Row> rowsAfter(long position, Tables tables) {
        return tables.fetch(
                NEXT_ROWS,
                row -> new Row(
                        row.getLong(1),
                        new Timeline.Origin(
                                new StreamId(row.getString(2), row.getString(3)),
                                row.getString(4),
                                Optional.ofNullable(row.getString(5)),
                                Optional.ofNullable(row.getString(6))),
                        row.getString(7) != null,
                        row.getBoolean(8)),
                position);
    }

    @Override
    public void forget() {
        entities.forget();
        timeline = null;
    }
}
