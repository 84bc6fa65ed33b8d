package dev.daybook.session.ait42;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.command.Receipt;
import dev.daybook.domain.Json;
import dev.daybook.domain.LongText;
import dev.daybook.domain.Rejected;
import dev.daybook.event.JsonText;
import dev.daybook.operation.Call;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operations;
import dev.daybook.operation.Outcome;
import dev.daybook.session.EditorTime;
import dev.daybook.session.SessionAnswers;
import dev.daybook.session.SessionBody;
import dev.daybook.session.SessionCommand.AddMessage;
import dev.daybook.session.SessionCommand.Create;
import dev.daybook.session.SessionCommand.SetInstanceStatus;
import dev.daybook.session.SessionId;
import dev.daybook.session.SessionRecord;
import dev.daybook.session.SessionShape;
import dev.daybook.shape.Says;
import dev.daybook.slice.Ground;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The seven commands of AIT42 with their own arguments, results and texts: an editor that called them in its back end
 * calls them at a door. What it writes it reads at once, as from a file.
 */
final class Ait42Protocol {

    private static final long INSTANCE_ID_MAX = 4_294_967_295L;

    /** A list that lags behind for longer, while an import is posted say, is answered as it is. */
    private static final Duration FRESH_WITHIN = Duration.ofSeconds(5);

    private record Asked(
            @Says(value = "one of the seven commands of AIT42", min = 1, max = 100, like = "add_chat_message")
            String command,

            @Says(
                    value = "the side that the caller insists on; json is refused with 410 once the files of the"
                            + " workspace are retired",
                    words = {"json", "journal"},
                    like = "json")
            Optional<String> storage,

            @Says("for update_session: whether to bring it together with what others changed meanwhile")
            boolean merge,

            @Says(value = "the arguments of the command; others are passed over", object = true, like = """
                    {"workspacePath":"/home/ada/billing","sessionId":"6f0d1c52-8a4e-4a0e-9a55-0c1b7c7f3a11",\
                    "message":{"id":"msg-1762738269044","role":"user","content":"Start with the tests",\
                    "timestamp":"2025-11-10T02:01:09.044Z","instanceId":null}}""")
            Json arguments) {}

    static final Operations<Ground> ALL = new Operations<>(
            "",
            "sessions",
            "The commands of AIT42.",
            List.of(Operation.<Asked, Ground>writes("", "ait42", "POST /ait42/{command}", Asked.class)
                    .says(
                            "Carries out a command of AIT42 as AIT42 does.",
                            "create_session, update_session, get_session, get_all_sessions, delete_session,"
                                    + " add_chat_message, update_instance_status with their own arguments and results;"
                                    + " `error` of a refusal is the text that AIT42 answers. Sessions carry their"
                                    + " `revision` as an additional last member: sent back, it guards an update_session"
                                    + " against undoing what others did.")
                    .inQuery("storage", "merge")
                    .inWholeBody("arguments", "Ait42Arguments")
                    .asProtocol()
                    .also(410, 504)
                    .answers(
                            "Ait42Result",
                            (asked, call, ground) -> new Ait42Protocol(asked, call, ground).carriedOut())));

    private final Asked asked;
    private final JsonNode arguments;
    private final Call call;
    private final SessionAnswers answers;

    private Ait42Protocol(Asked asked, Call call, Ground ground) {
        this.asked = asked;
        this.arguments = JsonText.tree(asked.arguments());
        this.call = call;
        this.answers = SessionAnswers.of(ground);
    }

    private Outcome carriedOut() {
        if (!asked.command().startsWith("get_")) {
            answers.lookup().settled();
        }
        return switch (asked.command()) {
            case "create_session" -> create(workspace("Cannot create session"));
            case "update_session" -> update(workspace("Cannot update session"));
            case "get_session" -> answers.fromSide(session(workspace("Cannot get session")), call);
            case "get_all_sessions" -> all();
            case "delete_session" ->
                SessionAnswers.gone(
                        answers.delete(session(workspace("Cannot delete session")), Optional.empty(), call));
            case "add_chat_message" -> addMessage(workspace("Cannot add chat message"));
            case "update_instance_status" -> setInstanceStatus(workspace("Cannot update instance status"));
            default -> throw Rejected.notFound("Command %s not found", asked.command());
        };
    }

    private String workspace(String inVain) {
        String path = text("workspacePath");
        if (path.isBlank()) {
            throw Rejected.invalidAt(
                    "/workspacePath", "%s: workspace path is empty. Please open a valid Git repository.", inVain);
        }
        String workspace = answers.lookup().of(path, call);
        if (asked.storage().filter("json"::equals).isPresent()) {
            answers.retired(workspace).ifPresent(why -> {
                throw Rejected.gone("%s", why);
            });
        }
        return workspace;
    }

    private Outcome create(String workspace) {
        SessionRecord record = SessionBody.session(argument("session"), "/session");
        answers.lookup().located(workspace, text("workspacePath"), call);
        SessionId session = answers.lookup().session(workspace, record.id());
        String json = SessionShape.RECORD.compact(record);
        Receipt receipt = call.submit(new Create(session, record, Optional.of(new LongText(json))));
        return SessionAnswers.changed(json, receipt, call);
    }

    private Outcome update(String workspace) {
        Json given = argument("session");
        SessionRecord record = SessionBody.session(given, "/session");
        SessionId session = answers.lookup().session(workspace, record.id());
        Receipt receipt = answers.update(session, record, SessionBody.revision(given), asked.merge(), call);
        return answers.changed(session, receipt, call);
    }

    private Outcome all() {
        String path = text("workspacePath");
        if (path.isBlank()) {
            return Outcome.shown(List.of());
        }
        String workspace = answers.lookup().of(path, call);
        return answers.allFromSide(workspace, () -> answers.allFresh(workspace, FRESH_WITHIN, call));
    }

    private Outcome addMessage(String workspace) {
        SessionId session = session(workspace);
        var message = SessionBody.message(argument("message"), "/message");
        var command = new AddMessage(session, message, EditorTime.backEnd(call.now()));
        return answers.changed(session, call.submit(command), call);
    }

    private Outcome setInstanceStatus(String workspace) {
        SessionId session = session(workspace);
        argument("instanceId");
        JsonNode instance = arguments.path("instanceId");
        if (!instance.isIntegralNumber()
                || !instance.canConvertToLong()
                || instance.asLong() < 0
                || instance.asLong() > INSTANCE_ID_MAX) {
            throw Rejected.invalidAt(
                    "/instanceId", "instanceId is %s: want a whole number from 0 to %d", instance, INSTANCE_ID_MAX);
        }
        var command =
                new SetInstanceStatus(session, instance.asLong(), text("newStatus"), EditorTime.backEnd(call.now()));
        return answers.changed(session, call.submit(command), call);
    }

    private SessionId session(String workspace) {
        String id = text("sessionId");
        if (id.isEmpty()) {
            throw SessionAnswers.notFound(id); // no session is called so
        }
        return answers.lookup().session(workspace, id);
    }

    private Json argument(String name) {
        JsonNode value = arguments.path(name);
        if (value.isMissingNode() || value.isNull()) {
            throw Rejected.invalidAt(
                    "/" + name, "invalid args `%s` for command `%s`: it is missing", name, asked.command());
        }
        return JsonText.of(value);
    }

    private String text(String name) {
        argument(name);
        JsonNode value = arguments.path(name);
        if (!value.isTextual()) {
            throw Rejected.invalidAt(
                    "/" + name, "invalid args `%s` for command `%s`: want a text", name, asked.command());
        }
        return value.asText();
    }
}
