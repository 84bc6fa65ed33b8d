package dev.daybook.domain.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.domain.Rejected;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever several holders do, in whatever order, while time passes and some of them sleep. */
class ClaimTest {

    private static final Instant NOON = Instant.parse("2025-10-01T12:00:00Z");
    private static final int OPERATIONS = 4_000;
    private static final int HOLDERS = 4;

    private final List<String> story = new ArrayList<>();

    /** The simplest thing that could be right: one holder of one number until one moment. */
    private static final class Model {
        Optional<String> holder = Optional.empty();
        Instant until = Instant.MIN;
        long fence = -1;

        Optional<String> heldBy(Instant at) {
            return holder.filter(_ -> at.isBefore(until));
        }

        /** Who gave it back, or never had one, has lost nothing. */
        boolean isOver(String name, Instant at) {
            return holder.equals(Optional.of(name)) && heldBy(at).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void works_as_a_lock_with_numbers_that_only_grow(long seed) {
        var random = new Random(seed);
        var model = new Model();
        var claim = new Claim("task-1", Optional.empty());
        Map<String, Long> known = new HashMap<>(); // the generation that a holder believes it has
        Set<Long> given = new HashSet<>();
        Instant now = NOON;
        long revision = 0;
        for (int number = 0; number < OPERATIONS; number++) {
            now = now.plusSeconds(random.nextInt(40)); // every lease is over sooner or later
            String name = "agent-" + random.nextInt(HOLDERS);
            Instant at = now;
            Claim before = claim;
            Optional<String> held = model.heldBy(now);
            switch (random.nextInt(4)) {
                case 0 -> {
                    boolean renews = random.nextBoolean();
                    var asked = new Lease(name, now.plusSeconds(1 + random.nextInt(90)), ++revision);
                    Optional<Taken> taken = tried(() -> before.take(asked, at, renews), name + " takes at " + at);
                    boolean free = held.isEmpty();
                    boolean own = renews && held.equals(Optional.of(name));
                    assertThat(taken.isPresent()).as(told()).isEqualTo(free || own);
                    if (taken.isPresent() && !(taken.get() instanceof Taken.Unchanged)) {
                        Lease lease = lease(taken.get());
                        if (free) {
                            assertThat(given.add(lease.generation())).as(told()).isTrue();
                            assertThat(lease.generation()).as(told()).isGreaterThan(model.fence);
                            assertThat(taken.get() instanceof Taken.TakenOver)
                                    .as(told())
                                    .isEqualTo(model.holder.isPresent());
                        } else {
                            assertThat(lease.generation()).as(told()).isEqualTo(model.fence);
                        }
                        model.holder = Optional.of(name);
                        model.until = asked.expiresAt();
                        model.fence = lease.generation();
                        known.put(name, lease.generation());
                        claim = new Claim("task-1", Optional.of(lease));
                    }
                }
                case 1 -> {
                    Optional<Long> named = Optional.ofNullable(known.get(name)).filter(_ -> random.nextBoolean());
                    Optional<Optional<Lease>> given1 =
                            tried(() -> before.release(name, named, at), name + " gives " + named + " back at " + at);
                    boolean nothingToGive = model.holder.isEmpty();
                    boolean own = held.equals(Optional.of(name))
                            && named.map(it -> it == model.fence).orElse(true);
                    assertThat(given1.isPresent()).as(told()).isEqualTo(nothingToGive || own);
                    if (own) {
                        model.holder = Optional.empty();
                        claim = new Claim("task-1", Optional.empty());
                    }
                }
                case 2 -> {
                    Optional<Long> named = Optional.ofNullable(known.get(name)).filter(_ -> random.nextBoolean());
                    boolean anonymous = random.nextInt(4) == 0;
                    var by = new Worker(anonymous ? Optional.empty() : Optional.of(name), named, now);
                    Optional<Long> begunUnder =
                            Optional.of(model.fence).filter(fence -> fence >= 0 && random.nextInt(3) == 0);
                    boolean admitted = tried(
                                    () -> before.admit(by, begunUnder), by + " works, begun under " + begunUnder)
                            .isPresent();
                    boolean names = named.map(it -> it == model.fence && held.isPresent())
                            .orElse(true);
                    boolean allowed = held.isPresent()
                            ? anonymous ? named.isPresent() : held.get().equals(name)
                            : begunUnder.isEmpty() && (anonymous || !model.isOver(name, now));
                    assertThat(admitted).as(told()).isEqualTo(names && allowed);
                }
                default -> {
                    long named = known.getOrDefault(name, 0L);
                    boolean passed = tried(
                                    () -> {
                                        before.check(named, at);
                                        return true;
                                    },
                                    name + " writes under " + named + " at " + at)
                            .isPresent();
                    assertThat(passed).as(told()).isEqualTo(held.isPresent() && named == model.fence);
                }
            }
            assertThat(claim.lease().filter(lease -> lease.isHeldAt(at)).map(Lease::holder))
                    .as(told())
                    .isEqualTo(model.heldBy(now));
        }
        assertThat(given).as("leases were given and taken over").hasSizeGreaterThan(100);
    }

    private static Lease lease(Taken taken) {
        return switch (taken) {
            case Taken.Acquired(Lease lease) -> lease;
            case Taken.TakenOver(Lease lease, String _) -> lease;
            case Taken.Renewed(Lease lease) -> lease;
            case Taken.Unchanged() -> throw new AssertionError("nothing was given");
        };
    }

    private <T> Optional<T> tried(Supplier<T> what, String words) {
        story.add(words);
        try {
            return Optional.of(what.get());
        } catch (Rejected no) {
            assertThat(no.reason()).as(told()).isEqualTo(Rejected.Reason.CONFLICT);
            return Optional.empty();
        }
    }

    private String told() {
        return String.join("; ", story.subList(Math.max(0, story.size() - 8), story.size()));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 60, 86_400})
    void a_laptop_that_slept_past_its_lease_gets_nothing_back(int seconds) {
        Instant until = NOON.plusSeconds(seconds);
        Instant awake = until.plus(Duration.ofHours(8));
        var slept = new Claim("task-1", Optional.of(new Lease("laptop", until, 4)));
        var lost = new Claim("task-1", Optional.of(new Lease("other", awake.plusSeconds(60), 5)));
        for (Claim claim : List.of(slept, lost)) {
            assertThat(tried(() -> claim.release("laptop", Optional.empty(), awake), "release"))
                    .isEmpty();
            assertThat(tried(() -> claim.release("laptop", Optional.of(4L), awake), "release"))
                    .isEmpty();
            var named = new Worker(Optional.of("laptop"), Optional.of(4L), awake);
            var unnamed = new Worker(Optional.of("laptop"), Optional.empty(), awake);
            assertThat(tried(() -> claim.admit(named, Optional.of(4L)), "finish"))
                    .isEmpty();
            assertThat(tried(() -> claim.admit(unnamed, Optional.of(4L)), "finish"))
                    .isEmpty();
        }
        assertThat(tried(() -> lost.take(new Lease("laptop", awake.plusSeconds(60), 6), awake, true), "steal"))
                .isEmpty();
        assertThat(slept.take(new Lease("laptop", awake.plusSeconds(60), 6), awake, true))
                .as("nobody else took it: it begins anew, under another number")
                .isEqualTo(new Taken.TakenOver(new Lease("laptop", awake.plusSeconds(60), 6), "laptop"));
    }

