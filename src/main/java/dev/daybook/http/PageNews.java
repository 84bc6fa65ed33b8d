package dev.daybook.http;

import dev.daybook.http.Problem.Kind;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.projection.ReadModels;
import dev.daybook.slice.Ground;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Tells open pages that something was written, and how far the journal is: what of it they show they ask for themselves,
 * by the rights that they have, as soon as the read models show it. However much is written, each hears of it once a second
 * at most.
 */
final class PageNews {

    static final String PATH = "/news";
    private static final String AFTER = "after";

    private static final int PAGES_MAX = 256;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Journal journal;
    private final ReadModels readModels;
    private final Duration heartbeat;
    private final Semaphore pages = new Semaphore(PAGES_MAX);

    PageNews(Ground ground, Duration heartbeat) {
        this.journal = ground.journal();
        this.readModels = ground.readModels();
        this.heartbeat = heartbeat;
    }

    /** @param head the journal's last position */
    record News(long head) {}

    void mount(Routes routes) {
        routes.page("GET", PATH, PageNews::form, request -> {
            if (pages.availablePermits() == 0) {
                throw Problem.thrown(Kind.OVERLOADED, "%d pages are told of news: ask again later", PAGES_MAX);
            }
            return ServerSentEvents.answer(sink -> {
                if (pages.tryAcquire()) { // else another one was faster: the browser asks again
                    try {
                        tell(sink, request.number(AFTER));
                    } finally {
                        pages.release();
                    }
                }
            });
        });
    }

    private static RouteForm form() {
        return RouteForm.of("pageNews", ServerSentEvents.MEDIA)
                .taking(Parameter.query(AFTER, Parameter.number(0, Long.MAX_VALUE)));
    }

    /** @param after what a page shows already; what was written since is news */
    private void tell(ResponseStream sink, OptionalLong after) throws IOException {
        var bell = new Semaphore(0);
        var over = new Semaphore(0);
        sink.whenOver(() -> {
            over.release();
            bell.release();
        });
        try (var _ = journal.subscribe(_ -> bell.release())) {
            if (after.isPresent() && journal.head().value() > after.getAsLong()) {
                bell.release(); // written before it asked
            }
            while (!sink.over()) {
                if (waited(bell, heartbeat)) {
                    bell.drainPermits();
                    long head = journal.head().value();
                    if (!isPosted(head)) {
                        bell.release(); // told again: a page that asks now does not show all of it
                    }
                    ServerSentEvents.send(sink, Long.toString(head), "news", JsonOutput.bytes(new News(head)));
                    sink.flush();
                    waited(over, PAUSE);
                } else {
                    ServerSentEvents.beat(sink);
                }
            }
        }
    }

    private boolean isPosted(long head) {
        try {
            return readModels.await(new Position(head), PAUSE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private static boolean waited(Semaphore semaphore, Duration patience) {
        try {
            return semaphore.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
