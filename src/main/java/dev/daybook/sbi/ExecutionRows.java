package dev.daybook.sbi;

import static dev.daybook.readmodel.Tables.EXECUTION;

import dev.daybook.event.Recorded;
import dev.daybook.projection.RowTexts;
import dev.daybook.projection.TableRows;
import dev.daybook.projection.Tables;
import dev.daybook.sbi.SbiEvent.ExecutionFinished;
import dev.daybook.sbi.SbiEvent.ExecutionStarted;
import dev.daybook.text.Times;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jooq.Query;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Rows of {@code execution} of one task while a batch works on them. */
final class ExecutionRows {

    private static final String RUNNING = "RUNNING";
    private static final String FINISHED = "FINISHED";
    private static final String ABANDONED = "ABANDONED";

    @SuppressWarnings("UnusedVariable") // they are columns
    private static final class Row {
        String sbiId = "";
        long turn;
        long ordinal;
        String step = "";
        String status = RUNNING;

        @Nullable
        String decision;

        @Nullable
        String decisionText;

        long attempt;

        @Nullable
        String file;

        String source = "";

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

        Row() {}

        Row(String sbi, long turn, long ordinal) {
            this.sbiId = sbi;
            this.turn = turn;
            this.ordinal = ordinal;
        }

        Row begunAgain() {
            status = RUNNING;
            decision = null;
            decisionText = null;
            completedAt = null;
            artifacts = "[]";
            content = null;
            contentBytes = 0;
            return this;
        }

        boolean isOpen(String step) {
            return !status.equals(FINISHED) && this.step.equals(step);
        }
    }

    private static final TableRows<Row> TABLE =
            new TableRows<>(Row.class, Row::new, EXECUTION, EXECUTION.SBI_ID, EXECUTION.TURN, EXECUTION.ORDINAL);

    // Without the content: a row that is written again gets a new one.
    private static final Query OF_TURN = DSL.select(TABLE.columns().stream()
                    .map(column -> column.equals(EXECUTION.CONTENT) ? DSL.inline((String) null) : column)
                    .toList())
            .from(EXECUTION)
            .where(EXECUTION.SBI_ID.eq(DSL.param("sbi", String.class)))
            .and(EXECUTION.TURN.eq(DSL.param("turn", Long.class)))
            .orderBy(EXECUTION.ORDINAL);
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
        Row row = ofFile(it.file(), task, it.turn(), tables)
                .map(Row::begunAgain)
                .orElseGet(() -> add(task, it.turn(), tables));
        row.step = it.step().text();
        row.attempt = it.attempt();
        row.file = it.file().orElse(null);
        row.source = recorded.entry().metadata().source().text();
        row.startedAt = Times.text(recorded.occurredAt());
        row.leaseExpiresAt = task.leaseExpiresAt;
        touch(row, task, recorded);
    }

    void finish(ExecutionFinished it, TaskRow task, Recorded recorded, Tables tables) {
        String step = it.step().text();
        Row row = ofFile(it.file(), task, it.turn(), tables)
                .or(() -> find(it, step, task, tables))
                .orElseGet(() -> add(task, it.turn(), tables));
        String endedAt = Times.text(it.endedAt(recorded.occurredAt()));
        if (row.startedAt.isEmpty()) {
            row.startedAt = endedAt;
        }
        row.step = step;
        row.status = FINISHED;
        row.decision = it.decision().map(Decision::name).orElse(null);
        row.decisionText = it.decisionText().orElse(null);
        row.attempt = it.attempt();
        row.file = it.file().orElse(row.file);
        row.completedAt = it.dated() ? endedAt : null;
        row.source = recorded.entry().metadata().source().text();
        row.artifacts = RowTexts.jsonArray(it.artifacts());
        row.content = it.content().orElse(null);
        row.contentBytes = it.content().map(RowTexts::utf8Bytes).orElse(0L);
        touch(row, task, recorded);
        if (row.turn >= task.turn) {
            task.decision = it.decision()
                    .filter(decided -> decided != Decision.PENDING)
                    .map(Decision::name)
                    .orElse(null);
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

    /** A file holds one execution, however often it is written. */
    private Optional<Row> ofFile(Optional<String> file, TaskRow task, int turn, Tables tables) {
        return file.flatMap(name -> ofTurn(task, turn, tables).stream()
                .filter(row -> name.equals(row.file))
                .findFirst());
    }

    private Optional<Row> find(ExecutionFinished it, String step, TaskRow task, Tables tables) {
        Optional<Row> inAnyFile = Optional.empty();
        for (Row row : ofTurn(task, it.turn(), tables)) {
            if (row.isOpen(step) && (it.file().isEmpty() || row.file == null)) {
                if (row.file == null && it.file().isEmpty()) {
                    return Optional.of(row);
                }
                inAnyFile = Optional.of(row);
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
            rows.addAll(tables.fetch(OF_TURN, TABLE::read, task.id, turn));
        }
        var ofTurn = new ArrayList<Row>();
        for (Row row : rows) {
            if (row.turn == turn) {
                ofTurn.add(row);
            }
        }
        return ofTurn;
    }

    void write(Tables tables) {
        for (Row it : rows) {
            if (it.changed) {
                it.changed = false;
                TABLE.write(it, tables);
            }
        }
    }
}