    private static final Lease ADAS = new Lease("ada", NOON.plusSeconds(60), 4);

    private static Claim leased() {
        return new Claim("task-1", Optional.of(ADAS));
    }

    @Test
    void a_lease_is_returned_to_whoever_gives_it_back_or_works_under_it() {
        assertThat(leased().release("ada", Optional.empty(), NOON)).contains(ADAS);
        assertThat(leased().admit(new Worker(Optional.of("ada"), Optional.empty(), NOON), Optional.empty()))
                .contains(ADAS);
        assertThat(leased().admit(new Worker(Optional.empty(), Optional.of(4L), NOON), Optional.empty()))
                .contains(ADAS);
        assertThat(new Claim("task-1", Optional.empty())
                        .admit(new Worker(Optional.of("bob"), Optional.empty(), NOON), Optional.empty()))
                .isEmpty();
    }

    @Test
    void renewing_to_the_same_moment_changes_nothing_and_to_another_one_keeps_the_number() {
        assertThat(leased().take(new Lease("ada", ADAS.expiresAt(), 9), NOON, true))
                .isEqualTo(new Taken.Unchanged());
        assertThat(leased().take(new Lease("ada", NOON.plusSeconds(90), 9), NOON, true))
                .isEqualTo(new Taken.Renewed(new Lease("ada", NOON.plusSeconds(90), 4)));
    }

    @Test
    void a_lease_ends_later_and_within_a_day() {
        var free = new Claim("task-1", Optional.empty());
        var longest = new Lease("ada", NOON.plus(Duration.ofHours(24)), 1);

        assertThat(free.take(longest, NOON, false)).isEqualTo(new Taken.Acquired(longest));
        for (Instant end : List.of(NOON, longest.expiresAt().plusNanos(1))) {
            assertThatThrownBy(() -> free.take(new Lease("ada", end, 1), NOON, false))
                    .hasMessageContaining("want it to end later, and within 24 hours");
        }
    }

    @Test
    void a_holder_has_a_name() {
        var free = new Claim("task-1", Optional.empty());

        assertThatThrownBy(() -> free.take(new Lease(" ", NOON.plusSeconds(1), 1), NOON, false))
                .hasMessageContaining("the text is empty");
        assertThatThrownBy(() -> free.release(" ", Optional.empty(), NOON)).hasMessageContaining("the text is empty");
        var nobody = new Worker(Optional.of(" "), Optional.empty(), NOON);
        assertThatThrownBy(() -> free.admit(nobody, Optional.empty())).hasMessageContaining("the text is empty");
    }

    @Test
    void who_is_refused_hears_what_became_of_the_lease() {
        Instant late = ADAS.expiresAt();

        assertThatThrownBy(() -> leased().check(4, late))
                .hasMessage("lease 4 of task-1 is over: it expired at %s; take the lease to go on", late);
        assertThatThrownBy(() -> leased().check(3, NOON))
                .hasMessage("lease 3 of task-1 is over: ada has lease 4 until %s; take the lease to go on", late);
        assertThatThrownBy(() -> leased().check(3, late))
                .hasMessage("lease 3 of task-1 is over: ada had lease 4 until %s; take the lease to go on", late);
        assertThatThrownBy(() -> new Claim("task-1", Optional.empty()).check(3, NOON))
                .hasMessage("lease 3 of task-1 is over: it was given back; take the lease to go on");
    }
}
