package dev.daybook.upkeep;

import dev.daybook.journal.Journal;
import dev.daybook.journal.Link;
import dev.daybook.journal.Position;
import dev.daybook.operation.Asker;
import dev.daybook.operation.Progress;
import dev.daybook.operation.Role;
import dev.daybook.text.Times;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Proves the whole journal by itself, again and again, and slowly: what a disk loses in silence is found while there are
 * backups that have it. A round that ended with its process is gone on with by the next one. Thread-safe.
 */
public final class VerificationSchedule {

    private static final Logger LOG = LoggerFactory.getLogger(VerificationSchedule.class);

    private static final String HELP = "daybook verify names every place, daybook repair takes it back from a backup";

    /** After one that could not be done. */
    private static final Duration AGAIN = Duration.ofMinutes(10);

    /**
     * How it is done.
     *
     * @param every how long from one end to the next begin; never if there is none
     * @param bytesPerSecond that are read at most; 0 is as fast as it goes
     */
    public record Plan(Optional<Duration> every, long bytesPerSecond) {}

    private final Plan plan;
    private final StoreVerification verification;
    private final VerificationMemory memory;
    private final Journal journal;
    private final Jobs jobs;
    private final InstantSource clock;
    private Instant next = Instant.MIN;
    private Optional<String> failure = Optional.empty();
    private boolean running;

    public VerificationSchedule(
            Plan plan,
            StoreVerification verification,
            VerificationMemory memory,
            Journal journal,
            Jobs jobs,
            InstantSource clock) {
        this.plan = plan;
        this.verification = verification;
        this.memory = memory;
        this.journal = journal;
        this.jobs = jobs;
        this.clock = clock;
    }

    /** Begins a round if one is due, or goes on with one; does not wait for it. */
    public synchronized void look() {
        Instant now = clock.instant();
        if (plan.every().isEmpty()
                || running
                || !Times.isDue(next, longest(), now)
                || journal.head().equals(Position.START)) {
            return;
        }
        VerificationState state = memory.state();
        Instant due = state.round().isPresent()
                ? Instant.MIN
                : state.last().map(whole -> whole.at().plus(plan.every().get())).orElse(Instant.MIN);
        if (!Times.isDue(due, plan.every().get(), now)) {
            next = due;
            return;
        }
        running = true;
        var order = new Jobs.Order(
                UUID.randomUUID().toString(), "verify", "", new Asker("daybook", Role.ADMIN), Role.ADMIN, false);
        try {
            jobs.start(order, this::round, why -> String.valueOf(why.getMessage()));
        } catch (Jobs.TooMany e) {
            failed(e);
        }
    }

    private Duration longest() {
        return plan.every().filter(every -> every.compareTo(AGAIN) > 0).orElse(AGAIN);
    }

    private long round(Progress progress) {
        try {
            long entries = proven(progress);
            succeeded();
            return entries;
        } catch (Jobs.Cancelled e) { // the server ends, and the next one goes on
            cancelled();
            throw e;
        } catch (RuntimeException | Error e) { // else no other would ever begin
            failed(e);
            LOG.warn("the journal could not be proven: {}", e.getMessage());
            throw e;
        }
    }

    private long proven(Progress progress) {
        VerificationState.Round round = memory.state()
                .round()
                .filter(it -> journal.has(it.reached()))
                .orElseGet(() -> new VerificationState.Round(Link.START, clock.instant()));
        var throttle = new Throttle(plan.bytesPerSecond());
        StoreVerification.Report report = verification.run(
                new StoreVerification.Order(round.reached(), false, false),
                now -> {
                    long total = Math.max(
                            journal.head().value(), now.link().position().value());
                    Runnable told = () -> progress.at(now.link().position().value(), total, "journal");
                    told.run();
                    memory.reached(now, state -> state.reached(now.link(), round.startedAt()));
                    throttle.took(now.sizeBytes(), told);
                },
                _ -> {});
        memory.ended(
                new VerificationState.Whole(
                        clock.instant(), round.reached().position().value() + report.entries(), report.findings()),
                report.end());
        List<StoreVerification.Finding> findings = report.findings();
        if (!findings.isEmpty()) {
            LOG.error("the journal does not prove itself: {}; {}", findings.getFirst(), HELP);
        }
        return report.entries();
    }

    private synchronized void succeeded() {
        running = false;
        failure = Optional.empty();
        next = clock.instant().plus(plan.every().orElse(AGAIN));
    }

    private synchronized void cancelled() {
        running = false;
        next = clock.instant().plus(AGAIN);
    }

    private synchronized void failed(Throwable why) {
        running = false;
        failure = Optional.of(String.valueOf(why.getMessage()));
        next = clock.instant().plus(AGAIN);
    }

    /** Returns what the last proof found, or why there is none; nothing if all is well. */
    public synchronized Optional<String> warning() {
        return findings().stream()
                .findFirst()
                .map(first -> "%s (%d findings in all); %s"
                        .formatted(first, findings().size(), HELP))
                .or(() -> failure.map("the journal could not be proven: %s"::formatted));
    }

    private List<StoreVerification.Finding> findings() {
        return memory.state().last().map(VerificationState.Whole::findings).orElse(List.of());
    }

    /** Returns how much the last proof of the whole found. */
    public double findingCount() {
        return findings().size();
    }

    /** Returns the seconds since the whole was proven last, whatever came of it. */
    public double ageSeconds() {
        return memory.state()
                .last()
                .map(whole -> Duration.between(whole.at(), clock.instant()).toMillis() / 1e3)
                .orElse(Double.NaN);
    }

    /** Returns what is remembered of earlier proofs. */
    public VerificationState state() {
        return memory.state();
    }

    public Plan plan() {
        return plan;
    }
}
