package dev.daybook.http;

import dev.daybook.http.Problem.Kind;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The journal as server-sent events, without loss and without end.
 *
 * <p>A commit only rings a bell; what is sent is always read from the journal behind the last position sent. So a slow
 * client costs no memory and misses nothing, however far behind it is, and catching up and following are the same.
 */
final class JournalStream {

    /** Each one reads the journal after every commit. */
    private static final int STREAMS_MAX = 256;

    private static final int BATCH = 500;

    private final Journal journal;
    private final Duration heartbeat;
    private final Function<Entry, byte[]> view;
    private final Semaphore streams = new Semaphore(STREAMS_MAX);

    /** @param view JSON of an entry, as those see it who follow */
    JournalStream(Journal journal, Duration heartbeat, Function<Entry, byte[]> view) {
        this.journal = journal;
        this.heartbeat = heartbeat;
        this.view = view;
    }

    /** What a client is told that has seen more than there is. */
    record Resync(long head, long lastEventId, String detail) {}

    /** Answers with all selected entries after {@code last}, those to come included. */
    Answer from(Position last, Selection selection) {
        return answer(sink -> follow(sink, last, selection));
    }

    /**
     * Answers a client that has seen {@code last}, which is yet to come: it saw another journal, or this one before an
     * older copy was put in its place. It is told so, and followed is what comes from now on.
     */
    Answer again(Position last, Selection selection) {
        return answer(sink -> {
            Position head = journal.head();
            ServerSentEvents.send(
                    sink,
                    head.toString(),
                    "resync",
                    JsonOutput.bytes(new Resync(
                            head.value(),
                            last.value(),
                            "the journal ends at %s, before %s: forget what came after, and read again what you need"
                                    .formatted(head, last))));
            sink.flush();
            follow(sink, head, selection);
        });
    }

    private Answer answer(Answer.Body following) {
        if (streams.availablePermits() == 0) {
            throw Problem.thrown(Kind.OVERLOADED, "%d clients follow the journal: ask again later", STREAMS_MAX);
        }
        return ServerSentEvents.answer(sink -> {
            streams.acquireUninterruptibly(); // waits only if many came in the same moment
            try {
                following.writeTo(sink);
            } finally {
                streams.release();
            }
        });
    }

    private void follow(ResponseStream sink, Position from, Selection selection) throws IOException {
        Semaphore bell = new Semaphore(0);
        sink.whenOver(bell::release);
        try (var _ = journal.subscribe(_ -> bell.release())) {
            Position last = from;
            while (!sink.over()) {
                bell.drainPermits();
                List<Entry> batch = journal.readForward(selection, last, BATCH);
                for (Entry entry : batch) {
                    ServerSentEvents.send(sink, entry.position().toString(), entry.type(), view.apply(entry));
                    last = entry.position();
                }
                sink.flush();
                if (batch.size() < BATCH && !rings(bell, heartbeat)) {
                    ServerSentEvents.beat(sink);
                }
            }
        }
    }

    /** Waits until the journal reaches {@code position}, at most {@code patience}, and returns its head. */
    static long await(Journal journal, long position, Duration patience) {
        Semaphore bell = new Semaphore(0);
        long deadline = System.nanoTime() + patience.toNanos();
        try (var _ = journal.subscribe(_ -> bell.release())) {
            long head = journal.head().value();
            while (head < position && deadline > System.nanoTime()) {
                rings(bell, Duration.ofNanos(deadline - System.nanoTime()));
                head = journal.head().value();
            }
            return head;
        }
    }

    private static boolean rings(Semaphore bell, Duration patience) {
        try {
            return bell.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
