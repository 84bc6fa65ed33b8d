package dev.daybook.session;

import dev.daybook.command.Commands;
import dev.daybook.command.Diverged;
import dev.daybook.command.Receipt;
import dev.daybook.command.Stale;
import dev.daybook.command.Submission;
import dev.daybook.domain.Rejected;
import dev.daybook.session.SessionCommand.Update;
import dev.daybook.shape.Merged;
import dev.daybook.shape.Merged.Conflict;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * Changes of whole sessions by callers that may not have seen the newest one: two windows of an editor. Nothing that
 * one of them wrote is lost by the other. Thread-safe.
 */
public final class SessionService {

    /** Each attempt loses to another writer of the same session: more in a row mean that somebody writes without end. */
    private static final int ATTEMPTS_MAX = 16;

    private static final int NAMED_MAX = 5;

    private final Commands commands;
    private final Sessions sessions;

    public SessionService(Commands commands, Sessions sessions) {
        this.commands = commands;
        this.sessions = sessions;
    }

    /**
     * Makes a session what the caller sent, who has seen the expected revision of it. If others have changed it since,
     * the update is refused as far as it would undo what they did, or brought together with it field by field.
     *
     * @param merge whether to bring both together; refused only where both changed one field, each in its own way
     * @throws Diverged with the fields in question
     * @throws Stale if the revision is none of this session
     * @throws Rejected if the rules refuse it, or there is no such session
     */
    public Receipt update(Submission<Update> submission, boolean merge) {
        Submission<Update> attempt = submission;
        for (int count = 1; count <= ATTEMPTS_MAX; count++) {
            try {
                return commands.submit(attempt);
            } catch (Stale stale) {
                attempt = renewed(submission, merge, stale);
            }
        }
        throw new Stale("%s was changed by others %d times in a row while this change was carried out: try again"
                .formatted(submission.command().session(), ATTEMPTS_MAX));
    }

    private Submission<Update> renewed(Submission<Update> submission, boolean merge, Stale stale) {
        Update update = submission.command();
        long expected = submission.expectedRevision().orElseThrow(() -> stale);
        Sessions.AtRevision now = sessions.upTo(update.session(), Long.MAX_VALUE);
        Optional<SessionRecord> seen = sessions.upTo(update.session(), expected).record();
        if (now.record().isEmpty()) {
            throw Rejected.notFound("Session %s not found", update.session().id());
        }
        if (now.revision() <= expected || seen.isEmpty()) {
            throw stale;
        }
        Merged<SessionRecord> both =
                SessionShape.RECORD.merge(seen.get(), now.record().get(), update.record());
        List<Conflict> refused = merge ? both.conflicts() : both.overwritten();
        if (!refused.isEmpty()) {
            throw new Diverged(
                    message(update.session(), expected, now.revision(), merge, refused),
                    merge,
                    refused.stream().map(SessionConflicts::of).toList());
        }
        var changed = new Update(update.session(), both.record(), update.whole());
        return submission.with(changed).expecting(OptionalLong.of(now.revision()));
    }

    private static String message(SessionId session, long expected, long now, boolean merge, List<Conflict> fields) {
        String named = fields.stream()
                .limit(NAMED_MAX)
                .map(conflict -> conflict.pointer().isEmpty() ? "members of its own" : conflict.pointer())
                .collect(Collectors.joining(", "));
        String more = fields.size() > NAMED_MAX ? " and %d more".formatted(fields.size() - NAMED_MAX) : "";
        return merge
                ? "Session %s was changed at revision %d to %d in the same fields: %s%s; choose, and send it with revision %d"
                        .formatted(session.id(), expected + 1, now, named, more, now)
                : "Session %s is at revision %d, not %d, and this would undo changes of others: %s%s; read it again, or send it with merge=true"
                        .formatted(session.id(), now, expected, named, more);
    }
}
