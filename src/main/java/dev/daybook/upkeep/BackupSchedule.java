package dev.daybook.upkeep;

import dev.daybook.operation.Asker;
import dev.daybook.operation.Role;
import dev.daybook.text.Times;
import dev.daybook.upkeep.BackupCreation.Wanted;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Backs up by itself, as the plan has it. When one was made is asked of the backups themselves, so that a server that is
 * started anew again and again makes them, too. One that failed is tried again soon. Thread-safe.
 */
public final class BackupSchedule {

    private static final Logger LOG = LoggerFactory.getLogger(BackupSchedule.class);

    /** After one that failed, unless one is due before. */
    private static final Duration AGAIN = Duration.ofMinutes(10);

    private final BackupPlan plan;
    private final BackupCreation creation;
    private final BackupPruning pruning;
    private final BooleanSupplier isEmpty;
    private final Jobs jobs;
    private final InstantSource clock;
    private Optional<Instant> next = Optional.empty();
    private Optional<Instant> looked = Optional.empty();
    private Optional<String> failure = Optional.empty();
    private long failures;
    private boolean running;

    /** @param isEmpty whether there is nothing to back up */
    public BackupSchedule(
            BackupPlan plan,
            BackupCreation creation,
            BackupPruning pruning,
            BooleanSupplier isEmpty,
            Jobs jobs,
            InstantSource clock) {
        this.plan = plan;
        this.creation = creation;
        this.pruning = pruning;
        this.isEmpty = isEmpty;
        this.jobs = jobs;
        this.clock = clock;
    }

    /** Begins one if it is due; does not wait for it. */
    public synchronized void look() {
        if (plan.every().isEmpty() || running || isEmpty.getAsBoolean()) {
            return;
        }
        Duration every = plan.every().get();
        Instant now = clock.instant();
        Instant due = next.orElseGet(() ->
                plan.newest().map(newest -> newest.createdAt().plus(every)).orElse(now));
        if (!Times.isDue(due, every, now)) {
            next = Optional.of(due);
            return;
        }
        running = true;
        var order = new Jobs.Order(
                UUID.randomUUID().toString(),
                "createBackup",
                plan.folder().toString(),
                new Asker("daybook", Role.ADMIN),
                Role.ADMIN,
                false);
        try {
            jobs.start(
                    order,
                    progress -> {
                        try {
                            BackupManifest made = creation.create(
                                            new BackupCreation.Order(
                                                    plan.folder(), Wanted.AUTO, plan.level(), plan.secret()),
                                            progress)
                                    .manifest();
                            plan.keep()
                                    .ifPresent(policy -> pruning.prune(
                                            new BackupPruning.Order(plan.folder(), policy, plan.secret(), false),
                                            progress));
                            succeeded(every);
                            return made.id();
                        } catch (RuntimeException | Error e) { // else no other would ever begin
                            failed(every, e);
                            throw e;
                        }
                    },
                    why -> String.valueOf(why.getMessage()));
        } catch (Jobs.TooMany e) {
            failed(every, e);
        }
    }

    private synchronized void succeeded(Duration every) {
        running = false;
        failure = Optional.empty();
        Instant now = clock.instant();
        looked = Optional.of(now);
        next = Optional.of(now.plus(every));
    }

    private synchronized void failed(Duration every, Throwable why) {
        running = false;
        failures++;
        failure = Optional.of(String.valueOf(why.getMessage()));
        next = Optional.of(clock.instant().plus(every.compareTo(AGAIN) < 0 ? every : AGAIN));
        LOG.warn("the journal could not be backed up to {}: {}", plan.folder(), why.getMessage());
    }

    /** Returns how many failed since this process began. */
    public synchronized long failures() {
        return failures;
    }

    /** Returns the seconds since a backup had all there was: since the newest, or since nothing was found to be new. */
    public synchronized double ageSeconds() {
        return looked.or(() -> plan.newest().map(BackupManifest::createdAt))
                .map(at -> Duration.between(at, clock.instant()).toMillis() / 1e3)
                .orElse(Double.NaN);
    }

    /** Returns why there is no backup where one should be, and what helps; nothing if all is well, or none is planned. */
    public synchronized Optional<String> warning() {
        return failure.map(why -> "the journal could not be backed up to %s: %s (tried again at %s)"
                .formatted(plan.folder(), why, next.map(Instant::toString).orElse("once")));
    }
}
