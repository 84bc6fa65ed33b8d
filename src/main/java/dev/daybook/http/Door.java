package dev.daybook.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.http.Problem.Kind;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets requests in and answers out. The event loop collects the body; everything else — finding the route, checking
 * against the contract, the handler, writing the answer — happens on a virtual thread of the request's own.
 */
final class Door implements Handler<HttpServerRequest> {

    private static final Logger LOG = LoggerFactory.getLogger(Door.class);

    /** More at once would only wait for the same writer thread and the same readers. */
    private static final int REQUESTS_MAX = 1_024;

    /** A refused body up to this size is still read, so that the client sees the answer and not a broken connection. */
    private static final long DRAINED_BYTES_MAX = 64L * 1024 * 1024;

    private static final String POSITION = "Daybook-Position";

    private final Routes routes;
    private final Supplier<Contract> contract;
    private final Options options;
    private final LongSupplier head;
    private final Metrics metrics;
    private final Executor threads;
    private final Hosts hosts;
    private final Semaphore underWay = new Semaphore(REQUESTS_MAX);
    private final AtomicLong requests = new AtomicLong();
    private final String run = Long.toString(System.nanoTime() & Integer.MAX_VALUE, Character.MAX_RADIX);
    private final Set<Sink> open = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    Door(
            Routes routes,
            Supplier<Contract> contract,
            Options options,
            LongSupplier head,
            Metrics metrics,
            Executor threads) {
        this.routes = routes;
        this.contract = contract;
        this.options = options;
        this.head = head;
        this.metrics = metrics;
        this.threads = threads;
        this.hosts = new Hosts(options.hosts());
    }

    Routes routes() {
        return routes;
    }

    @Override
    public void handle(HttpServerRequest request) {
        long startedNs = System.nanoTime();
        boolean admitted = underWay.tryAcquire();
        Intake intake = new Intake(request, admitted ? options.bodyBytesMax() : 0);
        request.exceptionHandler(_ -> intake.gone());
        intake.whenRead(
                () -> threads.execute(() -> {
                    try {
                        answer(intake, admitted, startedNs);
                    } catch (LinkageError | VirtualMachineError e) {
                        request.response().reset(); // nobody is left waiting for an answer that never comes
                        throw e;
                    } finally {
                        if (admitted) {
                            underWay.release();
                        }
                    }
                }),
                () -> {
                    if (admitted) {
                        underWay.release();
                    }
                });
    }

    /** Answers a request that is none: its first line or its headers are too long or malformed. */
    void refuse(HttpServerRequest request) {
        String instance = instance();
        Throwable cause = request.decoderResult().cause();
        boolean tooLong = cause instanceof TooLongHttpLineException || cause instanceof TooLongHttpHeaderException;
        Problem problem = tooLong
                ? Problem.of(Kind.HEADER_TOO_LARGE, "the first line or the headers are too long: " + cause.getMessage())
                : Problem.of(Kind.INVALID_REQUEST, "this is not HTTP: " + cause.getMessage());
        threads.execute(() -> {
            try {
                request.response().putHeader(HttpHeaders.CONNECTION, "close");
                send(Problems.answer(problem, instance), request, instance);
            } catch (IOException e) {
                LOG.debug("{} ended early: {}", instance, e.getMessage());
            } finally {
                request.connection().close();
            }
        });
    }

    private String instance() {
        return "/requests/" + run + "-" + Long.toString(requests.incrementAndGet(), Character.MAX_RADIX);
    }

    /** Ends event streams, refuses what comes now, and waits until the rest is answered or the time is over. */
    boolean stop() throws InterruptedException {
        stopping = true;
        open.forEach(Sink::leave);
        return underWay.tryAcquire(REQUESTS_MAX, options.stopTimeout().toMillis(), TimeUnit.MILLISECONDS);
    }

    private void answer(Intake intake, boolean admitted, long startedNs) {
        HttpServerRequest request = intake.request();
        String instance = instance();
        Optional<Operation> operation = Optional.empty();
        Answer answer;
        try {
            Routes.Found found = enter(intake, admitted);
            Operation asked = contract.get()
                    .operation(found.route().method(), found.route().template());
            operation = Optional.of(asked);
            answer = found.route().handler().answer(read(intake, instance, asked, found));
        } catch (Exception e) {
            answer = failed(e, instance);
        }
        try {
            send(answer, request, instance);
            if (intake.cutOff()) {
                request.connection().close();
            }
        } catch (IOException e) {
            LOG.debug("{} ended early: {}", instance, e.getMessage());
            request.response().reset();
        } catch (RuntimeException e) {
            LOG.warn("{} broke off", instance, e);
            request.response().reset();
        } finally {
            metrics.answered(
                    operation.map(Operation::id).orElse("none"), answer.status(), System.nanoTime() - startedNs);
        }
    }

