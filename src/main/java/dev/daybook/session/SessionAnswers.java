package dev.daybook.session;

import dev.daybook.command.Receipt;
import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.journal.StreamId;
import dev.daybook.operation.Call;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Outcome;
import dev.daybook.rollout.StagedReads;
import dev.daybook.session.SessionCommand.Delete;
import dev.daybook.session.SessionCommand.Update;
import dev.daybook.slice.Ground;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Sessions as operations change and show them, by a door's own ways as by those of their tool: as the tool's file has
 * them, with their revision as an additional last member. Thread-safe.
 */
public final class SessionAnswers {

    /** About as much as a revision takes. */
    private static final int REVISION_BYTES = 24;

    private final Ground ground;
    private final SessionQueries queries;
    private final Sessions sessions;
    private final SessionService service;
    private final WorkspaceLookup lookup;
    private final String kind;
    private final SecondNames secondNames;

    private SessionAnswers(Ground ground) {
        this.ground = ground;
        this.queries = new SessionQueries(ground.reads(SessionOperations.READ_MODEL));
        this.sessions = new Sessions(ground.journal(), ground.codec(), ground.timelines());
        this.service = new SessionService(ground.commands(), sessions);
        this.lookup = new WorkspaceLookup(ground, queries, sessions);
        this.secondNames = new SecondNames(ground.journal(), ground.codec());
        this.kind = ground.rollouts().kindOf(SessionOperations.READ_MODEL);
    }

    /** Returns the one of an open data directory. */
    public static SessionAnswers of(Ground ground) {
        return ground.once(SessionAnswers.class, () -> new SessionAnswers(ground));
    }

    SessionQueries queries() {
        return queries;
    }

    public WorkspaceLookup lookup() {
        return lookup;
    }

    /**
     * Makes the session what {@code record} says; who has not seen it keeps the messages there are.
     *
     * @param told the revision that the record was sent back with, if it was
     */
    public Receipt update(SessionId session, SessionRecord record, Optional<Json> told, boolean merge, Call call) {
        return call.submit(
                new Update(session, record, true),
                told,
                submission -> service.update(
                        submission.expectedRevision().isPresent()
                                ? submission
                                : submission.with(new Update(session, record, false)),
                        merge));
    }

    /** Takes the session off the list, and those that it hid with it: they would come to light. */
    public Receipt delete(SessionId session, Optional<String> why, Call call) {
        List<Delete> hidden = lookup.others(session).stream()
                .map(sessionId -> new Delete(sessionId, why))
                .toList();
        return call.submit(
                new Delete(session, why), submission -> ground.commands().submit(submission.beside(hidden)));
    }

    /** Answers with the session after a command; what others did to it meanwhile is part of it. */
    public Outcome changed(SessionId session, Receipt receipt, Call call) {
        return new Outcome.Became(now(session, call), receipt, false, Optional.empty());
    }

    /** As {@link #changed}, of one that may have been begun by the command. */
    Outcome begun(SessionId session, Receipt receipt, Call call) {
        String place = Operation.path(
                SessionOperations.SESSION, part -> part.equals("id") ? session.id() : session.workspace());
        return new Outcome.Became(now(session, call), receipt, receipt.events() > 0, Optional.of(place));
    }

    /** Answers with the very text that was handed in, or with any other JSON. */
    public static Outcome changed(String json, Receipt receipt, Call call) {
        StreamId stream = StreamId.parse(receipt.stream());
        return new Outcome.Became(thing(stream, receipt.revision(), json, call), receipt, false, Optional.empty());
    }

    /** Answers with nothing but that it was done. */
    public static Outcome gone(Receipt receipt) {
        var nothing = new Outcome.Thing(StreamId.parse(receipt.stream()), receipt.revision(), "", _ -> Json.NULL);
        return new Outcome.Became(nothing, receipt, false, Optional.empty());
    }

    /** Returns the session as it is, whatever the read models show. */
    public Outcome.Thing now(SessionId session, Call call) {
        Sessions.AtRevision told = sessions.now(session);
        SessionRecord record = told.record().orElseThrow(() -> notFound(session.id()));
        return thing(Sessions.stream(session), told.revision(), SessionShape.RECORD.compact(record), call);
    }

    /** Returns the session that is meant, if no second name of its workspace ever had a say in that. */
    Optional<StreamId> alone(Place place, String id, Call call) {
        if (place.isByPath() && place.path().filter(text -> !text.isBlank()).isEmpty()) {
            return Optional.empty();
        }
        String key = place.isByPath()
                ? Workspaces.key(WorkspaceLookup.checked(place.path().orElseThrow()), call)
                : place.hash();
        return secondNames.had(key) ? Optional.empty() : Optional.of(Sessions.stream(new SessionId(key, id)));
    }

