package dev.daybook.session;

import dev.daybook.operation.Call;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Outcome;
import dev.daybook.session.SessionCommand.ChangeStatus;
import dev.daybook.session.SessionCommand.ChooseWinner;
import dev.daybook.session.SessionCommand.Complete;
import dev.daybook.session.SessionCommand.Evaluate;
import dev.daybook.session.SessionCommand.Integrate;
import dev.daybook.session.SessionOperations.Which;
import dev.daybook.shape.Says;
import dev.daybook.slice.Ground;
import java.util.Optional;
import java.util.stream.Stream;

/** What may be asked of the cards of sessions: to move them, and to say which instance wins. */
final class CardOperations {

    private record Moved(
            Which which,

            @Says(value = "running, completed, failed or paused", min = 1, max = 100, like = "completed")
            String status) {}

    private record Won(
            Which which,

            @Says(
                    value = "the number of the instance that wins",
                    label = "N",
                    min = 0,
                    max = SessionOperations.NUMBER_MAX,
                    like = "1")
            long instanceId) {}

    private record Integrated(
            Which which,

            @Says(value = "pending, in_progress or completed", min = 1, max = 100, like = "in_progress")
            String phase,

            @Says(
                    value = "the instance that integrates; the one there is if it is not given",
                    label = "N",
                    min = 0,
                    max = SessionOperations.NUMBER_MAX,
                    like = "4")
            Optional<Long> instanceId) {}

    static Stream<Operation<?, Ground>> all() {
        return Stream.of(
                SessionOperations.change(
                                "session status",
                                "changeSessionStatus",
                                "POST " + SessionOperations.SESSION + "/status",
                                Moved.class)
                        .says(
                                "Moves the card of a session.",
                                "`completedAt` is set when it is moved to `completed`, and stays when it leaves.")
                        .called(form -> SessionOperations.placed(form).words("id", "status"))
                        .answers(
                                "AiSession",
                                (moved, call, ground) -> move(
                                        moved.which(),
                                        call,
                                        ground,
                                        (session, at) -> new ChangeStatus(session, moved.status(), at))),
                SessionOperations.change(
                                "session winner",
                                "chooseWinner",
                                "POST " + SessionOperations.SESSION + "/winner",
                                Won.class)
                        .says("Chooses the winner of a session; the other instances are archived.")
                        .called(form -> SessionOperations.placed(form).words("id", "instanceId"))
                        .answers(
                                "AiSession",
                                (won, call, ground) -> move(
                                        won.which(),
                                        call,
                                        ground,
                                        (session, at) -> new ChooseWinner(session, won.instanceId(), at))),
                SessionOperations.change(
                                "session integrate",
                                "integrateSession",
                                "POST " + SessionOperations.SESSION + "/integration",
                                Integrated.class)
                        .says("Sets the phase in which the results of a session are integrated.")
                        .called(form -> SessionOperations.placed(form)
                                .words("id", "phase")
                                .option("instanceId", "--instance"))
                        .answers(
                                "AiSession",
                                (integrated, call, ground) -> move(
                                        integrated.which(),
                                        call,
                                        ground,
                                        (session, at) -> new Integrate(
                                                session, integrated.phase(), integrated.instanceId(), at))),
                SessionOperations.change(
                                "session evaluate",
                                "evaluateSession",
                                "POST " + SessionOperations.SESSION + "/evaluation",
                                Which.class)
                        .says(
                                "Scores the instances of a session by tests, complexity, time and size.",
                                "Tests 40, complexity 30, efficiency 20, size of the change 10; the best ones are"
                                        + " recommended.")
                        .called(form -> SessionOperations.placed(form).words("id"))
                        .answers("AiSession", (which, call, ground) -> move(which, call, ground, Evaluate::new)),
                SessionOperations.change(
                                "session complete",
                                "completeSession",
                                "POST " + SessionOperations.SESSION + "/complete",
                                Which.class)
                        .says("Completes a session whose instances are all at rest.")
                        .called(form -> SessionOperations.placed(form).words("id"))
                        .answers("AiSession", (which, call, ground) -> move(which, call, ground, Complete::new)));
    }

    /** A command that depends on the session and the time as the windows of the editor spell it. */
    interface Move {
        SessionCommand of(SessionId session, String at);
    }

    private static Outcome move(Which which, Call call, Ground ground, Move move) {
        SessionId session = which.session(ground, call);
        SessionCommand command = move.of(session, EditorTime.window(call.now()));
        return SessionAnswers.of(ground).changed(session, call.submit(command), call);
    }

    private CardOperations() {}
}
