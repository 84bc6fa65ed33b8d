package dev.daybook.session;

import dev.daybook.command.Receipt;
import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.history.Restoring;
import dev.daybook.journal.StreamId;
import dev.daybook.operation.ArgumentForm.When;
import dev.daybook.operation.Call;
import dev.daybook.operation.CommandForm;
import dev.daybook.operation.Drawing;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operation.Revision;
import dev.daybook.operation.Operations;
import dev.daybook.operation.Outcome;
import dev.daybook.session.SessionCommand.Create;
import dev.daybook.shape.Says;
import dev.daybook.shape.TextForm;
import dev.daybook.slice.Ground;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What may be asked of sessions: to list, show, begin, update and delete them. */
final class SessionOperations {

    static final String READ_MODEL = "session";
    static final String SESSION = "/workspaces/{hash}/sessions/{id}";
    static final long NUMBER_MAX = 4_294_967_295L;

    private static final String SESSIONS = "/workspaces/{hash}/sessions";
    static final String EXAMPLE = """
            {"id":"6f0d1c52-8a4e-4a0e-9a55-0c1b7c7f3a11","type":"competition",\
            "task":"Make the retry worker idempotent","status":"running","createdAt":"2025-11-12T09:30:00.000Z",\
            "updatedAt":"2025-11-12T09:30:00.000Z","instances":[{"instanceId":1,\
            "worktreePath":"/home/ada/billing/src-tauri/.worktrees/competition-6f0d1c52/1",\
            "branch":"competition-6f0d1c52-1","agentName":"backend-developer","status":"running",\
            "tmuxSessionId":"ait42-claude-competition-6f0d1c52-1"}],"chatHistory":[],"runtimeMix":["claude"]""";

    record Which(
            Place place,

            @Says(value = "which session", min = 1, max = 4_096, like = "6f0d1c52-8a4e-4a0e-9a55-0c1b7c7f3a11")
            String id) {

        /** Returns the session that is meant, if its own facts alone decide what is shown of it. */
        Optional<StreamId> alone(Ground ground, Call call) {
            return SessionAnswers.of(ground).alone(place, id, call);
        }

        /** Returns the session that is meant to be changed, whether or not there is one. */
        SessionId session(Ground ground, Call call) {
            WorkspaceLookup lookup = SessionAnswers.of(ground).lookup().settled();
            return lookup.session(lookup.workspace(place, call), id);
        }
    }

    private record Shown(Which which, Excerpt excerpt) {}

    private record Chosen(
            Place place,

            @Says(value = "only these, such as competition, ensemble, debate", min = 1, max = 100, like = "competition")
            List<String> type,

            @Says(
                    value = "only these, such as running, completed, failed, paused, round_1",
                    min = 1,
                    max = 100,
                    like = "running")
            List<String> status,

            @Says(value = "only those created then or later", form = TextForm.TIME, like = "2025-11-01T00:00:00Z")
            Optional<String> from,

            @Says(
                    value = "only those created then or before; a day with all its hours",
                    form = TextForm.TIME,
                    like = "2025-11-30T23:59:59Z")
            Optional<String> to,

            @Says(
                    value = "only those with this in their task, their id or the name of an agent; case does not count",
                    min = 1,
                    max = 1_000,
                    like = "retry")
            Optional<String> text) {

        SessionFilter filter(SessionFilter.Sort sort, boolean descending, Call call, Ground ground) {
            return new SessionFilter(
                    Optional.of(SessionAnswers.of(ground).lookup().workspace(place, call)),
                    Set.copyOf(type),
                    Set.copyOf(status),
                    call.time("from", from, When.FROM),
                    call.time("to", to, When.LAST),
                    text,
                    sort,
                    descending);
        }
    }

    private record Listed(
            Chosen chosen,

            @Says(
                    value = "full: all sessions whole, as the tool's get_all_sessions: no page, no filter",
                    words = {"page", "full"},
                    standard = "page",
                    like = "full")
            String view,

            @Says(
                    value = "the order",
                    words = {"updatedAt", "createdAt", "duration", "filesChanged"},
                    standard = "updatedAt",
                    like = "createdAt")
            String sort,

            @Says(
                    value = "its direction",
                    words = {"desc", "asc"},
                    standard = "desc",
                    like = "asc")
            String order) {}

    private record Whole(Place place, @Says("full") String view) {}

    private record New(
            Place place,

            @Says(
                    value = "the session as JSON, as the tool's file has it",
                    label = "FILE",
                    object = true,
                    like = EXAMPLE + "}")
            Json session) {}

