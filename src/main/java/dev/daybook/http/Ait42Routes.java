package dev.daybook.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.command.Receipt;
import dev.daybook.domain.LongText;
import dev.daybook.domain.Rejected;
import dev.daybook.journal.Journal;
import dev.daybook.projection.ReadModels;
import dev.daybook.rollout.Rollouts;
import dev.daybook.session.SessionCommand.AddMessage;
import dev.daybook.session.SessionCommand.Create;
import dev.daybook.session.SessionCommand.SetInstanceStatus;
import dev.daybook.session.SessionId;
import dev.daybook.session.SessionQueries;
import dev.daybook.session.SessionRecord;
import dev.daybook.session.SessionShape;
import dev.daybook.session.Sessions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * The seven commands of AIT42 with their own arguments, results and texts: an editor that called them in its back end
 * calls them here. What it writes it reads at once, as from a file.
 */
final class Ait42Routes {

    private static final long INSTANCE_ID_MAX = 4_294_967_295L;

    /** A list that lags behind for longer, while an import is posted say, is answered as it is. */
    private static final Duration FRESH_WITHIN = Duration.ofSeconds(5);

    private final SessionQueries queries;
    private final SessionRoutes rest;
    private final WorkspaceLookup workspaceLookup;
    private final SessionAnswers answers;
    private final CommandRequests writing;
    private final Revisions revisions;
    private final ReadModels readModels;
    private final Journal journal;
    private final Rollouts rollouts;
    private final String kind;
    private final InstantSource clock;

    Ait42Routes(
            Services services,
            SessionRoutes rest,
            WorkspaceLookup workspaceLookup,
            SessionAnswers answers,
            CommandRequests writing,
            Revisions revisions) {
        this.queries = services.sessions().queries();
        this.rest = rest;
        this.workspaceLookup = workspaceLookup;
        this.answers = answers;
        this.writing = writing;
        this.revisions = revisions;
        this.readModels = services.store().readModels();
        this.journal = services.store().journal();
        this.rollouts = services.files().rollouts();
        this.kind = this.rollouts.kindOf(SessionRoutes.READ_MODEL);
        this.clock = services.clock();
    }

    void mount(Routes on) {
        on.post("/ait42/{command}", this::carryOut);
    }

    private Answer carryOut(Request request) {
        try {
            return answer(request, request.path("command"));
        } catch (RuntimeException refusal) {
            Problem problem = ProblemAnswers.of(refusal, request.instance());
            return ProblemAnswers.answer(problem, request.instance(), Optional.of(problem.detail()));
        }
    }

    private Answer answer(Request request, String command) {
        if (!command.startsWith("get_")) {
            workspaceLookup.settle();
        }
        return switch (command) {
            case "create_session" -> create(request, workspace(request, "Cannot create session"));
            case "update_session" -> update(request, workspace(request, "Cannot update session"));
            case "get_session" -> one(session(request, workspace(request, "Cannot get session")));
            case "get_all_sessions" -> all(request);
            case "delete_session" -> delete(request, workspace(request, "Cannot delete session"));
            case "add_chat_message" -> addMessage(request, workspace(request, "Cannot add chat message"));
            case "update_instance_status" ->
                setInstanceStatus(request, workspace(request, "Cannot update instance status"));
            default -> throw Rejected.notFound("Command %s not found", command);
        };
    }

    private String workspace(Request request, String inVain) {
        String path = text(request, "workspacePath");
        if (path.isBlank()) {
            throw Rejected.invalidAt(
                    "/workspacePath", "%s: workspace path is empty. Please open a valid Git repository.", inVain);
        }
        String workspace = workspaceLookup.of(path);
        if (request.text("storage").filter("json"::equals).isPresent()) {
            rollouts.retired(kind, workspace).ifPresent(why -> {
                throw Problem.thrown(Problem.Kind.GONE, "%s", why);
            });
        }
        return workspace;
    }

