package dev.daybook.http;

import dev.daybook.domain.Rejected;
import dev.daybook.journal.StreamId;
import dev.daybook.sbi.PlanCommand;
import dev.daybook.sbi.PlanEvent.Kind;
import dev.daybook.sbi.PlanQueries;
import dev.daybook.sbi.PlanView;
import java.time.Instant;
import java.util.Optional;

/** PBIs and EPICs. */
final class PlanRoutes {

    private static final String READ_MODEL = "sbi";

    private final PlanQueries queries;
    private final CommandRequests writing;
    private final Reading reading;

    PlanRoutes(PlanQueries queries, CommandRequests writing, Reading reading) {
        this.queries = queries;
        this.writing = writing;
        this.reading = reading;
    }

    /** A plan as a line of a list. */
    record Row(
            String id,
            String kind,
            String title,
            String status,
            Optional<String> originalStatus,
            Optional<Integer> points,
            int priority,
            Optional<String> parent,
            Instant createdAt,
            Instant updatedAt,
            boolean deleted,
            long revision,
            long position) {

        static Row of(PlanView it) {
            return new Row(
                    it.id(),
                    it.kind(),
                    it.title(),
                    it.status(),
                    it.originalStatus(),
                    it.points(),
                    it.priority(),
                    it.parent(),
                    it.createdAt(),
                    it.updatedAt(),
                    it.deleted(),
                    it.revision(),
                    it.position());
        }
    }

    void mount(Routes on) {
        on.get("/plans", this::list);
        on.post("/plans", this::register);
        on.get("/plans/{id}", this::show);
        on.patch("/plans/{id}", this::edit);
        on.delete("/plans/{id}", this::delete);
    }

    private Answer list(Request request) {
        return reading.page(
                request,
                READ_MODEL,
                (cursor, limit) -> queries.list(request.text("kind"), request.text("parent"), cursor, limit),
                Row::of);
    }

    private Answer register(Request request) {
        BodyFields body = request.body();
        var command = new PlanCommand.Register(
                body.text("id"),
                Kind.valueOf(body.text("kind")),
                body.text("title"),
                body.maybeText("body"),
                body.maybeNumber("points"),
                body.number("priority", 0),
                body.maybeText("parent"));
        return writing.created(
                "%s/plans/%s".formatted(Routes.API, Reading.encoded(command.key())),
                command.key(),
                writing.submit(request, command));
    }

    private Answer show(Request request) {
        long position = reading.upTo(request, READ_MODEL);
        String id = request.path("id");
        PlanView view = queries.find(id)
                .filter(plan -> !plan.deleted())
                .orElseThrow(() -> Rejected.notFound("there is no plan '%s'", id));
        return reading.conditional(request, new StreamId("plan", id), view.revision(), position, () -> view);
    }

    private Answer edit(Request request) {
        BodyFields body = request.body();
        return writing.carryOutConditionally(
                request,
                new PlanCommand.Edit(
                        request.path("id"),
                        body.maybeText("title"),
                        body.maybeText("body"),
                        body.maybeText("status"),
                        body.has("points") ? Optional.of(body.maybeNumber("points")) : Optional.empty(),
                        body.maybeNumber("priority"),
                        body.change("parent")));
    }

    private Answer delete(Request request) {
        return writing.carryOutConditionally(request, new PlanCommand.Delete(request.path("id"), request.text("why")));
    }
}