    private record Updated(
            Which which,

            @Says("bring it together with what others changed since that revision, field by field")
            boolean merge,

            @Says(
                    value = "the whole session as JSON",
                    label = "FILE",
                    object = true,
                    like = EXAMPLE + ",\"revision\":3}")
            Json session) {}

    private record Deleted(
            Which which,

            @Says(value = "why", label = "TEXT", max = 2_000, like = "duplicate")
            Optional<String> why) {}

    private record Restored(
            Which which,

            @Says(value = "why", label = "TEXT", max = 2_000, like = "it was needed after all")
            Optional<String> why) {}

    static final Operations<Ground> ALL = new Operations<>(
            "session",
            "sessions",
            "Sessions of several agents on one task, by workspace.",
            Stream.of(WorkspaceOperations.all(), whole(), MessageOperations.all(), CardOperations.all())
                    .flatMap(operations -> operations)
                    .toList());

    private static Stream<Operation<?, Ground>> whole() {
        return Stream.of(
                Operation.<Listed, Ground>reads("session list", "listSessions", "GET " + SESSIONS, Listed.class)
                        .says("The sessions of a workspace, the last changed first.")
                        .from(READ_MODEL)
                        .paged()
                        .ofProjects(row -> row.path("workspace").isTextual()
                                ? "session/" + row.path("workspace").asText() + "/"
                                        + row.path("id").asText()
                                : "")
                        .also(422)
                        .columns("id", "type", "status", "instances", "messages", "updated=updatedAt", "title")
                        .drawn(SessionDisplay.board())
                        .called(form -> placed(form)
                                .commas("type", "status")
                                .time("from", When.FROM)
                                .time("to", When.LAST)
                                .hidden("view")
                                .flag("order", "--asc", "asc", "the smallest or oldest first")
                                .limit(100)
                                .ifNone("no sessions that fit: daybook session workspaces shows where there are some"))
                        .answers("SessionList", SessionOperations::list),
                Operation.<Shown, Ground>reads("session show", "getSession", "GET " + SESSION, Shown.class)
                        .says("Everything about one session.", "--format json shows it as the tool's file does.")
                        .from(READ_MODEL)
                        .withRevision()
                        .also(422)
                        .columns(SessionDisplay.columns())
                        .drawn(
                                SessionDisplay.beside(),
                                SessionDisplay.talk("/chatHistory"),
                                new Drawing.Latest("/chatHistory", "/" + Excerpt.COUNT, "last", "before"))
                        .showsKey(
                                key -> Map.of("hash", key.split("/", 2)[0], "id", key.substring(key.indexOf('/') + 1)))
                        .ofThingIfAlone((shown, call, ground) -> shown.which().alone(ground, call))
                        .called(form -> placed(form).words("id"))
                        .answers(
                                "AiSession",
                                (shown, call, ground) -> SessionAnswers.of(ground)
                                        .show(
                                                shown.which().place(),
                                                shown.which().id(),
                                                shown.excerpt(),
                                                call)),
                Operation.<Whole, Ground>reads("session get-all", "", "GET " + SESSIONS, Whole.class)
                        .says("All sessions of a workspace, whole, as the tool's get_all_sessions.")
                        .columns(SessionDisplay.columns())
                        .called(form -> placed(form).instead("view", "full")),
                Operation.<Chosen, Ground>reads(
                                "session board", "getBoard", "GET /workspaces/{hash}/board", Chosen.class)
                        .says("How many sessions of a workspace stand in which column.")
                        .from(READ_MODEL)
                        .also(422)
                        .called(form -> placed(form)
                                .commas("type", "status")
                                .time("from", When.FROM)
                                .time("to", When.LAST)
                                .inside("columns"))
                        .answers(
                                "SessionBoard",
                                (chosen, call, ground) -> Outcome.shown(Map.of(
                                        "columns",
                                        SessionAnswers.of(ground)
                                                .queries()
                                                .board(chosen.filter(
                                                        SessionFilter.Sort.UPDATED_AT, true, call, ground))))),
                change("session create", "createSession", "POST " + SESSIONS, New.class)
                        .says(
                                "Begins a session.",
                                "What is left out is made: id, status `running`, times, no instances, no messages. An id"
                                        + " that there is with other values is a conflict.")
                        .inWholeBody("session", "SessionCreation")
                        .called(form -> placed(form)
                                .option("session", "--file")
                                .file("session")
                                .member("--id", "id", "ID", "its id: a new one if none is given")
                                .member("--type", "type", "TYPE", "competition, ensemble or debate")
                                .member("--task", "task", "TEXT", "what it is about")
                                .wants("type", "task")
                                .begins())
                        .creates("AiSession", SessionOperations::create),
                change("session update", "updateSession", "PUT " + SESSION, Updated.class)
                        .says(
                                "Makes a session what a file says.",
                                "The revision that was seen comes beside it or as `revision` in the session. If others"
                                        + " have changed the session since, the fields that this would undo are named"
                                        + " and nothing is written. Without a revision what others changed meanwhile is"
                                        + " overwritten; messages stay.")
                        .revision(Revision.REQUIRED)
                        .inQuery("merge")
                        .inWholeBody("session", "AiSession")
                        .called(form -> placed(form)
                                .words("id")
                                .inFile("id", "id")
                                .option("session", "--file")
                                .file("session")
                                .unseen())
                        .answers("AiSession", SessionOperations::update),
                Operation.<Deleted, Ground>destroys(
                                "session delete", "deleteSession", "DELETE " + SESSION, Deleted.class)
                        .says(
                                "Takes a session off the list; its history stays, and restore brings it back.",
                                "Other records of that id in the workspace go with it.")
                        .revision(Revision.REQUIRED)
                        .called(form -> placed(form).words("id").unseen())
                        .answers("Written", (deleted, call, ground) -> {
                            SessionId session = deleted.which().session(ground, call);
                            return Outcome.done(
                                    session.id(), SessionAnswers.of(ground).delete(session, deleted.why(), call));
                        }),
                Operation.<Restored, Ground>writes(
                                "session restore", "restoreSession", "POST " + SESSION + "/restore", Restored.class)
                        .says(
                                "Brings back a session that was deleted, by one more entry: what came later goes on counting.",
                                "Other records of that id that went with it come with it.")
                        .inQuery("path")
                        .revision(Revision.NONE)
                        .also(404)
                        .called(form -> placed(form).words("id"))
                        .answers(
                                Restoring.ANSWER,
                                (it, call, ground) -> Restoring.restore(
                                        Sessions.stream(it.which().session(ground, call)), it.why(), call, ground)));
    }

