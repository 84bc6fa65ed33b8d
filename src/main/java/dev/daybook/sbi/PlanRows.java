package dev.daybook.sbi;

import static dev.daybook.readmodel.Tables.PARENT;

import dev.daybook.event.Recorded;
import dev.daybook.projection.TableRows;
import dev.daybook.projection.Tables;
import dev.daybook.sbi.PlanEvent.ApprovalRecorded;
import dev.daybook.sbi.PlanEvent.Attached;
import dev.daybook.sbi.PlanEvent.Claimed;
import dev.daybook.sbi.PlanEvent.CreationDated;
import dev.daybook.sbi.PlanEvent.Deleted;
import dev.daybook.sbi.PlanEvent.Estimated;
import dev.daybook.sbi.PlanEvent.Moved;
import dev.daybook.sbi.PlanEvent.Registered;
import dev.daybook.sbi.PlanEvent.Reprioritized;
import dev.daybook.sbi.PlanEvent.Retitled;
import dev.daybook.sbi.PlanEvent.Rewritten;
import dev.daybook.sbi.PlanEvent.StatusChanged;
import dev.daybook.text.Times;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jooq.Query;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Rows of {@code parent} while a batch works on them: PBIs and EPICs. */
final class PlanRows {

    @SuppressWarnings("UnusedVariable") // they are columns
    private static final class Row {
        String id = "";
        String kind = "";
        String title = "";
        String status = "pending";

        @Nullable
        String originalStatus;

        @Nullable
        Long points;

        long priority;

        @Nullable
        String parent;

        String createdAt = "";
        String updatedAt = "";
        boolean deleted;
        long revision;
        long registeredPosition;
        long position;

        @Nullable
        String body;

        Row() {}

        Row(String id, String at) {
            this.id = id;
            this.title = id;
            this.createdAt = at;
            this.updatedAt = at;
        }
    }

    private static final TableRows<Row> TABLE = new TableRows<>(Row.class, Row::new, PARENT, PARENT.ID);
    private static final Query FIND =
            DSL.select(TABLE.columns()).from(PARENT).where(PARENT.ID.eq(DSL.param("id", String.class)));

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
            case CreationDated it -> row.createdAt = Times.text(it.createdAt());
            case Deleted _ -> row.deleted = true;
            case Attached it -> PlanParts.attach(it, recorded, tables);
            case ApprovalRecorded it -> PlanParts.approve(it, recorded, tables);
            case Claimed _ -> {} // for the way back to the file only
        }
    }

    /** Takes the revision of an event that does not count. */
    void passOver(String id, long revision, Tables tables) {
        Optional<Row> row = Optional.ofNullable(rows.get(id)).or(() -> find(id, tables));
        row.ifPresent(oneRow -> {
            oneRow.revision = revision;
            rows.put(id, oneRow);
        });
    }

    private static Optional<Row> find(String id, Tables tables) {
        return tables.fetch(FIND, TABLE::read, id).stream().findFirst();
    }

    void flush(Tables tables) {
        rows.values().forEach(row -> TABLE.write(row, tables));
        rows.clear();
    }

    void forget() {
        rows.clear();
    }
}
