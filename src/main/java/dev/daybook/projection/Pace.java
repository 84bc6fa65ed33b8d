package dev.daybook.projection;

import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import java.time.Duration;

/**
 * How fast work in the background goes on. {@link #behind} keeps it from hindering commands: after each piece it rests, as
 * long as the piece took while nobody writes to the journal, {@value #BUSY} times as long while somebody does. So it never
 * has more than half a processor, and a fifth of one beside commands. Used by one thread.
 */
abstract sealed class Pace {

    /** Rests for each time of work, while somebody writes. */
    private static final int BUSY = 4;

    /** A piece that took longer met with something else, such as a slow disk. */
    private static final Duration REST_MAX = Duration.ofSeconds(2);

    /** Takes a rest, if one is due. */
    abstract void rest();

    /** As fast as it goes. */
    static Pace full() {
        return new Full();
    }

    /** Behind those who write to {@code journal}. */
    static Pace behind(Journal journal) {
        return new Behind(journal);
    }

    private static final class Full extends Pace {
        @Override
        void rest() {}
    }

    private static final class Behind extends Pace {

        private final Journal journal;
        private Position head;
        private long since = System.nanoTime();

        Behind(Journal journal) {
            this.journal = journal;
            this.head = journal.head();
        }

        @Override
        void rest() {
            Position now = journal.head();
            Duration rest = Duration.ofNanos(System.nanoTime() - since).multipliedBy(now.equals(head) ? 1 : BUSY);
            head = now;
            try {
                Thread.sleep(rest.compareTo(REST_MAX) < 0 ? rest : REST_MAX);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("the work in the background was interrupted", e);
            }
            since = System.nanoTime();
        }
    }
}
