package dev.daybook.sbi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.domain.lease.Lease;
import dev.daybook.domain.lease.Worker;
import dev.daybook.sbi.SbiCommand.AcquireLease;
import dev.daybook.sbi.SbiCommand.AddNote;
import dev.daybook.sbi.SbiCommand.Attach;
import dev.daybook.sbi.SbiCommand.Delete;
import dev.daybook.sbi.SbiCommand.Edit;
import dev.daybook.sbi.SbiCommand.FinishExecution;
import dev.daybook.sbi.SbiCommand.Register;
import dev.daybook.sbi.SbiCommand.ReleaseLease;
import dev.daybook.sbi.SbiCommand.ResetTo;
import dev.daybook.sbi.SbiCommand.StartExecution;
import dev.daybook.sbi.SbiCommand.Terminate;
import dev.daybook.sbi.SbiCommand.UnderLease;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Random commands against one task. Whatever comes, the promises hold; {@link Ledger} keeps them in mind by the events
 * alone, without the decider's own state. A failure names its seed and command: the same
 * seed asks the same again.
 */
class SbiRandomTest {

    private static final int SEEDS = 150;
    private static final int COMMANDS = 150;
    private static final int TURNS_MAX = 6;
    private static final int ATTEMPTS_MAX = 3;

    private final SbiDecider decider = new SbiDecider();

    @Test
    void whatever_is_asked_the_promises_hold() {
        Map<Status, Integer> seen = new EnumMap<>(Status.class);
        for (int seed = 0; seed < SEEDS; seed++) {
            run(seed).forEach(status -> seen.merge(status, 1, Integer::sum));
        }
        assertThat(seen.keySet())
                .as("statuses reached, so that the promises were put to the test")
                .contains(Status.WIP, Status.REVIEW, Status.REVIEW_AND_WIP, Status.DONE, Status.FAILED);
    }

    private Set<Status> run(int seed) {
        var random = new Random(seed);
        var ledger = new Ledger();
        var history = new ArrayList<SbiEvent>();
        Sbi sbi = decider.initial();
        Instant now = Sbis.NOON;
        for (int i = 0; i < COMMANDS; i++) {
            now = now.plus(Duration.ofMinutes(random.nextInt(4)));
            SbiCommand command = i == 0 ? Sbis.REGISTER : command(random, sbi, now, history.size());
            String story = "seed " + seed + ", command " + i + ": " + command;

            List<SbiEvent> events = decide(command, sbi, story);
            for (SbiEvent event : events) {
                ledger.enter(event, now, story);
                sbi = decider.evolve(sbi, event);
            }
            history.addAll(events);
            ledger.check(sbi, command, events, now, story);
            if (!events.isEmpty() && staysSo(command)) {
                assertThat(decide(command, sbi, story))
                        .as("asked twice, " + story)
                        .isEmpty();
            }
        }
        assertThat(decider.replay(history)).as("replayed, seed " + seed).isEqualTo(sbi);
        return ledger.statuses;
    }

    private List<SbiEvent> decide(SbiCommand command, Sbi sbi, String story) {
        try {
            List<SbiEvent> events = decider.decide(command, sbi);
            assertThat(decider.decide(command, sbi))
                    .as("decided again, " + story)
                    .isEqualTo(events);
            return events;
        } catch (Rejected e) {
            assertThat(e.getMessage()).as(story).isNotBlank();
            return List.of();
        }
    }

    private static boolean staysSo(SbiCommand command) {
        return switch (command) {
            case Register _, Edit _, FinishExecution _, AcquireLease _, ReleaseLease _, Attach _, ResetTo _ -> true;
            case Terminate _ -> true;
            case UnderLease it -> staysSo(it.work());
            case StartExecution _, AddNote _, Delete _ -> false;
        };
    }

