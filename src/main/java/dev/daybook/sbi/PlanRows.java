package dev.daybook.sbi;

import static dev.daybook.readmodel.Tables.PARENT;

import dev.daybook.event.Recorded;
import dev.daybook.projection.Statements;
import dev.daybook.projection.Tables;
import dev.daybook.sbi.PlanEvent.ApprovalRecorded;
import dev.daybook.sbi.PlanEvent.Attached;
import dev.daybook.sbi.PlanEvent.Claimed;
import dev.daybook.sbi.PlanEvent.Deleted;
import dev.daybook.sbi.PlanEvent.Estimated;
import dev.daybook.sbi.PlanEvent.Moved;
import dev.daybook.sbi.PlanEvent.Registered;
import dev.daybook.sbi.PlanEvent.Reprioritized;
import dev.daybook.sbi.PlanEvent.Retitled;
import dev.daybook.sbi.PlanEvent.Rewritten;
import dev.daybook.sbi.PlanEvent.StatusChanged;
import dev.daybook.text.Times;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Rows of {@code parent} while a batch works on them: PBIs and EPICs. */
final class PlanRows {

    private static final class Row {
        final String id;
        String kind = "";
        String title;
        String status = "pending";

        @Nullable
        String originalStatus;

        @Nullable
        Long points;

        long priority;

        @Nullable
        String parent;

        String createdAt;
        String updatedAt;
        boolean deleted;
        long revision;
        long registeredPosition;
        long position;

        @Nullable
        String body;

        Row(String id, String at) {
            this.id = id;
            this.title = id;
            this.createdAt = at;
            this.updatedAt = at;
        }
    }

    // In the order of Row's fields, read() and flush().
    private static final List<Field<?>> COLUMNS = List.of(
            PARENT.ID,
            PARENT.KIND,
            PARENT.TITLE,
            PARENT.STATUS,
            PARENT.ORIGINAL_STATUS,
            PARENT.POINTS,
            PARENT.PRIORITY,
            PARENT.PARENT_,
            PARENT.CREATED_AT,
            PARENT.UPDATED_AT,
            PARENT.DELETED,
            PARENT.REVISION,
            PARENT.REGISTERED_POSITION,
            PARENT.POSITION,
            PARENT.BODY);

    private static final Query FIND =
            DSL.select(COLUMNS).from(PARENT).where(PARENT.ID.eq(DSL.param("id", String.class)));
    private static final Query WRITE = Statements.upsert(PARENT, COLUMNS, List.of(PARENT.ID));

    private final Map<String, Row> rows = new LinkedHashMap<>();

    void apply(PlanEvent event, Recorded recorded, Tables tables) {
        String at = Times.text(recorded.occurredAt());
        Row row = rows.computeIfAbsent(
                event.plan(),
                id -> find(id, tables).orElseGet(() -> {
                    var fresh = new Row(id, at);
                    fresh.registeredPosition = recorded.position().value();
                    return fresh;
                }));
        row.revision = recorded.entry().revision();
        row.position = recorded.position().value();
        row.updatedAt = at.compareTo(row.updatedAt) > 0 ? at : row.updatedAt;
        switch (event) {
            case Registered it -> {
                row.kind = it.kind().name();
                row.title = it.title();
                row.body = it.body().orElse(null);
                row.status = it.status();
                row.points = it.points().map(Integer::longValue).orElse(null);
                row.priority = it.priority();
                row.parent = it.parent().orElse(null);
                row.createdAt = at;
                row.deleted = false;
            }
            case Retitled it -> row.title = it.title();
            case Rewritten it -> row.body = it.body().orElse(null);
            case StatusChanged it -> {
                row.status = it.status();
                row.originalStatus = it.original().orElse(null);
            }
            case Estimated it ->
                row.points = it.points().map(Integer::longValue).orElse(null);
            case Reprioritized it -> row.priority = it.priority();
            case Moved it -> row.parent = it.parent().orElse(null);
            case Deleted _ -> row.deleted = true;
            case Attached it -> PlanParts.attach(it, recorded, tables);
            case ApprovalRecorded it -> PlanParts.approve(it, recorded, tables);
            case Claimed _ -> {} // for the way back to the file only
        }
    }

    /** Takes the revision of an event that does not count. */
    void passOver(String id, long revision, Tables tables) {
        Optional<Row> row = Optional.ofNullable(rows.get(id)).or(() -> find(id, tables));
        row.ifPresent(it -> {
            it.revision = revision;
            rows.put(id, it);
        });
    }

    private static Optional<Row> find(String id, Tables tables) {
        return tables.fetch(FIND, PlanRows::read, id).stream().findFirst();
    }

    private static Row read(ResultSet it) throws SQLException {
        var row = new Row(it.getString(1), it.getString(9));
        row.kind = it.getString(2);
        row.title = it.getString(3);
        row.status = it.getString(4);
        row.originalStatus = it.getString(5);
        row.points = it.getString(6) == null ? null : it.getLong(6);
        row.priority = it.getLong(7);
        row.parent = it.getString(8);
        row.updatedAt = it.getString(10);
        row.deleted = it.getLong(11) == 1;
        row.revision = it.getLong(12);
        row.registeredPosition = it.getLong(13);
        row.position = it.getLong(14);
        row.body = it.getString(15);
        return row;
    }

    void flush(Tables tables) {
        for (Row it : rows.values()) {
            tables.execute(
                    WRITE,
                    it.id,
                    it.kind,
                    it.title,
                    it.status,
                    it.originalStatus,
                    it.points,
                    it.priority,
                    it.parent,
                    it.createdAt,
                    it.updatedAt,
                    it.deleted,
                    it.revision,
                    it.registeredPosition,
                    it.position,
                    it.body);
        }
        rows.clear();
    }

    void forget() {
        rows.clear();
    }
}
