package dev.daybook.session;

import static dev.daybook.readmodel.Tables.SESSION;
import static dev.daybook.readmodel.Tables.SESSION_DOCUMENT;

import dev.daybook.event.Recorded;
import dev.daybook.projection.Statements;
import dev.daybook.projection.Tables;
import dev.daybook.text.Times;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.impl.DSL;

/** One row of {@code session} while a batch works on it. */
final class SessionTable {

    /** A debate that is in a round is running. */
    private static final String ROUND = "round_";

    private static final String RUNNING = "running";

    /** As long as titles of tasks are. */
    private static final int TITLE_CHARS_MAX = 200;

    // In the order of read() and write().
    private static final List<Field<?>> COLUMNS = List.of(
            SESSION.BEGUN_POSITION,
            SESSION.WORKSPACE,
            SESSION.ID,
            SESSION.CREATED_AT,
            SESSION.UPDATED_AT,
            SESSION.INSTANCES,
            SESSION.MESSAGES,
            SESSION.VARIANTS,
            SESSION.DELETED,
            SESSION.REVISION,
            SESSION.POSITION,
            SESSION.HEAD,
            SESSION.TAIL,
            SESSION.TYPE,
            SESSION.STATUS,
            SESSION.PHASE,
            SESSION.COMPLETED_AT,
            SESSION.DURATION_S,
            SESSION.FILES_CHANGED,
            SESSION.TITLE,
            SESSION.FOLDED);

    private static final Query FIND = DSL.select(COLUMNS)
            .from(SESSION)
            .where(SESSION.WORKSPACE.eq(DSL.param("workspace", String.class)))
            .and(SESSION.ID.eq(DSL.param("id", String.class)));
    private static final Query WRITE = Statements.upsert(SESSION, COLUMNS, List.of(SESSION.WORKSPACE, SESSION.ID));

    /** The JSON of a session, put together where the rows are: of a thousand sessions that would be as many to fetch. */
    static final Field<String> DOCUMENT = DSL.field("""
            session.head || ',"instances":[' || coalesce((SELECT group_concat(json, ',') FROM (\
            SELECT json FROM session_instance WHERE session_instance.session_position = session.begun_position ORDER BY ordinal)), '')
             || '],"chatHistory":[' || coalesce((SELECT group_concat(json, ',') FROM (\
            SELECT json FROM session_message WHERE session_message.session_position = session.begun_position ORDER BY ordinal)), '')
             || '],' || session.tail""", String.class);

    // A longer one would be written again with every message.
    private static final Query KEEP = DSL.query("""
            INSERT INTO session_document SELECT begun_position, {0} FROM session\
             WHERE begun_position = {1} AND deleted = 0 AND messages + instances <= 64 AND 16384 >= (\
            SELECT coalesce(sum(octet_length(json)), 0) FROM session_message WHERE session_position = begun_position) + (\
            SELECT coalesce(sum(octet_length(json)), 0) FROM session_instance WHERE session_position = begun_position)""", DOCUMENT, DSL.param("number", Long.class));
    private static final Query FORGET = DSL.deleteFrom(SESSION_DOCUMENT)
            .where(SESSION_DOCUMENT.SESSION_POSITION.eq(DSL.param("number", Long.class)));

    final SessionId id;
    long number;
    Profile profile;
    String createdAt;
    String updatedAt;
    long instances;
    long messages;
    long variants;
    boolean deleted;
    long revision;
    long position;

    SessionTable(SessionId id, Profile profile, Recorded recorded) {
        this.id = id;
        this.number = recorded.position().value();
        this.profile = profile;
        this.createdAt = Times.nanos(recorded.occurredAt());
        this.updatedAt = createdAt;
    }

    private SessionTable(SessionId id, ResultSet it) throws SQLException {
        this.id = id;
        number = it.getLong(1);
        createdAt = it.getString(4);
        updatedAt = it.getString(5);
        instances = it.getLong(6);
        messages = it.getLong(7);
        variants = it.getLong(8);
        deleted = it.getLong(9) == 1;
        revision = it.getLong(10);
        position = it.getLong(11);
        profile = new SessionShape.Halves(it.getString(12), it.getString(13)).profile();
    }

    static Optional<SessionTable> find(SessionId id, Tables tables) {
        return tables.fetch(FIND, row -> new SessionTable(id, row), id.workspace(), id.id()).stream()
                .findFirst();
    }

    /** Takes in what is said of it now. A time that cannot be read is when that was said, or what it was before. */
    void say(Profile now, Recorded recorded) {
        profile = now;
        createdAt = SessionTimes.read(now.createdAt()).map(Times::nanos).orElse(createdAt);
        updatedAt = Times.nanos(SessionTimes.read(now.updatedAt()).orElseGet(recorded::occurredAt));
    }

    void write(Tables tables) {
        var halves = SessionShape.Halves.of(id.id(), profile);
        tables.execute(
                WRITE,
                number,
                id.workspace(),
                id.id(),
                createdAt,
                updatedAt,
                instances,
                messages,
                variants,
                deleted,
                revision,
                position,
                halves.head(),
                halves.tail(),
                profile.type(),
                profile.status(),
                phase(profile.status()),
                profile.completedAt()
                        .flatMap(SessionTimes::read)
                        .map((Instant time) -> Times.nanos(time))
                        .orElse(null),
                profile.totalDuration().orElse(0L),
                profile.totalFilesChanged().orElse(0L),
                title(profile.task()),
                folded(id.id() + "\n" + profile.task()));
        tables.execute(FORGET, number);
        tables.execute(KEEP, number);
    }

    private static String phase(String status) {
        return status.startsWith(ROUND) ? RUNNING : status;
    }

    /** Returns the first line of a task, as far as titles go. */
    static String title(String task) {
        String line = task.strip().lines().findFirst().orElse("");
        if (line.length() <= TITLE_CHARS_MAX) {
            return line;
        }
        int end =
                Character.isHighSurrogate(line.charAt(TITLE_CHARS_MAX - 2)) ? TITLE_CHARS_MAX - 2 : TITLE_CHARS_MAX - 1;
        return line.substring(0, end) + "…";
    }

    static String folded(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
