package dev.daybook.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.access.Refusals.Why;
import dev.daybook.command.Receipt;
import dev.daybook.command.Submission;
import dev.daybook.domain.Command;
import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.history.ThingProjects;
import dev.daybook.http.Problem.Flaw;
import dev.daybook.http.Problem.Kind;
import dev.daybook.journal.Position;
import dev.daybook.journal.Source.Project;
import dev.daybook.journal.StreamId;
import dev.daybook.operation.Asker;
import dev.daybook.operation.Call;
import dev.daybook.operation.Catalogue;
import dev.daybook.operation.Given;
import dev.daybook.operation.JsonPage;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operation.Place;
import dev.daybook.operation.Operation.Revision;
import dev.daybook.operation.Origin;
import dev.daybook.operation.Outcome;
import dev.daybook.operation.Progress;
import dev.daybook.operation.Role;
import dev.daybook.query.Page;
import dev.daybook.shape.Flaw.Code;
import dev.daybook.shape.Flawed;
import dev.daybook.slice.Ground;
import dev.daybook.upkeep.Jobs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** The operations of the catalogue as routes: requests become arguments, outcomes become answers. */
final class OperationRoutes {

    private static final String PROJECT = "project";

    private final Ground ground;
    private final ThingProjects projects;
    private final CommandRequests writing;
    private final Reading reading;
    private final Revisions revisions;
    private final Paths paths;
    private final LongAnswers slow;
    private final Duration heartbeat;
    private final CpuBoundWork heavy;
    private final Waits waits = new Waits();

    /** Says which paths of this machine a request may name. */
    @FunctionalInterface
    interface Paths {
        Path of(Request request, String pointer, String text, String what);

        /** Returns whether whoever sent a request may learn where the links in a path lead. */
        default boolean reaches(Request request, String path) {
            return true;
        }
    }

    /** @param heartbeat how often whoever watches hears that we are here */
    OperationRoutes(Ground ground, Metrics metrics, Paths paths, CpuBoundWork heavy, Duration heartbeat) {
        this.slow = new LongAnswers(ground.service(Jobs.class));
        this.heavy = heavy;
        this.paths = paths;
        this.heartbeat = heartbeat;
        this.ground = ground;
        this.projects = ThingProjects.of(ground);
        this.reading = new Reading(ground.readModels(), ground.journal());
        this.revisions = new Revisions(ground.journal(), ground.timelines());
        this.writing = new CommandRequests(ground.commands(), revisions, ground.clock(), metrics);
    }

    Revisions revisions() {
        return revisions;
    }

    CommandRequests writing() {
        return writing;
    }

    void mount(Catalogue<Ground> catalogue, Routes on) {
        on.whenStopping(waits::end);
        // Before all others: /sbis/ready.csv is no task of that id.
        catalogue
                .all()
                .filter(operation -> !operation.pathOfFormats().isEmpty())
                .forEach(operation -> on.on(
                        operation.method() + " " + operation.pathOfFormats(),
                        RouteForm.of(operation, true),
                        request -> answer(operation, request)));
        catalogue
                .all()
                .forEach(operation -> on.on(
                        operation.method() + " " + operation.path(),
                        RouteForm.of(operation, false),
                        request -> answer(operation, request)));
    }

    private <A> Answer answer(Operation<A, Ground> operation, Request request) {
        if (!operation.isProtocol()) {
            return carriedOut(operation, request);
        }
        try {
            return carriedOut(operation, request);
        } catch (RuntimeException refusal) {
            Problem problem = ProblemAnswers.of(refusal, request.instance());
            return ProblemAnswers.answer(problem, request.instance(), Optional.of(problem.detail()));
        }
    }

    private <A> Answer carriedOut(Operation<A, Ground> operation, Request request) {
        A given = given(operation, request);
        long position = operation.readModel().isEmpty() ? -1 : reading.upTo(request, operation.readModel());
        if (position >= 0
                && operation.projects().isPresent()
                && request.text(PROJECT).isPresent()) {
            reading.upTo(request, Origin.READ_MODEL);
        }
        try {
            var call = new HttpCall(operation, request, position);
            Answer answer = RowStream.isRows(request.media())
                    ? rows(operation, given, request, position)
                    : answer(operation, request, position, outcome(operation, given, call));
            call.said.forEach(answer::with);
            return position < 0 ? answer : answer.at(position);
        } catch (Flawed e) {
            throw operation.isProtocol() ? e : problem(operation, e).thrown();
        } catch (Rejected e) {
            if (operation.isProtocol() || e.pointer().isEmpty()) {
                throw e;
            }
            Problem problem = ProblemAnswers.of(e, request.instance());
            throw problem.withFlaws(List.of(located(operation, e.pointer().get(), problem.detail())))
                    .thrown();
        }
    }

