package dev.daybook.http;

import dev.daybook.domain.Rejected;
import dev.daybook.importing.Finding;
import dev.daybook.importing.Followed;
import dev.daybook.importing.Followed.Batch;
import dev.daybook.importing.Followed.State;
import dev.daybook.importing.Followers;
import dev.daybook.query.Page;
import dev.daybook.rollout.Rollouts;
import io.micrometer.core.instrument.Tags;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/** Trees of other tools that are followed: begun, watched, ended. */
final class FollowRoutes {

    private final Followers followers;
    private final Rollouts rollouts;
    private final Duration heartbeat;
    private final AllowedPaths paths;

    FollowRoutes(Followers followers, Rollouts rollouts, Duration heartbeat, AllowedPaths paths) {
        this.followers = followers;
        this.rollouts = rollouts;
        this.heartbeat = heartbeat;
        this.paths = paths;
    }

    /** A follower as the contract has it. */
    record View(
            String id,
            String kind,
            String path,
            String project,
            String actor,
            Instant startedAt,
            String state,
            Optional<String> message,
            Optional<Instant> lastChangeAt,
            long batches,
            long files,
            long appended,
            long findings,
            long errors,
            double lagSeconds) {

        static View of(Followed it) {
            return new View(
                    it.run(),
                    it.kind(),
                    it.root().toString(),
                    it.project(),
                    it.actor(),
                    it.startedAt(),
                    it.state().text(),
                    it.why(),
                    it.lastChangeAt(),
                    it.counts().batches(),
                    it.counts().files(),
                    it.counts().appended(),
                    it.counts().findings(),
                    it.counts().errors(),
                    it.lag().toMillis() / 1e3);
        }
    }

    /** What was taken over at once, as the contract has it. */
    record BatchView(long number, Instant at, List<String> files, long events, List<Finding> findings) {

        static BatchView of(Batch it) {
            return new BatchView(it.number(), it.at(), it.files(), it.events(), it.findings());
        }
    }

    void mount(Routes on) {
        on.get("/follows", this::list);
        on.post("/follows", this::start);
        on.get("/follows/{id}", this::show);
        on.delete("/follows/{id}", this::stop);
    }

    /** Has the metrics show how far behind the files they are; one that ended counts no more. */
    void measure(Metrics metrics) {
        metrics.gauge(
                "daybook.follow.trees",
                "Trees that are followed",
                Tags.empty(),
                () -> followers.list().size());
        metrics.gauge(
                "daybook.follow.lag.seconds",
                "Age of the oldest change of a file that is not taken over yet",
                Tags.empty(),
                () -> followers.list().stream()
                                .mapToLong(it -> it.lag().toMillis())
                                .max()
                                .orElse(0)
                        / 1e3);
        sum(
                metrics,
                "daybook.follow.changes",
                "Files that had changed",
                it -> it.counts().files());
        sum(
                metrics,
                "daybook.follow.events",
                "Facts that were appended",
                it -> it.counts().appended());
        sum(
                metrics,
                "daybook.follow.errors",
                "Failures that were tried again",
                it -> it.counts().errors());
    }

    private void sum(Metrics metrics, String name, String description, ToLongFunction<Followed> count) {
        metrics.gauge(
                name,
                description,
                Tags.empty(),
                () -> followers.list().stream().mapToLong(count).sum());
    }

    private Answer list(Request request) {
        int limit = request.number("limit").isPresent() ? request.limit() : Page.LIMIT_DEFAULT;
        // By their ids, which rise: one that ended since leaves no hole in the next page.
        List<Followed> rest = followers.list().stream()
                .filter(it -> request.cursor()
                        .filter(cursor -> it.run().compareTo(cursor) <= 0)
                        .isEmpty())
                .sorted(Comparator.comparing(Followed::run))
                .limit(limit + 1L)
                .toList();
        List<Followed> page = rest.subList(0, Math.min(limit, rest.size()));
        Optional<String> next = rest.size() > limit ? Optional.of(page.getLast().run()) : Optional.empty();
        return MigrationRoutes.page(request, page.stream().map(View::of).toList(), next);
    }

    private Answer start(Request request) {
        BodyFields body = request.body();
        Path path = paths.of(request, "/path", body.text("path"), "folder");
        RolloutRoutes.refuse(rollouts, path);
        rollouts.staged(path).ifPresent(stage -> {
            throw Rejected.conflict("%s has the stage %s, in which its files are followed already", path, stage.text());
        });
        Followed begun = followers.start(new Followers.Request(
                path, body.maybeText("kind"), body.maybeText("project"), CommandRequests.actor(request)));
        return Answer.json(201, View.of(begun)).with("Location", "%s/follows/%s".formatted(Routes.API, begun.run()));
    }

    private Followed find(String id) {
        return followers.find(id).orElseThrow(() -> Rejected.notFound("nothing is followed as '%s'", id));
    }

    private Answer show(Request request) {
        Followed now = find(request.path("id"));
        return request.media().equals(ServerSentEvents.MEDIA)
                ? ServerSentEvents.answer(sink -> watch(sink, now.run()))
                : Answer.json(View.of(now));
    }

    private Answer stop(Request request) {
        return Answer.json(View.of(followers.stop(request.path("id"))));
    }

    /** Sends each batch, those so far first, and the state whenever it is another one. */
    private void watch(ResponseStream sink, String run) throws IOException {
        Semaphore bell = new Semaphore(0);
        sink.whenOver(bell::release);
        try (var _ = followers.watch(it -> {
            if (it.run().equals(run)) {
                bell.release();
            }
        })) {
            long number = 0;
            Optional<State> told = Optional.empty();
            while (!sink.over()) {
                bell.drainPermits();
                for (Batch batch : followers.batches(run, number)) {
                    number = batch.number();
                    ServerSentEvents.send(sink, Long.toString(number), "batch", BatchView.of(batch));
                }
                Optional<Followed> now = followers.find(run);
                if (!now.map(Followed::state).equals(told)) {
                    told = now.map(Followed::state);
                    if (now.isPresent()) {
                        ServerSentEvents.send(sink, Long.toString(number), "state", View.of(now.get()));
                    }
                }
                sink.flush();
                if (now.isEmpty()) {
                    return; // it was stopped
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
