package dev.daybook.http;

import dev.daybook.command.Receipt;
import dev.daybook.domain.Rejected;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.StreamId;
import dev.daybook.session.SessionId;
import dev.daybook.session.SessionRecord;
import dev.daybook.session.SessionShape;
import dev.daybook.session.Sessions;
import dev.daybook.session.WholeSession;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Sessions as answers: as the tool's file has them, with their revision as an additional last member. */
final class SessionAnswers {

    /** About as much as a revision takes. */
    private static final int REVISION_BYTES = 24;

    private final Sessions sessions;
    private final Journal journal;
    private final Revisions revisions;
    private final CommandRequests writing;

    SessionAnswers(Sessions sessions, Journal journal, Revisions revisions, CommandRequests writing) {
        this.sessions = sessions;
        this.journal = journal;
        this.revisions = revisions;
        this.writing = writing;
    }

    /** Answers with the session after a command; what others did to it meanwhile is part of it. */
    Answer written(int status, SessionId session, Receipt receipt) {
        Sessions.Told told = sessions.now(session);
        SessionRecord record = told.record().orElseThrow(() -> notFound(session.id()));
        String tag = revisions.tag(Sessions.stream(session), told.revision(), journal.head());
        return writing.stamped(json(status, revised(SessionShape.RECORD.compact(record), tag)), receipt)
                .with("ETag", tag);
    }

    /** Answers with a session that was handed in. */
    Answer written(int status, String json, Receipt receipt) {
        String tag =
                revisions.tag(StreamId.parse(receipt.stream()), receipt.revision(), new Position(receipt.position()));
        return writing.stamped(json(status, revised(json, tag)), receipt);
    }

    /** Answers with the session as it is, whatever the read models show. */
    Answer now(SessionId session) {
        Position head = journal.head();
        Sessions.Told told = sessions.now(session);
        SessionRecord record = told.record().orElseThrow(() -> notFound(session.id()));
        String tag = revisions.tag(Sessions.stream(session), told.revision(), head);
        return json(200, revised(SessionShape.RECORD.compact(record), tag))
                .with("ETag", tag)
                .at(head.value());
    }

    static Rejected notFound(String id) {
        return Rejected.notFound("Session %s not found", id); // the very text of the original
    }

    /** Returns a session with its revision. */
    static String revised(String json, String tag) {
        return json.substring(0, json.length() - 1) + revision(tag);
    }

    /** Returns the end of a session that tells its revision: a number, or a text once there were rollbacks. */
    private static String revision(String tag) {
        String plain = tag.substring(1, tag.length() - 1);
        boolean number = plain.chars().allMatch(digit -> digit >= '0' && digit <= '9');
        return ",\"" + SessionBody.REVISION + "\":" + (number ? plain : tag) + "}";
    }

    static Answer json(int status, String json) {
        return Answer.bytes(status, Answer.JSON, json.getBytes(StandardCharsets.UTF_8));
    }

    /** Answers with a list of sessions, each with its revision. */
    Answer list(List<WholeSession> sessions, long position) {
        var reflected = new Position(position);
        var list = new ByteArrayOutputStream(sessions.stream()
                        .mapToInt(it -> it.json().length + REVISION_BYTES)
                        .sum()
                + 2);
        list.write('[');
        for (WholeSession it : sessions) {
            if (list.size() > 1) {
                list.write(',');
            }
            list.write(it.json(), 0, it.json().length - 1);
            String tag = revisions.tag(Sessions.stream(it.session()), it.revision(), reflected);
            list.writeBytes(revision(tag).getBytes(StandardCharsets.UTF_8));
        }
        list.write(']');
        return Answer.bytes(200, Answer.JSON, list.toByteArray()).at(position);
    }
}