    /** All items of a list, as they are read: all of them unless a limit is given. */
    private <A> Answer rows(Operation<A, Ground> operation, A given, Request request, long position) {
        boolean paged = operation.isPaged();
        Optional<String> start = paged ? request.cursor() : Optional.empty();
        OptionalLong most = paged ? request.number("limit") : OptionalLong.empty();
        boolean lines = request.media().equals(RowStream.NDJSON);
        var rows = new PagedRows(start, most, lines, (cursor, limit) -> {
            HttpCall call = new HttpCall(operation, request, position).of(Origin.ANY, cursor, limit);
            return switch (outcome(operation, given, call)) {
                case Outcome.Listing page -> page;
                case Outcome.Going going when going.now().get() instanceof Outcome.Listing page -> page;
                case Outcome.Shown shown
                when shown.view() instanceof Map<?, ?> whole && whole.get("items") instanceof List<?> items ->
                    new Page<>(items, Optional.empty());
                default -> notRows(request);
            };
        });
        return RowStream.answer(request.media(), operation.csv(), rows);
    }

    /** Carries it out; of a list whose items are of projects are told which, and only those of the one that is meant. */
    private <A> Outcome outcome(Operation<A, Ground> operation, A given, HttpCall call) {
        Optional<Set<Project>> meant =
                operation.projects().flatMap(_ -> call.request.text(PROJECT)).map(projects::meant);
        Origin origin = meant.map(projects::origin).orElse(Origin.ANY);
        HttpCall asked = call.of(origin, call.cursor(), call.limit());
        Outcome outcome = operation.carryOut(given, asked, ground);
        if (operation.projects().isEmpty() || (meant.isEmpty() && !projects.areSeveral())) {
            return outcome;
        }
        var items = new ArrayList<ObjectNode>();
        while (outcome instanceof Outcome.Listing page) { // a list that cannot ask for those alone tells others, too
            page.items()
                    .forEach(item -> ofProject(operation.projects().orElseThrow(), item, meant)
                            .ifPresent(items::add));
            if (items.size() >= call.limit() || page.next().isEmpty()) {
                return new Page<>(items, page.next());
            }
            outcome = operation.carryOut(given, call.of(origin, page.next(), call.limit() - items.size()), ground);
        }
        return outcome;
    }

    private Optional<ObjectNode> ofProject(
            Function<JsonNode, String> thing, Object item, Optional<Set<Project>> meant) {
        var tree = (ObjectNode) JsonOutput.tree(item);
        Optional<Project> project =
                Optional.of(thing.apply(tree)).filter(text -> !text.isEmpty()).flatMap(projects::of);
        project.ifPresent(oneProject -> tree.put(PROJECT, projects.name(oneProject)));
        return Optional.of(tree)
                .filter(_ ->
                        meant.isEmpty() || project.filter(meant.get()::contains).isPresent());
    }

    private static Outcome.Listing notRows(Request request) {
        throw Problem.thrown(
                Kind.NOT_ACCEPTABLE,
                "what was asked for is no list that %s can hold: want %s",
                request.media(),
                Answer.JSON);
    }

