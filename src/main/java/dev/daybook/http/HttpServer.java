package dev.daybook.http;

import dev.daybook.http.RequestHandler.Served;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
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

    private static final int BACKLOG = 1_024;

    static {
        // Nothing here looks up a name, and Vert.x's own resolver is slow to set up.
        System.setProperty("vertx.disableDnsResolver", "true");
    }

    private final Vertx vertx;
    private final RequestHandler requests;
    private final Connections connections;
    private final ExecutorService threads;
    private final List<io.vertx.core.http.HttpServer> listening = new ArrayList<>();
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
        Supplier<Contract> contract = contract(threads);
        Metrics metrics = new Metrics(threads);
        Routes routes = Api.routes(services, options, metrics, contract);
        Admission admission = new Admission(
                new Hosts(options.hosts()),
                options.open(),
                services.safety().tokens()::caller,
                services.safety().refusals()::refused);
        Served served = new Served(
                routes, contract, () -> services.store().journal().head().value());
        return start(served, options, admission, metrics, threads);
    }

    /** Starts with other routes than those of the API. */
    static HttpServer start(Routes routes, LongSupplier head, Options options) {
        ExecutorService threads = threads();
        return start(
                new Served(routes, contract(threads), head),
                options,
                Admission.ofAll(new Hosts(options.hosts())),
                new Metrics(threads),
                threads);
    }

    private static ExecutorService threads() {
        return Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("http-", 0).factory());
    }

    /** Reads the contract while the port opens. */
    private static Supplier<Contract> contract(ExecutorService threads) {
        return CompletableFuture.supplyAsync(Contract::read, threads)::join;
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
        Connections connections = new Connections(vertx, options.patience());
        RequestHandler requests = new RequestHandler(served, options, admission, metrics, threads, connections);
        HttpServer server = new HttpServer(vertx, requests, connections, threads);
        try {
            server.listen(SocketAddress.inetSocketAddress(options.port(), options.host()));
            options.socket().ifPresent(path -> server.listen(SocketAddress.domainSocketAddress(path.toString())));
            return server;
        } catch (Exception e) { // a port in use comes as a checked exception that nobody declares
            server.close();
            throw new IllegalStateException(
                    "cannot listen on %s:%d: %s; choose another port or stop who uses it"
                            .formatted(options.host(), options.port(), e.getMessage()),
                    e);
        }
    }

    private void listen(SocketAddress address) {
        listening.add(vertx.createHttpServer(new HttpServerOptions()
                        .setAcceptBacklog(BACKLOG)
                        .setMaxHeaderSize(HEADER_BYTES_MAX)
                        .setMaxInitialLineLength(HEADER_BYTES_MAX)
                        .setIdleTimeout(IDLE_TIMEOUT_S)
                        .setHttp2ClearTextEnabled(false) // no client of a plain port gains by it
                        .setTcpNoDelay(!address.isDomainSocket()))
                .connectionHandler(connections::opened)
                .requestHandler(requests)
                .invalidRequestHandler(requests::refuse)
                .listen(address)
                .await());
    }

    /** Returns the port that is open. */
    public int port() {
        return listening.getFirst().actualPort();
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
    }
}
