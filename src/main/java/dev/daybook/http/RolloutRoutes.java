package dev.daybook.http;

import dev.daybook.access.Refusals.Why;
import dev.daybook.domain.Rejected;
import dev.daybook.event.Codec;
import dev.daybook.http.Problem.Kind;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.StreamId;
import dev.daybook.operation.Outcome;
import dev.daybook.operation.Role;
import dev.daybook.query.Page;
import dev.daybook.query.PositionCursor;
import dev.daybook.rollout.Compared;
import dev.daybook.rollout.Discrepancy;
import dev.daybook.rollout.Figures;
import dev.daybook.rollout.Gates;
import dev.daybook.rollout.Prefer;
import dev.daybook.rollout.Repairs;
import dev.daybook.rollout.Rollout;
import dev.daybook.rollout.RolloutEvent;
import dev.daybook.rollout.Rollouts;
import dev.daybook.rollout.Stage;
import dev.daybook.rollout.Stages;
import dev.daybook.shape.Flawed;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/** The moves of tools' users from files to the journal: stages, gates, history, comparisons. */
final class RolloutRoutes {

    /** All but the figures, which are written down every hour. */
    private static final Selection HISTORY =
            new Selection.OfTypes(Set.of("rollout.stage-set", "rollout.stepped-back", "rollout.discrepancy-settled"));

    private final Rollouts rollouts;
    private final Journal journal;
    private final Codec codec;
    private final CpuBoundWork heavy;
    private final LongAnswers slow;
    private final AllowedPaths paths;

    RolloutRoutes(
            Rollouts rollouts, Journal journal, Codec codec, CpuBoundWork heavy, LongAnswers slow, AllowedPaths paths) {
        this.slow = slow;
        this.rollouts = rollouts;
        this.journal = journal;
        this.codec = codec;
        this.heavy = heavy;
        this.paths = paths;
    }

    /** One unit as the contract has it. */
    record UnitView(String workspace, String stage, String scope, int bucket) {}

    /** What one side lacks, as the contract has it. */
    record RepairView(String workspace, String thing, String side, Instant since, long attempts, String message) {

        static RepairView of(Repairs.Repair it) {
            return new RepairView(
                    it.unit(),
                    it.thing().toString(),
                    it.side().name().toLowerCase(Locale.ROOT),
                    it.since(),
                    it.attempts(),
                    it.why());
        }
    }

    /** A discrepancy as the plan of the tool has it. */
    record DiscrepancyView(
            String workspace, String session, String pointer, Optional<String> journal, Optional<String> file) {

        static DiscrepancyView of(Discrepancy it) {
            return new DiscrepancyView(it.unit(), id(it.unit(), it.thing()), it.pointer(), it.journal(), it.file());
        }

        private static String id(String unit, StreamId thing) {
            return thing.key().startsWith(unit + "/") ? thing.key().substring(unit.length() + 1) : thing.key();
        }
    }

    void mount(Routes on) {
        on.get("/rollout", this::status);
        on.post("/rollout", this::set);
        on.get("/rollout/gates", this::gates);
        on.get("/rollout/history", this::history);
        on.post("/compare", this::compare);
    }

    private Answer status(Request request) {
        Optional<String> kind = request.text("kind");
        return Answer.json(Map.of(
                "items",
                rollouts.kinds().stream()
                        .filter(it -> kind.isEmpty() || it.equals(kind.get()))
                        .map(this::status)
                        .toList()));
    }

    private Map<String, Object> status(String kind) {
        Rollout rollout = rollouts.stages().rollout(kind);
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("kind", kind);
        view.put("stage", rollout.stage(Rollout.ALL).text());
        rollouts.stages().since(kind, Rollout.ALL).ifPresent(it -> view.put("since", it));
        rollout.root("").ifPresent(it -> view.put("root", it));
        if (rollout instanceof Rollout.Moving moving) {
            moving.share()
                    .ifPresent(
                            it -> view.put("share", Map.of("stage", it.stage().text(), "percent", it.percent())));
        }
        List<UnitView> units = new ArrayList<>();
        if (!(rollout instanceof Rollout.Unset)) {
            rollouts.units(kind)
                    .forEach((name, place) ->
                            units.add(new UnitView(name, place.stage().text(), scope(place), Rollout.bucket(name))));
        }
        view.put("workspaces", units);
        view.put(
                "figures",
                figures(rollouts.gates()
                        .measured(kind, Rollout.ALL)
                        .plus(
                                rollout.stage(Rollout.PERCENT) == rollout.stage(Rollout.ALL)
                                        ? Figures.NONE
                                        : rollouts.gates().measured(kind, Rollout.PERCENT))));
        Rollouts.Sizes sizes = rollouts.sizes(kind);
        view.put("fileBytes", sizes.fileBytes());
        view.put("fileGrowthBytes", sizes.fileGrowthBytes());
        view.put("databaseBytes", rollouts.databaseBytes());
        view.put("databaseGrowthBytes", rollouts.databaseGrowthBytes());
        view.put("behind", rollouts.behind());
        view.put(
                "repairs",
                rollouts.repairs().list().stream()
                        .filter(it -> it.kind().equals(kind))
                        .map(RepairView::of)
                        .toList());
        return view;
    }

