package dev.daybook.http;

import dev.daybook.access.Caller;
import dev.daybook.http.Problem.Kind;
import dev.daybook.operation.Role;
import io.micrometer.core.instrument.Tags;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the bodies of requests in, as much of each as its sender may send there: into memory, which all of them share, or
 * into a file.
 */
final class BodyIntake {

    private static final Logger LOG = LoggerFactory.getLogger(BodyIntake.class);

    /** What only asks has no body; a client that sends a blank or an empty object all the same is let. */
    private static final int UNWANTED_BYTES_MAX = 1_024;

    /** Bodies that lie in files, at once: each has the disk for itself for some time. */
    private static final int FILING_MAX = 16;

    private final Routes routes;
    private final Options options;
    private final Executor threads;
    private final Connections connections;
    private final BodyBudget budget;
    private final Semaphore filing = new Semaphore(FILING_MAX);

    BodyIntake(Routes routes, Options options, Executor threads, Connections connections, Metrics metrics) {
        this.routes = routes;
        this.options = options;
        this.threads = threads;
        this.connections = connections;
        this.budget = new BodyBudget(options.limits().bodiesBytesMax());
        metrics.gauge(
                "daybook.http.bodies.bytes", "Memory of the bodies of requests in flight", Tags.empty(), budget::taken);
    }

    /** Only of those who may write is more taken than can be held, and of so many at once. */
    IncomingBody take(HttpServerRequest request, Caller by) {
        boolean files =
                by.role().covers(Role.WRITE) && routes.isFiling(request.method().name(), RequestHandler.path(request));
        if (!files) {
            return new IncomingBody(request, budget, by.equals(Caller.STRANGER) ? 0 : bodyBytesMax(request));
        }
        if (!filing.tryAcquire()) {
            return new IncomingBody(request, budget, 0).refused(IncomingBody.Outcome.NO_ROOM);
        }
        try {
            var file = BodyFile.in(folder(), filing::release);
            var aside = new IncomingBody.Aside(file, threads, connections::reads);
            return new IncomingBody(request, budget, options.limits().contentBytesMax(), Optional.of(aside));
        } catch (IOException e) {
            LOG.warn("no file can be made for a body in {}", folder(), e);
            filing.release();
            return new IncomingBody(request, budget, 0).refused(IncomingBody.Outcome.NO_DISK);
        }
    }

    /** Beside what it becomes a part of: a folder of the system for such files often lies in memory. */
    private Path folder() {
        Path data = options.allowed().data();
        return data.equals(Path.of("")) ? Path.of(System.getProperty("java.io.tmpdir")) : data;
    }

    private int bodyBytesMax(HttpServerRequest request) {
        boolean asks =
                request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
        int most = options.limits().bodyBytesMax();
        return asks ? Math.min(UNWANTED_BYTES_MAX, most) : most;
    }

    /**
     * Returns if a body was read.
     *
     * @throws Problem.Thrown that says why it was not
     */
    void requireRead(IncomingBody incoming) {
        switch (incoming.outcome()) {
            case READ -> {}
            case TOO_LARGE ->
                throw Problem.thrown(
                        Kind.BODY_TOO_LARGE,
                        incoming.file().isPresent()
                                ? "the body is larger than %d bytes: send less, or raise content.max.mb"
                                : incoming.bytesMax() < options.limits().bodyBytesMax()
                                        ? "the body is larger than %d bytes, and nothing here reads it: leave it out"
                                        : "the body is larger than %d bytes: send less, or raise body.bytes.max and the heap (-Xmx)",
                        incoming.bytesMax());
            case NO_ROOM ->
                throw Problem.thrown(
                        Kind.OVERLOADED,
                        "the bodies of all requests under way take %d bytes, this one has no room: ask again later",
                        budget.taken());
            case NO_DISK ->
                throw Problem.thrown(
                        Kind.READ_ONLY,
                        "the disk of %s takes no body: see the log of the service, and daybook doctor",
                        folder());
            case LATE ->
                throw Problem.thrown(
                        Kind.BODY_LATE,
                        "the body did not come within %d s: send it faster",
                        options.patience().body().toSeconds());
        }
    }
}
