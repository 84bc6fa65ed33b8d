package dev.daybook.session;

import dev.daybook.domain.Json;
import dev.daybook.operation.ArgumentForm.Member;
import dev.daybook.operation.Call;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Outcome;
import dev.daybook.session.SessionCommand.AddMessage;
import dev.daybook.session.SessionCommand.SetInstanceStatus;
import dev.daybook.session.SessionOperations.Which;
import dev.daybook.shape.Says;
import dev.daybook.slice.Ground;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What may be asked of the parts of a session: what was said in it, its instances, further records of its id. */
final class MessageOperations {

    private static final String MESSAGES = SessionOperations.SESSION + "/messages";

    private record Asked(
            Which which,

            @Says(
                    value = "only about this instance, and those of the system",
                    label = "N",
                    min = 0,
                    max = SessionOperations.NUMBER_MAX,
                    like = "1")
            Optional<Long> instance) {}

    private record NewMessage(
            Which which,

            @Says(
                    value = "the message as JSON",
                    object = true,
                    like = "{\"role\":\"user\",\"content\":\"Start with the tests\"}")
            Json message) {}

    private record Set(
            Which which,

            @Says(
                    value = "the number of the instance",
                    label = "N",
                    min = 0,
                    max = SessionOperations.NUMBER_MAX,
                    like = "1")
            long instanceId,

            @Says(
                    value = "idle, running, completed, failed, paused or archived",
                    min = 1,
                    max = 100,
                    like = "completed")
            String status) {}

    static Stream<Operation<?, Ground>> all() {
        return Stream.of(
                Operation.<Asked, Ground>reads("session messages", "listMessages", "GET " + MESSAGES, Asked.class)
                        .says("What was said in a session, in its order.")
                        .from(SessionOperations.READ_MODEL)
                        .ofThingIfAlone((asked, call, ground) -> asked.which().alone(ground, call))
                        .paged()
                        .also(422)
                        .columns("timestamp", "role", "instance=instanceId", "id", "content")
                        .drawn(SessionDisplay.talk("/items"))
                        .called(form -> SessionOperations.placed(form)
                                .words("id")
                                .limit(100)
                                .ifNone("nothing was said so far: daybook session message {id} TEXT says something"))
                        .answers("MessagePage", (asked, call, ground) -> {
                            SessionAnswers answers = SessionAnswers.of(ground);
                            SessionId session = answers.found(
                                            asked.which().place(), asked.which().id(), Excerpt.NOTHING, call)
                                    .session();
                            return answers.queries()
                                    .messages(session, asked.instance(), call.cursor(), call.limit())
                                    .map(message -> new Json(message.json()));
                        }),
                Operation.<Which, Ground>reads(
                                "session variants",
                                "listVariants",
                                "GET " + SessionOperations.SESSION + "/variants",
                                Which.class)
                        .says("Further records of a session's id, which decide nothing.")
                        .from(SessionOperations.READ_MODEL)
                        .also(422)
                        .columns("workspace", "file", "place", "encoding", "record")
                        .csv("workspace", "file", "place", "encoding", "record")
                        .called(form -> SessionOperations.placed(form)
                                .words("id")
                                .ifNone("there is only one record of this id"))
                        .answers("SessionVariants", (which, call, ground) -> {
                            SessionAnswers answers = SessionAnswers.of(ground);
                            SessionId session = answers.found(which.place(), which.id(), Excerpt.NOTHING, call)
                                    .session();
                            return Outcome.shown(
                                    Map.of("items", answers.queries().variants(session)));
                        }),
                SessionOperations.change("session message", "addMessage", "POST " + MESSAGES, NewMessage.class)
                        .says("Adds a message to a session.", "What is left out is made: id and timestamp.")
                        .inWholeBody("message", "NewMessage")
                        .called(form -> SessionOperations.placed(form)
                                .words("id")
                                .hidden("message")
                                .member("", "content", "TEXT", "what is said")
                                .member(new Member(
                                        "--role",
                                        "role",
                                        "ROLE",
                                        "user, assistant or system (default: user)",
                                        false,
                                        "user"))
                                .member(new Member(
                                        "--instance", "instanceId", "N", "which instance it is about", true, "")))
                        .answers("AiSession", MessageOperations::say),
                SessionOperations.change(
                                "session instance",
                                "setInstanceStatus",
                                "PUT " + SessionOperations.SESSION + "/instances/{instanceId}/status",
                                Set.class)
                        .says("Sets the status of an instance of a session.", "Of the first instance with that number.")
                        .called(form -> SessionOperations.placed(form).words("id", "instanceId", "status"))
                        .answers("AiSession", MessageOperations::set));
    }

    private static Outcome say(NewMessage it, Call call, Ground ground) {
        Instant now = call.now();
        Message message = SessionBody.saying(it.message(), now);
        SessionId session = it.which().session(ground, call);
        var command = new AddMessage(session, message, EditorTime.backEnd(now));
        return SessionAnswers.of(ground).changed(session, call.submit(command), call);
    }

    private static Outcome set(Set it, Call call, Ground ground) {
        SessionId session = it.which().session(ground, call);
        var command = new SetInstanceStatus(session, it.instanceId(), it.status(), EditorTime.backEnd(call.now()));
        return SessionAnswers.of(ground).changed(session, call.submit(command), call);
    }

    private MessageOperations() {}
}
