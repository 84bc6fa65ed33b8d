package dev.daybook.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** Writes answers to those who asked: the headers that every answer has, and its body whole or as it comes. Thread-safe. */
final class ResponseWriter {

    static final String POSITION = "Daybook-Position";

    /** What scripts of a page elsewhere see of an answer's headers. */
    private static final String READABLE =
            "Daybook-Correlation, Daybook-Position, Daybook-Read-From, ETag, Idempotency-Replayed, Link, Location, RateLimit, RateLimit-Policy, Retry-After, WWW-Authenticate";

    private final Admission admission;
    private final LongSupplier head;
    private final Set<ResponseStream> open = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    /** @param head the last position of the journal */
    ResponseWriter(Admission admission, LongSupplier head) {
        this.admission = admission;
        this.head = head;
    }

    /** Ends event streams; what is answered from now on is the last on its connection. */
    void stop() {
        stopping = true;
        open.forEach(ResponseStream::leave);
    }

    /** Says what a page elsewhere may ask: all there is, with the headers that it wants to send. */
    void preflight(HttpServerRequest request) {
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

    /** @throws IOException if it breaks off before all of it is sent */
    void send(Answer answer, HttpServerRequest request, String instance) throws IOException {
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
