package dev.daybook.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Rejected;
import dev.daybook.history.ThingProjects;
import dev.daybook.http.Problem.Kind;
import dev.daybook.journal.Position;
import dev.daybook.journal.Source.Project;
import dev.daybook.masking.MaskMark;
import dev.daybook.masking.Masking;
import dev.daybook.operation.Catalogue;
import dev.daybook.operation.JsonPage;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Origin;
import dev.daybook.operation.Outcome;
import dev.daybook.operation.Progress;
import dev.daybook.operation.Role;
import dev.daybook.projection.AsOf;
import dev.daybook.query.Page;
import dev.daybook.rollout.StagedReads;
import dev.daybook.secret.Masks;
import dev.daybook.secret.SecretCommand;
import dev.daybook.shape.Flawed;
import dev.daybook.slice.Ground;
import dev.daybook.upkeep.Jobs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** The operations of the catalogue as routes: requests become arguments, outcomes become answers. */
final class OperationRoutes {

    private static final String READ_FROM = "Daybook-Read-From";

    /** Rows have no place for what is told beside them. */
    private static final String BESIDE = "Daybook-Beside";

    private static final String PROJECT = "project";

    private final HttpCall.Doing doing;
    private final Ground ground;
    private final ThingProjects projects;
    private final CommandRequests writing;
    private final Reading reading;
    private final Revisions revisions;
    private final LongAnswers slow;
    private final Duration heartbeat;
    private final PastAnswers past;
    private final Masking masking;
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
        this.heartbeat = heartbeat;
        this.ground = ground;
        this.masking = Masks.of(ground);
        this.past = new PastAnswers(ground);
        this.projects = ThingProjects.of(ground);
        this.reading = new Reading(ground.readModels(), ground.journal());
        this.revisions = new Revisions(ground.journal(), ground.timelines());
        this.writing = new CommandRequests(ground.commands(), revisions, ground.clock(), metrics);
        this.doing = new HttpCall.Doing(ground, writing, revisions, paths, heavy);
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
                .forEach(operation -> on.on(operation, true, request -> answer(operation, request)));
        catalogue.all().forEach(operation -> on.on(operation, false, request -> answer(operation, request)));
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
        if (operation.isMasked() && operation.isRecorded()) {
            refuseMarks(operation, request);
        }
        A given = OperationInput.given(operation, request);
        long position = operation.readModel().isEmpty()
                ? -1
                : reading.upTo(request, operation.readModel(), operation.isEvenUnposted());
        if (position >= 0
                && operation.projects().isPresent()
                && request.text(PROJECT).isPresent()) {
            reading.upTo(request, Origin.READ_MODEL, false);
        }
        try {
            var call = new HttpCall(doing, operation, request, position);
            Optional<AsOf> asOf = past.asked(operation, request);
            Optional<Outcome.Work> building = asOf.flatMap(then -> past.building(operation, given, call, then));
            if (building.isPresent()) {
                Answer built = slow.answer(request, operation.role(), building.get());
                if (built.status() == 202) {
                    return built;
                }
            }
            UnaryOperator<byte[]> mask = mask(operation, request, call);
            Answer answer = RowStream.isRows(request.media())
                    ? rows(operation, given, request, position, mask)
                    : answer(operation, request, position, outcome(operation, given, call), mask);
            call.said().forEach(answer::with);
            if (position < 0) {
                return answer;
            }
            if (asOf.isEmpty() && !answer.headers().containsKey(READ_FROM)) {
                ground.rollouts()
                        .lacking(() -> operation.readModel().equals(Operation.JOURNAL)
                                ? _ -> true
                                : ground.readModels().posting(operation.readModel()))
                        .ifPresent(why -> answer.with(READ_FROM, StagedReads.Answer.journal(why)));
            }
            return answer.at(position);
        } catch (Flawed e) {
            throw operation.isProtocol()
                    ? e
                    : OperationInput.problem(operation, e).thrown();
        } catch (Rejected e) {
            if (operation.isProtocol() || e.pointer().isEmpty()) {
                throw e;
            }
            throw OperationInput.problem(
                            operation,
                            ProblemAnswers.of(e, request.instance()),
                            e.pointer().get())
                    .thrown();
        }
    }

    /** What was shown masked must not be written back so: the secret would be lost, and nobody would know. */
    private static void refuseMarks(Operation<?, ?> operation, Request request) {
        byte[] body = new byte[request.raw().remaining()];
        request.raw().duplicate().get(body);
        MaskMark.pointerIn(body).ifPresent(pointer -> {
            throw Problem.of(Kind.MASKED, List.of(OperationInput.located(operation, pointer, MaskMark.REFUSAL)))
                    .thrown();
        });
    }

    /** Returns what becomes of JSON before anybody sees it. That somebody sees all of it is written down first. */
    private UnaryOperator<byte[]> mask(Operation<?, ?> operation, Request request, HttpCall call) {
        if (isRevealed(operation, request)) {
            call.wants(Role.ADMIN, "reveal secrets");
            var reveal = new SecretCommand.Reveal(operation.id(), request.uri().split("\\?", 2)[0]);
            writing.submit(
                    writing.submission(request, reveal, OptionalLong.empty()).unkeyed());
            return UnaryOperator.identity();
        }
        return operation.isMasked() ? masking::json : UnaryOperator.identity();
    }

    private static boolean isRevealed(Operation<?, ?> operation, Request request) {
        return operation.mayReveal() && request.flag(Operation.REVEAL);
    }

    /** All items of a list, as they are read: all of them unless a limit is given. */
    private <A> Answer rows(
            Operation<A, Ground> operation, A given, Request request, long position, UnaryOperator<byte[]> mask) {
        boolean paged = operation.isPaged();
        Optional<String> start = paged ? request.cursor() : Optional.empty();
        OptionalLong most = paged ? request.number("limit") : OptionalLong.empty();
        boolean lines = request.media().equals(RowStream.NDJSON);
        var rows = new PagedRows(start, most, lines, (cursor, limit) -> {
            HttpCall call = new HttpCall(doing, operation, request, position).of(Origin.ANY, cursor, limit);
            return switch (done(outcome(operation, given, call))) {
                case Outcome.Listing page -> page;
                case Outcome.Going going when going.now().get() instanceof Outcome.Listing page -> page;
                case Outcome.Shown shown
                when shown.view() instanceof Outcome.WithItems some ->
                    new Outcome.Besides(
                            new Page<>(some.items(), Optional.empty()),
                            ((ObjectNode) JsonOutput.tree(some)).without("items"));
                case Outcome.Shown shown
                when shown.view() instanceof Map<?, ?> whole && whole.get("items") instanceof List<?> items ->
                    new Page<>(items, Optional.empty());
                default -> notRows(request);
            };
        });
        Answer answer = RowStream.answer(request.media(), operation.csv(), rows, mask);
        return rows.beside()
                .map(beside -> JsonOutput.ascii(JsonOutput.masked(beside, mask)))
                .map(json -> answer.with(BESIDE, json))
                .orElse(answer);
    }

    /** Carries it out; of a list whose items are of projects are told which, and only those of the one that is meant. */
    private <A> Outcome outcome(Operation<A, Ground> operation, A given, HttpCall call) {
        Optional<Set<Project>> meant =
                operation.projects().flatMap(_ -> call.request().text(PROJECT)).map(projects::meant);
        Origin origin = meant.map(projects::origin).orElse(Origin.ANY);
        HttpCall asked = call.of(origin, call.cursor(), call.limit());
        Outcome outcome = carriedOut(operation, given, asked);
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
            outcome = carriedOut(operation, given, call.of(origin, page.next(), call.limit() - items.size()));
        }
        return outcome;
    }

    private <A> Outcome carriedOut(Operation<A, Ground> operation, A given, HttpCall call) {
        return past.asked(operation, call.request())
                .map(asOf -> past.outcome(operation, given, call, asOf))
                .orElseGet(() -> operation.carryOut(given, call, ground));
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

    /** Rows are sent as they come: what takes long is waited for. */
    private static Outcome done(Outcome outcome) {
        return outcome instanceof Outcome.Work work
                ? Outcome.shown(work.result().apply(Progress.UNHEARD))
                : outcome;
    }

    private static Outcome.Listing notRows(Request request) {
        throw Problem.thrown(
                Kind.NOT_ACCEPTABLE,
                "what was asked for is no list that %s can hold: want %s",
                request.media(),
                Answer.JSON);
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
        it.beside()
                .ifPresent(record -> JsonOutput.tree(record)
                        .properties()
                        .forEach(member -> body.put(member.getKey(), member.getValue())));
        return body;
    }

    private static Map<String, Object> done(Outcome.Done it) {
        Map<String, Object> fields = CommandRequests.fields(it.id(), it.receipt());
        fields.putAll(it.more());
        return fields;
    }

    private Answer answer(
            Operation<?, ?> operation, Request request, long position, Outcome outcome, UnaryOperator<byte[]> mask) {
        if (outcome instanceof Outcome.Going going && request.media().equals(ServerSentEvents.MEDIA)) {
            return ServerSentEvents.watched(going.source(), heartbeat, mask);
        }
        Answer answer = answer(operation, request, position, outcome);
        return answer.of(mask.apply(answer.bytes()));
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
            case Outcome.Thing it -> thing(request, position, it, isRevealed(operation, request));
            case Outcome.Listing it -> Reading.linked(request, it.next(), Answer.json(listing(it)));
            case Outcome.Done it -> written(it);
            case Outcome.Became it -> became(it);
            case Outcome.Begun it ->
                Answer.json(operation.status(), it.view()).with("Location", Routes.API + it.place());
            case Outcome.Going it ->
                answer(operation, request, position, waits.until(it, request.patience(), request.waits()));
            case Outcome.Work it -> slow.answer(request, operation.role(), it);
            case Outcome.From it ->
                answer(operation, request, position, it.what()).with(READ_FROM, it.side());
            case Outcome.Nothing _ -> Answer.empty(204);
        };
    }

    private Answer thing(Request request, long position, Outcome.Thing it, boolean revealed) {
        long revision = revisions.shown(it.stream(), it.seen());
        Position reflected = doing.reflected(position);
        String tag = revisions.tag(it.stream(), revision, reflected);
        String variant = revealed ? it.variant() + Operation.REVEAL : it.variant();
        String whole = variant.isEmpty() ? tag : Revisions.variant(tag, variant);
        return Reading.conditional(
                request, whole, reflected.value(), () -> it.view().apply(revision));
    }

    private Answer became(Outcome.Became it) {
        Outcome.Thing thing = it.thing();
        Answer answer = Answer.json(it.isNew() ? 201 : 200, thing.view().apply(thing.seen()));
        writing.stamped(answer, it.receipt())
                .with("ETag", revisions.tag(thing.stream(), thing.seen(), doing.reflected(-1)));
        it.place().ifPresent(place -> answer.with("Location", Routes.API + place));
        return answer;
    }

    private Answer written(Outcome.Done it) {
        Answer answer = writing.answer(it.isNew() ? 201 : 200, it.receipt(), done(it));
        it.place().ifPresent(place -> answer.with("Location", Routes.API + place));
        return answer;
    }
}
