package dev.daybook.importing.run;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Tells how fast a run goes, now and then. For one thread. */
final class ProgressRate {

    private final String run;
    private final LongSupplier total;
    private long expected = -1;
    private final InstantSource clock;
    private final Duration every;
    private final Consumer<Progress> listener;
    private String phase = "";
    private Instant since = Instant.EPOCH;
    private Instant told = Instant.EPOCH;
    private long done;
    private long from;

    /** @param total how many entities there are, asked when the first phase begins */
    ProgressRate(String run, LongSupplier total, InstantSource clock, Duration every, Consumer<Progress> listener) {
        this.run = run;
        this.total = total;
        this.clock = clock;
        this.every = every;
        this.listener = listener;
    }

    void phase(String next) {
        expected = expected < 0 ? total.getAsLong() : expected;
        begin(next);
        tell(since, expected);
    }

    /** Tells of a phase in which something else is counted, from where it was first told of. */
    void at(String next, long counted, long of) {
        if (!phase.equals(next)) {
            begin(next);
            from = counted;
            told = Instant.EPOCH;
        }
        done = Math.max(0, counted - from);
        tellNowAndThen(of - from);
    }

    void done() {
        done++;
        tellNowAndThen(expected);
    }

    private void begin(String next) {
        phase = next;
        done = 0;
        since = clock.instant();
    }

    private void tellNowAndThen(long of) {
        Instant now = clock.instant();
        if (Duration.between(told, now).compareTo(every) >= 0) {
            tell(now, of);
        }
    }

    private void tell(Instant now, long of) {
        told = now;
        listener.accept(Progress.of(run, phase, done, of, Duration.between(since, now)));
    }
}
