package dev.daybook.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.command.Receipt;
import dev.daybook.command.Submission;
import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.journal.Position;
import dev.daybook.rollout.Rollouts;
import dev.daybook.session.Message;
import dev.daybook.session.SessionCommand.AddMessage;
import dev.daybook.session.SessionCommand.Create;
import dev.daybook.session.SessionCommand.Delete;
import dev.daybook.session.SessionCommand.Update;
import dev.daybook.session.SessionFilter;
import dev.daybook.session.SessionId;
import dev.daybook.session.SessionQueries;
import dev.daybook.session.SessionRecord;
import dev.daybook.session.SessionService;
import dev.daybook.session.SessionView;
import dev.daybook.session.Sessions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/** Sessions of a workspace: list, begin, show, update, delete, and what is said in them. */
final class SessionRoutes {

    static final String READ_MODEL = "session";
    static final String SESSIONS = "/workspaces/{hash}/sessions";
    static final String SESSION = SESSIONS + "/{id}";

    private final SessionQueries queries;
    private final SessionService sessionService;
    private final WorkspaceLookup workspaceLookup;
    private final SessionAnswers answers;
    private final CommandRequests writing;
    private final Reading reading;
    private final Revisions revisions;
    private final Rollouts rollouts;
    private final String kind;
    private final InstantSource clock;

    SessionRoutes(
            Services services,
            WorkspaceLookup workspaceLookup,
            SessionAnswers answers,
            CommandRequests writing,
            Reading reading,
            Revisions revisions) {
        this.queries = services.sessions().queries();
        this.sessionService = services.sessions().service();
        this.workspaceLookup = workspaceLookup;
        this.answers = answers;
        this.writing = writing;
        this.reading = reading;
        this.revisions = revisions;
        this.rollouts = services.files().rollouts();
        this.kind = this.rollouts.kindOf(READ_MODEL);
        this.clock = services.clock();
    }

    void mount(Routes on) {
        on.get(SESSIONS, this::list);
        on.post(SESSIONS, this::create);
        on.get(SESSION, this::show);
        on.put(SESSION, this::update);
        on.delete(SESSION, this::delete);
        on.get(SESSION + "/messages", this::messages);
        on.post(SESSION + "/messages", this::addMessage);
        on.get(SESSION + "/variants", this::variants);
        on.get("/workspaces/{hash}/board", this::board);
    }

    private static String location(SessionId session) {
        return "%s/workspaces/%s/sessions/%s"
                .formatted(Routes.API, Reading.encoded(session.workspace()), Reading.encoded(session.id()));
    }

    private Answer list(Request request) {
        if (!request.text("view").orElseThrow().equals("full")) {
            SessionFilter filter = filter(
                    request,
                    SessionFilter.Sort.of(request.text("sort").orElseThrow()),
                    request.text("order").orElseThrow().equals("desc"));
            return reading.page(
                    request, READ_MODEL, (cursor, limit) -> queries.list(filter, cursor, limit), SessionViews.Row::of);
        }
        String workspace = workspaceLookup.workspace(request);
        long position = reading.upTo(request, READ_MODEL);
        return answers.list(queries.whole(workspace), position);
    }

    private Answer board(Request request) {
        SessionFilter filter = filter(request, SessionFilter.Sort.UPDATED_AT, true);
        long position = reading.upTo(request, READ_MODEL);
        return Answer.json(Map.of("columns", queries.board(filter))).at(position);
    }

    private SessionFilter filter(Request request, SessionFilter.Sort sort, boolean descending) {
        return new SessionFilter(
                Optional.of(workspaceLookup.workspace(request)),
                Set.copyOf(request.texts("type")),
                Set.copyOf(request.texts("status")),
                TimeArguments.of(request, "from", clock.instant()),
                TimeArguments.last(request, "to", clock.instant()),
                request.text("text"),
                sort,
                descending);
    }

    private Answer create(Request request) {
        String workspace = workspaceLookup.workspace(request);
        SessionRecord record = SessionBody.session(completed(request), "");
        workspaceLookup.opened(request, workspace);
        Receipt receipt = writing.submit(
                request, new Create(workspaceLookup.session(workspace, record.id()), record, Optional.empty()));
        SessionId written = SessionId.parse(CommandRequests.key(receipt));
        boolean isNew = receipt.events() > 0;
        return answers.written(isNew ? 201 : 200, written, receipt).with("Location", location(written));
    }

