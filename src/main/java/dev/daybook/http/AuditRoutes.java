package dev.daybook.http;

import dev.daybook.domain.Rejected;
import dev.daybook.http.Views.Audited;
import dev.daybook.http.Views.Changed;
import dev.daybook.http.Views.State;
import dev.daybook.operation.CommandForm.When;
import dev.daybook.query.AuditFilter;
import dev.daybook.query.AuditQueries;
import dev.daybook.query.AuditRow;
import dev.daybook.query.Change;
import dev.daybook.query.HistoryQueries;
import dev.daybook.query.Page;
import dev.daybook.query.Span;
import dev.daybook.query.StateView;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Who changed what, and what became of one thing. */
final class AuditRoutes {

    private static final String READ_MODEL = "audit";
    private static final List<String> COLUMNS = List.of(
            "position",
            "timestamp",
            "recordedAt",
            "entityType",
            "entityId",
            "revision",
            "action",
            "changed",
            "oldValue",
            "newValue",
            "actor",
            "session",
            "source",
            "correlation",
            "causation",
            "undone",
            "undoneBy");

    private final AuditQueries audit;
    private final HistoryQueries history;
    private final Reading reading;
    private final InstantSource clock;

    AuditRoutes(AuditQueries audit, HistoryQueries history, Reading reading, InstantSource clock) {
        this.audit = audit;
        this.history = history;
        this.reading = reading;
        this.clock = clock;
    }

    void mount(Routes on) {
        on.get("/audit", this::list);
        on.get("/audit.{format}", this::list);
        on.get("/history/{kind}/{id}", this::history);
    }

    private Answer list(Request request) {
        AuditFilter filter = filter(request);
        if (request.media().equals(Answer.JSON)) {
            return reading.page(request, READ_MODEL, (cursor, limit) -> audit.list(filter, cursor, limit), Audited::of);
        }
        long position = reading.upTo(request, READ_MODEL);
        Iterator<AuditRow> rows = PagedRows.iterate(
                request.cursor(), request.number("limit"), (cursor, limit) -> audit.list(filter, cursor, limit));
        return RowStream.answer(request.media(), COLUMNS, PagedRows.map(rows, Audited::of))
                .at(position);
    }

    private Span span(Request request, String since, String until) {
        Instant now = clock.instant();
        return new Span(
                TimeArguments.of(request, since, When.FROM, now), TimeArguments.of(request, until, When.UNTIL, now));
    }

    private AuditFilter filter(Request request) {
        return new AuditFilter(
                request.text("entity"),
                request.text("actor"),
                request.text("action"),
                request.text("source"),
                request.text("correlation"),
                span(request, "since", "until"),
                span(request, "recordedSince", "recordedUntil"),
                request.text("q"),
                request.flag("undone"),
                request.text("order").orElseThrow().equals("newest"));
    }

    private Answer history(Request request) {
        String kind = request.path("kind");
        String id = request.path("id");
        Optional<String> at = request.text("at");
        if (at.isPresent()) {
            long position = reading.upTo(request, READ_MODEL);
            StateView state = (isPosition(at.get())
                            ? history.stateAt(kind, id, Long.parseLong(at.get()))
                            : history.stateAt(
                                    kind,
                                    id,
                                    TimeArguments.of(request, "at", When.LAST, clock.instant())
                                            .orElseThrow()))
                    .orElseThrow(() -> Rejected.notFound("nothing had happened to %s/%s at %s", kind, id, at.get()));
            return Answer.json(State.of(state)).at(position);
        }
        Span recorded = span(request, "recordedSince", "recordedUntil");
        return reading.page(
                request, READ_MODEL, (cursor, limit) -> known(kind, id, recorded, cursor, limit), Changed::of);
    }

    private Page<Change> known(String kind, String id, Span recorded, Optional<String> cursor, int limit) {
        var page = history.changes(kind, id, recorded, cursor, limit);
        if (page.items().isEmpty() && cursor.isEmpty() && recorded.equals(Span.ALWAYS)) {
            throw Rejected.notFound("nothing ever happened to %s/%s", kind, id);
        }
        return page;
    }

    private static boolean isPosition(String at) {
        return at.chars().allMatch(Character::isDigit);
    }
}
