package dev.daybook.session;

import static dev.daybook.readmodel.Tables.SESSION;
import static dev.daybook.readmodel.Tables.SESSION_DOCUMENT;
import static dev.daybook.readmodel.Tables.SESSION_INSTANCE;
import static dev.daybook.readmodel.Tables.SESSION_MESSAGE;
import static dev.daybook.readmodel.Tables.SESSION_VARIANT;

import dev.daybook.operation.Origin;
import dev.daybook.projection.Dialects;
import dev.daybook.projection.Tables;
import dev.daybook.query.Keyset;
import dev.daybook.query.Keyset.Part;
import dev.daybook.query.Page;
import dev.daybook.query.Reads;
import dev.daybook.query.Rows;
import dev.daybook.session.SessionFilter.Sort;
import dev.daybook.shape.Shape;
import dev.daybook.text.Times;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.Record1;
import org.jooq.Select;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * Questions about sessions and the workspaces they are in. A workspace may be asked for by any key that stands for it.
 * Thread-safe.
 */
public final class SessionQueries {

    /** The columns of the board, which are there also when they are empty. */
    static final List<String> PHASES = List.of("running", "completed", "failed", "paused");

    private static final Rows<SessionRow> ROW = Rows.of(
            Shape.of(SessionRow.class)
                    .rest()
                    .member("durationSeconds")
                    .column(SESSION.DURATION_S.getName())
                    .build(),
            SESSION,
            SESSION.BEGUN_POSITION);
    private static final Rows<MessageView> MESSAGE = Rows.of(
            Shape.of(MessageView.class)
                    .rest()
                    .member("index")
                    .column(SESSION_MESSAGE.ORDINAL.getName())
                    .build(),
            SESSION_MESSAGE);

    private static final Field<String> JSON = DSL.coalesce(
            DSL.field(DSL.select(SESSION_DOCUMENT.JSON)
                    .from(SESSION_DOCUMENT)
                    .where(SESSION_DOCUMENT.SESSION_POSITION.eq(SESSION.BEGUN_POSITION))),
            SessionTable.DOCUMENT);

    // A thousand sessions are some megabytes, which go out as they are.
    private static final Field<byte[]> UTF8 =
            Dialects.field(SQLDataType.BLOB, "cast({0} as blob)", "convert_to({0}, 'UTF8')", JSON);

    private static final Query FIND = DSL.select(UTF8)
            .from(SESSION)
            .where(SESSION.DELETED.eq(DSL.inline(0L)))
            .and(SESSION.WORKSPACE.eq(DSL.param("workspace", String.class)))
            .and(SESSION.ID.eq(DSL.param("id", String.class)));

    private static final Field<Boolean> IS_SHADOWED = DSL.field(WorkspaceKeys.SHADOWED);

    private static final Keyset MESSAGES = Keyset.of("chat", Part.number(SESSION_MESSAGE.ORDINAL));

    private final Reads reads;

    public SessionQueries(Reads reads) {
        this.reads = reads;
    }

    /** Returns all workspaces that have sessions or were located, by their keys. */
    public List<WorkspaceView> workspaces() {
        return reads.read(WorkspaceKeys::workspaces);
    }

    /** Returns the workspace that a key stands for, if anything is known of it. */
    public Optional<WorkspaceView> workspace(String keyOrAlias) {
        return reads.read(tables -> WorkspaceKeys.workspace(tables, keyOrAlias));
    }

    /** Returns what was said of exactly this key. */
    public Optional<WorkspaceView.Location> location(String key) {
        return reads.read(tables -> WorkspaceKeys.location(tables, key));
    }

    /** Returns the session of that id in a workspace: the one that no other shadows. */
    public Optional<SessionView> find(String workspace, String id) {
        return find(workspace, id, Excerpt.WHOLE);
    }

    /** As {@link #find(String, String)}, with so much of what was said. */
    Optional<SessionView> find(String workspace, String id, Excerpt excerpt) {
        Field<String> json = excerpt.isWhole() ? JSON : excerpt.document();
        return reads.read(tables -> {
            List<String> keys = WorkspaceKeys.keys(tables, workspace);
            return views(tables, SESSION.WORKSPACE.in(keys).and(SESSION.ID.eq(id)), keys.getFirst(), json).stream()
                    .filter(sessionView -> !sessionView.shadowed())
                    .findFirst();
        });
    }

    /** Returns exactly this session, whether or not another one shadows it. */
    public Optional<SessionView> find(SessionId session) {
        return reads.read(tables -> views(
                        tables,
                        SESSION.WORKSPACE.eq(session.workspace()).and(SESSION.ID.eq(session.id())),
                        WorkspaceKeys.canonical(tables, session.workspace()))
                .stream()
                .findFirst());
    }

