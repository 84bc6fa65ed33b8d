package dev.daybook.projection;

import static dev.daybook.readmodel.Tables.EXECUTION;

import dev.daybook.domain.sbi.Decision;
import dev.daybook.domain.sbi.SbiEvent.ExecutionFinished;
import dev.daybook.domain.sbi.SbiEvent.ExecutionStarted;
import dev.daybook.event.Recorded;
import dev.daybook.text.Times;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Rows of {@code execution} of one task while a batch works on them. */
final class Executions {

    private static final String RUNNING = "RUNNING";
    private static final String FINISHED = "FINISHED";
    private static final String ABANDONED = "ABANDONED";

    private static final class Row {
        final String sbi;
        final long turn;
        final long ordinal;
        String step = "";
        String status = RUNNING;

        @Nullable
        String decision;

        @Nullable
        String decisionText;

        long attempt;

        @Nullable
        String file;

        String startedAt = "";

        @Nullable
        String completedAt;

        @Nullable
        String leaseExpiresAt;

        long revision;
        long position;
        String artifacts = "[]";
        long contentBytes;

        @Nullable
        String content;

        boolean changed;

        Row(String sbi, long turn, long ordinal) {
            this.sbi = sbi;
            this.turn = turn;
            this.ordinal = ordinal;
        }

        boolean isOpen(String step) {
            return !status.equals(FINISHED) && this.step.equals(step);
        }
    }

    // In the order of Row's fields, read() and write().
    private static final List<Field<?>> COLUMNS = List.of(
            EXECUTION.SBI_ID,
            EXECUTION.TURN,
            EXECUTION.ORDINAL,
            EXECUTION.STEP,
            EXECUTION.STATUS,
            EXECUTION.DECISION,
            EXECUTION.DECISION_TEXT,
            EXECUTION.ATTEMPT,
            EXECUTION.FILE,
            EXECUTION.STARTED_AT,
            EXECUTION.COMPLETED_AT,
            EXECUTION.LEASE_EXPIRES_AT,
            EXECUTION.REVISION,
            EXECUTION.POSITION,
            EXECUTION.ARTIFACTS,
            EXECUTION.CONTENT_BYTES,
            EXECUTION.CONTENT);

    // Without the content: a row that has one is finished and never written again.
    private static final Query OF_TURN = DSL.select(COLUMNS.subList(0, COLUMNS.size() - 1))
            .from(EXECUTION)
            .where(EXECUTION.SBI_ID.eq(DSL.param("sbi", String.class)))
            .and(EXECUTION.TURN.eq(DSL.param("turn", Long.class)))
            .orderBy(EXECUTION.ORDINAL);
    private static final Query WRITE =
            Statements.upsert(EXECUTION, COLUMNS, List.of(EXECUTION.SBI_ID, EXECUTION.TURN, EXECUTION.ORDINAL));
    private static final Query ABANDON = DSL.update(EXECUTION)
            .set(EXECUTION.STATUS, DSL.inline(ABANDONED))
            .set(EXECUTION.COMPLETED_AT, DSL.param("at", String.class))
            .set(EXECUTION.REVISION, DSL.param("revision", Long.class))
            .set(EXECUTION.POSITION, DSL.param("position", Long.class))
            .where(EXECUTION.SBI_ID.eq(DSL.param("sbi", String.class)))
            .and(EXECUTION.STATUS.eq(DSL.inline(RUNNING)));

    private final List<Row> rows = new ArrayList<>();
    private final Set<Long> readTurns = new HashSet<>();

    void start(ExecutionStarted it, TaskRow task, Recorded recorded, Tables tables) {
        Row row = add(task, it.turn(), tables);
        row.step = it.step().text();
        row.attempt = it.attempt();
        row.file = it.file().orElse(null);
        row.startedAt = Times.text(recorded.occurredAt());
        row.leaseExpiresAt = task.leaseExpiresAt;
        touch(row, task, recorded);
    }

