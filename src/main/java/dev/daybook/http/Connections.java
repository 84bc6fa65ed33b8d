package dev.daybook.http;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The open connections, and until when each may make us wait: for the head of its first request, for the rest of a
 * body, for another request. While a request is worked on nobody waits for the client. Thread-safe.
 *
 * <p>One look at all of them a second costs less than a timer for each.
 */
final class Connections {

    private static final long LOOK_EVERY_MS = 1_000;

    /** So that whoever owns the service comes in while all others are open. */
    private static final int KEPT = 64;

    private static final long NEVER = Long.MAX_VALUE;

    /** What is done once the time is over, on the event loop of the connection. */
    private record Wait(long deadlineNs, Runnable overdue) {}

    private static final class Visit {

        private final Context context;
        private volatile Wait wait;

        Visit(Context context, Wait wait) {
            this.context = context;
            this.wait = wait;
        }

        private void look(long nowNs) {
            Wait seen = wait;
            if (seen.deadlineNs() != NEVER && nowNs - seen.deadlineNs() >= 0) {
                context.runOnContext(_ -> {
                    if (wait.equals(seen)) {
                        seen.overdue().run();
                    }
                });
            }
        }
    }

    private final Vertx vertx;
    private final Options.Patience patience;
    private final int max;
    private final Map<HttpConnection, Visit> visits = new ConcurrentHashMap<>();

    Connections(Vertx vertx, Options options) {
        this.vertx = vertx;
        this.patience = options.patience();
        this.max = options.limits().connectionsMax();
        long everyMs = Math.min(LOOK_EVERY_MS, Math.max(1, patience.shortest().toMillis()));
        vertx.setPeriodic(everyMs, _ -> {
            long nowNs = System.nanoTime();
            visits.values().forEach(visit -> visit.look(nowNs));
        });
    }

    /**
     * Notes a connection that was opened, and closes one too many; on its event loop.
     *
     * @param own whether it came in where programs of this machine do
     */
    void opened(HttpConnection connection, boolean own) {
        if (visits.size() >= (own ? max + KEPT : max)) {
            connection.close();
            return;
        }
        visits.put(connection, new Visit(vertx.getOrCreateContext(), until(patience.head(), connection::close)));
        connection.closeHandler(_ -> visits.remove(connection));
    }

    /** Notes that the body of a request comes in. */
    void reads(IncomingBody incoming) {
        waits(incoming.request(), until(patience.body(), incoming::expire));
    }

    /** Notes that a request is worked on until it is answered. */
    void works(HttpServerRequest request) {
        waits(request, new Wait(NEVER, () -> {}));
        HttpConnection connection = request.connection();
        request.response().endHandler(_ -> waits(request, until(patience.idle(), connection::close)));
    }

    private void waits(HttpServerRequest request, Wait wait) {
        Visit visit = visits.get(request.connection());
        if (visit != null) {
            visit.wait = wait;
        }
    }

    private static Wait until(Duration time, Runnable overdue) {
        return new Wait(System.nanoTime() + time.toNanos(), overdue);
    }

    /** Returns how many are open. */
    int open() {
        return visits.size();
    }
}
