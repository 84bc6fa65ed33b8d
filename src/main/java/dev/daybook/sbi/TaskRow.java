package dev.daybook.sbi;

import static dev.daybook.readmodel.Tables.SBI;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.domain.Json;
import dev.daybook.event.JsonText;
import dev.daybook.event.Recorded;
import dev.daybook.projection.Statements;
import dev.daybook.projection.Tables;
import dev.daybook.sbi.SbiShape.Said;
import dev.daybook.shape.Column;
import dev.daybook.text.Times;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** One row of {@code sbi} while a batch works on it. */
final class TaskRow {

    private static final List<Column<Said>> SAID = SbiShape.SAID.columns();

    // In the order of read() and write().
    private static final List<Field<?>> COLUMNS = Stream.concat(
                    Stream.of(
                            SBI.ID,
                            SBI.TASK_ID,
                            SBI.STATUS,
                            SBI.ORIGINAL_STATUS,
                            SBI.STEP,
                            SBI.TURN,
                            SBI.ATTEMPT,
                            SBI.DECISION,
                            SBI.LEASE_HOLDER,
                            SBI.LEASE_EXPIRES_AT,
                            SBI.LEASE_GENERATION,
                            SBI.CREATED_AT,
                            SBI.UPDATED_AT,
                            SBI.COMPLETED_AT,
                            SBI.DELETED_AT,
                            SBI.DELETED,
                            SBI.PLACEHOLDER,
                            SBI.DEPENDENCIES,
                            SBI.NOTES,
                            SBI.REVISION,
                            SBI.REGISTERED_POSITION,
                            SBI.POSITION,
                            SBI.METADATA,
                            SBI.POR,
                            SBI.PICK_FIRST,
                            SBI.PICK_NEXT),
                    SAID.stream().map(it -> Objects.requireNonNull(SBI.field(it.name()), it.name())))
            .<Field<?>>map(it -> it)
            .toList();

    /** In what is ranked, the rank of what has none; what is not ranked at all comes behind that. */
    private static final int NO_RANK = 999;

    private static final Query FIND = DSL.select(COLUMNS).from(SBI).where(SBI.ID.eq(DSL.param("id", String.class)));
    private static final Query WRITE = Statements.upsert(SBI, COLUMNS, List.of(SBI.ID));

    final String id;
    final ExecutionRows executions = new ExecutionRows();
    String taskId;
    Said said;
    String status = Status.UNKNOWN.text();

    @Nullable
    String originalStatus;

    @Nullable
    String step;

    long turn;
    long attempt;

    @Nullable
    String decision;

    @Nullable
    String leaseHolder;

    @Nullable
    String leaseExpiresAt;

    @Nullable
    Long leaseGeneration;

    String createdAt;
    String updatedAt;

    @Nullable
    String completedAt;

    @Nullable
    String deletedAt;

    boolean placeholder = true;
    long dependencies;
    long notes;
    long revision;
    long registeredPosition;
    long position;
    String metadata = "{}";

    /** Whether there may be other rows of it in the database. */
    final boolean isNew;

    private TaskRow(String id, String at, boolean isNew) {
        this.id = id;
        this.taskId = id;
        this.said = Said.nothing(id);
        this.createdAt = at;
        this.updatedAt = at;
        this.isNew = isNew;
    }

    /** Makes the row of a task that something has happened to before it was registered. */
    static TaskRow placeholder(String id, Recorded recorded) {
        var row = new TaskRow(id, Times.text(recorded.occurredAt()), true);
        row.registeredPosition = recorded.position().value();
        return row;
    }

    static Optional<TaskRow> find(String id, Tables tables) {
        return tables.fetch(FIND, TaskRow::read, id).stream().findFirst();
    }

    private static TaskRow read(ResultSet it) throws SQLException {
        var row = new TaskRow(it.getString(1), it.getString(12), false);
        row.taskId = it.getString(2);
        row.status = it.getString(3);
        row.originalStatus = it.getString(4);
        row.step = it.getString(5);
        row.turn = it.getLong(6);
        row.attempt = it.getLong(7);
        row.decision = it.getString(8);
        row.leaseHolder = it.getString(9);
        row.leaseExpiresAt = it.getString(10);
        row.leaseGeneration = row.leaseHolder == null ? null : it.getLong(11);
        row.updatedAt = it.getString(13);
        row.completedAt = it.getString(14);
        row.deletedAt = it.getString(15);
        row.placeholder = it.getLong(17) == 1;
        row.dependencies = it.getLong(18);
        row.notes = it.getLong(19);
        row.revision = it.getLong(20);
        row.registeredPosition = it.getLong(21);
        row.position = it.getLong(22);
        row.metadata = it.getString(23);
        var said = new HashMap<String, @Nullable Object>();
        for (int i = 0; i < SAID.size(); i++) {
            said.put(SAID.get(i).name(), it.getObject(COLUMNS.size() - SAID.size() + i + 1));
        }
        row.said = SbiShape.SAID.ofRow(said::get);
        return row;
    }

    /** Notes that something has happened to it. */
    void touch(Recorded recorded) {
        revision = recorded.entry().revision();
        position = recorded.position().value();
        String at = Times.text(recorded.occurredAt());
        if (at.compareTo(updatedAt) > 0) {
            updatedAt = at; // facts of a legacy tool do not always come in the order of their times
        }
    }

    void become(Status now, Optional<String> original, Instant at) {
        boolean wasDone = status.equals(Status.DONE.text());
        status = now.text();
        originalStatus = original.orElse(null);
        if (now != Status.DONE) {
            completedAt = null;
        } else if (!wasDone) {
            completedAt = Times.text(at);
            release();
        }
    }

    void lease(String holder, Instant expiresAt, long generation) {
        leaseHolder = holder;
        leaseExpiresAt = Times.text(expiresAt);
        leaseGeneration = generation;
    }

    void release() {
        leaseHolder = null;
        leaseExpiresAt = null;
        leaseGeneration = null;
    }

    void write(Tables tables) {
        Optional<JsonNode> por = por();
        Optional<Long> rank = por.filter(JsonNode::isIntegralNumber).map(JsonNode::asLong);
        var values = new ArrayList<@Nullable Object>(COLUMNS.size());
        Collections.addAll(
                values,
                id,
                taskId,
                status,
                originalStatus,
                step,
                turn,
                attempt,
                decision,
                leaseHolder,
                leaseExpiresAt,
                leaseGeneration,
                createdAt,
                updatedAt,
                completedAt,
                deletedAt,
                deletedAt != null,
                placeholder,
                dependencies,
                notes,
                revision,
                registeredPosition,
                position,
                metadata,
                rank.orElse(null),
                por.isEmpty() ? NO_RANK + 1 : rank.filter(it -> it > 0).orElse((long) NO_RANK),
                por.isEmpty() ? -said.priority() : said.priority() > 0 ? said.priority() : NO_RANK);
        SAID.forEach(column -> values.add(column.of().apply(said)));
        tables.execute(WRITE, values.toArray());
        executions.write(tables);
    }

    /** Returns the rank that its metadata hold, a null if it is ranked without one; nothing if it is not ranked. */
    private Optional<JsonNode> por() {
        return metadata.contains("\"por\"")
                ? Optional.ofNullable(JsonText.tree(new Json(metadata)).get("por"))
                : Optional.empty();
    }
}
