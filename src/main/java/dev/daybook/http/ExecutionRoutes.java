package dev.daybook.http;

import dev.daybook.command.Receipt;
import dev.daybook.domain.Event;
import dev.daybook.domain.Rejected;
import dev.daybook.sbi.Decision;
import dev.daybook.sbi.SbiCommand;
import dev.daybook.sbi.SbiEvent.ExecutionStarted;
import dev.daybook.sbi.SbiId;
import dev.daybook.sbi.SbiQueries;
import dev.daybook.sbi.Step;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What hangs on a task: its turns, notes and files. */
final class ExecutionRoutes {

    private static final String READ_MODEL = "sbi";

    private final SbiQueries queries;
    private final CommandRequests writing;
    private final Reading reading;
    private final InstantSource clock;
    private final int turnsMax;
    private final int attemptsMax;

    ExecutionRoutes(
            SbiQueries queries,
            CommandRequests writing,
            Reading reading,
            InstantSource clock,
            int turnsMax,
            int attemptsMax) {
        this.queries = queries;
        this.writing = writing;
        this.reading = reading;
        this.clock = clock;
        this.turnsMax = turnsMax;
        this.attemptsMax = attemptsMax;
    }

    void mount(Routes on) {
        on.get("/sbis/{id}/executions", this::list);
        on.post("/sbis/{id}/executions", this::start);
        on.get("/sbis/{id}/executions/{turn}", this::show);
        on.post("/sbis/{id}/executions/{turn}/finish", this::finish);
        on.get("/sbis/{id}/notes", this::notes);
        on.post("/sbis/{id}/notes", this::addNote);
        on.get("/sbis/{id}/attachments", this::attachments);
        on.post("/sbis/{id}/attachments", this::attach);
        on.get("/sbis/{id}/attachments/{name}", this::attachment);
    }

    private Answer list(Request request) {
        String sbi = known(request);
        return reading.page(request, READ_MODEL, (cursor, limit) -> queries.executions(sbi, cursor, limit));
    }

    private Answer start(Request request) {
        SbiId sbi = SbiRoutes.id(request);
        BodyFields body = request.body();
        Step step = Step.of(body.text("step")).orElseThrow();
        Receipt receipt = writing.submit(
                request,
                new SbiCommand.StartExecution(
                        sbi,
                        step,
                        body.maybeNumber("turn"),
                        body.number("turnsMax", turnsMax),
                        SbiRoutes.worker(request, clock.instant())));
        Map<String, Object> fields = new LinkedHashMap<>(CommandRequests.fields(sbi.value(), receipt));
        for (Event event : writing.events(receipt)) {
            if (event instanceof ExecutionStarted started) {
                fields.put("outcome", "started");
                fields.put("turn", started.turn());
                fields.put("step", started.step());
                fields.put("attempt", started.attempt());
                return writing.answer(201, receipt, fields)
                        .with("Location", SbiRoutes.location(sbi.value()) + "/executions/" + started.turn());
            }
        }
        fields.put("outcome", "terminated");
        return writing.answer(200, receipt, fields);
    }

    private Answer show(Request request) {
        String sbi = known(request);
        long position = reading.upTo(request, READ_MODEL);
        int turn = turn(request);
        return Answer.json(queries.execution(sbi, turn)
                        .orElseThrow(() -> Rejected.notFound("%s has no turn %d", sbi, turn)))
                .at(position);
    }

    private Answer finish(Request request) {
        BodyFields body = request.body();
        String word = body.text("decision");
        Decision decision = Decision.of(word)
                .orElseThrow(() -> Rejected.invalidAt(
                        "/decision", "'%s' is no decision: want PENDING, NEEDS_CHANGES, SUCCEEDED or FAILED", word));
        return writing.carryOut(
                request,
                new SbiCommand.FinishExecution(
                        SbiRoutes.id(request),
                        turn(request),
                        decision,
                        word.equals(decision.name()) ? Optional.empty() : Optional.of(word),
                        body.maybeText("content"),
                        body.texts("artifacts"),
                        body.number("attemptsMax", attemptsMax),
                        SbiRoutes.worker(request, clock.instant())));
    }

    private Answer notes(Request request) {
        String sbi = known(request);
        return reading.page(request, READ_MODEL, (cursor, limit) -> queries.notes(sbi, cursor, limit));
    }

    private Answer addNote(Request request) {
        BodyFields body = request.body();
        var command = new SbiCommand.AddNote(
                SbiRoutes.id(request), body.text("text"), body.maybeNumber("turn"), body.maybeText("author"));
        return writing.created(SbiRoutes.location(command.key()) + "/notes", command.key(), submit(request, command));
    }

    private Receipt submit(Request request, SbiCommand command) {
        return writing.submit(request, SbiRoutes.underLease(request, command, clock.instant()));
    }

    private Answer attachments(Request request) {
        String sbi = known(request);
        return reading.page(request, READ_MODEL, (cursor, limit) -> queries.attachments(sbi, cursor, limit));
    }

    private Answer attach(Request request) {
        BodyFields body = request.body();
        String name = body.text("name");
        var command = new SbiCommand.Attach(
                SbiRoutes.id(request), name, body.maybeText("encoding").orElse("utf-8"), body.text("content"));
        return writing.created(
                SbiRoutes.location(command.key()) + "/attachments/" + Reading.encoded(name),
                command.key(),
                submit(request, command));
    }

    private Answer attachment(Request request) {
        String sbi = known(request);
        long position = reading.upTo(request, READ_MODEL);
        String name = request.path("name");
        return Answer.json(queries.attachment(sbi, name)
                        .orElseThrow(() -> Rejected.notFound("%s has no file '%s'", sbi, name)))
                .at(position);
    }

    /** Returns the id of a task that is there: an empty list of an unknown one would be a lie. */
    private String known(Request request) {
        reading.upTo(request, READ_MODEL);
        String sbi = request.path("id");
        if (queries.find(sbi).isEmpty()) {
            throw Rejected.notFound("%s is not registered", sbi);
        }
        return sbi;
    }

    private static int turn(Request request) {
        return Integer.parseInt(request.path("turn"));
    }
}