    /** Says how a workspace is named on the command line. */
    static CommandForm placed(CommandForm form) {
        return form.folder("path", "hash").option("hash", "--workspace");
    }

    /** Begins the description of what changes a session and shows what it is then. */
    static <A> Operation<A, Ground> change(String name, String id, String route, Class<A> arguments) {
        return Operation.<A, Ground>writes(name, id, route, arguments)
                .inQuery("path")
                .also(504)
                .columns(SessionDisplay.columns());
    }

    private static Outcome list(Listed it, Call call, Ground ground) {
        SessionAnswers answers = SessionAnswers.of(ground);
        if (it.view().equals("full")) {
            return answers.all(answers.lookup().workspace(it.chosen().place(), call), call);
        }
        SessionFilter filter =
                it.chosen().filter(SessionFilter.Sort.of(it.sort()), it.order().equals("desc"), call, ground);
        return answers.queries().list(filter, call.origin(), call.cursor(), call.limit());
    }

    private static Outcome create(New it, Call call, Ground ground) {
        SessionAnswers answers = SessionAnswers.of(ground);
        SessionRecord record = SessionBody.beginning(it.session(), call.newId(), call.now());
        WorkspaceLookup lookup = answers.lookup().settled();
        String workspace = lookup.workspace(it.place(), call);
        lookup.opened(it.place(), workspace, call);
        Receipt receipt = call.submit(new Create(lookup.session(workspace, record.id()), record, Optional.empty()));
        // A key that was used before leads to the session of the first time.
        return answers.begun(SessionId.parse(StreamId.parse(receipt.stream()).key()), receipt, call);
    }

    private static Outcome update(Updated it, Call call, Ground ground) {
        SessionRecord record = SessionBody.session(it.session(), "");
        String id = it.which().id();
        if (!record.id().equals(id)) {
            throw Rejected.invalidAt("/id", "'%s' is another session: want %s", record.id(), id);
        }
        SessionAnswers answers = SessionAnswers.of(ground);
        SessionId session = it.which().session(ground, call);
        Receipt receipt = answers.update(session, record, SessionBody.revision(it.session()), it.merge(), call);
        return answers.changed(session, receipt, call);
    }

    private SessionOperations() {}
}
