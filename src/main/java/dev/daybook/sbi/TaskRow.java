package dev.daybook.sbi;

import static dev.daybook.readmodel.Tables.SBI;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.domain.Json;
import dev.daybook.event.JsonText;
import dev.daybook.event.Recorded;
import dev.daybook.projection.TableRows;
import dev.daybook.projection.Tables;
import dev.daybook.sbi.SbiShape.Details;
import dev.daybook.text.Times;
import java.time.Instant;
import java.util.Optional;
import org.jooq.Query;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** One row of {@code sbi} while a batch works on it. */
final class TaskRow {

    /** In what is ranked, the rank of what has none; what is not ranked at all comes behind that. */
    private static final int NO_RANK = 999;

    private static final TableRows<TaskRow> TABLE = new TableRows<>(TaskRow.class, TaskRow::new, SBI, SBI.ID);
    private static final Query FIND =
            DSL.select(TABLE.columns()).from(SBI).where(SBI.ID.eq(DSL.param("id", String.class)));

    String id = "";
    final ExecutionRows executions = new ExecutionRows();
    String taskId = "";
    Details said = Details.nothing("");
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

    String createdAt = "";
    String updatedAt = "";

    @Nullable
    String completedAt;

    @Nullable
    String deletedAt;

    boolean deleted;

    boolean placeholder = true;
    long dependencies;
    long notes;
    long revision;
    long registeredPosition;
    long position;
    String metadata = "{}";

    @Nullable
    Long por;

    long pickFirst;
    long pickNext;

    /** Whether there may be other rows of it in the database. */
    final boolean isNew;

    private TaskRow() {
        isNew = false;
    }

    private TaskRow(String id, String at) {
        this.id = id;
        this.taskId = id;
        this.said = Details.nothing(id);
        this.createdAt = at;
        this.updatedAt = at;
        this.isNew = true;
    }

    /** Makes the row of a task that something has happened to before it was registered. */
    static TaskRow placeholder(String id, Recorded recorded) {
        var row = new TaskRow(id, Times.text(recorded.occurredAt()));
        row.registeredPosition = recorded.position().value();
        return row;
    }

    static Optional<TaskRow> find(String id, Tables tables) {
        return tables.fetch(FIND, TABLE::read, id).stream().findFirst();
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

    /** Dates its completion; what was reset since is not completed. */
    void completed(Instant at) {
        if (status.equals(Status.DONE.text())) {
            completedAt = Times.text(at);
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
        Optional<JsonNode> ranked = ranked();
        por = ranked.filter(JsonNode::isIntegralNumber).map(JsonNode::asLong).orElse(null);
        pickFirst = ranked.isEmpty() ? NO_RANK + 1 : por != null && por > 0 ? por : NO_RANK;
        pickNext = ranked.isEmpty() ? -said.priority() : said.priority() > 0 ? said.priority() : NO_RANK;
        deleted = deletedAt != null;
        TABLE.write(this, tables);
        executions.write(tables);
    }

    /** Returns the rank that its metadata hold, a null if it is ranked without one; nothing if it is not ranked. */
    private Optional<JsonNode> ranked() {
        return metadata.contains("\"por\"")
                ? Optional.ofNullable(JsonText.tree(new Json(metadata)).get("por"))
                : Optional.empty();
    }
}
