package dev.daybook.sbi;

import static dev.daybook.readmodel.Tables.ATTACHMENT;
import static dev.daybook.readmodel.Tables.DEPENDENCY;
import static dev.daybook.readmodel.Tables.LABEL;
import static dev.daybook.readmodel.Tables.LEGACY_STATE;
import static dev.daybook.readmodel.Tables.NOTE;
import static dev.daybook.readmodel.Tables.PARENT;
import static dev.daybook.readmodel.Tables.SBI;

import dev.daybook.operation.Origin;
import dev.daybook.projection.Tables;
import dev.daybook.query.Keyset;
import dev.daybook.query.Keyset.Part;
import dev.daybook.query.Page;
import dev.daybook.query.Reads;
import dev.daybook.query.Rows;
import dev.daybook.shape.Shape;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.impl.DSL;

/** Questions about tasks: one of them, lists of them, and what hangs on them. Thread-safe. */
public final class SbiQueries {

    /** Labels are words of people: more than this is no list to choose from. */
    private static final int LABELS_MAX = 10_000;

    private static final Rows<NoteView> NOTE_ROW = Rows.of(
            Shape.of(NoteView.class).rest().member("sbi").column("sbi_id").build(),
            NOTE,
            NOTE.ORDINAL,
            NOTE.ORDINAL.plus(1).as("number"));

    private static final Rows<AttachmentView> WITH_CONTENT = Rows.of(
            Shape.of(AttachmentView.class).rest().member("sbi").column("sbi_id").build(), ATTACHMENT);
    private static final Rows<AttachmentView> ATTACHMENT_ROW = WITH_CONTENT.without(ATTACHMENT.CONTENT);

    private static final Rows<TaskRecordView> RECORD_ROW = Rows.of(
            Shape.of(TaskRecordView.class)
                    .rest()
                    .member("sbi")
                    .column("sbi_id")
                    .member("record")
                    .column("state")
                    .build(),
            LEGACY_STATE);

    private static final Keyset RECORDS = Keyset.of("records", Part.text(LEGACY_STATE.FILE));
    private static final Keyset NOTES = Keyset.of("notes", Part.number(NOTE.ORDINAL));
    private static final Keyset ATTACHMENTS = Keyset.of("attachments", Part.text(ATTACHMENT.NAME));

    private static final Query FIRST_ATTACHMENTS = DSL.select(ATTACHMENT_ROW.fields())
            .from(ATTACHMENT)
            .where(ATTACHMENT.SBI_ID.eq(DSL.param("sbi", String.class)))
            .orderBy(ATTACHMENTS.sort())
            .limit(DSL.param("limit", Integer.class));

    private static final Field<String> KIND = DSL.inline("sbi");

    private final Reads reads;
    private final Origin origin;

    public SbiQueries(Reads reads) {
        this(reads, Origin.ANY);
    }

    private SbiQueries(Reads reads, Origin origin) {
        this.reads = reads;
        this.origin = origin;
    }

    /** Returns those that list only tasks of that origin. */
    public SbiQueries of(Origin wanted) {
        return new SbiQueries(reads, wanted);
    }

    /** Returns a task, also one that was deleted: its view says so. */
    public Optional<SbiView> find(String id) {
        return reads.read(tables -> SbiDetails.find(tables, id));
    }

    /** Lists tasks that are not deleted. */
    public Page<SbiRow> list(SbiFilter filter, Optional<String> cursor, int limit) {
        Page.checkedLimit(limit);
        SbiLists order = SbiLists.of(filter.sort());
        return reads.read(tables -> order.page(tables, origin, filter, cursor, limit));
    }

    /** Lists the executions of a task in the order of their turns; {@code withContent}: with their texts. */
    public Page<ExecutionView> executions(String sbi, Optional<String> cursor, int limit, boolean withContent) {
        return reads.read(tables -> ExecutionQueries.list(tables, sbi, cursor, limit, withContent));
    }

    /** Lists the executions of a task in the order of their turns, without their texts. */
    public Page<ExecutionView> executions(String sbi, Optional<String> cursor, int limit) {
        return executions(sbi, cursor, limit, false);
    }

    /** Returns the latest execution of a turn, with its text. */
    public Optional<ExecutionView> execution(String sbi, int turn) {
        return execution(sbi, turn, Optional.empty());
    }

    /** As {@link #execution(String, int)}; of several in one turn the one with that number. */
    Optional<ExecutionView> execution(String sbi, int turn, Optional<Integer> ordinal) {
        return reads.read(tables -> ExecutionQueries.one(tables, sbi, turn, ordinal));
    }

    /** Returns those of {@code ids} that were never registered and that {@code sbi} does not depend on already. */
    public List<SbiId> unknown(SbiId sbi, List<SbiId> ids) {
        List<String> wanted = ids.stream().map(SbiId::value).toList();
        return reads.read(tables -> {
            var known = new HashSet<>(tables.select(SBI.ID)
                    .from(SBI)
                    .where(SBI.ID.in(wanted))
                    .union(tables.select(DEPENDENCY.DEPENDS_ON)
                            .from(DEPENDENCY)
                            .where(DEPENDENCY.SBI_ID.eq(sbi.value())))
                    .fetch(SBI.ID));
            known.add(sbi.value()); // that one has a refusal of its own
            return ids.stream().filter(sbiId -> !known.contains(sbiId.value())).toList();
        });
    }

    /** Returns whether there ever was such a plan, or {@code sbi} belongs to it already. */
    public boolean isParent(SbiId sbi, String plan) {
        return reads.read(tables -> tables.fetchExists(PARENT, PARENT.ID.eq(plan))
                || tables.fetchExists(SBI, SBI.ID.eq(sbi.value()), SBI.PARENT.eq(plan)));
    }

