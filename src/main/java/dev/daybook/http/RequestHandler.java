package dev.daybook.http;

import dev.daybook.access.Caller;
import dev.daybook.http.Problem.Kind;
import dev.daybook.operation.Role;
import io.micrometer.core.instrument.Tags;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets requests in and answers out. The event loop collects the body; everything else — finding the route, checking
 * against the contract, the handler, writing the answer — happens on a virtual thread of the request's own.
 */
final class RequestHandler implements Handler<HttpServerRequest> {

    private static final Logger LOG = LoggerFactory.getLogger(RequestHandler.class);

    private final Routes routes;
    private final Options options;
    private final Metrics metrics;
    private final Executor threads;
    private final Admission admission;
    private final Connections connections;
    private final BodyIntake bodies;
    private final ResponseWriter responses;
    private final Rates rates;
    private final Places places;
    private final RequestNames names = new RequestNames();
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
        this.metrics = metrics;
        this.threads = threads;
        this.admission = admission;
        this.connections = connections;
        this.rates = new Rates(options.limits().ratePerSecond());
        this.places = new Places(options.limits());
        this.bodies = new BodyIntake(routes, options, threads, connections, metrics);
        this.responses = new ResponseWriter(admission, served.head());
        metrics.gauge("daybook.http.connections", "Open connections", Tags.empty(), connections::open);
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
        IncomingBody incoming = bodies.take(request, by);
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

    /** Returns the path that a request names. */
    static String path(HttpServerRequest request) {
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
                responses.send(ProblemAnswers.answer(problem, instance), request, instance);
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
        responses.stop();
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
            responses.preflight(request);
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
            responses.send(answer, request, instance);
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
        bodies.requireRead(incoming);
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
}
