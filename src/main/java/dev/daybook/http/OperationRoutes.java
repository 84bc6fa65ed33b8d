package dev.daybook.http;

import dev.daybook.command.Receipt;
import dev.daybook.command.Submission;
import dev.daybook.domain.Command;
import dev.daybook.http.Problem.Flaw;
import dev.daybook.http.Problem.Kind;
import dev.daybook.journal.Position;
import dev.daybook.operation.Call;
import dev.daybook.operation.Catalogue;
import dev.daybook.operation.Given;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operation.Place;
import dev.daybook.operation.Outcome;
import dev.daybook.query.Page;
import dev.daybook.shape.Flaw.Code;
import dev.daybook.shape.Flawed;
import dev.daybook.slice.Ground;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** The operations of the catalogue as routes: requests become arguments, outcomes become answers. */
final class OperationRoutes {

    private final Ground ground;
    private final CommandRequests writing;
    private final Reading reading;
    private final Revisions revisions;

    OperationRoutes(Ground ground, CommandRequests writing, Reading reading, Revisions revisions) {
        this.ground = ground;
        this.writing = writing;
        this.reading = reading;
        this.revisions = revisions;
    }

    void mount(Catalogue<Ground> catalogue, Routes on) {
        catalogue.all().forEach(it -> on.described(it, request -> answer(it, request)));
    }

    private <A> Answer answer(Operation<A, Ground> operation, Request request) {
        A given = given(operation, request);
        long position = operation.readModel().isEmpty() ? -1 : reading.upTo(request, operation.readModel());
        Answer answer = answer(request, position, operation.carryOut(given, new HttpCall(operation, request), ground));
        return position < 0 ? answer : answer.at(position);
    }

    private static <A> A given(Operation<A, Ground> operation, Request request) {
        byte[] body = new byte[request.raw().remaining()];
        request.raw().duplicate().get(body);
        if (operation.hasBody()) {
            BodySchema.checkMedia(request.header("Content-Type"));
            if (body.length == 0) {
                throw Problem.thrown(Kind.INVALID_REQUEST, "the body is empty: want JSON");
            }
        }
        Given.Texts texts = (place, name) -> switch (place) {
            case PATH -> List.of(request.path(name));
            case HEADER -> request.headers().getAll(name);
            default -> request.query().getAll(name);
        };
        if (operation.method().equals("PATCH")
                && new String(body, StandardCharsets.UTF_8).strip().matches("\\{\\s*}")) {
            throw Problem.thrown(Kind.INVALID_REQUEST, "the body changes nothing: want at least one field");
        }
        try {
            return operation.read(new Given(texts, operation.hasBody() ? body : new byte[0]));
        } catch (Flawed e) {
            throw problem(operation, e).thrown();
        }
    }

    private static Problem problem(Operation<?, ?> operation, Flawed flawed) {
        List<Flaw> flaws = new ArrayList<>();
        List<Kind> kinds = new ArrayList<>();
        for (dev.daybook.shape.Flaw it : flawed.flaws()) {
            String name =
                    it.pointer().isEmpty() ? "" : it.pointer().substring(1).split("/", 2)[0];
            boolean elsewhere = it.code() != Code.UNKNOWN_FIELD && operation.place(name) != Place.BODY;
            flaws.add(new Flaw(
                    elsewhere && !name.isEmpty()
                            ? operation.place(name).name().toLowerCase(java.util.Locale.ROOT)
                            : "body",
                    it.pointer(),
                    it.detail()));
            kinds.add(
                    switch (it.code()) {
                        case UNKNOWN_FIELD -> Kind.UNKNOWN_FIELD;
                        case WRONG_TYPE -> Kind.WRONG_TYPE;
                        case OVER_LIMIT -> Kind.OVER_LIMIT;
                        default -> Kind.INVALID_REQUEST;
                    });
        }
        Kind kind = List.of(Kind.UNKNOWN_FIELD, Kind.WRONG_TYPE, Kind.OVER_LIMIT).stream()
                .filter(kinds::contains)
                .findFirst()
                .orElse(Kind.INVALID_REQUEST);
        return Problem.of(kind, ContractOperation.sentence(flaws), flaws);
    }

    /** Returns what is answered of an outcome, without what stands in headers. */
    Object view(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Shown it -> it.view();
            case Outcome.Thing it -> it.view().apply(revisions.shown(it.stream(), it.seen()));
            case Outcome.Listing it -> listing(it);
            case Outcome.Done it -> done(it);
            case Outcome.Nothing _ -> Map.of();
        };
    }

    private static Map<String, Object> listing(Outcome.Listing it) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("items", it.items());
        it.next().ifPresent(next -> body.put("next", next));
        return body;
    }

    private static Map<String, Object> done(Outcome.Done it) {
        Map<String, Object> fields = CommandRequests.fields(it.id(), it.receipt());
        fields.putAll(it.more());
        return fields;
    }

    private Answer answer(Request request, long position, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Shown it -> Answer.json(it.view());
            case Outcome.Thing it -> thing(request, position, it);
            case Outcome.Listing it -> Reading.linked(request, it.next(), Answer.json(listing(it)));
            case Outcome.Done it -> written(it);
            case Outcome.Nothing _ -> Answer.empty(204);
        };
    }

    private Answer thing(Request request, long position, Outcome.Thing it) {
        long revision = revisions.shown(it.stream(), it.seen());
        String tag = revisions.tag(it.stream(), revision, new Position(position));
        String whole = it.variant().isEmpty() ? tag : Revisions.variant(tag, it.variant());
        return Reading.conditional(request, whole, position, () -> it.view().apply(revision));
    }

    private Answer written(Outcome.Done it) {
        Answer answer = writing.answer(it.isNew() ? 201 : 200, it.receipt(), done(it));
        it.place().ifPresent(place -> answer.with("Location", Routes.API + place));
        return answer;
    }

    /** A request as a call. */
    private final class HttpCall implements Call {

        private final Operation<?, ?> operation;
        private final Request request;

        HttpCall(Operation<?, ?> operation, Request request) {
            this.operation = operation;
            this.request = request;
        }

        @Override
        public Instant now() {
            return ground.clock().instant();
        }

        @Override
        public String actor() {
            return CommandRequests.actor(request);
        }

        @Override
        public Optional<String> namedActor() {
            return request.header(CommandRequests.ACTOR_HEADER).isPresent()
                            || !request.caller().mayAct()
                    ? Optional.of(actor())
                    : Optional.empty();
        }

        @Override
        public Optional<String> cursor() {
            return request.cursor();
        }

        @Override
        public int limit() {
            return request.number("limit").isPresent() ? request.limit() : Page.LIMIT_DEFAULT;
        }

        @Override
        public <C extends Command> Submission<C> submission(C command) {
            var stream = CommandRequests.stream(command);
            OptionalLong seen = switch (operation.revision()) {
                case NONE -> OptionalLong.empty();
                case OPTIONAL -> revisions.expected(request, stream);
                case REQUIRED -> revisions.required(request, stream);
            };
            return writing.submission(request, command, seen);
        }

        @Override
        public <C extends Command> Receipt submit(C command, Function<Submission<C>, Receipt> how) {
            return writing.submit(submission(command), how);
        }

        @Override
        public Receipt submit(Command command) {
            return writing.submit(submission(command));
        }
    }
}
