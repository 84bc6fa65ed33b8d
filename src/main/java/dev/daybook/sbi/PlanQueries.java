package dev.daybook.sbi;

import static dev.daybook.readmodel.Tables.APPROVAL;
import static dev.daybook.readmodel.Tables.PARENT;
import static dev.daybook.readmodel.Tables.PARENT_ATTACHMENT;
import static dev.daybook.readmodel.Tables.SBI;

import dev.daybook.operation.Origin;
import dev.daybook.query.Keyset;
import dev.daybook.query.Keyset.Part;
import dev.daybook.query.Page;
import dev.daybook.query.Reads;
import dev.daybook.query.Rows;
import dev.daybook.shape.Shape;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;

/** Questions about PBIs and EPICs. Thread-safe. */
public final class PlanQueries {

    /** More children than this are a list of their own, by the filter on the parent. */
    private static final int CHILDREN_MAX = 1_000;

    /** A plan has a folder of files and a list of drafts: more of either are not shown. */
    private static final int PARTS_MAX = 10_000;

    private static final Keyset BY_REGISTRATION = Keyset.of("plans", Part.number(PARENT.REGISTERED_POSITION));

    static final Shape<PlanView> SHAPE = Shape.plain(PlanView.class);
    static final Rows<PlanView.Approval> APPROVALS = Rows.of(Shape.plain(PlanView.Approval.class), APPROVAL);
    private static final Rows<PlanFileView> FILE = Rows.of(
            Shape.of(PlanFileView.class)
                    .rest()
                    .member("plan")
                    .column(PARENT_ATTACHMENT.PARENT_ID.getName())
                    .build(),
            PARENT_ATTACHMENT);
    private static final Rows<PlanView.Attachment> ATTACHMENTS =
            Rows.of(Shape.plain(PlanView.Attachment.class), PARENT_ATTACHMENT);
    private static final Shape<PlanView.Child> CHILD = Shape.plain(PlanView.Child.class);
    private static final Rows<PlanView.Child> PLANS = Rows.of(CHILD, PARENT);
    private static final Rows<PlanView.Child> TASKS = Rows.of(CHILD, SBI);

    private final Reads reads;

    public PlanQueries(Reads reads) {
        this.reads = reads;
    }

    /** Returns a plan with what belongs to it, also one that was deleted: its view says so. */
    public Optional<PlanView> find(String id) {
        return reads.read(
                tables -> tables.selectFrom(PARENT).where(PARENT.ID.eq(id)).fetchOptional(row -> view(row, tables)));
    }

    /** Returns whether there ever was such a parent, or {@code plan} belongs to it already. */
    boolean isParent(String plan, String parent) {
        return reads.read(tables -> tables.fetchExists(
                PARENT, PARENT.ID.eq(parent).or(PARENT.ID.eq(plan).and(PARENT.PARENT_.eq(parent)))));
    }

    private static PlanView view(Record row, DSLContext tables) {
        String id = row.get(PARENT.ID);
        Map<String, List<?>> parts = Map.of(
                "plans",
                parts(
                        tables,
                        PLANS,
                        PARENT,
                        PARENT.PARENT_.eq(id).and(PARENT.DELETED.eq(0L)),
                        PARENT.REGISTERED_POSITION,
                        CHILDREN_MAX),
                "tasks",
                parts(
                        tables,
                        TASKS,
                        SBI,
                        SBI.PARENT.eq(id).and(SBI.DELETED.eq(0L)),
                        SBI.REGISTERED_POSITION,
                        CHILDREN_MAX),
                "attachments",
                parts(
                        tables,
                        ATTACHMENTS,
                        PARENT_ATTACHMENT,
                        PARENT_ATTACHMENT.PARENT_ID.eq(id),
                        PARENT_ATTACHMENT.NAME,
                        PARTS_MAX),
                "approvals",
                parts(tables, APPROVALS, APPROVAL, APPROVAL.PARENT_ID.eq(id), APPROVAL.FILE, PARTS_MAX));
        return SHAPE.ofRow(name -> parts.containsKey(name) ? parts.get(name) : row.get(name));
    }

    /** Returns a file of a plan with its content. */
    Optional<PlanFileView> file(String id, String name) {
        return reads.read(tables -> tables.select(FILE.fields())
                .from(PARENT_ATTACHMENT)
                .where(PARENT_ATTACHMENT.PARENT_ID.eq(id), PARENT_ATTACHMENT.NAME.eq(name))
                .fetchOptional(FILE::of));
    }

    /** Returns the content of a plan's file as it stands in the journal: its text, or Base64. */
    public Optional<String> attachment(String id, String name) {
        return file(id, name).map(PlanFileView::content);
    }

    /** Lists plans that are not deleted, in the order of registration, without bodies and children. */
    public Page<PlanView> list(
            Origin origin, Optional<String> kind, Optional<String> parent, Optional<String> cursor, int limit) {
        Page.checkedLimit(limit);
        Condition wanted = PARENT.DELETED
                .eq(0L)
                .and(kind.map(PARENT.KIND::eq).orElse(DSL.noCondition()))
                .and(parent.map(PARENT.PARENT_::eq).orElse(DSL.noCondition()));
        Condition behind = BY_REGISTRATION.behind(cursor);
        return reads.read(tables -> {
            Origin.Narrowed narrowed = origin.narrow(tables, PARENT, DSL.inline("plan"), PARENT.ID);
            return Page.of(
                    tables.select(PARENT.fields())
                            .from(narrowed.from())
                            .where(wanted)
                            .and(narrowed.condition())
                            .and(behind)
                            .orderBy(BY_REGISTRATION.sort())
                            .limit(limit + 1)
                            .fetchInto(PARENT),
                    limit,
                    BY_REGISTRATION::cursor,
                    row -> SHAPE.ofRow(name -> switch (name) {
                        case "body" -> null;
                        case "plans", "tasks", "attachments", "approvals" -> List.of();
                        default -> row.get(name);
                    }));
        });
    }

    private static <R> List<R> parts(
            DSLContext tables, Rows<R> rows, Table<?> table, Condition which, Field<?> order, int max) {
        return tables.select(rows.fields())
                .from(table)
                .where(which)
                .orderBy(order)
                .limit(max)
                .fetch(rows::of);
    }
}
