package dev.daybook.sbi;

import static dev.daybook.readmodel.Tables.ATTACHMENT;
import static dev.daybook.readmodel.Tables.DEPENDENCY;
import static dev.daybook.readmodel.Tables.EXECUTION;
import static dev.daybook.readmodel.Tables.LABEL;
import static dev.daybook.readmodel.Tables.LEGACY_JOURNAL_ENTRY;
import static dev.daybook.readmodel.Tables.LEGACY_STATE;
import static dev.daybook.readmodel.Tables.LEGACY_TRANSACTION;
import static dev.daybook.readmodel.Tables.NOTE;
import static dev.daybook.readmodel.Tables.SBI;
import static dev.daybook.readmodel.Tables.SPEC;

import dev.daybook.domain.Json;
import dev.daybook.domain.file.StoredContent;
import dev.daybook.event.Recorded;
import dev.daybook.projection.RowTexts;
import dev.daybook.projection.Statements;
import dev.daybook.projection.Tables;
import dev.daybook.sbi.SbiEvent.Attached;
import dev.daybook.sbi.SbiEvent.JournalEntryRecorded;
import dev.daybook.sbi.SbiEvent.NoteAdded;
import dev.daybook.sbi.SbiEvent.StateClaimed;
import dev.daybook.sbi.SbiEvent.TransactionRecorded;
import dev.daybook.text.Times;
import java.util.List;
import java.util.Optional;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.Table;
import org.jooq.impl.DSL;

/** The rows that hang on a task. */
final class TaskParts {

    private static final Query SPECIFY =
            Statements.upsert(SPEC, List.of(SPEC.SBI_ID, SPEC.POSITION, SPEC.TEXT), List.of(SPEC.SBI_ID));
    private static final Query UNSPECIFY = deleteOf(SPEC, SPEC.SBI_ID);
    private static final Query ADD_LABEL =
            Statements.insert(LABEL, List.of(LABEL.SBI_ID, LABEL.ORDINAL, LABEL.LABEL_, LABEL.POSITION));
    private static final Query REMOVE_LABELS = deleteOf(LABEL, LABEL.SBI_ID);
    private static final Query ADD_DEPENDENCY = Statements.insert(
            DEPENDENCY, List.of(DEPENDENCY.SBI_ID, DEPENDENCY.ORDINAL, DEPENDENCY.DEPENDS_ON, DEPENDENCY.POSITION));
    private static final Query REMOVE_DEPENDENCIES = deleteOf(DEPENDENCY, DEPENDENCY.SBI_ID);
    private static final Query ADD_NOTE = Statements.insert(
            NOTE,
            List.of(NOTE.SBI_ID, NOTE.ORDINAL, NOTE.TURN, NOTE.AUTHOR, NOTE.CREATED_AT, NOTE.POSITION, NOTE.TEXT));
    private static final Query ATTACH = Statements.upsert(
            ATTACHMENT,
            List.of(
                    ATTACHMENT.SBI_ID,
                    ATTACHMENT.NAME,
                    ATTACHMENT.ENCODING,
                    ATTACHMENT.ATTACHED_AT,
                    ATTACHMENT.POSITION,
                    ATTACHMENT.CONTENT_BYTES,
                    ATTACHMENT.CONTENT),
            List.of(ATTACHMENT.SBI_ID, ATTACHMENT.NAME));
    private static final Query CLAIM = Statements.upsert(
            LEGACY_STATE,
            List.of(LEGACY_STATE.SBI_ID, LEGACY_STATE.FILE, LEGACY_STATE.POSITION, LEGACY_STATE.STATE),
            List.of(LEGACY_STATE.SBI_ID, LEGACY_STATE.FILE));
    private static final Query LAST_ENTRY = DSL.select(DSL.max(LEGACY_JOURNAL_ENTRY.ORDINAL))
            .from(LEGACY_JOURNAL_ENTRY)
            .where(LEGACY_JOURNAL_ENTRY.SBI_ID.eq(DSL.param("sbi", String.class)))
            .and(LEGACY_JOURNAL_ENTRY.FILE.eq(DSL.param("file", String.class)));
    private static final Query ADD_ENTRY = Statements.insert(
            LEGACY_JOURNAL_ENTRY,
            List.of(
                    LEGACY_JOURNAL_ENTRY.SBI_ID,
                    LEGACY_JOURNAL_ENTRY.FILE,
                    LEGACY_JOURNAL_ENTRY.ORDINAL,
                    LEGACY_JOURNAL_ENTRY.LINE,
                    LEGACY_JOURNAL_ENTRY.RECORDED_AT,
                    LEGACY_JOURNAL_ENTRY.POSITION,
                    LEGACY_JOURNAL_ENTRY.ENTRY));
    private static final Query ADD_TRANSACTION = Statements.upsert(
            LEGACY_TRANSACTION,
            List.of(
                    LEGACY_TRANSACTION.SBI_ID,
                    LEGACY_TRANSACTION.TRANSACTION_ID,
                    LEGACY_TRANSACTION.FOLDER,
                    LEGACY_TRANSACTION.OUTCOME,
                    LEGACY_TRANSACTION.RECORDED_AT,
                    LEGACY_TRANSACTION.POSITION,
                    LEGACY_TRANSACTION.MANIFEST,
                    LEGACY_TRANSACTION.INTENT,
                    LEGACY_TRANSACTION.COMMIT_RECORD),
            List.of(LEGACY_TRANSACTION.SBI_ID, LEGACY_TRANSACTION.FOLDER, LEGACY_TRANSACTION.TRANSACTION_ID));

