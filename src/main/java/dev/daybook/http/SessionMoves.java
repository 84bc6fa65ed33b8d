package dev.daybook.http;

import dev.daybook.session.SessionCommand;
import dev.daybook.session.SessionCommand.ChangeStatus;
import dev.daybook.session.SessionCommand.ChooseWinner;
import dev.daybook.session.SessionCommand.Complete;
import dev.daybook.session.SessionCommand.Evaluate;
import dev.daybook.session.SessionCommand.Integrate;
import dev.daybook.session.SessionCommand.SetInstanceStatus;
import dev.daybook.session.SessionId;
import java.time.InstantSource;

/** What the windows of the editor do with a session: move its card, choose a winner, integrate, score, complete. */
final class SessionMoves {

    private final WorkspaceLookup workspaceLookup;
    private final SessionAnswers answers;
    private final CommandRequests writing;
    private final InstantSource clock;

    SessionMoves(
            WorkspaceLookup workspaceLookup, SessionAnswers answers, CommandRequests writing, InstantSource clock) {
        this.workspaceLookup = workspaceLookup;
        this.answers = answers;
        this.writing = writing;
        this.clock = clock;
    }

    /** A command that depends on the session and the time as the windows spell it. */
    private interface Move {
        SessionCommand of(SessionId session, String at);
    }

    void mount(Routes on) {
        on.post(SessionRoutes.SESSION + "/status", this::status);
        on.post(SessionRoutes.SESSION + "/winner", this::winner);
        on.post(SessionRoutes.SESSION + "/integration", this::integration);
        on.post(SessionRoutes.SESSION + "/evaluation", request -> move(request, Evaluate::new));
        on.post(SessionRoutes.SESSION + "/complete", request -> move(request, Complete::new));
        on.put(SessionRoutes.SESSION + "/instances/{instanceId}/status", this::instanceStatus);
    }

    private Answer move(Request request, Move move) {
        SessionId session = workspaceLookup.session(request);
        SessionCommand command = move.of(session, EditorTime.window(clock.instant()));
        return answers.written(200, session, writing.submit(request, command));
    }

    private Answer status(Request request) {
        return move(
                request,
                (session, at) -> new ChangeStatus(session, request.body().text("status"), at));
    }

    private Answer winner(Request request) {
        long instance = request.body().maybeLong("instanceId").orElseThrow();
        return move(request, (session, at) -> new ChooseWinner(session, instance, at));
    }

    private Answer integration(Request request) {
        BodyFields body = request.body();
        return move(
                request, (session, at) -> new Integrate(session, body.text("phase"), body.maybeLong("instanceId"), at));
    }

    private Answer instanceStatus(Request request) {
        SessionId session = workspaceLookup.session(request);
        var command = new SetInstanceStatus(
                session,
                Long.parseLong(request.path("instanceId")),
                request.body().text("status"),
                EditorTime.backEnd(clock.instant()));
        return answers.written(200, session, writing.submit(request, command));
    }
}