    private static String scope(Stages.Place place) {
        return place.scope().equals(Rollout.ALL) || place.scope().equals(Rollout.PERCENT) ? place.scope() : "own";
    }

    private static Map<String, Object> figures(Figures it) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("journalWrites", it.journalWrites());
        view.put("journalErrors", it.journalErrors());
        view.put("fileWrites", it.fileWrites());
        view.put("fileErrors", it.fileErrors());
        view.put("requests", it.requests());
        view.put("failures", it.failures());
        view.put("reads", it.reads());
        view.put("fallbacks", it.fallbacks());
        view.put("comparisons", it.comparisons());
        view.put("compared", it.compared());
        view.put("consistent", it.consistent());
        view.put("lost", it.lost());
        it.writeSuccess().ifPresent(rate -> view.put("writeSuccess", rounded(rate)));
        it.consistency().ifPresent(rate -> view.put("consistency", rounded(rate)));
        it.fallbackRate().ifPresent(rate -> view.put("fallbackRate", rounded(rate)));
        it.errorRate().ifPresent(rate -> view.put("errorRate", rounded(rate)));
        it.journalLatencyMs().ifPresent(ms -> view.put("journalMs", rounded(ms)));
        it.fileLatencyMs().ifPresent(ms -> view.put("fileMs", rounded(ms)));
        it.latencyRatio().ifPresent(ratio -> view.put("latencyRatio", rounded(ratio)));
        return view;
    }

    private static double rounded(double value) {
        return Math.round(value * 1e4) / 1e4;
    }

    private static Stage stage(String text) {
        return Stage.of(text)
                .orElseThrow(() -> Rejected.invalidAt(
                        "/stage",
                        "'%s' is no stage: want none, legacy, dual, journal or retired, or json, hybrid, sqlite,"
                                + " FILE_ONLY, DUAL_WRITE, SQLITE_PRIMARY",
                        text));
    }

    private Answer set(Request request) {
        BodyFields body = request.body();
        Optional<Path> root = body.maybeText("root").map(it -> paths.of(request, "/root", it, "folder"));
        var wanted = new Rollouts.Wanted(
                body.text("kind"),
                stage(body.text("stage")),
                body.maybeText("workspace"),
                body.maybeNumber("percent"),
                root,
                body.flag("force"),
                body.maybeText("reason"),
                CommandRequests.actor(request),
                CommandRequests.source(request));
        Rollouts.Switched switched = heavy.work("rollout", () -> rollouts.set(wanted));
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("kind", wanted.kind());
        view.put("stage", wanted.stage().text());
        view.put("changed", switched.changed());
        view.put("workspaces", switched.units());
        view.put(
                "leftOut",
                switched.leftOut().entrySet().stream()
                        .map(it -> Map.of("workspace", it.getKey(), "message", it.getValue()))
                        .toList());
        view.put("total", switched.compared().total());
        view.put("consistent", switched.compared().consistent());
        view.put("durationMs", switched.took().toMillis());
        return Answer.json(view).at(journal.head().value());
    }

    private Answer gates(Request request) {
        String kind = request.text("kind").orElseThrow();
        Optional<String> workspace = request.text("workspace");
        Optional<Integer> percent = request.number("percent").isPresent()
                ? Optional.of(Math.toIntExact(request.number("percent").getAsLong()))
                : Optional.empty();
        Rollout rollout = rollouts.stages().rollout(kind);
        Stage stage = request.text("stage")
                .map(RolloutRoutes::stage)
                .orElse(rollout.stage(workspace.map(rollout::scope).orElse(Rollout.ALL))
                        .next());
        Gates.Verdict verdict = rollouts.gates().before(kind, stage, workspace, percent);
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("kind", kind);
        view.put("stage", stage.text());
        view.put("scope", verdict.scope());
        view.put("windowSeconds", rollouts.gates().window().toSeconds());
        view.put("holds", verdict.holds());
        view.put(
                "criteria",
                verdict.criteria().stream()
                        .map(it -> {
                            Map<String, Object> one = new LinkedHashMap<>();
                            one.put("name", it.name());
                            it.value().ifPresent(value -> one.put("value", rounded(value)));
                            one.put("wanted", it.wanted());
                            one.put("holds", it.holds());
                            return one;
                        })
                        .toList());
        view.put("figures", figures(verdict.figures()));
        return Answer.json(view);
    }

    private static Position position(String cursor) {
        try {
            return PositionCursor.position(cursor);
        } catch (Flawed e) {
            throw Problem.thrown(Kind.INVALID_REQUEST, "%s", String.valueOf(e.getMessage()));
        }
    }

    private Answer history(Request request) {
        Optional<String> kind = request.text("kind");
        int limit = request.number("limit").isPresent() ? request.limit() : Page.LIMIT_DEFAULT;
        List<Entry> found = new ArrayList<>(); // one more than the page, to know whether there is another
        Position last = request.cursor().map(RolloutRoutes::position).orElse(Position.START);
        List<Entry> read = journal.readForward(HISTORY, last, limit + 1);
        while (!read.isEmpty() && found.size() <= limit) {
            read.stream()
                    .filter(it -> kind.isEmpty() || it.stream().key().equals(kind.get()))
                    .limit(limit + 1L - found.size())
                    .forEach(found::add);
            read = journal.readForward(HISTORY, read.getLast().position(), limit + 1);
        }
        List<Entry> items = found.subList(0, Math.min(limit, found.size()));
        Optional<String> next = found.size() > limit
                ? Optional.of(PositionCursor.of(items.getLast().position()))
                : Optional.empty();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("items", items.stream().map(this::told).toList());
        next.ifPresent(it -> body.put("next", it));
        return Reading.linked(request, next, Answer.json(body));
    }

    private Map<String, Object> told(Entry entry) {
        var event = (RolloutEvent) codec.decode(entry);
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("position", entry.position().value());
        view.put("at", entry.occurredAt());
        view.put("actor", entry.metadata().actor());
        view.put("kind", event.kind());
        view.put("what", entry.type().substring("rollout.".length()));
        switch (event) {
            case RolloutEvent.StageSet it -> {
                view.put("stage", it.stage().text());
                view.put("from", it.from().text());
                it.unit().ifPresent(unit -> view.put("workspace", unit));
                it.percent().ifPresent(percent -> view.put("percent", percent));
                view.put("forced", it.forced());
                it.reason().ifPresent(reason -> view.put("reason", reason));
                view.put("figures", figures(it.figures()));
            }
            case RolloutEvent.SteppedBack it -> {
                view.put("stage", it.stage().text());
                view.put("from", it.from().text());
                it.unit().ifPresent(unit -> view.put("workspace", unit));
                it.percent().ifPresent(percent -> view.put("percent", percent));
                view.put("reason", it.trigger());
                view.put("figures", figures(it.figures()));
            }
            case RolloutEvent.DiscrepancySettled it -> {
                view.put("workspace", it.unit());
                view.put(
                        "reason",
                        "%s%s: %s preferred (journal %s, file %s)"
                                .formatted(
                                        it.thing(),
                                        it.pointer().orElse(""),
                                        it.prefer(),
                                        it.journal().orElse("nothing"),
                                        it.file().orElse("nothing")));
            }
            case RolloutEvent.Measured _ -> {
                // not shown: what it comes to stands with the stages
            }
        }
        return view;
    }

    private Answer compare(Request request) {
        BodyFields body = request.body();
        String kind = body.maybeText("kind").orElseGet(() -> rollouts.kinds().getFirst());
        Optional<String> workspace = body.maybeText("workspace");
        boolean settle = body.flag("settle");
        Optional<Prefer> prefer = body.maybeText("prefer").map(it -> Prefer.valueOf(it.toUpperCase(Locale.ROOT)));
        if (settle != prefer.isPresent()) {
            throw Rejected.invalidAt("/prefer", "settle and prefer belong together: want which side is right");
        }
        if (settle && !request.caller().role().covers(Role.ADMIN)) {
            throw Problem.refusal(
                    Why.WEAK,
                    Kind.FORBIDDEN,
                    "the token '%s' may %s, and to settle wants one that may admin: leave settle out to look",
                    request.caller().name(),
                    request.caller().role().text());
        }
        long startNs = System.nanoTime();
        return slow.answer(request, new Outcome.Work("", progress -> {
            progress.at(0, 0, kind);
            SortedMap<String, Compared> units = rollouts.compare(kind, workspace);
            progress.at(0, 0, kind); // nothing is settled for whom nobody waits
            var settled = prefer.isEmpty()
                    ? List.<Discrepancy>of()
                    : rollouts.settleAll(
                            kind,
                            workspace,
                            units.values(),
                            prefer.get(),
                            CommandRequests.actor(request),
                            CommandRequests.source(request));
            Map<String, Object> view = view(kind, units, settled);
            view.put("durationMs", (System.nanoTime() - startNs) / 1_000_000);
            return view;
        }));
    }

    private static Map<String, Object> view(String kind, SortedMap<String, Compared> units, List<Discrepancy> settled) {
        Compared all = Compared.all(units.values());
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("kind", kind);
        view.put("total", all.total());
        view.put("consistent", all.consistent());
        view.put("inconsistent", all.inconsistent());
        view.put("sqliteOnly", all.journalOnly());
        view.put("jsonOnly", all.fileOnly());
        view.put(
                "discrepancies",
                all.discrepancies().stream().map(DiscrepancyView::of).toList());
        view.put(
                "unreadable",
                all.unreadable().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(it -> Map.of("workspace", it.getKey(), "message", it.getValue()))
                        .toList());
        view.put("settled", settled.stream().map(DiscrepancyView::of).toList());
        return view;
    }
}