    private static SbiCommand command(Random random, Sbi sbi, Instant now, long generation) {
        Optional<Lease> lease = sbi.work().lease();
        Optional<String> holder = random.nextInt(4) == 0
                ? Optional.of("agent-" + random.nextInt(3))
                : lease.map(Lease::holder).filter(_ -> random.nextInt(4) > 0);
        Optional<Long> named =
                lease.map(it -> it.generation() + random.nextInt(2)).filter(_ -> random.nextInt(4) == 0);
        var by = new Worker(holder, named, now);
        int last = sbi.work().turn();
        return switch (random.nextInt(40)) {
            case 0 -> Sbis.REGISTER;
            case 1 -> edit(random);
            case 2 -> new AddNote(Sbis.SBI, "note", Optional.of(random.nextInt(last + 2)), Optional.empty());
            case 3 -> new Attach(Sbis.SBI, "file-" + random.nextInt(2), "utf-8", "content " + random.nextInt(2));
            case 4 -> new ResetTo(Sbis.SBI, any(random, Status.values()), Optional.empty());
            case 5 -> random.nextInt(6) == 0 ? new Terminate(Sbis.SBI, Optional.empty()) : edit(random);
            case 6 -> random.nextInt(12) == 0 ? new Delete(Sbis.SBI, Optional.empty()) : edit(random);
            case 7, 8, 9 ->
                new AcquireLease(
                        Sbis.SBI,
                        "agent-" + random.nextInt(3),
                        now,
                        now.plus(Duration.ofMinutes(random.nextInt(9))),
                        random.nextBoolean(),
                        generation);
            case 10 -> new ReleaseLease(Sbis.SBI, "agent-" + random.nextInt(3), Optional.empty(), now);
            case 11 -> new UnderLease(edit(random), named.orElse(generation - 1), now);
            case 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24 ->
                new StartExecution(
                        Sbis.SBI,
                        random.nextBoolean() ? Step.REVIEW : any(random, Step.values()),
                        random.nextInt(6) == 0 ? Optional.of(random.nextInt(last + 3)) : Optional.empty(),
                        TURNS_MAX,
                        by);
            default ->
                new FinishExecution(
                        Sbis.SBI,
                        random.nextInt(8) == 0 ? random.nextInt(last + 2) : last,
                        random.nextBoolean() ? Decision.NEEDS_CHANGES : any(random, Decision.values()),
                        Optional.empty(),
                        Optional.of("report " + random.nextInt(3)),
                        List.of(),
                        ATTEMPTS_MAX,
                        by);
        };
    }

    private static Edit edit(Random random) {
        return new Edit(
                Sbis.SBI,
                SbiShape.changes(Map.of(
                        "title",
                        "title " + random.nextInt(3),
                        "priority",
                        random.nextInt(4),
                        "parent",
                        random.nextBoolean() ? Optional.empty() : Optional.of("PBI-1"))),
                random.nextBoolean() ? Optional.of("spec " + random.nextInt(2)) : Optional.empty(),
                Optional.empty(),
                Optional.of(random.nextBoolean() ? List.of("a") : List.of("a", "b")),
                Optional.of(random.nextBoolean() ? List.of(Sbis.OTHER) : List.of()),
                Optional.of(new Json("{\"n\":" + random.nextInt(2) + "}")),
                Set.of());
    }

    private static <T> T any(Random random, T[] values) {
        return values[random.nextInt(values.length)];
    }

    /** What the events say, kept the simple way. */
    private static final class Ledger {

        private final Set<Status> statuses = EnumSet.noneOf(Status.class);
        private int lastTurn;
        private int turnsSinceReset;
        private Optional<Integer> open = Optional.empty();
        private Optional<Long> openUnder = Optional.empty();
        private Optional<SbiEvent.LeaseAcquired> lease = Optional.empty();
        private long fence = -1;
        private Status status = Status.READY;
        private boolean deleted;

