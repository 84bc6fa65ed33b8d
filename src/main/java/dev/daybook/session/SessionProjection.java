package dev.daybook.session;

import static dev.daybook.readmodel.Tables.WORKSPACE;

import dev.daybook.event.Recorded;
import dev.daybook.journal.StreamId;
import dev.daybook.projection.Projection;
import dev.daybook.projection.Statements;
import dev.daybook.projection.Tables;
import dev.daybook.session.WorkspaceEvent.Located;
import java.util.List;
import org.jooq.Query;
import org.jooq.impl.DSL;

/**
 * Sessions of coding agents as they are now, and what is known of their workspaces.
 *
 * <p>A session that something happened to before it began, or after it was deleted, is none: only its revision goes on.
 */
final class SessionProjection implements Projection {

    private static final Query LOCATE = Statements.upsert(
            WORKSPACE,
            List.of(WORKSPACE.KEY, WORKSPACE.PATH, WORKSPACE.CANONICAL, WORKSPACE.REVISION, WORKSPACE.POSITION),
            List.of(WORKSPACE.KEY));

    private static final Query TAKE_REVISION = DSL.update(WORKSPACE)
            .set(WORKSPACE.REVISION, DSL.param("revision", Long.class))
            .where(WORKSPACE.KEY.eq(DSL.param("key", String.class)));

    private static final Query REMOVE =
            DSL.deleteFrom(WORKSPACE).where(WORKSPACE.KEY.eq(DSL.param("key", String.class)));

    private final SessionRows sessions = new SessionRows();

    @Override
    public String name() {
        return "session";
    }

    @Override
    public boolean posts(StreamId stream) {
        return stream.category().equals("session") || stream.category().equals("workspace");
    }

    @Override
    public boolean remove(Recorded first, Tables tables) {
        switch (first.event()) {
            case SessionEvent it -> SessionRows.remove(it.session(), tables);
            case WorkspaceEvent it -> tables.execute(REMOVE, it.workspace());
            default -> {
                return false;
            }
        }
        return true;
    }

    @Override
    public void apply(Recorded recorded, Tables tables) {
        switch (recorded.event()) {
            case SessionEvent it -> sessions.apply(it, recorded, tables);
            case WorkspaceEvent it -> apply(it, recorded, tables);
            default -> {} // tasks and plans are another projection's
        }
    }

    private static void apply(WorkspaceEvent event, Recorded recorded, Tables tables) {
        switch (event) {
            case Located it ->
                tables.execute(
                        LOCATE,
                        it.workspace(),
                        it.path().orElse(null),
                        it.canonical(),
                        recorded.entry().revision(),
                        recorded.position().value());
        }
    }

    @Override
    public void passOver(Recorded recorded, Tables tables) {
        long revision = recorded.entry().revision();
        switch (recorded.event()) {
            case SessionEvent it -> sessions.passOver(it.session(), revision, tables);
            case WorkspaceEvent it -> tables.execute(TAKE_REVISION, revision, it.workspace());
            default -> {}
        }
    }

    @Override
    public void flush(Tables tables) {
        sessions.flush(tables);
    }

    @Override
    public void forget() {
        sessions.forget();
    }
}