    static <A> A given(Operation<A, ?> operation, Request request) {
        byte[] body = new byte[request.raw().remaining()];
        request.raw().duplicate().get(body);
        if (operation.hasBody()) {
            checkMedia(request.header("Content-Type"));
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

    private static void checkMedia(Optional<String> contentType) {
        String media = contentType.orElse("nothing").split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (!media.equals(Answer.JSON) && !media.endsWith("+json")) {
            throw Problem.thrown(Kind.UNSUPPORTED_MEDIA_TYPE, "Content-Type is '%s': want %s", media, Answer.JSON);
        }
    }

    private static Problem problem(Operation<?, ?> operation, Flawed flawed) {
        List<Flaw> flaws = new ArrayList<>();
        List<Kind> kinds = new ArrayList<>();
        for (dev.daybook.shape.Flaw it : flawed.flaws()) {
            flaws.add(
                    it.code() == Code.UNKNOWN_FIELD && operation.hasBody()
                            ? new Flaw("body", it.pointer(), it.detail())
                            : located(operation, it.pointer(), it.detail()));
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
        return Problem.of(kind, flaws);
    }

    /** Returns a mistake with where in a request it was made, under the name that its value has there. */
    private static Flaw located(Operation<?, ?> operation, String pointer, String detail) {
        String name = pointer.isEmpty() ? "" : pointer.substring(1).split("/", 2)[0];
        boolean known = operation.arguments().described().stream()
                .anyMatch(argument -> argument.name().equals(name));
        Place place = known ? operation.place(name) : operation.hasBody() ? Place.BODY : Place.QUERY;
        return new Flaw(
                place.name().toLowerCase(Locale.ROOT),
                place == Place.HEADER ? "/" + operation.header(name) : pointer,
                detail);
    }

    /** Returns what is answered of an outcome, without what stands in headers. */
    Object view(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Shown it -> it.view();
            case Outcome.Thing it -> it.view().apply(revisions.shown(it.stream(), it.seen()));
            case Outcome.Listing it -> listing(it);
            case Outcome.Done it -> done(it);
            case Outcome.Became it -> it.thing().view().apply(it.thing().seen());
            case Outcome.From it -> view(it.what());
            case Outcome.Begun it -> it.view();
            case Outcome.Going it -> view(it.now().get());
            case Outcome.Work it -> it.result().apply(Progress.UNHEARD);
            case Outcome.Nothing _ -> Map.of();
        };
    }

    private static Map<String, Object> listing(Outcome.Listing it) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("items", it.asJson().<Object>map(JsonPage::list).orElseGet(it::items));
        it.next().ifPresent(next -> body.put("next", next));
        return body;
    }

    private static Map<String, Object> done(Outcome.Done it) {
        Map<String, Object> fields = CommandRequests.fields(it.id(), it.receipt());
        fields.putAll(it.more());
        return fields;
    }

    private Answer answer(Operation<?, ?> operation, Request request, long position, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Shown it -> {
                Answer answer = it.view() instanceof byte[] json
                        ? Answer.bytes(200, Answer.JSON, json)
                        : Answer.json(it.view());
                it.at().ifPresent(answer::at);
                yield answer;
            }
            case Outcome.Thing it -> thing(request, position, it);
            case Outcome.Listing it -> Reading.linked(request, it.next(), Answer.json(listing(it)));
            case Outcome.Done it -> written(it);
            case Outcome.Became it -> became(it);
            case Outcome.Begun it ->
                Answer.json(operation.status(), it.view()).with("Location", Routes.API + it.place());
            case Outcome.Going it ->
                request.media().equals(ServerSentEvents.MEDIA)
                        ? ServerSentEvents.watched(it.source(), heartbeat)
                        : answer(operation, request, position, waits.until(it, request.patience()));
            case Outcome.Work it -> slow.answer(request, operation.role(), it);
            case Outcome.From it ->
                answer(operation, request, position, it.what()).with("Daybook-Read-From", it.side());
            case Outcome.Nothing _ -> Answer.empty(204);
        };
    }

    private Answer thing(Request request, long position, Outcome.Thing it) {
        long revision = revisions.shown(it.stream(), it.seen());
        Position reflected = reflected(position);
        String tag = revisions.tag(it.stream(), revision, reflected);
        String whole = it.variant().isEmpty() ? tag : Revisions.variant(tag, it.variant());
        return Reading.conditional(
                request, whole, reflected.value(), () -> it.view().apply(revision));
    }

    private Position reflected(long position) {
        return position < 0 ? ground.journal().head() : new Position(position);
    }

    private Answer became(Outcome.Became it) {
        Outcome.Thing thing = it.thing();
        Answer answer = Answer.json(it.isNew() ? 201 : 200, thing.view().apply(thing.seen()));
        writing.stamped(answer, it.receipt()).with("ETag", revisions.tag(thing.stream(), thing.seen(), reflected(-1)));
        it.place().ifPresent(place -> answer.with("Location", Routes.API + place));
        return answer;
    }

    private Answer written(Outcome.Done it) {
        Answer answer = writing.answer(it.isNew() ? 201 : 200, it.receipt(), done(it));
        it.place().ifPresent(place -> answer.with("Location", Routes.API + place));
        return answer;
    }

