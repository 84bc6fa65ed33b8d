package dev.daybook.http;

import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.importing.Imports;
import dev.daybook.importing.Imports.RunView;
import dev.daybook.importing.Imports.State;
import dev.daybook.importing.LegacySource.Hints;
import dev.daybook.importing.Progress;
import dev.daybook.importing.Refused;
import dev.daybook.importing.Report;
import dev.daybook.importing.Retirement;
import dev.daybook.query.Page;
import dev.daybook.rollout.Rollouts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Imports of other tools' files: begun, watched, reported. */
final class MigrationRoutes {

    private static final String INTERRUPTED = "the process ended before the import did: resuming it goes on from there";

    private final Imports imports;
    private final Rollouts rollouts;
    private final Duration heartbeat;
    private final AllowedPaths paths;

    MigrationRoutes(Imports imports, Rollouts rollouts, Duration heartbeat, AllowedPaths paths) {
        this.imports = imports;
        this.rollouts = rollouts;
        this.heartbeat = heartbeat;
        this.paths = paths;
    }

    /** An import as the contract has it. */
    record View(
            String run,
            String kind,
            String source,
            String actor,
            String state,
            Instant startedAt,
            Optional<Boolean> dryRun,
            Optional<Map<String, Object>> progress,
            Optional<String> message,
            Optional<Json> report) {

        static View of(RunView it) {
            return new View(
                    it.run(),
                    it.kind(),
                    it.source(),
                    it.actor(),
                    state(it),
                    it.startedAt(),
                    it.report().map(Report::dryRun),
                    it.progress().map(View::progress),
                    it.state() == State.INTERRUPTED
                            ? Optional.of(INTERRUPTED)
                            : it.report().flatMap(Report::failure),
                    it.report().map(Report::toJson));
        }

        private static String state(RunView it) {
            if (it.state() == State.RUNNING) {
                return "running";
            }
            boolean done = it.report()
                    .filter(report -> report.outcome() != Report.Outcome.FAILED)
                    .isPresent();
            return done ? "done" : "failed";
        }

        private static Map<String, Object> progress(Progress it) {
            Map<String, Object> progress = new LinkedHashMap<>();
            progress.put("done", it.done());
            progress.put("total", it.total());
            progress.put("perSecond", it.perSecond());
            it.remaining().ifPresent(time -> progress.put("etaSeconds", time.toMillis() / 1_000.0));
            progress.put("message", it.phase());
            return progress;
        }
    }

    void mount(Routes on) {
        on.get("/migrations", this::list);
        on.post("/migrations", this::start);
        on.get("/migrations/{run}", this::show);
        on.get("/migrations/{run}/rejected", this::rejected);
    }

    private Answer list(Request request) {
        Imports.Page page = imports.list(request.cursor(), limit(request));
        return page(request, page.items().stream().map(View::of).toList(), page.next());
    }

    /** Answers with a page, and where the next one is. */
    static Answer page(Request request, List<?> items, Optional<String> next) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("items", items);
        next.ifPresent(it -> body.put("next", it));
        return Reading.linked(request, next, Answer.json(body));
    }

    private Answer start(Request request) {
        BodyFields body = request.body();
        if (body.has("path")) {
            rollouts.refuseRetired(paths.of(request, "/path", body.text("path"), "folder"));
        }
        String run = imports.start(new Imports.Request(
                what(request, body),
                body.flag("dryRun"),
                true,
                body.flag("validate"),
                body.flag("strict"),
                body.maybeText("backup").map(it -> paths.of(request, "/backup", it, "file")),
                hints(request, body),
                CommandRequests.actor(request),
                retire(body)));
        return Answer.json(202, View.of(find(run))).with("Location", "%s/migrations/%s".formatted(Routes.API, run));
    }

    private static Optional<Retirement.How> retire(BodyFields body) {
        return body.maybeText("retire").map(it -> switch (it) {
            case "rename" -> Retirement.How.RENAME;
            case "archive" -> Retirement.How.ARCHIVE;
            default ->
                throw Rejected.invalidAt("/retire", "'%s' is no way to set files aside: want rename or archive", it);
        });
    }

    private Hints hints(Request request, BodyFields body) {
        Optional<Path> map = body.maybeText("map").map(it -> paths.of(request, "/map", it, "file"));
        map.filter(it -> !Files.isRegularFile(it)).ifPresent(it -> {
            throw Rejected.invalidAt("/map", "%s is no file: want a JSON object of names and folders", it);
        });
        return new Hints(body.texts("workspaces"), map, body.flag("includeMigrated"));
    }

    private Imports.What what(Request request, BodyFields body) {
        if (Stream.of("path", "resume", "retry").filter(body::has).count() != 1) {
            throw Rejected.invalidAt("/path", "want exactly one of path, resume and retry");
        }
        if (body.has("path")) {
            return new Imports.Tree(
                    paths.of(request, "/path", body.text("path"), "folder"),
                    body.maybeText("kind"),
                    body.maybeText("project"));
        }
        if (body.has("kind") || body.has("project")) {
            throw Rejected.invalidAt("/kind", "kind and project are those of the run: leave them out");
        }
        if (body.has("retry")) {
            return new Imports.Again(body.text("retry"));
        }
        if (body.has("backup")) {
            throw Rejected.invalidAt("/backup", "a backup is made before a run begins: leave it out");
        }
        return new Imports.Rest(body.text("resume"));
    }

    private Answer rejected(Request request) {
        String run = request.path("run");
        long after = request.cursor().map(MigrationRoutes::revision).orElse(-1L);
        int limit = limit(request);
        Refused.Page page = imports.rejected(run, after, limit, request.flag("raw"));
        return page(request, page.items(), page.next().map(it -> Long.toString(it)));
    }

    private static int limit(Request request) {
        return request.number("limit").isPresent() ? request.limit() : Page.LIMIT_DEFAULT;
    }

    private static long revision(String cursor) {
        try {
            return Long.parseLong(cursor);
        } catch (NumberFormatException _) {
            throw Rejected.invalidAt(
                    "/cursor", "'%s' is no cursor of this list: want the one that came with its last page", cursor);
        }
    }

    private RunView find(String run) {
        return imports.find(run).orElseThrow(() -> Rejected.notFound("there is no import '%s'", run));
    }

    private Answer show(Request request) {
        RunView now = find(request.path("run"));
        if (!request.media().equals(ServerSentEvents.MEDIA)) {
            return Answer.json(View.of(now));
        }
        return ServerSentEvents.answer(sink -> watch(sink, now.run()));
    }

    private void watch(ResponseStream sink, String run) throws IOException {
        Semaphore bell = new Semaphore(0);
        sink.whenOver(bell::release);
        try (var _ = imports.watch(run, _ -> bell.release())) {
            int number = 0;
            while (!sink.over()) {
                bell.drainPermits();
                RunView now = find(run);
                boolean running = now.state() == State.RUNNING;
                ServerSentEvents.send(sink, Integer.toString(++number), running ? "progress" : "report", View.of(now));
                sink.flush();
                if (!running) {
                    return;
                }
                while (!sink.over() && !rings(bell)) {
                    ServerSentEvents.beat(sink);
                }
            }
        }
    }

    private boolean rings(Semaphore bell) {
        try {
            return bell.tryAcquire(heartbeat.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
