package dev.daybook.http;

import dev.daybook.access.Logins;
import dev.daybook.http.RequestHandler.Served;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers HTTP until closed. Thread-safe.
 *
 * <p>Writes no files. A stop ends event streams, lets requests under way finish, and refuses new ones.
 */
public final class HttpServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

    /** Two loops move all bytes there are; the work is done elsewhere. */
    private static final int EVENT_LOOPS = 2;

    /** Vert.x wants pools for blocking work of its own, of which there is none. */
    private static final int UNUSED_POOL = 1;

    /** Longer lines and headers are refused by the codec. */
    private static final int HEADER_BYTES_MAX = 16 * 1024;

    /** Nothing comes or goes for so long: forgotten. Longer than a proof or a rollback of a large journal takes. */
    private static final int IDLE_TIMEOUT_S = 3_600;

    private static final int CLOSE_TIMEOUT_S = 10;

    /** Less would grow, or go in one packet anyway. */
    private static final int COMPRESSED_BYTES_MIN = 1_024;

    private static final int BACKLOG = 1_024;
    private static final String LOOPBACK = "127.0.0.1";
    private static final URI NOWHERE = URI.create("http://localhost");

    static {
        // Nothing here looks up a name, and Vert.x's own resolver is slow to set up.
        System.setProperty("vertx.disableDnsResolver", "true");
    }

    private final Vertx vertx;
    private final RequestHandler requests;
    private final Connections connections;
    private final ExecutorService threads;
    private URI endpoint = NOWHERE;
    private URI local = NOWHERE;
    private Optional<UnixSocket> socket = Optional.empty();
    private boolean closed;

    private HttpServer(Vertx vertx, RequestHandler requests, Connections connections, ExecutorService threads) {
        this.vertx = vertx;
        this.requests = requests;
        this.connections = connections;
        this.threads = threads;
    }

    /** Starts to answer; returns when the port is open. */
    public static HttpServer start(Services services, Options options) {
        ExecutorService threads = threads();
        Metrics metrics = new Metrics(threads);
        Routes routes = Api.routes(services, options, metrics);
        Logins logins = services.safety().logins();
        Admission admission = new Admission(
                new Hosts(options.allowed()),
                options.allowed().open(),
                services.safety().tokens()::caller,
                request -> request.cookieCount() == 0
                        ? Optional.empty()
                        : Optional.ofNullable(request.getCookie(logins.cookie()))
                                .flatMap(cookie -> logins.caller(cookie.getValue())),
                services.safety().refusals()::refused);
        Served served =
                new Served(routes, () -> services.ground().journal().head().value());
        return start(served, options, admission, metrics, threads);
    }

    /** Starts with other routes than those of the API. */
    static HttpServer start(Routes routes, LongSupplier head, Options options) {
        ExecutorService threads = threads();
        return start(
                new Served(routes, head),
                options,
                Admission.ofAll(new Hosts(options.allowed())),
                new Metrics(threads),
                threads);
    }

    /** Returns a value as it is answered. */
    public static String json(Object value) {
        return new String(JsonOutput.bytes(value), StandardCharsets.UTF_8);
    }

    private static ExecutorService threads() {
        return Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("http-", 0).factory());
    }

    private static HttpServer start(
            Served served, Options options, Admission admission, Metrics metrics, ExecutorService threads) {
        Vertx vertx = Vertx.builder()
                .with(new VertxOptions()
                        .setEventLoopPoolSize(EVENT_LOOPS)
                        .setWorkerPoolSize(UNUSED_POOL)
                        .setInternalBlockingPoolSize(UNUSED_POOL)
                        .setFileSystemOptions(new FileSystemOptions()
                                .setFileCachingEnabled(false)
                                .setClassPathResolvingEnabled(false)))
                .build();
        Connections connections = new Connections(vertx, options);
        RequestHandler requests = new RequestHandler(served, options, admission, metrics, threads, connections);
        HttpServer server = new HttpServer(vertx, requests, connections, threads);
        try {
            server.open(options.address());
            return server;
        } catch (Exception e) { // a port in use comes as a checked exception that nobody declares
            server.close();
            throw new IllegalStateException(
                    "cannot listen on %s:%d: %s; choose another port or stop who uses it"
                            .formatted(
                                    options.address().host(), options.address().port(), e.getMessage()),
                    e);
        }
    }

    private void open(Options.Address address) {
        int port = listen(SocketAddress.inetSocketAddress(address.port(), address.host()), address.tls(), false);
        endpoint = uri(address.tls().isPresent() ? "https" : "http", address.host(), port);
        local = address.tls().isPresent() || !isLoopback(address.host())
                ? uri("http", LOOPBACK, listen(SocketAddress.inetSocketAddress(0, LOOPBACK), Optional.empty(), true))
                : endpoint;
        socket = address.socket()
                .map(path -> UnixSocket.at(
                        path,
                        place -> listen(SocketAddress.domainSocketAddress(place.toString()), Optional.empty(), true)));
    }

    private static URI uri(String scheme, String host, int port) {
        return URI.create("%s://%s:%d".formatted(scheme, host.contains(":") ? "[" + host + "]" : host, port));
    }

    /** Returns whether only this machine reaches an address. */
    public static boolean isLoopback(String host) {
        try {
            return host.equals("localhost") || InetAddress.ofLiteral(host).isLoopbackAddress();
        } catch (IllegalArgumentException _) {
            return false; // a name that leads who knows where
        }
    }

    private int listen(SocketAddress address, Optional<Options.Tls> tls, boolean own) {
        HttpServerOptions options = new HttpServerOptions()
                .setAcceptBacklog(BACKLOG)
                .setMaxHeaderSize(HEADER_BYTES_MAX)
                .setMaxInitialLineLength(HEADER_BYTES_MAX)
                .setIdleTimeout(IDLE_TIMEOUT_S)
                .setHttp2ClearTextEnabled(false) // no client of a plain port gains by it
                .setCompressionSupported(true)
                .setCompressionContentSizeThreshold(COMPRESSED_BYTES_MIN)
                .setTcpNoDelay(!address.isDomainSocket());
        tls.ifPresent(proof -> options.setSsl(true)
                .setUseAlpn(false)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .setCertPath(proof.certificate().toString())
                        .setKeyPath(proof.key().toString())));
        return vertx.createHttpServer(options)
                .connectionHandler(connection -> connections.opened(connection, own))
                .requestHandler(requests)
                .invalidRequestHandler(requests::refuse)
                .listen(address)
                .await()
                .actualPort();
    }

    /** Returns where it answers. */
    public URI endpoint() {
        return endpoint;
    }

    /** Returns where it answers programs of this machine, in the clear. */
    public URI local() {
        return local;
    }

    /** Returns for how long nobody was answered; zero while somebody is. */
    public Duration idle() {
        return requests.idle();
    }

    int port() {
        return endpoint.getPort();
    }

    Routes routes() {
        return requests.routes();
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            if (!requests.stop()) {
                LOG.warn("stopped although requests were still under way");
            }
            vertx.close().await(CLOSE_TIMEOUT_S, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException e) {
            LOG.warn("the port did not close", e);
        }
        threads.shutdownNow();
        socket.ifPresent(UnixSocket::close);
    }
}