    void finish(ExecutionFinished it, TaskRow task, Recorded recorded, Tables tables) {
        String step = it.step().text();
        Row row = find(it, step, task, tables).orElseGet(() -> add(task, it.turn(), tables));
        if (row.startedAt.isEmpty()) {
            row.startedAt = Times.text(recorded.occurredAt());
        }
        row.step = step;
        row.status = FINISHED;
        row.decision = it.decision().name();
        row.decisionText = it.decisionText().orElse(null);
        row.attempt = it.attempt();
        row.file = it.file().orElse(row.file);
        row.completedAt = Times.text(recorded.occurredAt());
        row.artifacts = Texts.jsonArray(it.artifacts());
        row.content = it.content().orElse(null);
        row.contentBytes = it.content().map(Texts::utf8Bytes).orElse(0L);
        touch(row, task, recorded);
        if (row.turn >= task.turn) {
            task.decision =
                    it.decision() == Decision.PENDING ? null : it.decision().name();
        }
    }

    /** Ends what still runs: nobody will finish it. */
    void abandon(TaskRow task, Recorded recorded, Tables tables) {
        if (task.turn == 0) {
            return;
        }
        write(tables);
        rows.clear();
        readTurns.clear();
        tables.execute(
                ABANDON,
                Times.text(recorded.occurredAt()),
                recorded.entry().revision(),
                recorded.position().value(),
                task.id);
        abandoned = true;
    }

    private boolean abandoned; // the table then holds what a new task's would not

    private static void touch(Row row, TaskRow task, Recorded recorded) {
        row.revision = recorded.entry().revision();
        row.position = recorded.position().value();
        row.changed = true;
        if (row.turn >= task.turn) {
            task.turn = row.turn;
            task.step = row.step;
            task.attempt = row.attempt;
        }
    }

    private Optional<Row> find(ExecutionFinished it, String step, TaskRow task, Tables tables) {
        Optional<Row> inAnyFile = Optional.empty();
        for (Row row : ofTurn(task, it.turn(), tables)) {
            if (row.isOpen(step)) {
                if (it.file().equals(Optional.ofNullable(row.file))) {
                    return Optional.of(row);
                }
                inAnyFile = it.file().isEmpty() || row.file == null ? Optional.of(row) : inAnyFile;
            }
        }
        return inAnyFile;
    }

    private Row add(TaskRow task, int turn, Tables tables) {
        List<Row> others = ofTurn(task, turn, tables);
        var row = new Row(task.id, turn, others.isEmpty() ? 0 : others.getLast().ordinal + 1);
        rows.add(row);
        return row;
    }

    private List<Row> ofTurn(TaskRow task, int turn, Tables tables) {
        boolean mayBeStored = abandoned || (!task.isNew && turn <= task.turn);
        if (mayBeStored && readTurns.add((long) turn)) {
            rows.addAll(tables.fetch(OF_TURN, Executions::read, task.id, turn));
        }
        var ofTurn = new ArrayList<Row>();
        for (Row row : rows) {
            if (row.turn == turn) {
                ofTurn.add(row);
            }
        }
        return ofTurn;
    }

    private static Row read(ResultSet it) throws SQLException {
        var row = new Row(it.getString(1), it.getLong(2), it.getLong(3));
        row.step = it.getString(4);
        row.status = it.getString(5);
        row.decision = it.getString(6);
        row.decisionText = it.getString(7);
        row.attempt = it.getLong(8);
        row.file = it.getString(9);
        row.startedAt = it.getString(10);
        row.completedAt = it.getString(11);
        row.leaseExpiresAt = it.getString(12);
        row.revision = it.getLong(13);
        row.position = it.getLong(14);
        row.artifacts = it.getString(15);
        row.contentBytes = it.getLong(16);
        return row;
    }

    void write(Tables tables) {
        for (Row it : rows) {
            if (it.changed) {
                it.changed = false;
                tables.execute(
                        WRITE,
                        it.sbi,
                        it.turn,
                        it.ordinal,
                        it.step,
                        it.status,
                        it.decision,
                        it.decisionText,
                        it.attempt,
                        it.file,
                        it.startedAt,
                        it.completedAt,
                        it.leaseExpiresAt,
                        it.revision,
                        it.position,
                        it.artifacts,
                        it.contentBytes,
                        it.content);
            }
        }
    }
}