    /** What of a list is asked for. */
    private record Span(Origin origin, Optional<String> cursor, int limit) {

        static Span of(Operation<?, ?> operation, Request request) {
            return operation.isPaged()
                    ? new Span(
                            Origin.ANY,
                            request.cursor(),
                            Math.toIntExact(request.number("limit").orElse(Page.LIMIT_DEFAULT)))
                    : new Span(Origin.ANY, Optional.empty(), 0);
        }
    }

    /** A request as a call. */
    private final class HttpCall implements Call {

        private final Operation<?, ?> operation;
        private final Request request;

        private final long position;
        private final Map<String, String> said;

        private final Span span;

        HttpCall(Operation<?, ?> operation, Request request, long position) {
            this(operation, request, position, new LinkedHashMap<>(), Span.of(operation, request));
        }

        private HttpCall(
                Operation<?, ?> operation, Request request, long position, Map<String, String> said, Span span) {
            this.operation = operation;
            this.request = request;
            this.position = position;
            this.said = said;
            this.span = span;
        }

        /** Returns this call for a part of the list. */
        HttpCall of(Origin which, Optional<String> from, int most) {
            return new HttpCall(operation, request, position, said, new Span(which, from, most));
        }

        @Override
        public void says(String header, String value) {
            said.put(header, value);
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
        public Asker asker() {
            return request.caller().asker();
        }

        @Override
        public RuntimeException forbidden(String reason) {
            return Problem.refusal(Why.WEAK, Kind.FORBIDDEN, "%s", reason);
        }

        @Override
        public Optional<String> namedActor() {
            return request.header(CommandRequests.ACTOR_HEADER).isPresent()
                            || !request.caller().mayAct()
                    ? Optional.of(actor())
                    : Optional.empty();
        }

        @Override
        public String source() {
            return CommandRequests.source(request);
        }

        @Override
        public Path path(String argument, String text, String what) {
            return paths.of(request, "/" + argument, text, what);
        }

        @Override
        public boolean mayLookAt(String path) {
            return paths.reaches(request, path);
        }

        @Override
        public void wants(Role atLeast, String to) {
            Role role = request.caller().role();
            if (!role.covers(atLeast)) {
                throw Problem.refusal(
                        Why.WEAK,
                        Kind.FORBIDDEN,
                        "the token '%s' may %s, and to %s wants one that may %s: leave %s out to look",
                        request.caller().name(),
                        role.text(),
                        to,
                        atLeast.text(),
                        to);
            }
        }

        @Override
        public <T> T busily(String name, Supplier<T> work) {
            return heavy.work(name, work);
        }

        @Override
        public Object told(RuntimeException failure) {
            return LongAnswers.told(failure, request.instance());
        }

        @Override
        public long position() {
            return reflected(position).value();
        }

        @Override
        public Origin origin() {
            return span.origin();
        }

        @Override
        public Optional<String> cursor() {
            return span.cursor();
        }

        @Override
        public int limit() {
            return span.limit();
        }

        @Override
        public <C extends Command> Submission<C> submission(C command) {
            return submission(command, Optional.empty());
        }

        private <C extends Command> Submission<C> submission(C command, Optional<Json> told) {
            var stream = CommandRequests.stream(command);
            boolean named = request.header("If-Match").isPresent();
            OptionalLong seen = switch (operation.revision()) {
                case NONE -> OptionalLong.empty();
                case OPTIONAL, REQUIRED ->
                    !named && told.isPresent()
                            ? revisions.told(told.get(), stream)
                            : operation.revision() == Revision.REQUIRED
                                    ? revisions.required(request, stream)
                                    : revisions.expected(request, stream);
            };
            return writing.submission(request, command, seen);
        }

        @Override
        public <C extends Command> Receipt submit(
                C command, Optional<Json> told, Function<Submission<C>, Receipt> how) {
            return writing.submit(submission(command, told), how);
        }

        @Override
        public Receipt submit(Command command) {
            return writing.submit(submission(command));
        }

        @Override
        public Receipt submitBeside(Command command) {
            return writing.submit(
                    writing.submission(request, command, OptionalLong.empty()).unkeyed());
        }

        @Override
        public Json revision(StreamId stream, long revision) {
            return revisions.body(stream, revision, reflected(position));
        }
    }
}
