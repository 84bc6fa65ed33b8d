package dev.daybook.session;

import static dev.daybook.readmodel.Tables.SESSION;
import static dev.daybook.readmodel.Tables.SESSION_DOCUMENT;

import dev.daybook.event.Recorded;
import dev.daybook.projection.TableRows;
import dev.daybook.projection.Tables;
import dev.daybook.text.Times;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** One row of {@code session} while a batch works on it. */
@SuppressWarnings("UnusedVariable") // they are columns
final class SessionTable {

    /** A debate that is in a round is running. */
    private static final String ROUND = "round_";

    private static final String RUNNING = "running";

    /** As long as titles of tasks are. */
    private static final int TITLE_CHARS_MAX = 200;

    private static final SessionId NOBODY = new SessionId("-", "-");

    private static final TableRows<SessionTable> TABLE =
            new TableRows<>(SessionTable.class, SessionTable::new, SESSION, SESSION.WORKSPACE, SESSION.ID);
    private static final Query FIND = DSL.select(TABLE.columns())
            .from(SESSION)
            .where(SESSION.WORKSPACE.eq(DSL.param("workspace", String.class)))
            .and(SESSION.ID.eq(DSL.param("id", String.class)));

    /** The JSON of a session, put together where the rows are: of a thousand sessions that would be as many to fetch. */
    static final Field<String> DOCUMENT = document(DSL.trueCondition());

    // A longer one would be written again with every message.
    private static final Query KEEP = DSL.query("""
            INSERT INTO session_document SELECT begun_position, {0} FROM session\
             WHERE begun_position = {1} AND deleted = 0 AND messages + instances <= 64 AND 16384 >= (\
            SELECT coalesce(sum(octet_length(json)), 0) FROM session_message WHERE session_position = begun_position) + (\
            SELECT coalesce(sum(octet_length(json)), 0) FROM session_instance WHERE session_position = begun_position)""", DOCUMENT, DSL.param("number", Long.class));
    private static final Query REMOVE =
            DSL.deleteFrom(SESSION).where(SESSION.BEGUN_POSITION.eq(DSL.param("number", Long.class)));
    private static final Query FORGET = DSL.deleteFrom(SESSION_DOCUMENT)
            .where(SESSION_DOCUMENT.SESSION_POSITION.eq(DSL.param("number", Long.class)));

    SessionId session;
    long begunPosition;
    String createdAt = "";
    String updatedAt = "";
    long instances;
    long messages;
    long variants;
    boolean deleted;
    long revision;
    long position;

    // What is written of the profile; it is kept as its two halves.
    private transient @Nullable Profile profile;
    private String head = "";
    private String tail = "";
    private String type = "";
    private String status = "";
    private String phase = "";
    private @Nullable String completedAt;
    private long durationS;
    private long filesChanged;
    private String title = "";
    private String folded = "";

    private SessionTable() {
        session = NOBODY;
    }

    SessionTable(SessionId session, Profile profile, Recorded recorded) {
        this.session = session;
        this.begunPosition = recorded.position().value();
        this.profile = profile;
        this.createdAt = Times.nanos(recorded.occurredAt());
        this.updatedAt = createdAt;
    }

    Profile profile() {
        if (profile == null) {
            profile = new SessionShape.Halves(head, tail).profile();
        }
        return profile;
    }

    static Optional<SessionTable> find(SessionId id, Tables tables) {
        return tables.fetch(FIND, TABLE::read, id.workspace(), id.id()).stream().findFirst();
    }

    /** Takes in what is said of it now. A time that cannot be read is when that was said, or what it was before. */
    void say(Profile now, Recorded recorded) {
        profile = now;
        createdAt = SessionTimes.read(now.createdAt()).map(Times::nanos).orElse(createdAt);
        updatedAt = Times.nanos(SessionTimes.read(now.updatedAt()).orElseGet(recorded::occurredAt));
    }

    void write(Tables tables) {
        Profile told = profile();
        var halves = SessionShape.Halves.of(session.id(), told);
        head = halves.head();
        tail = halves.tail();
        type = told.type();
        status = told.status();
        phase = phase(status);
        completedAt = told.completedAt()
                .flatMap(SessionTimes::read)
                .map((Instant time) -> Times.nanos(time))
                .orElse(null);
        durationS = told.totalDuration().orElse(0L);
        filesChanged = told.totalFilesChanged().orElse(0L);
        title = title(told.task());
        folded = folded(session.id() + "\n" + told.task());
        TABLE.write(this, tables);
    }

    /** Puts what its rows say by now ready to be sent. */
    void keepDocument(Tables tables) {
        tables.execute(KEEP, begunPosition);
    }

    /** Removes its row. A session that begins again has another number from then on. */
    void remove(Tables tables) {
        removeDocument(tables);
        tables.execute(REMOVE, begunPosition);
    }

    /** Removes what lies ready to be sent. */
    void removeDocument(Tables tables) {
        tables.execute(FORGET, begunPosition);
    }

    /** As {@link #DOCUMENT}, with some of its messages. */
    static Field<String> document(Condition messages) {
        return DSL.field("""
            session.head || ',"instances":[' || coalesce((SELECT string_agg(json, ',') FROM (\
            SELECT json FROM session_instance WHERE session_instance.session_position = session.begun_position ORDER BY ordinal) AS part), '')
             || '],"chatHistory":[' || coalesce((SELECT string_agg(json, ',') FROM (\
            SELECT json FROM session_message WHERE session_message.session_position = session.begun_position AND {0} ORDER BY ordinal) AS part), '')
             || '],' || session.tail""", String.class, messages);
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
