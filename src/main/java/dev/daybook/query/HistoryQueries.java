package dev.daybook.query;

import static dev.daybook.readmodel.Tables.AUDIT_LOG;

import dev.daybook.domain.Json;
import dev.daybook.query.Keyset.Part;
import dev.daybook.text.Times;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Record;

/** What became of one entity, change by change, and what it was at some point. Thread-safe. */
public final class HistoryQueries {

    private static final Keyset OLDEST_FIRST = Keyset.of("history", Part.number(AUDIT_LOG.REVISION));

    private final Reads reads;

    public HistoryQueries(Reads reads) {
        this.reads = reads;
    }

    /** Lists the changes of an entity that count, oldest first. */
    public Page<Change> changes(String kind, String id, Optional<String> cursor, int limit) {
        Page.checkedLimit(limit);
        Condition behind = OLDEST_FIRST.behind(cursor);
        return reads.read(tables -> Page.of(
                tables.selectFrom(AUDIT_LOG)
                        .where(of(kind, id), AUDIT_LOG.UNDONE_BY.isNull())
                        .and(behind)
                        .orderBy(OLDEST_FIRST.sort())
                        .limit(limit + 1)
                        .fetch(),
                limit,
                OLDEST_FIRST::cursor,
                it -> change(Audit.row(tables, it))));
    }

    /** Returns what is known of an entity now, or nothing if nothing of it counts. */
    public Optional<StateView> state(String kind, String id) {
        return reads.read(tables -> fold(
                kind,
                id,
                tables.selectFrom(AUDIT_LOG)
                        .where(of(kind, id), AUDIT_LOG.UNDONE_BY.isNull())
                        .orderBy(AUDIT_LOG.REVISION)
                        .fetchLazy()));
    }

    /** Returns what was known of an entity when the journal ended at {@code position}: rollbacks after it do not count. */
    public Optional<StateView> stateAt(String kind, String id, long position) {
        return reads.read(tables -> {
            var rollbacks = Rollbacks.upTo(tables, position);
            return fold(
                    kind,
                    id,
                    tables.selectFrom(AUDIT_LOG)
                            .where(of(kind, id), AUDIT_LOG.POSITION.le(position))
                            .orderBy(AUDIT_LOG.REVISION)
                            .fetchLazy(),
                    rollbacks);
        });
    }

    /** Returns what had happened to an entity by {@code time}, as far as it counts now: the time of the facts. */
    public Optional<StateView> stateAt(String kind, String id, Instant time) {
        return reads.read(tables -> fold(
                kind,
                id,
                tables.selectFrom(AUDIT_LOG)
                        .where(of(kind, id), AUDIT_LOG.UNDONE_BY.isNull(), AUDIT_LOG.TIMESTAMP.le(Times.text(time)))
                        .orderBy(AUDIT_LOG.REVISION)
                        .fetchLazy()));
    }

    private static Condition of(String kind, String id) {
        return AUDIT_LOG.ENTITY_TYPE.eq(kind).and(AUDIT_LOG.ENTITY_ID.eq(id));
    }
}
