package dev.daybook.http;

import dev.daybook.journal.StreamId;
import dev.daybook.projection.ProjectionStatus;
import dev.daybook.projection.Quarantined;
import dev.daybook.projection.ReadModels;
import dev.daybook.projection.RebuildProgress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Read models: how they stand, built anew, back to the generation before, tried again. */
final class ProjectionRoutes {

    private static final String ALL = "all";

    private final ReadModels readModels;
    private final Rebuilds rebuilds;
    private final CpuBoundWork heavy;

    ProjectionRoutes(ReadModels readModels, CpuBoundWork heavy) {
        this.readModels = readModels;
        this.heavy = heavy;
        this.rebuilds = new Rebuilds(readModels);
    }

    /** How a read model stands, as the contract has it. */
    record View(
            String name,
            int version,
            int generation,
            String state,
            long position,
            long head,
            long lagEvents,
            double lagSeconds,
            long sizeBytes,
            Optional<String> hash,
            boolean previous,
            List<Aside> quarantined,
            Optional<Map<String, Object>> rebuild,
            Optional<String> failure,
            Optional<String> reason) {}

    /** A stream that was set aside. */
    record Aside(String stream, long position, String type, int attempts, long parked, String message) {

        static Aside of(Quarantined it) {
            return new Aside(it.stream(), it.position(), it.type(), it.attempts(), it.parked(), it.error());
        }
    }

    void mount(Routes on) {
        on.get("/projections", this::list);
        on.get("/projections/{name}", this::show);
        on.post("/projections/{name}/rebuild", this::rebuild);
        on.post("/projections/{name}/back", this::back);
        on.post("/projections/{name}/retry", this::retry);
    }

    private Answer list(Request request) {
        boolean hash = request.flag("hash");
        return Answer.json(Map.of(
                "items",
                readModels.names().stream().map(name -> view(name, hash)).toList()));
    }

    private Answer show(Request request) {
        return Answer.json(view(request.path("name"), request.flag("hash")));
    }

    private Answer rebuild(Request request) {
        String asked = request.path("name");
        List<String> names = asked.equals(ALL) ? readModels.names() : Request.split(asked);
        names.forEach(readModels::status); // refuses a name that is none
        rebuilds.start(names);
        String where = names.size() == 1 ? "/projections/" + names.getFirst() : "/projections";
        return Answer.json(202, Map.of("names", names)).with("Location", Routes.API + where);
    }

    private Answer back(Request request) {
        String name = request.path("name");
        readModels.status(name);
        return heavy.work("back-" + name, () -> {
            readModels.back(name);
            return Answer.json(view(name, false));
        });
    }

    private Answer retry(Request request) {
        String name = request.path("name");
        Optional<StreamId> stream = request.text("stream").map(StreamId::parse);
        long applied = heavy.work("retry-" + name, () -> readModels.retry(name, stream));
        List<Aside> aside =
                readModels.status(name).quarantined().stream().map(Aside::of).toList();
        return Answer.json(Map.of("name", name, "applied", applied, "quarantined", aside));
    }

    private View view(String name, boolean hash) {
        boolean underWay = rebuilds.isUnderWay(name); // asked before the status: one that ends meanwhile is not lost
        ProjectionStatus it = readModels.status(name);
        Optional<String> failure = it.failure().or(() -> rebuilds.failure(name));
        boolean rebuilding = underWay || it.rebuild().isPresent();
        return new View(
                name,
                it.version(),
                it.generation(),
                state(it, rebuilding, failure.isPresent()),
                it.position(),
                it.head(),
                it.lagEvents(),
                it.lagSeconds(),
                it.sizeBytes(),
                hash ? Optional.of(hash(name)) : Optional.empty(),
                it.previous().isPresent(),
                it.quarantined().stream().map(Aside::of).toList(),
                rebuilding ? Optional.of(progress(it)) : Optional.empty(),
                failure,
                it.anew());
    }

    private static String state(ProjectionStatus it, boolean rebuilding, boolean failed) {
        if (rebuilding) {
            return ProjectionStatus.State.REBUILDING.name();
        }
        return failed ? ProjectionStatus.State.FAILED.name() : it.state().name();
    }

    private String hash(String name) {
        return heavy.work("hash-" + name, () -> readModels.tableHash(name));
    }

    private static Map<String, Object> progress(ProjectionStatus it) {
        Map<String, Object> progress = new LinkedHashMap<>();
        progress.put("done", it.rebuild().map(RebuildProgress::done).orElse(0L));
        progress.put("total", it.rebuild().map(RebuildProgress::total).orElse(it.head()));
        it.rebuild().ifPresent(now -> {
            progress.put("perSecond", now.perSecond());
            progress.put("etaSeconds", now.remaining().toMillis() / 1_000.0);
        });
        progress.put(
                "message",
                it.rebuild()
                        .map(now -> now.phase().name().toLowerCase(Locale.ROOT))
                        .orElse("waiting"));
        return progress;
    }
}
