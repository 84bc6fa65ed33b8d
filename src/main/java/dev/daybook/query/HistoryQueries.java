package dev.daybook.query;

import static dev.daybook.readmodel.Tables.AUDIT_LOG;

import dev.daybook.domain.Json;
import dev.daybook.domain.history.HistoryEvent.RolledBack;
import dev.daybook.event.Catalog;
import dev.daybook.event.RolledBackJson;
import dev.daybook.event.Timelines;
import dev.daybook.journal.Position;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.Timeline;
import dev.daybook.query.Keyset.Part;
import dev.daybook.text.Times;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;

/** What became of one entity, change by change, and what it was at some point. Thread-safe. */
public final class HistoryQueries {

    private static final Keyset OLDEST_FIRST = Keyset.of("history", Part.number(AUDIT_LOG.REVISION));

    private static final String ROLLED_BACK = Catalog.name(RolledBack.class);

    private static final List<Field<?>> ROW = List.of(
            AUDIT_LOG.POSITION,
            AUDIT_LOG.REVISION,
            AUDIT_LOG.TIMESTAMP,
            AUDIT_LOG.USER,
            AUDIT_LOG.SESSION_ID,
            AUDIT_LOG.CORRELATION,
            AUDIT_LOG.NEW_VALUE);

    private static final KeptSelect CHANGES = new KeptSelect(
            AUDIT_LOG,
            (from, where, limit) -> DSL.select(Audit.ROWS.fields())
                    .from(from)
                    .where(where)
                    .orderBy(OLDEST_FIRST.sort())
                    .limit(limit));

    private final Reads reads;

    public HistoryQueries(Reads reads) {
        this.reads = reads;
    }

    /**
     * Lists the changes of an entity, oldest first.
     *
     * @param undone whether to list what a rollback made void, too
     * @param recorded when they were written down
     */
    public Page<Change> changes(
            String kind, String id, boolean undone, Span recorded, Optional<String> cursor, int limit) {
        Page.checkedLimit(limit);
        Clauses where = AuditClauses.entity(kind, id, new Clauses()).behind(OLDEST_FIRST, cursor);
        AuditClauses.recorded(recorded, where);
        if (!undone) {
            where.and(AuditClauses.COUNTS);
        }
        return reads.read(tables -> Page.of(
                Audit.whole(tables, CHANGES.fetch(tables, where, limit + 1, Audit.ROWS::read)),
                limit,
                row -> OLDEST_FIRST.cursor(row.revision()),
                HistoryQueries::change));
    }

    /** Returns whether anything ever happened to an entity, be it undone. */
    public boolean isKnown(String kind, String id) {
        return reads.read(tables -> tables.fetchExists(AUDIT_LOG, of(kind, id)));
    }

    /** Returns what is known of an entity now, or nothing if nothing of it counts. */
    public Optional<StateView> state(String kind, String id) {
        return reads.read(tables -> fold(tables, kind, id, AUDIT_LOG.UNDONE_BY.isNull(), _ -> true));
    }

    /**
     * Returns what was known of an entity when the journal ended at {@code position}: what was undone later counts,
     * what was undone by then does not.
     */
    public Optional<StateView> stateAt(String kind, String id, long position) {
        var stream = new StreamId(kind, id);
        return reads.read(tables -> {
            Timeline timeline = timeline(tables, position);
            return fold(
                    tables,
                    kind,
                    id,
                    AUDIT_LOG.POSITION.le(position),
                    row -> timeline.counts(
                            new Position(row.get(AUDIT_LOG.POSITION)),
                            new Timeline.Origin(
                                    stream,
                                    row.get(AUDIT_LOG.USER),
                                    Optional.ofNullable(row.get(AUDIT_LOG.SESSION_ID)),
                                    Optional.ofNullable(row.get(AUDIT_LOG.CORRELATION)))));
        });
    }

    /** Returns what had happened to an entity by {@code time}, as far as it counts today: the time of the facts. */
    public Optional<StateView> stateAt(String kind, String id, Instant time) {
        Condition byThen = AUDIT_LOG.UNDONE_BY.isNull().and(AUDIT_LOG.TIMESTAMP.le(Times.text(time)));
        return reads.read(tables -> fold(tables, kind, id, byThen, _ -> true));
    }

    private static Optional<StateView> fold(
            DSLContext tables, String kind, String id, Condition condition, Predicate<Record> counts) {
        var fields = new LinkedHashMap<String, Json>();
        Optional<Record> last = Optional.empty();
        try (org.jooq.Cursor<Record> rows = tables.select(ROW)
                .from(AUDIT_LOG)
                .where(of(kind, id))
                .and(condition)
                .orderBy(AUDIT_LOG.REVISION)
                .fetchLazy()) {
            for (Record row : rows) {
                if (counts.test(row)) {
                    fields.putAll(Audit.fields(new Json(row.get(AUDIT_LOG.NEW_VALUE))));
                    last = Optional.of(row);
                }
            }
        }
        fields.values().removeIf(Json.NULL::equals); // gone again
        fields.replaceAll((_, value) -> new Json(Audit.whole(tables, value.text(), Long.MAX_VALUE)));
        return last.map(oneRow -> new StateView(
                kind,
                id,
                oneRow.get(AUDIT_LOG.POSITION),
                oneRow.get(AUDIT_LOG.REVISION),
                Times.instant(oneRow.get(AUDIT_LOG.TIMESTAMP)),
                Collections.unmodifiableMap(fields)));
    }

    private static Timeline timeline(DSLContext tables, long position) {
        List<Record> rollbacks = new ArrayList<>(tables.select(AUDIT_LOG.POSITION, AUDIT_LOG.NEW_VALUE)
                .from(AUDIT_LOG)
                .where(AUDIT_LOG.ACTION.eq(ROLLED_BACK), AUDIT_LOG.POSITION.le(position))
                .orderBy(AUDIT_LOG.POSITION)
                .fetch());
        Timeline timeline = Timeline.original();
        for (Record it : rollbacks) {
            timeline = Timelines.after(
                    timeline,
                    new Position(it.get(AUDIT_LOG.POSITION)),
                    RolledBackJson.read(new Json(it.get(AUDIT_LOG.NEW_VALUE))));
        }
        return timeline;
    }

    private static Change change(AuditRow row) {
        Map<String, Json> before = Audit.fields(row.oldValue());
        Map<String, Json> after = Audit.fields(row.newValue());
        var fields = new LinkedHashMap<String, Change.Field>();
        for (String name : row.changedFields()) {
            fields.put(name, new Change.Field(present(before, name), present(after, name)));
        }
        return new Change(
                row.position(),
                row.revision(),
                row.timestamp(),
                row.recordedAt(),
                row.action(),
                row.user(),
                row.source(),
                Collections.unmodifiableMap(fields),
                row.undoneBy());
    }

    private static Optional<Json> present(Map<String, Json> fields, String name) {
        return Optional.ofNullable(fields.get(name)).filter(json -> !json.equals(Json.NULL));
    }

    private static Condition of(String kind, String id) {
        return AUDIT_LOG.ENTITY_TYPE.eq(kind).and(AUDIT_LOG.ENTITY_ID.eq(id));
    }
}
