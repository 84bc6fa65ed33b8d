package dev.daybook.journal.postgres;

import java.sql.SQLException;
import java.util.Set;

/** What the errors of a PostgreSQL server mean. */
final class Failures {

    /** The state of our own triggers, and that of a row that is there already. */
    private static final String REFUSED = "DB001";

    private static final String DUPLICATE = "23505";

    /** Of a server, or of a pool of ours, of which all connections are in use. */
    static final String NO_CONNECTION_STATE = "53300";

    /** Of a pooler that passes no start-up parameters on, or no prepared statements. */
    private static final String UNSUPPORTED_STATE = "08P01";

    private static final String UNPREPARED_STATE = "26000";

    /** Of single states, what may be gone the next time; besides whole classes of them. */
    private static final Set<String> PASSING_STATES = Set.of(
            "55P03", // a lock was not given in time
            "57014", // a statement took too long
            "25P03", // a transaction lay idle
            "25006", // the server only reads: it is about to be replaced
            "55000"); // not in the state that is needed

    private static final Set<String> PASSING_CLASSES = Set.of(
            "08", // the connection
            "40", // taken back: it was in the way of another one
            "53", // out of connections, memory or disk
            "57", // shutting down, or starting up
            "58"); // the machine

    private static final Set<String> UNREAD_STATES = Set.of("42501"); // a role that may not read

    private static final Set<String> UNREAD_CLASSES = Set.of(
            "28", // a role that is not let in
            "3D"); // no such database

    /** Returns whether trying again may help: the server is gone, busy, full, or took a transaction back. */
    static boolean mayPass(Throwable failure) {
        return failure instanceof SQLException e
                && (e.getSQLState() == null
                        || PASSING_STATES.contains(e.getSQLState())
                        || PASSING_CLASSES.contains(classOf(e)));
    }

    /** Returns whether nothing was read, whatever there is to be read: what may pass, and where nobody is let in. */
    static boolean isUnread(SQLException e) {
        return mayPass(e) || UNREAD_STATES.contains(e.getSQLState()) || UNREAD_CLASSES.contains(classOf(e));
    }

    /** Returns whether a row was there already: another one wrote it since it was looked for. */
    static boolean isDuplicate(SQLException e) {
        return DUPLICATE.equals(e.getSQLState());
    }

    /** Returns whether the journal defended itself. */
    static boolean isRefused(SQLException e) {
        return REFUSED.equals(e.getSQLState());
    }

    /** Returns whether the connection is gone, whatever it was asked. */
    static boolean isBroken(SQLException e) {
        return e.getSQLState() != null && classOf(e).equals("08");
    }

    private static String classOf(SQLException e) {
        return e.getSQLState().substring(0, 2);
    }

    /** Says what happened and what to do, for the operator. */
    static String explain(Server server, SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        String text = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        if (UNPREPARED_STATE.equals(state) || (UNSUPPORTED_STATE.equals(state) && text.contains("startup parameter"))) {
            return "%s is behind a pooler (%s): say so with ?prepareThreshold=0 at the end of its address; docs/postgresql.md tells what the role needs then"
                    .formatted(server, text);
        }
        String happened = switch (state.length() < 2 ? "" : classOf(e)) {
            case "08", "57" -> "does not answer (%s). It is tried again by itself".formatted(text);
            case "28" -> "does not let this program in (%s). Look at the user and its password".formatted(text);
            case "3D" -> "has no such database (%s). Make it with createdb".formatted(text);
            case "42" ->
                "refuses this user (%s). Its owner gives a role what it needs with SELECT let_append('ROLE')"
                        .formatted(text);
            case "53" ->
                NO_CONNECTION_STATE.equals(state)
                        ? "has no connection free (%s). Ask again".formatted(text)
                        : "has no room (%s). Free some; it is tried again by itself".formatted(text);
            default -> "cannot be used (%s %s)".formatted(state, text);
        };
        return "%s %s".formatted(server, happened);
    }

    private Failures() {}
}
