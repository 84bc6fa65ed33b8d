package dev.daybook.http;

import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.legacy.Imports;
import dev.daybook.legacy.Imports.RunView;
import dev.daybook.legacy.Imports.State;
import dev.daybook.legacy.Progress;
import dev.daybook.legacy.Report;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Imports of other tools' files: begun, watched, reported. */
final class MigrationRoutes {

    private static final String INTERRUPTED =
            "the process ended before the import did: importing again goes on from there";

    private final Imports imports;
    private final Duration heartbeat;

    MigrationRoutes(Imports imports, Duration heartbeat) {
        this.imports = imports;
        this.heartbeat = heartbeat;
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
    }

    private Answer list(Request request) {
        return Answer.json(Map.of("items", imports.list().stream().map(View::of).toList()));
    }

    private Answer start(Request request) {
        Fields body = request.body();
        String run = imports.start(new Imports.Request(
                path(body.text("path")), body.maybeText("kind"), body.flag("dryRun"), true, Writing.actor(request)));
        return Answer.json(202, View.of(find(run))).with("Location", "%s/migrations/%s".formatted(Routes.API, run));
    }

    private static Path path(String text) {
        try {
            Path path = Path.of(text);
            if (path.isAbsolute()) {
                return path;
            }
        } catch (InvalidPathException _) {
            // told below
        }
        throw Rejected.invalidAt("/path", "'%s' is no absolute path: want a folder on this machine", text);
    }

    private RunView find(String run) {
        return imports.find(run).orElseThrow(() -> Rejected.notFound("there is no import '%s'", run));
    }

    private Answer show(Request request) {
        RunView now = find(request.path("run"));
        if (!request.media().equals(Events.MEDIA)) {
            return Answer.json(View.of(now));
        }
        return Events.answer(sink -> watch(sink, now.run()));
    }

    private void watch(Sink sink, String run) throws IOException {
        Semaphore bell = new Semaphore(0);
        sink.whenOver(bell::release);
        try (var _ = imports.watch(run, _ -> bell.release())) {
            int number = 0;
            while (!sink.over()) {
                bell.drainPermits();
                RunView now = find(run);
                boolean running = now.state() == State.RUNNING;
                Events.send(sink, Integer.toString(++number), running ? "progress" : "report", View.of(now));
                sink.flush();
                if (!running) {
                    return;
                }
                while (!sink.over() && !rings(bell)) {
                    Events.beat(sink);
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