    private static final List<Query> REMOVE_ALL = List.of(
            deleteOf(SBI, SBI.ID),
            UNSPECIFY,
            deleteOf(EXECUTION, EXECUTION.SBI_ID),
            REMOVE_LABELS,
            REMOVE_DEPENDENCIES,
            deleteOf(NOTE, NOTE.SBI_ID),
            deleteOf(ATTACHMENT, ATTACHMENT.SBI_ID),
            deleteOf(LEGACY_STATE, LEGACY_STATE.SBI_ID),
            deleteOf(LEGACY_JOURNAL_ENTRY, LEGACY_JOURNAL_ENTRY.SBI_ID),
            deleteOf(LEGACY_TRANSACTION, LEGACY_TRANSACTION.SBI_ID));

    private TaskParts() {}

    /** Takes out all rows of a task, its own too. */
    static void removeAll(SbiId sbi, Tables tables) {
        REMOVE_ALL.forEach(query -> tables.execute(query, sbi.value()));
    }

    private static Query deleteOf(Table<?> table, Field<String> task) {
        return DSL.deleteFrom(table).where(task.eq(DSL.param("sbi", String.class)));
    }

    static void specify(SbiId sbi, Optional<String> spec, Recorded recorded, Tables tables) {
        if (spec.isPresent()) {
            tables.execute(SPECIFY, sbi.value(), recorded.position().value(), spec.get());
        } else {
            tables.execute(UNSPECIFY, sbi.value());
        }
    }

    /** The main label is one of the task's labels too; where the list lacks it, it stands before its first. */
    static void label(SbiId sbi, String label, List<String> labels, Recorded recorded, Tables tables) {
        if (recorded.entry().revision() > 0) {
            tables.execute(REMOVE_LABELS, sbi.value());
        }
        if (!label.isEmpty() && !labels.contains(label)) {
            tables.execute(
                    ADD_LABEL, sbi.value(), -1, label, recorded.position().value());
        }
        for (int i = 0; i < labels.size(); i++) {
            tables.execute(
                    ADD_LABEL,
                    sbi.value(),
                    i,
                    labels.get(i),
                    recorded.position().value());
        }
    }

    static void depend(SbiId sbi, List<SbiId> dependsOn, Recorded recorded, Tables tables) {
        if (recorded.entry().revision() > 0) {
            tables.execute(REMOVE_DEPENDENCIES, sbi.value());
        }
        for (int i = 0; i < dependsOn.size(); i++) {
            tables.execute(
                    ADD_DEPENDENCY,
                    sbi.value(),
                    i,
                    dependsOn.get(i).value(),
                    recorded.position().value());
        }
    }

    static void note(NoteAdded it, long ordinal, Recorded recorded, Tables tables) {
        tables.execute(
                ADD_NOTE,
                it.sbi().value(),
                ordinal,
                it.turn().orElse(null),
                it.author().orElse(null),
                Times.text(recorded.occurredAt()),
                recorded.position().value(),
                it.text());
    }

    static void attach(Attached it, Recorded recorded, Tables tables) {
        tables.execute(
                ATTACH,
                it.sbi().value(),
                it.name(),
                it.encoding(),
                Times.text(recorded.occurredAt()),
                recorded.position().value(),
                StoredContent.sizeBytes(it.encoding(), it.content(), RowTexts.utf8Bytes(it.content())),
                it.content());
    }

    static void claim(StateClaimed it, Recorded recorded, Tables tables) {
        tables.execute(
                CLAIM,
                it.sbi().value(),
                it.file(),
                recorded.position().value(),
                it.state().text());
    }

    static void journalEntry(JournalEntryRecorded it, Recorded recorded, Tables tables) {
        long last = tables.fetch(
                        LAST_ENTRY,
                        row -> row.getString(1) == null ? -1L : row.getLong(1),
                        it.sbi().value(),
                        it.file())
                .getFirst();
        tables.execute(
                ADD_ENTRY,
                it.sbi().value(),
                it.file(),
                last + 1,
                it.line().orElse(null),
                Times.text(recorded.occurredAt()),
                recorded.position().value(),
                it.entry().text());
    }

    static void transaction(TransactionRecorded it, Recorded recorded, Tables tables) {
        tables.execute(
                ADD_TRANSACTION,
                it.sbi().value(),
                it.transaction(),
                it.folder(),
                it.outcome(),
                Times.text(recorded.occurredAt()),
                recorded.position().value(),
                it.manifest().text(),
                it.intent().map(Json::text).orElse(null),
                it.commit().map(Json::text).orElse(null));
    }
}
