package dev.daybook.sbi;

import static dev.daybook.readmodel.Tables.APPROVAL;
import static dev.daybook.readmodel.Tables.PARENT;
import static dev.daybook.readmodel.Tables.PARENT_ATTACHMENT;
import static dev.daybook.readmodel.Tables.SBI;

import dev.daybook.query.Keyset;
import dev.daybook.query.Keyset.Part;
import dev.daybook.query.Page;
import dev.daybook.query.Reads;
import dev.daybook.text.Times;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.impl.DSL;

/** Questions about PBIs and EPICs. Thread-safe. */
public final class PlanQueries {

    /** More children than this are a list of their own, by the filter on the parent. */
    private static final int CHILDREN_MAX = 1_000;

    /** A plan has a folder of files and a list of drafts: more of either are not shown. */
    private static final int PARTS_MAX = 10_000;

    private static final Keyset BY_REGISTRATION = Keyset.of("plans", Part.number(PARENT.REGISTERED_POSITION));

    private final Reads reads;

    public PlanQueries(Reads reads) {
        this.reads = reads;
    }

    /** Returns a plan with what belongs to it, also one that was deleted: its view says so. */
    public Optional<PlanView> find(String id) {
        return reads.read(tables -> tables.selectFrom(PARENT)
                .where(PARENT.ID.eq(id))
                .fetchOptional(it -> view(
                        it,
                        Optional.ofNullable(it.get(PARENT.BODY)),
                        children(tables, PARENT.PARENT_.eq(id)),
                        tasks(tables, id),
                        attachments(tables, id),
                        approvals(tables, id))));
    }

    /** Returns the content of a plan's file as it stands in the journal: its text, or Base64. */
    public Optional<String> attachment(String id, String name) {
        return reads.read(tables -> tables.select(PARENT_ATTACHMENT.CONTENT)
                .from(PARENT_ATTACHMENT)
                .where(PARENT_ATTACHMENT.PARENT_ID.eq(id), PARENT_ATTACHMENT.NAME.eq(name))
                .fetchOptional(PARENT_ATTACHMENT.CONTENT));
    }

    /** Lists plans that are not deleted, in the order of registration, without bodies and children. */
    public Page<PlanView> list(Optional<String> kind, Optional<String> parent, Optional<String> cursor, int limit) {
        Page.checkedLimit(limit);
        Condition wanted = PARENT.DELETED
                .eq(0L)
                .and(kind.map(PARENT.KIND::eq).orElse(DSL.noCondition()))
                .and(parent.map(PARENT.PARENT_::eq).orElse(DSL.noCondition()));
        Condition behind = BY_REGISTRATION.behind(cursor);
        return reads.read(tables -> Page.of(
                tables.selectFrom(PARENT)
                        .where(wanted)
                        .and(behind)
                        .orderBy(BY_REGISTRATION.sort())
                        .limit(limit + 1)
                        .fetch(),
                limit,
                BY_REGISTRATION::cursor,
                it -> view(it, Optional.empty(), List.of(), List.of(), List.of(), List.of())));
    }

    private static List<PlanView.Child> children(DSLContext tables, Condition ofParent) {
        return tables.select(PARENT.ID, PARENT.TITLE, PARENT.STATUS)
                .from(PARENT)
                .where(ofParent, PARENT.DELETED.eq(0L))
                .orderBy(PARENT.REGISTERED_POSITION)
                .limit(CHILDREN_MAX)
                .fetch(it -> new PlanView.Child(it.get(PARENT.ID), it.get(PARENT.TITLE), it.get(PARENT.STATUS)));
    }

    private static List<PlanView.Child> tasks(DSLContext tables, String parent) {
        return tables.select(SBI.ID, SBI.TITLE, SBI.STATUS)
                .from(SBI)
                .where(SBI.PARENT.eq(parent), SBI.DELETED.eq(0L))
                .orderBy(SBI.REGISTERED_POSITION)
                .limit(CHILDREN_MAX)
                .fetch(it -> new PlanView.Child(it.get(SBI.ID), it.get(SBI.TITLE), it.get(SBI.STATUS)));
    }

    private static List<PlanView.Attachment> attachments(DSLContext tables, String parent) {
        return tables.select(
                        PARENT_ATTACHMENT.NAME,
                        PARENT_ATTACHMENT.ENCODING,
                        PARENT_ATTACHMENT.ATTACHED_AT,
                        PARENT_ATTACHMENT.CONTENT_BYTES)
                .from(PARENT_ATTACHMENT)
                .where(PARENT_ATTACHMENT.PARENT_ID.eq(parent))
                .orderBy(PARENT_ATTACHMENT.NAME)
                .limit(PARTS_MAX)
                .fetch(it -> new PlanView.Attachment(
                        it.get(PARENT_ATTACHMENT.NAME),
                        it.get(PARENT_ATTACHMENT.ENCODING),
                        Times.instant(it.get(PARENT_ATTACHMENT.ATTACHED_AT)),
                        it.get(PARENT_ATTACHMENT.CONTENT_BYTES)));
    }

    private static List<PlanView.Approval> approvals(DSLContext tables, String parent) {
        return tables.selectFrom(APPROVAL)
                .where(APPROVAL.PARENT_ID.eq(parent))
                .orderBy(APPROVAL.FILE)
                .limit(PARTS_MAX)
                .fetch(it -> new PlanView.Approval(
                        it.get(APPROVAL.FILE),
                        it.get(APPROVAL.STATUS),
                        Optional.ofNullable(it.get(APPROVAL.ORIGINAL_STATUS)),
                        Optional.ofNullable(it.get(APPROVAL.REVIEWED_BY)),
                        Optional.ofNullable(it.get(APPROVAL.REVIEWED_AT)).map(Times::instant),
                        Optional.ofNullable(it.get(APPROVAL.REASON)),
                        Optional.ofNullable(it.get(APPROVAL.NOTES))));
    }

    private static PlanView view(
            Record it,
            Optional<String> body,
            List<PlanView.Child> plans,
            List<PlanView.Child> tasks,
            List<PlanView.Attachment> attachments,
            List<PlanView.Approval> approvals) {
        return new PlanView(
                it.get(PARENT.ID),
                it.get(PARENT.KIND),
                it.get(PARENT.TITLE),
                body,
                it.get(PARENT.STATUS),
                Optional.ofNullable(it.get(PARENT.ORIGINAL_STATUS)),
                Optional.ofNullable(it.get(PARENT.POINTS)).map(Long::intValue),
                it.get(PARENT.PRIORITY).intValue(),
                Optional.ofNullable(it.get(PARENT.PARENT_)),
                Times.instant(it.get(PARENT.CREATED_AT)),
                Times.instant(it.get(PARENT.UPDATED_AT)),
                it.get(PARENT.DELETED) == 1,
                List.copyOf(plans),
                List.copyOf(tasks),
                List.copyOf(attachments),
                List.copyOf(approvals),
                it.get(PARENT.REVISION),
                it.get(PARENT.POSITION));
    }
}