    /** Returns the JSON of exactly this session: of thousands of them one after the other nothing else is looked up. */
    Optional<byte[]> json(SessionId session) {
        return reads.read(tables ->
                Tables.of(tables).fetch(FIND, row -> row.getBytes(1), session.workspace(), session.id()).stream()
                        .findFirst());
    }

    private static List<SessionView> views(DSLContext tables, Condition which, String workspace) {
        return views(tables, which, workspace, JSON);
    }

    private static List<SessionView> views(DSLContext tables, Condition which, String workspace, Field<String> json) {
        return tables.select(
                        SESSION.WORKSPACE,
                        SESSION.ID,
                        SESSION.REVISION,
                        SESSION.STATUS,
                        SESSION.POSITION,
                        SESSION.MESSAGES,
                        IS_SHADOWED.as("shadowed"),
                        json.as("json"))
                .from(SESSION)
                .where(SESSION.DELETED.eq(0L))
                .and(which)
                .orderBy(SESSION.BEGUN_POSITION)
                .fetch(row -> new SessionView(
                        new SessionId(row.get(SESSION.WORKSPACE), row.get(SESSION.ID)),
                        workspace,
                        row.get(SESSION.REVISION),
                        row.get("shadowed", Boolean.class),
                        row.get(SESSION.STATUS),
                        row.get(SESSION.POSITION),
                        row.get(SESSION.MESSAGES),
                        row.get("json", String.class)));
    }

    /** Returns all sessions of a workspace, in the order of its file, then of its aliases' files. */
    public List<WholeSession> whole(String workspace) {
        return reads.read(tables -> {
            List<String> keys = WorkspaceKeys.keys(tables, workspace);
            var whole = new ArrayList<WholeSession>();
            for (String key : keys) {
                whole.addAll(tables.select(SESSION.ID, SESSION.REVISION, UTF8)
                        .from(SESSION)
                        .where(SESSION.WORKSPACE.eq(key), SESSION.DELETED.eq(0L))
                        .and(key.equals(keys.getFirst()) ? DSL.noCondition() : DSL.not(WorkspaceKeys.SHADOWED))
                        .orderBy(SESSION.BEGUN_POSITION)
                        .fetch(row -> new WholeSession(new SessionId(key, row.value1()), row.value2(), row.value3())));
            }
            return List.copyOf(whole);
        });
    }

    /** Returns all keys of a workspace: first its own, then its aliases in their order. */
    public List<String> keys(String keyOrAlias) {
        return reads.read(tables -> WorkspaceKeys.keys(tables, keyOrAlias));
    }

    /** Lists sessions that are not shadowed. */
    public Page<SessionRow> list(SessionFilter filter, Origin origin, Optional<String> cursor, int limit) {
        Page.checkedLimit(limit);
        Keyset order = order(filter);
        Condition behind = order.behind(cursor);
        return reads.read(tables -> Page.of(
                tables.select(ROW.fields())
                        .from(SESSION)
                        .where(conditions(tables, filter))
                        .and(origin.condition(
                                tables,
                                DSL.inline("session"),
                                SESSION.WORKSPACE.concat("/").concat(SESSION.ID)))
                        .and(behind)
                        .orderBy(order.sort())
                        .limit(limit + 1)
                        .fetch(),
                limit,
                order::cursor,
                ROW::of));
    }

    /** Counts the sessions that {@link #list} would show by the column of the board they stand in. */
    public Map<String, Long> board(SessionFilter filter) {
        Field<Integer> sessions = DSL.count();
        return reads.read(tables -> {
            Map<String, Long> counts = new LinkedHashMap<>();
            PHASES.forEach(phase -> counts.put(phase, 0L));
            tables.select(SESSION.PHASE, sessions)
                    .from(SESSION)
                    .where(conditions(tables, filter))
                    .groupBy(SESSION.PHASE)
                    .orderBy(SESSION.PHASE)
                    .forEach(row ->
                            counts.put(row.get(SESSION.PHASE), row.get(sessions).longValue()));
            return counts;
        });
    }

