package dev.daybook.http;

import dev.daybook.access.Caller;
import dev.daybook.http.Request.Sent;
import dev.daybook.operation.Catalogue;
import dev.daybook.slice.Ground;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * Answers requests of this process as {@link HttpServer} answers those of others, with no server in between: whoever
 * asks owns the data. Thread-safe.
 */
public final class LocalRequests {

    private final Routes routes;
    private final LongSupplier head;
    private final RequestNames names = new RequestNames();

    /**
     * What is answered.
     *
     * @param headers by their names, however these are written
     * @param body whoever reads it closes it
     */
    public record Reply(int status, Map<String, String> headers, InputStream body) {}

    private LocalRequests(Routes routes, LongSupplier head) {
        this.routes = routes;
        this.head = head;
    }

    public static LocalRequests of(Services services, Options options) {
        return new LocalRequests(
                Api.routes(services, options, Metrics.none()),
                () -> services.ground().journal().head().value());
    }

    /** Returns what answers the operations of a catalogue only. */
    public static LocalRequests reading(Catalogue<Ground> catalogue, Ground ground) {
        Routes routes = new Routes();
        Api.operations(catalogue, ground, Metrics.none(), new CpuBoundWork(), routes);
        return new LocalRequests(routes, () -> ground.journal().head().value());
    }

    /**
     * Answers a request.
     *
     * @param uri a path with its query
     * @param body JSON; empty if there is none
     */
    public Reply answer(String method, String uri, Map<String, String> headers, byte[] body) {
        return answer(method, uri, headers, body, Optional.empty());
    }

    /** As {@link #answer(String, String, Map, byte[])}, with a file as body. */
    public Reply answer(String method, String uri, Map<String, String> headers, Path file) throws IOException {
        try (BodyFile body = BodyFile.of(file)) {
            return answer(method, uri, headers, new byte[0], Optional.of(body));
        }
    }

    private Reply answer(String method, String uri, Map<String, String> headers, byte[] body, Optional<BodyFile> file) {
        String instance = names.next();
        Answer answer;
        try {
            Sent sent = new Sent(method, uri, NamedValues.of(headers.entrySet()), body, file, false);
            Routes.Found found = routes.find(method, sent.path());
            answer = found.route().handler().answer(Request.read(instance, Caller.OWNER, found, sent, () -> {}));
        } catch (Exception e) {
            answer = ProblemAnswers.failed(e, instance);
        }
        Map<String, String> told = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        told.putAll(answer.headers());
        told.put(ResponseWriter.POSITION, Long.toString(answer.position().orElseGet(head)));
        InputStream bytes = new ByteArrayInputStream(answer.bytes());
        return new Reply(answer.status(), told, answer.body().map(Pipe::of).orElse(bytes));
    }
}