    private Routes.Found enter(Intake intake, boolean admitted) {
        HttpServerRequest request = intake.request();
        hosts.check(
                Optional.ofNullable(request.getHeader(HttpHeaders.HOST)),
                Optional.ofNullable(request.getHeader(HttpHeaders.ORIGIN)));
        if (stopping) {
            throw Problem.thrown(Kind.NOT_READY, "the service is stopping: ask again when it is back");
        }
        if (!admitted) {
            throw Problem.thrown(Kind.OVERLOADED, "%d requests are under way: ask again later", REQUESTS_MAX);
        }
        if (intake.tooLarge()) {
            throw Problem.thrown(
                    Kind.BODY_TOO_LARGE,
                    "the body is larger than %d bytes: send less, or raise body.bytes.max",
                    options.bodyBytesMax());
        }
        return routes.find(
                request.method().name(), Optional.ofNullable(request.path()).orElse("/"));
    }

    private static Request read(Intake intake, String instance, Operation operation, Routes.Found found) {
        HttpServerRequest request = intake.request();
        MultiMap query = request.params();
        MultiMap headers = HeaderTexts.of(request.headers());
        operation.check(found.path(), query, headers);
        String media = operation.media(found.path(), Optional.ofNullable(request.getHeader(HttpHeaders.ACCEPT)));
        Buffer raw = intake.body();
        JsonNode json =
                operation.body(raw.getBytes(), Optional.ofNullable(request.getHeader(HttpHeaders.CONTENT_TYPE)));
        return new Request(
                instance,
                request.method().name(),
                request.uri(),
                operation,
                found.path(),
                query,
                headers,
                media,
                raw,
                json);
    }

    private static Answer failed(Exception failure, String instance) {
        Answer answer = Problems.answer(Problems.of(failure, instance), instance);
        if (failure instanceof Problem.Thrown thrown) {
            thrown.allow().ifPresent(methods -> answer.with("Allow", methods));
        }
        return answer;
    }

    private void send(Answer answer, HttpServerRequest request, String instance) throws IOException {
        HttpServerResponse response = request.response();
        response.setStatusCode(answer.status());
        answer.headers().forEach(response::putHeader);
        response.putHeader(POSITION, Long.toString(answer.position().orElseGet(head)));
        HeaderTexts.put(response.headers(), "Daybook-Correlation", correlation(request, instance));
        response.putHeader("X-Content-Type-Options", "nosniff");
        if (stopping) {
            response.putHeader(HttpHeaders.CONNECTION, "close");
        }
        boolean bodiless = request.method().equals(HttpMethod.HEAD);
        if (answer.body().isEmpty()) {
            if (bodiless) {
                response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(answer.bytes().length));
                response.end();
            } else {
                Sink.await(response.end(Buffer.buffer(answer.bytes())));
            }
        } else if (bodiless) {
            response.end();
        } else {
            stream(answer.body().get(), response, instance);
        }
    }

    private static String correlation(HttpServerRequest request, String instance) {
        try {
            return Trace.of(HeaderTexts.of(request.headers()), instance).correlation();
        } catch (Problem.Thrown _) {
            return instance; // the answer says what is wrong with it
        }
    }

    private void stream(Answer.Body body, HttpServerResponse response, String instance) throws IOException {
        response.setChunked(true);
        Sink sink = new Sink(response);
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
            throw new IOException(Problems.of(e, instance).detail(), e);
        } finally {
            open.remove(sink);
        }
    }

    /** The body of a request while it comes in. Used on the event loop until it is read. */
    private static final class Intake {

        private final HttpServerRequest request;
        private final int bytesMax;
        private Buffer body = Buffer.buffer();
        private long received;
        private boolean done;
        private boolean cutOff;
        private Runnable abandoned = () -> {};

        Intake(HttpServerRequest request, int bytesMax) {
            this.request = request;
            this.bytesMax = bytesMax;
        }

        void whenRead(Runnable then, Runnable otherwise) {
            abandoned = otherwise;
            long announced = announced();
            if (announced > DRAINED_BYTES_MAX) {
                received = announced;
                cutOff(then);
                return;
            }
            if (announced <= bytesMax && "100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
                request.response().writeContinue();
            }
            request.handler(part -> take(part, then));
            request.endHandler(_ -> finish(then));
        }

        private long announced() {
            try {
                return Long.parseLong(Optional.ofNullable(request.getHeader(HttpHeaders.CONTENT_LENGTH))
                        .orElse("0"));
            } catch (NumberFormatException _) {
                return 0; // the codec has refused it already
            }
        }

        private void take(Buffer part, Runnable then) {
            received += part.length();
            if (received <= bytesMax) {
                body.appendBuffer(part);
            } else {
                body = Buffer.buffer();
                if (received > DRAINED_BYTES_MAX) {
                    cutOff(then);
                }
            }
        }

        /** Reads no more: after the answer the connection is of no use. */
        private void cutOff(Runnable then) {
            cutOff = true;
            request.response().putHeader(HttpHeaders.CONNECTION, "close");
            finish(then);
        }

        private void finish(Runnable then) {
            if (!done) {
                done = true;
                then.run();
            }
        }

        /** The client broke off before its request was complete. */
        void gone() {
            if (!done) {
                done = true;
                abandoned.run();
            }
        }

        HttpServerRequest request() {
            return request;
        }

        boolean tooLarge() {
            return received > bytesMax;
        }

        boolean cutOff() {
            return cutOff;
        }

        Buffer body() {
            return body;
        }
    }
}