    /**
     * Lists the messages of a session in their order.
     *
     * @param instanceId only those about this instance, and what the system says to all
     */
    public Page<MessageView> messages(
            SessionId session, Optional<Long> instanceId, Optional<String> cursor, int limit) {
        Page.checkedLimit(limit);
        Condition wanted = instanceId
                .map(number -> SESSION_MESSAGE.INSTANCE_ID.eq(number).or(SESSION_MESSAGE.ROLE.eq("system")))
                .orElse(DSL.noCondition());
        Condition behind = MESSAGES.behind(cursor);
        return reads.read(tables -> Page.of(
                tables.select(MESSAGE.fields())
                        .from(SESSION_MESSAGE)
                        .where(SESSION_MESSAGE.SESSION_POSITION.eq(number(session)))
                        .and(wanted)
                        .and(behind)
                        .orderBy(MESSAGES.sort())
                        .limit(limit + 1)
                        .fetch(),
                limit,
                MESSAGES::cursor,
                MESSAGE::of));
    }

    private static Select<Record1<Long>> number(SessionId session) {
        return DSL.select(SESSION.BEGUN_POSITION)
                .from(SESSION)
                .where(SESSION.WORKSPACE.eq(session.workspace()), SESSION.ID.eq(session.id()));
    }

    /** Returns the further records of a session's id: those in its file, then sessions that it shadows. */
    public List<VariantView> variants(SessionId session) {
        return reads.read(tables -> {
            var variants = new ArrayList<VariantView>(tables.selectFrom(SESSION_VARIANT)
                    .where(SESSION_VARIANT.SESSION_POSITION.eq(number(session)))
                    .orderBy(DSL.field(SESSION_VARIANT.FILE.eq("")), SESSION_VARIANT.FILE, SESSION_VARIANT.PLACE)
                    .fetch(row -> new VariantView(
                            session.workspace(),
                            row.get(SESSION_VARIANT.FILE),
                            row.get(SESSION_VARIANT.PLACE),
                            row.get(SESSION_VARIANT.ENCODING),
                            row.get(SESSION_VARIANT.RECORD))));
            List<String> keys = WorkspaceKeys.keys(tables, session.workspace());
            views(tables, SESSION.WORKSPACE.in(keys).and(SESSION.ID.eq(session.id())), keys.getFirst()).stream()
                    .filter(sessionView ->
                            sessionView.shadowed() && !sessionView.session().equals(session))
                    .map(sessionView ->
                            new VariantView(sessionView.session().workspace(), "", 0, "utf-8", sessionView.json()))
                    .forEach(variants::add);
            return List.copyOf(variants);
        });
    }

    private static List<Condition> conditions(DSLContext tables, SessionFilter filter) {
        var conditions = new ArrayList<Condition>();
        conditions.add(SESSION.DELETED.eq(0L));
        conditions.add(DSL.not(WorkspaceKeys.SHADOWED));
        filter.workspace().ifPresent(text -> conditions.add(SESSION.WORKSPACE.in(WorkspaceKeys.keys(tables, text))));
        if (!filter.types().isEmpty()) {
            conditions.add(SESSION.TYPE.in(filter.types()));
        }
        if (!filter.statuses().isEmpty()) {
            conditions.add(SESSION.STATUS.in(filter.statuses()).or(SESSION.PHASE.in(filter.statuses())));
        }
        filter.from().ifPresent(instant -> conditions.add(SESSION.CREATED_AT.ge(Times.nanos(instant))));
        filter.to().ifPresent(instant -> conditions.add(SESSION.CREATED_AT.le(Times.nanos(instant))));
        filter.text()
                .map(text -> text.toLowerCase(Locale.ROOT))
                .filter(text -> !text.isBlank())
                .ifPresent(text -> conditions.add(has(SESSION.FOLDED, text)
                        .or(DSL.exists(DSL.selectOne()
                                .from(SESSION_INSTANCE)
                                .where(SESSION_INSTANCE.SESSION_POSITION.eq(SESSION.BEGUN_POSITION))
                                .and(has(SESSION_INSTANCE.FOLDED, text))))));
        return conditions;
    }

    private static Condition has(Field<String> field, String text) {
        return DSL.condition("instr({0}, {1}) > 0", field, DSL.val(text));
    }

    private static Keyset order(SessionFilter filter) {
        Part part = switch (filter.sort()) {
            case CREATED_AT -> Part.text(SESSION.CREATED_AT);
            case UPDATED_AT -> Part.text(SESSION.UPDATED_AT);
            case DURATION -> Part.number(SESSION.DURATION_S);
            case FILES_CHANGED -> Part.number(SESSION.FILES_CHANGED);
        };
        Sort sort = filter.sort();
        String name = "sessions-" + sort.text() + (filter.descending() ? "-down" : "");
        return Keyset.of(name, filter.descending() ? part.down() : part, Part.number(SESSION.BEGUN_POSITION));
    }
}