    /** Returns the revisions of these tasks, and of all that they depend on, directly or through others. */
    public Map<SbiId, Long> revisions(List<SbiId> ids) {
        return reads.read(tables -> {
            var all = new TreeSet<String>();
            ids.forEach(id -> {
                all.add(id.value());
                all.addAll(Picking.dependencies(tables, id.value()));
            });
            var revisions = new HashMap<SbiId, Long>();
            tables.select(SBI.ID, SBI.REVISION)
                    .from(SBI)
                    .where(SBI.ID.in(all))
                    .forEach(row -> revisions.put(new SbiId(row.value1()), row.value2()));
            return revisions;
        });
    }

    /** Returns all tasks that depend on this one, directly or through others. */
    public Set<SbiId> dependants(String sbi) {
        return reads.read(tables -> Picking.dependants(tables, sbi));
    }

    /**
     * Returns what may be picked at {@code now}, most urgent first, then in the order of registration: tasks that are
     * to be worked on, not leased, whose dependencies are all DONE and which are in no cycle of dependencies.
     */
    public List<Candidate> pickable(Instant now, int limit) {
        return pickable(now, Optional.empty(), limit).items();
    }

    /** As {@link #pickable(Instant, int)}, page by page. */
    public Page<Candidate> pickable(Instant now, Optional<String> cursor, int limit) {
        return reads.read(
                tables -> Picking.pickable(tables, origin.condition(tables, KIND, SBI.ID), now, cursor, limit));
    }

    /** Returns what those wait for that were counted. */
    Waiting waiting(TaskCounts counted, Instant now) {
        return reads.read(tables -> counted.at(tables, now));
    }

    /** Returns tasks that are worked on, those first whose leases end first. */
    public List<SbiRow> leased(Instant now, int limit) {
        return reads.read(tables -> SbiLists.ROW.fetch(tables.select(SbiLists.ROW.fields())
                .from(Picking.BY_LEASE)
                .where(Picking.open(Optional.of(now)))
                .orderBy(SBI.LEASE_EXPIRES_AT, SBI.ID)
                .limit(limit)));
    }

    /** Returns what each of some tasks depends on that is not done; nothing for who waits for nothing. */
    Map<String, List<Needed>> needed(Collection<String> tasks) {
        return reads.read(tables -> Picking.needed(tables, tasks));
    }

    /** Lists the notes on a task, oldest first. */
    public Page<NoteView> notes(String sbi, Optional<String> cursor, int limit) {
        Page.checkedLimit(limit);
        Condition behind = NOTES.behind(cursor);
        return reads.read(tables -> Page.of(
                tables.select(NOTE_ROW.fields())
                        .from(NOTE)
                        .where(NOTE.SBI_ID.eq(sbi))
                        .and(behind)
                        .orderBy(NOTES.sort())
                        .limit(limit + 1)
                        .fetch(),
                limit,
                NOTES::cursor,
                NOTE_ROW::of));
    }

    /** Lists what files of tools say of a task, by file. */
    Page<TaskRecordView> records(String sbi, Optional<String> cursor, int limit) {
        Page.checkedLimit(limit);
        Condition behind = RECORDS.behind(cursor);
        return reads.read(tables -> Page.of(
                tables.select(RECORD_ROW.fields())
                        .from(LEGACY_STATE)
                        .where(LEGACY_STATE.SBI_ID.eq(sbi))
                        .and(behind)
                        .orderBy(RECORDS.sort())
                        .limit(limit + 1)
                        .fetch(),
                limit,
                RECORDS::cursor,
                RECORD_ROW::of));
    }

    /** Lists the files of a task by name, without their contents. */
    public Page<AttachmentView> attachments(String sbi, Optional<String> cursor, int limit) {
        Page.checkedLimit(limit);
        return reads.read(tables -> {
            List<AttachmentView> found = cursor.isEmpty()
                    ? Tables.of(tables).fetch(FIRST_ATTACHMENTS, ATTACHMENT_ROW::read, sbi, limit + 1)
                    : ATTACHMENT_ROW.fetch(tables.select(ATTACHMENT_ROW.fields())
                            .from(ATTACHMENT)
                            .where(ATTACHMENT.SBI_ID.eq(sbi))
                            .and(ATTACHMENTS.behind(cursor))
                            .orderBy(ATTACHMENTS.sort())
                            .limit(limit + 1));
            return Page.of(found, limit, view -> ATTACHMENTS.cursor(view.name()), Function.identity());
        });
    }

    /** Returns a file of a task with its content. */
    public Optional<AttachmentView> attachment(String sbi, String name) {
        return reads.read(tables -> tables.selectFrom(ATTACHMENT)
                .where(ATTACHMENT.SBI_ID.eq(sbi), ATTACHMENT.NAME.eq(name))
                .fetchOptional(WITH_CONTENT::of));
    }

    /** Returns all labels of tasks that are not deleted, the most used first. */
    public List<LabelCount> labels() {
        Field<Integer> tasks = DSL.count();
        // Few are deleted: to look at each that is not would take seconds where there are many.
        return reads.read(tables -> tables.select(LABEL.LABEL_, tasks)
                .from(LABEL)
                .where(LABEL.SBI_ID.notIn(DSL.select(SBI.ID).from(SBI).where(SBI.DELETED.eq(1L))))
                .groupBy(LABEL.LABEL_)
                .orderBy(tasks.desc(), LABEL.LABEL_)
                .limit(LABELS_MAX)
                .fetch(row -> new LabelCount(row.get(LABEL.LABEL_), row.get(tasks))));
    }

    /** Returns all labels of each of these tasks in their order, the main one among them; none for who has none. */
    public Map<String, List<String>> labels(Collection<String> tasks) {
        return reads.read(tables -> SbiLists.labels(tables, tasks));
    }
}