    /** Shows a session as its read model has it, or as the tool's file does if the read model fails. */
    Outcome show(Place place, String id, Excerpt excerpt, Call call) {
        if (ground.isPast()) {
            return posted(place, id, excerpt, call);
        }
        String spelled = place.spelled();
        return staged(ground.rollouts()
                .reads()
                .readJournal(
                        kind,
                        spelled,
                        () -> posted(place, id, excerpt, call),
                        root -> Outcome.shown(excerpt.of(inFile(root, spelled, id)))));
    }

    private Outcome posted(Place place, String id, Excerpt excerpt, Call call) {
        SessionView view = found(place, id, excerpt, call);
        String json = excerpt.isWhole() ? view.json() : Excerpt.counted(view.json(), view.messages());
        return thing(Sessions.stream(view.session()), view.revision(), json, call);
    }

    SessionView found(Place place, String id, Excerpt excerpt, Call call) {
        return queries.find(lookup.workspace(place, call), id, excerpt).orElseThrow(() -> notFound(id));
    }

    /** Shows a session from the side that the stage of its workspace wants, as it is at this moment. */
    public Outcome fromSide(SessionId session, Call call) {
        return staged(ground.rollouts()
                .reads()
                .read(
                        kind,
                        session.workspace(),
                        () -> now(session, call),
                        root -> Outcome.shown(inFile(root, session.workspace(), session.id()))));
    }

    private Json inFile(Path root, String workspace, String id) throws IOException {
        return ground.rollouts()
                .record(kind, root, workspace, id)
                .map(Json::new)
                .orElseThrow(() -> notFound(id));
    }

    /** Shows all sessions of a workspace from the side that its stage wants. */
    public Outcome allFromSide(String workspace, Supplier<Outcome> journal) {
        return staged(ground.rollouts()
                .reads()
                .read(
                        kind,
                        workspace,
                        journal,
                        root -> Outcome.shown(new Json(ground.rollouts().records(kind, root, workspace).stream()
                                .collect(Collectors.joining(",", "[", "]"))))));
    }

    private static Outcome staged(StagedReads.Answer<Outcome> read) {
        return read.header()
                .<Outcome>map(text -> new Outcome.From(text, read.value()))
                .orElse(read.value());
    }

    /** Shows all sessions of a workspace as their read model has them, each with its revision. */
    Outcome all(String workspace, Call call) {
        return all(workspace, call, OptionalLong.empty());
    }

    /** As {@link #all(String, Call)}, of a list that was asked for without a position: not before it is as new as may be. */
    public Outcome allFresh(String workspace, Duration within, Call call) {
        ground.posted(SessionOperations.READ_MODEL, ground.journal().head(), within);
        long position =
                ground.readModels().position(SessionOperations.READ_MODEL).value();
        return all(workspace, call, OptionalLong.of(position));
    }

    private Outcome all(String workspace, Call call, OptionalLong at) {
        List<WholeSession> whole = queries.whole(workspace);
        var list = new ByteArrayOutputStream(whole.stream()
                        .mapToInt(wholeSession -> wholeSession.json().length + REVISION_BYTES)
                        .sum()
                + 2);
        list.write('[');
        for (WholeSession it : whole) {
            if (list.size() > 1) {
                list.write(',');
            }
            list.write(it.json(), 0, it.json().length - 1);
            Json revision = call.revision(Sessions.stream(it.session()), it.revision());
            list.writeBytes(end(revision).getBytes(StandardCharsets.UTF_8));
        }
        list.write(']');
        return new Outcome.Shown(list.toByteArray(), at);
    }

    /** Returns why the files of a workspace must not be written any more, if so. */
    public Optional<String> retired(String workspace) {
        return ground.rollouts().files().retired(kind, workspace);
    }

    private static Outcome.Thing thing(StreamId stream, long revision, String json, Call call) {
        return new Outcome.Thing(
                stream,
                revision,
                "",
                shown -> new Json(json.substring(0, json.length() - 1) + end(call.revision(stream, shown))));
    }

    /** Returns the end of a session that tells its revision. */
    private static String end(Json revision) {
        return ",\"" + SessionBody.REVISION + "\":" + revision.text() + "}";
    }

    /** Refuses with the very text of the original. */
    public static Rejected notFound(String id) {
        return Rejected.notFound("Session %s not found", id);
    }
}