    /** Returns the request with what it left out. */
    private ObjectNode completed(Request request) {
        String now = EditorTime.window(clock.instant());
        ObjectNode session = (ObjectNode) request.json().deepCopy();
        session.remove(SessionBody.REVISION);
        standard(session, "id", UUID.randomUUID().toString());
        standard(session, "status", "running");
        standard(session, "createdAt", now);
        standard(session, "updatedAt", session.path("createdAt").asText());
        standardList(session, "instances");
        standardList(session, "chatHistory");
        return session;
    }

    private static void standard(ObjectNode object, String name, String value) {
        if (!object.has(name)) {
            object.put(name, value);
        }
    }

    private static void standardList(ObjectNode object, String name) {
        if (!object.has(name)) {
            object.set(name, JsonNodeFactory.instance.arrayNode());
        }
    }

    private Answer show(Request request) {
        long position = reading.upTo(request, READ_MODEL);
        String workspace = WorkspaceLookup.named(request);
        String id = request.path("id");
        return StagedAnswers.of(rollouts.reads()
                .readJournal(
                        kind,
                        workspace,
                        () -> show(request, position),
                        root -> SessionAnswers.json(
                                200,
                                rollouts.record(kind, root, workspace, id)
                                        .orElseThrow(() -> SessionAnswers.notFound(id)))));
    }

    private Answer show(Request request, long position) {
        SessionView view = found(request);
        String tag = revisions.tag(Sessions.stream(view.session()), view.revision(), new Position(position));
        Answer answer = Revisions.known(request, tag)
                ? Answer.empty(304)
                : SessionAnswers.json(200, SessionAnswers.revised(view.json(), tag));
        return answer.with("ETag", tag).at(position);
    }

    private SessionView found(Request request) {
        String id = request.path("id");
        return queries.find(workspaceLookup.workspace(request), id).orElseThrow(() -> SessionAnswers.notFound(id));
    }

    private Answer update(Request request) {
        SessionRecord record = SessionBody.session(request.json(), "");
        String id = request.path("id");
        if (!record.id().equals(id)) {
            throw Rejected.invalidAt("/id", "'%s' is another session: want %s", record.id(), id);
        }
        SessionId session = workspaceLookup.session(request);
        boolean anything = request.header("If-Match").isPresent();
        OptionalLong seen = anything
                ? revisions.expected(request, Sessions.stream(session))
                : revisions.told(request.json().path(SessionBody.REVISION), Sessions.stream(session));
        if (!anything && seen.isEmpty()) {
            revisions.required(request, Sessions.stream(session));
        }
        return answers.written(200, session, update(request, session, record, seen));
    }

    /** Makes the session what {@code record} says; who has not seen it keeps the messages there are. */
    Receipt update(Request request, SessionId session, SessionRecord record, OptionalLong seen) {
        Submission<Update> submission =
                writing.submission(request, new Update(session, record, seen.isPresent()), seen);
        return writing.submit(submission, it -> sessionService.update(it, request.flag("merge")));
    }

    private Answer delete(Request request) {
        SessionId session = workspaceLookup.session(request);
        Receipt receipt =
                delete(request, session, request.text("why"), revisions.required(request, Sessions.stream(session)));
        return writing.written(session.id(), receipt);
    }

    /** Takes the session off the list, and those that it hid with it: they would come to light. */
    Receipt delete(Request request, SessionId session, Optional<String> why, OptionalLong seen) {
        List<Delete> hidden = workspaceLookup.others(session).stream()
                .map(it -> new Delete(it, why))
                .toList();
        return writing.submit(
                writing.submission(request, new Delete(session, why), seen).beside(hidden));
    }

    private Answer messages(Request request) {
        reading.upTo(request, READ_MODEL);
        SessionId session = found(request).session();
        OptionalLong instance = request.number("instance");
        Optional<Long> about = instance.isPresent() ? Optional.of(instance.getAsLong()) : Optional.empty();
        return reading.page(
                request,
                READ_MODEL,
                (cursor, limit) -> queries.messages(session, about, cursor, limit),
                it -> new Json(it.json()));
    }

    private Answer variants(Request request) {
        long position = reading.upTo(request, READ_MODEL);
        SessionId session = found(request).session();
        return Answer.json(Map.of(
                        "items",
                        queries.variants(session).stream()
                                .map(SessionViews.Variant::of)
                                .toList()))
                .at(position);
    }

    private Answer addMessage(Request request) {
        Instant now = clock.instant();
        ObjectNode body = (ObjectNode) request.json().deepCopy();
        standard(body, "id", "msg-" + now.toEpochMilli());
        standard(body, "timestamp", EditorTime.window(now));
        Message message = SessionBody.message(body, "");
        SessionId session = workspaceLookup.session(request);
        return answers.written(
                200, session, writing.submit(request, new AddMessage(session, message, EditorTime.backEnd(now))));
    }
}
