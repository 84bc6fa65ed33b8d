package dev.daybook.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** Asks a server of this machine. */
final class HttpExchange implements Exchange {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private final URI endpoint;
    private final String token;
    private final BooleanSupplier named;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .sslContext(new NoTls())
            .sslParameters(new SSLParameters())
            .build();

    /** Never used: without one, the client would read all certificates of the system at each start. */
    private static final class NoTls extends SSLContext {
        NoTls() {
            super(null, null, "none");
        }
    }

    /**
     * @param token its text, which lets the command in as long as the server lives
     * @param named whether the server still answers there: the port of one that has ended may be anybody's
     */
    HttpExchange(URI endpoint, String token, BooleanSupplier named) {
        this.named = named;
        this.endpoint = endpoint;
        this.token = token;
    }

    @Override
    public Reply send(String method, String uri, Map<String, String> headers, byte[] body)
            throws IOException, InterruptedException {
        return send(
                method, uri, headers, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    }

    @Override
    public Reply sendFile(String method, String uri, Map<String, String> headers, Path file)
            throws IOException, InterruptedException {
        return send(method, uri, headers, BodyPublishers.ofFile(file));
    }

    private Reply send(String method, String uri, Map<String, String> headers, BodyPublisher body)
            throws IOException, InterruptedException {
        if (!named.getAsBoolean()) {
            throw new ConnectException("it has ended");
        }
        var request = HttpRequest.newBuilder(endpoint.resolve(uri))
                .header("Authorization", "Bearer " + token)
                .method(method, body);
        headers.forEach(request::header);
        HttpResponse<InputStream> response = http.send(request.build(), BodyHandlers.ofInputStream());
        var told = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        response.headers().map().forEach((name, values) -> told.put(name, values.getFirst()));
        return new Reply(response.statusCode(), told, response.body());
    }

    @Override
    public String toString() {
        return "the server at " + endpoint;
    }
}