        void enter(SbiEvent event, Instant now, String story) {
            assertThat(deleted).as("nothing follows a deletion, " + story).isFalse();
            switch (event) {
                case SbiEvent.ExecutionStarted it -> {
                    assertThat(it.turn()).as("turns increase by one, " + story).isEqualTo(lastTurn + 1);
                    assertThat(open).as("one open turn at a time, " + story).isEmpty();
                    assertThat(it.attempt()).as("attempts, " + story).isBetween(1, ATTEMPTS_MAX);
                    assertThat(status).as("no turn after the end, " + story).isNotIn(Status.DONE, Status.FAILED);
                    lastTurn = it.turn();
                    turnsSinceReset++;
                    assertThat(turnsSinceReset).as("turn limit, " + story).isLessThanOrEqualTo(TURNS_MAX);
                    open = Optional.of(it.turn());
                    openUnder = it.lease();
                }
                case SbiEvent.ExecutionFinished it -> {
                    assertThat(open).as("only the open turn ends, " + story).contains(it.turn());
                    if (openUnder.isPresent()) {
                        assertThat(lease.filter(held -> now.isBefore(held.expiresAt())))
                                .as("what began under a lease ends under one that lasts, " + story)
                                .isPresent();
                    }
                    open = Optional.empty();
                }
                case SbiEvent.StatusChanged it -> {
                    assertThat(it.status()).as("a change changes, " + story).isNotEqualTo(status);
                    status = it.status();
                }
                case SbiEvent.Reset it -> {
                    status = it.status();
                    open = Optional.empty();
                    turnsSinceReset = 0;
                }
                case SbiEvent.ForceTerminated _ -> open = Optional.empty();
                case SbiEvent.LeaseAcquired it -> {
                    assertThat(lease).as("a lease held by nobody, " + story).isEmpty();
                    fence(it.generation(), story);
                    lease = Optional.of(it);
                }
                case SbiEvent.LeaseRenewed it -> {
                    assertThat(holder()).as("renewed by its holder, " + story).contains(it.holder());
                    assertThat(it.generation())
                            .as("under the same fence, " + story)
                            .isEqualTo(lease.orElseThrow().generation());
                    lease = Optional.of(new SbiEvent.LeaseAcquired(it.sbi(), it.holder(), it.expiresAt(), fence));
                }
                case SbiEvent.LeaseTakenOver it -> {
                    assertThat(holder()).as("taken over from another, " + story).contains(it.from());
                    assertThat(lease.orElseThrow().expiresAt())
                            .as("expired, " + story)
                            .isBeforeOrEqualTo(now);
                    fence(it.generation(), story);
                    lease = Optional.of(new SbiEvent.LeaseAcquired(it.sbi(), it.holder(), it.expiresAt(), fence));
                }
                case SbiEvent.LeaseReleased it -> {
                    assertThat(holder())
                            .as("given back by its holder, " + story)
                            .contains(it.holder());
                    lease = Optional.empty();
                }
                case SbiEvent.Deleted _ -> deleted = true;
                default -> {}
            }
            statuses.add(status);
        }

        void check(Sbi sbi, SbiCommand command, List<SbiEvent> events, Instant now, String story) {
            assertThat(sbi instanceof Sbi.Working).as("open, " + story).isEqualTo(open.isPresent() && !deleted);
            assertThat(sbi.work().status()).as("status, " + story).isEqualTo(status);
            assertThat(sbi.work().turn()).as("turn, " + story).isEqualTo(lastTurn);
            assertThat(sbi.work().lease().map(Lease::holder))
                    .as("lease, " + story)
                    .isEqualTo(holder());
            if (status == Status.DONE) {
                assertThat(lease).as("nobody works on what is done, " + story).isEmpty();
            }
            if (!events.isEmpty()) {
                switch (command) {
                    case StartExecution it -> works(it.by(), now, story);
                    case FinishExecution it -> works(it.by(), now, story);
                    default -> {}
                }
            }
        }

        private void works(Worker by, Instant now, String story) {
            boolean lasts = lease.filter(held -> now.isBefore(held.expiresAt())).isPresent();
            assertThat(lasts ? by.holder().equals(holder()) || by.generation().isPresent() : true)
                    .as("nobody works under the lease of another, " + story)
                    .isTrue();
            by.generation()
                    .filter(_ -> status != Status.DONE && status != Status.FAILED) // then the lease is given back
                    .ifPresent(it -> assertThat(lasts ? fence : -1)
                            .as("who names a lease has it, " + story)
                            .isEqualTo(it));
        }

        private void fence(long generation, String story) {
            assertThat(generation)
                    .as("each lease has a greater number, " + story)
                    .isGreaterThan(fence);
            fence = generation;
        }

        private Optional<String> holder() {
            return lease.map(SbiEvent.LeaseAcquired::holder);
        }
    }
}
