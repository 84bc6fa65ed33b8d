package dev.daybook.http;

import dev.daybook.access.Caller;
import dev.daybook.http.Problem.Kind;
import dev.daybook.operation.Role;
import io.micrometer.core.instrument.Tags;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets requests in and answers out. The event loop collects the body; everything else — finding the route, checking
 * against the contract, the handler, writing the answer — happens on a virtual thread of the request's own.
 */
final class RequestHandler implements Handler<HttpServerRequest> {

    private static final Logger LOG = LoggerFactory.getLogger(RequestHandler.class);

    /** What only asks has no body; a client that sends a blank or an empty object all the same is let. */
    private static final int UNWANTED_BYTES_MAX = 1_024;

    /** Bodies that lie in files, at once: each has the disk for itself for some time. */
    private static final int FILING_MAX = 16;

    static final String POSITION = "Daybook-Position";

    /** What scripts of a page elsewhere see of an answer's headers. */
    private static final String READABLE =
            "Daybook-Correlation, Daybook-Position, Daybook-Read-From, ETag, Idempotency-Replayed, Link, Location, RateLimit, RateLimit-Policy, Retry-After, WWW-Authenticate";

    private final Routes routes;
    private final Options options;
    private final LongSupplier head;
    private final Metrics metrics;
    private final Executor threads;
    private final Admission admission;
    private final Connections connections;
    private final BodyBudget budget;
    private final Rates rates;
    private final Places places;
    private final Semaphore filing = new Semaphore(FILING_MAX);
    private final RequestNames names = new RequestNames();
    private final Set<ResponseStream> open = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;
    private volatile long askedNs = System.nanoTime();

    /**
     * What is asked for through it.
     *
     * @param head the last position of the journal
     */
    record Served(Routes routes, LongSupplier head) {}

    RequestHandler(
            Served served,
            Options options,
            Admission admission,
            Metrics metrics,
            Executor threads,
            Connections connections) {
        this.routes = served.routes();
        this.options = options;
        this.head = served.head();
        this.metrics = metrics;
        this.threads = threads;
        this.admission = admission;
        this.connections = connections;
        this.rates = new Rates(options.limits().ratePerSecond());
        this.places = new Places(options.limits());
        this.budget = new BodyBudget(options.limits().bodiesBytesMax());
        metrics.gauge("daybook.http.connections", "Open connections", Tags.empty(), connections::open);
        metrics.gauge(
                "daybook.http.bodies.bytes", "Memory of the bodies of requests in flight", Tags.empty(), budget::taken);
    }

    Routes routes() {
        return routes;
    }

    @Override
    public void handle(HttpServerRequest request) {
        long startedNs = System.nanoTime();
        Admission.Entry entry = admission.enter(request);
        Caller by = entry instanceof Admission.Entry.Known(Caller caller) ? caller : Caller.STRANGER;
        boolean stranger = by.equals(Caller.STRANGER);
        IncomingBody incoming = incoming(request, by);
        connections.reads(incoming);
        incoming.whenRead(() -> {
            connections.works(request);
            // Only now: a client that never sends the rest would hold its permit as long.
            boolean free = !(entry instanceof Admission.Entry.Known) || routes.isAlwaysAnswered(path(request));
            Entered entered = free ? Entered.FREE : Entered.into(places, by);
            boolean counts = !free && !stranger;
            if (counts) {
                askedNs = System.nanoTime();
            }
            threads.execute(() -> {
                try {
                    answer(incoming, entry, entered, startedNs);
                } catch (LinkageError | VirtualMachineError e) {
                    request.response().reset(); // nobody is left waiting for an answer that never comes
                    throw e;
                } finally {
                    incoming.release();
                    if (counts) {
                        askedNs = System.nanoTime();
                    }
                    entered.place().ifPresent(Places.Place::giveBack);
                }
            });
        });
    }

    /** A request that needs no place, has one, or found none. */
    private record Entered(Optional<Places.Place> place, Optional<Problem.Thrown> full) {
        static final Entered FREE = new Entered(Optional.empty(), Optional.empty());

        static Entered into(Places places, Caller by) {
            try {
                return new Entered(Optional.of(places.take(by)), Optional.empty());
            } catch (Problem.Thrown full) {
                return new Entered(Optional.empty(), Optional.of(full));
            }
        }