    private Answer create(Request request, String workspace) {
        JsonNode given = argument(request, "session");
        SessionRecord record = SessionBody.session(given, "/session");
        workspaceLookup.located(request, workspace, text(request, "workspacePath"));
        SessionId session = workspaceLookup.session(workspace, record.id());
        String json = SessionShape.RECORD.compact(record);
        Receipt receipt = writing.submit(request, new Create(session, record, Optional.of(new LongText(json))));
        return answers.written(200, json, receipt);
    }

    private Answer update(Request request, String workspace) {
        JsonNode given = argument(request, "session");
        SessionRecord record = SessionBody.session(given, "/session");
        SessionId session = workspaceLookup.session(workspace, record.id());
        OptionalLong seen = request.header("If-Match").isPresent()
                ? revisions.expected(request, Sessions.stream(session))
                : revisions.told(given.path(SessionBody.REVISION), Sessions.stream(session));
        return answers.written(200, session, rest.update(request, session, record, seen));
    }

    private Answer all(Request request) {
        String path = text(request, "workspacePath");
        if (path.isBlank()) {
            return SessionAnswers.json(200, "[]");
        }
        String workspace = workspaceLookup.of(path);
        return StagedAnswers.of(rollouts.reads()
                .read(
                        kind,
                        workspace,
                        () -> all(workspace),
                        root -> SessionAnswers.json(
                                200,
                                rollouts.records(kind, root, workspace).stream()
                                        .collect(Collectors.joining(",", "[", "]")))));
    }

    private Answer one(SessionId session) {
        return StagedAnswers.of(rollouts.reads()
                .read(
                        kind,
                        session.workspace(),
                        () -> answers.now(session),
                        root -> SessionAnswers.json(
                                200,
                                rollouts.record(kind, root, session.workspace(), session.id())
                                        .orElseThrow(() -> SessionAnswers.notFound(session.id())))));
    }

    private Answer all(String workspace) {
        try {
            readModels.await(SessionRoutes.READ_MODEL, journal.head(), FRESH_WITHIN);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        long position = readModels.position(SessionRoutes.READ_MODEL).value();
        return answers.list(queries.whole(workspace), position);
    }

    private Answer delete(Request request, String workspace) {
        SessionId session = session(request, workspace);
        Receipt receipt =
                rest.delete(request, session, Optional.empty(), revisions.expected(request, Sessions.stream(session)));
        return writing.stamped(SessionAnswers.json(200, "null"), receipt);
    }

    private Answer addMessage(Request request, String workspace) {
        SessionId session = session(request, workspace);
        var message = SessionBody.message(argument(request, "message"), "/message");
        var command = new AddMessage(session, message, EditorTime.backEnd(clock.instant()));
        return answers.written(200, session, writing.submit(request, command));
    }

    private Answer setInstanceStatus(Request request, String workspace) {
        SessionId session = session(request, workspace);
        JsonNode instance = argument(request, "instanceId");
        if (!instance.isIntegralNumber()
                || !instance.canConvertToLong()
                || instance.asLong() < 0
                || instance.asLong() > INSTANCE_ID_MAX) {
            throw Rejected.invalidAt(
                    "/instanceId", "instanceId is %s: want a whole number from 0 to %d", instance, INSTANCE_ID_MAX);
        }
        var command = new SetInstanceStatus(
                session, instance.asLong(), text(request, "newStatus"), EditorTime.backEnd(clock.instant()));
        return answers.written(200, session, writing.submit(request, command));
    }

    private SessionId session(Request request, String workspace) {
        String id = text(request, "sessionId");
        if (id.isEmpty()) {
            throw SessionAnswers.notFound(id); // no session is called so
        }
        return workspaceLookup.session(workspace, id);
    }

    private static JsonNode argument(Request request, String name) {
        JsonNode value = request.json().path(name);
        if (value.isMissingNode() || value.isNull()) {
            throw Rejected.invalidAt(
                    "/" + name, "invalid args `%s` for command `%s`: it is missing", name, request.path("command"));
        }
        return value;
    }

    private static String text(Request request, String name) {
        JsonNode value = argument(request, name);
        if (!value.isTextual()) {
            throw Rejected.invalidAt(
                    "/" + name, "invalid args `%s` for command `%s`: want a text", name, request.path("command"));
        }
        return value.asText();
    }
}