        void waits() {
            place.ifPresent(Places.Place::waits);
        }
    }

    /** Only of those who may write is more taken than can be held, and of so many at once. */
    private IncomingBody incoming(HttpServerRequest request, Caller by) {
        boolean files =
                by.role().covers(Role.WRITE) && routes.isFiling(request.method().name(), path(request));
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

    private static String path(HttpServerRequest request) {
        return Optional.ofNullable(request.path()).orElse("/");
    }

    /** Answers a request that is none: its first line or its headers are too long or malformed. */
    void refuse(HttpServerRequest request) {
        String instance = names.next();
        Throwable cause = request.decoderResult().cause();
        boolean tooLong = cause instanceof TooLongHttpLineException || cause instanceof TooLongHttpHeaderException;
        Problem problem = tooLong
                ? Problem.of(Kind.HEADER_TOO_LARGE, "the first line or the headers are too long: " + cause.getMessage())
                : Problem.of(Kind.INVALID_REQUEST, "this is not HTTP: " + cause.getMessage());
        threads.execute(() -> {
            try {
                request.response().putHeader(HttpHeaders.CONNECTION, "close");
                send(ProblemAnswers.answer(problem, instance), request, instance);
            } catch (IOException e) {
                LOG.debug("{} ended early: {}", instance, e.getMessage());
            } finally {
                request.connection().close();
            }
        });
    }

    /** Returns for how long nobody was answered; whether it is well is not asked for its own sake. */
    Duration idle() {
        return places.areAllFree() ? Duration.ofNanos(System.nanoTime() - askedNs) : Duration.ZERO;
    }

    /** Ends event streams, refuses what comes now, and waits until the rest is answered or the time is over. */
    boolean stop() throws InterruptedException {
        stopping = true;
        open.forEach(ResponseStream::leave);
        routes.stop();
        return places.close(options.patience().stop().toMillis());
    }

    private void answer(IncomingBody incoming, Admission.Entry entry, Entered entered, long startedNs) {
        HttpServerRequest request = incoming.request();
        String instance = names.next();
        String operation = "none";
        Optional<Rates.Left> left = Optional.empty();
        Answer answer;
        if (entry instanceof Admission.Entry.Preflight) {
            preflight(request);
            return;
        }
        try {
            Caller caller = caller(entry);
            // A stranger has no token, and must not use up what is meant for all of them.
            if (!caller.equals(Caller.STRANGER) && !routes.isAlwaysAnswered(path(request))) {
                left = Optional.of(rates.take(caller.name(), startedNs));
                admission.allow(caller, left.get());
            }
            Routes.Found found = enter(incoming, entered.full());
            admission.allow(caller, found.route());
            operation = found.route().form().id();
            answer = found.route()
                    .handler()
                    .answer(Request.read(instance, caller, found, sent(incoming), entered::waits));
            if (ServerSentEvents.are(answer)) {
                entered.waits();
            }
        } catch (Exception e) {
            admission.failed(e);
            Optional<Role> role =
                    entry instanceof Admission.Entry.Known(Caller caller) && !caller.equals(Caller.STRANGER)
                            ? Optional.of(caller.role())
                            : Optional.empty();
            answer = refused(ProblemAnswers.failed(e, instance), request, role);
        }
        incoming.release(); // it may take long until the client has read all
        Answer told = answer;
        left.ifPresent(oneLeft -> oneLeft.tell(told));
        try {
            send(answer, request, instance);
            if (incoming.isCutOff()) {
                request.connection().close();
            }
        } catch (IOException e) {
            LOG.debug("{} ended early: {}", instance, e.getMessage());
            request.response().reset();
        } catch (RuntimeException e) {
            LOG.warn("{} broke off", instance, e);
            request.response().reset();
        } finally {
            metrics.answered(operation, answer.status(), System.nanoTime() - startedNs);
        }
    }

    /** A person who looks for a page is told on one what is wrong. */
    private Answer refused(Answer problem, HttpServerRequest request, Optional<Role> role) {
        Optional<String> accept = Optional.ofNullable(request.getHeader(HttpHeaders.ACCEPT));
        boolean looks = List.of(HttpMethod.GET, HttpMethod.POST).contains(request.method())
                && Accept.best(accept, List.of(Answer.JSON, PageRoutes.HTML))
                        .filter(PageRoutes.HTML::equals)
                        .isPresent();
        return looks
                ? routes.refused(problem, new Routes.Refused(path(request), request.query() != null, role))
                : problem;
    }

    /** Says what a page elsewhere may ask: all there is, with the headers that it wants to send. */
    private void preflight(HttpServerRequest request) {
        HttpServerResponse response = request.response().setStatusCode(204);
        admission.origin(request).ifPresent(origin -> readable(origin, response));
        response.putHeader("Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE")
                .putHeader("Access-Control-Max-Age", "600");
        Optional.ofNullable(request.getHeader("Access-Control-Request-Headers"))
                .ifPresent(names -> HeaderTexts.put(response.headers(), "Access-Control-Allow-Headers", names));
        response.end();
    }

    private static void readable(String origin, HttpServerResponse response) {
        response.putHeader("Access-Control-Allow-Origin", origin)
                .putHeader("Access-Control-Expose-Headers", READABLE)
                .putHeader("Vary", "Accept-Encoding, Origin");
    }

    private static Caller caller(Admission.Entry entry) {
        return switch (entry) {
            case Admission.Entry.Known(Caller caller) -> caller;
            case Admission.Entry.Refused(Problem.Thrown problem) -> throw problem;
            case Admission.Entry.Preflight _ -> throw new IllegalStateException("a preflight has no caller");
        };
    }

    private Routes.Found enter(IncomingBody incoming, Optional<Problem.Thrown> full) {
        if (stopping) {
            throw Problem.thrown(Kind.NOT_READY, "the service is stopping: ask again when it is back");
        }
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
        if (full.isPresent()) {
            throw full.get();
        }
        return routes.find(incoming.request().method().name(), path(incoming.request()));
    }

    private static Request.Sent sent(IncomingBody incoming) {
        HttpServerRequest request = incoming.request();
        return new Request.Sent(
                request.method().name(),
                request.uri(),
                NamedValues.of(request.headers()),
                incoming.body(),
                incoming.file(),
                request.isSSL());
    }

    private void send(Answer answer, HttpServerRequest request, String instance) throws IOException {
        HttpServerResponse response = request.response();
        response.setStatusCode(answer.status());
        answer.headers().forEach(response::putHeader);
        response.putHeader(POSITION, Long.toString(answer.position().orElseGet(head)));
        HeaderTexts.put(response.headers(), "Daybook-Correlation", correlation(request, instance));
        response.putHeader("X-Content-Type-Options", "nosniff");
        response.putHeader("Vary", "Accept-Encoding");
        response.putHeader(HttpHeaders.DATE, HeaderTexts.date(Instant.now()));
        admission.origin(request).ifPresent(origin -> readable(origin, response));
        if (stopping) {
            response.putHeader(HttpHeaders.CONNECTION, "close");
        }
        boolean bodiless = request.method().equals(HttpMethod.HEAD);
        if (answer.body().isEmpty()) {
            if (bodiless) {
                response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(answer.bytes().length));
                response.end();
            } else {
                Sending.await(response.end(Buffer.buffer(answer.bytes())));
            }
        } else if (bodiless) {
            response.end();
        } else {
            stream(answer.body().get(), response, instance);
        }
    }

    private static String correlation(HttpServerRequest request, String instance) {
        try {
            return Trace.of(HeaderTexts.of(NamedValues.of(request.headers())), instance)
                    .correlation();
        } catch (Problem.Thrown _) {
            return instance; // the answer says what is wrong with it
        }
    }

    private void stream(Answer.Body body, HttpServerResponse response, String instance) throws IOException {
        if (ServerSentEvents.MEDIA.equals(response.headers().get(HttpHeaders.CONTENT_TYPE))) {
            response.putHeader(HttpHeaders.CONTENT_ENCODING, HttpHeaders.IDENTITY); // an event must not wait for more
        }
        response.setChunked(true);
        ResponseStream sink = new ResponseStream(new Sending(response));
        response.closeHandler(_ -> sink.leave());
        open.add(sink);
        try {
            if (stopping) {
                sink.leave();
            }
            body.writeTo(sink);
            sink.close();
        } catch (RuntimeException e) {
            // The status is sent already: a connection that breaks off is the only way left to say that this is not
            // all.
            throw new IOException(ProblemAnswers.of(e, instance).detail(), e);
        } finally {
            open.remove(sink);
        }
    }
}
