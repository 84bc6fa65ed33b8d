package dev.daybook.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.daybook.Patience;
import dev.daybook.journal.Link;
import dev.daybook.journal.Position;
import dev.daybook.journal.Scrub;
import dev.daybook.journal.Sha256;
import dev.daybook.journal.sqlite.SqliteScrub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The journal is proven again and again by itself, and a proof goes on where another one ended. */
class VerificationScheduleTest {

    private static final int FACTS = 40;

    @TempDir
    private Path folder;

    private BackedUp given;
    private Jobs jobs;
    private final List<Link> begun = new ArrayList<>();

    @BeforeEach
    void given_a_journal() {
        given = new BackedUp(folder).facts(FACTS);
        jobs = new Jobs(() -> given.now());
    }

    @AfterEach
    void close() {
        jobs.close();
        given.close();
    }

    private Path file() {
        return given.data().resolve("journal.db");
    }

    private Path remembered() {
        return given.data().resolve("cache/verified.json");
    }

    private VerificationMemory memory() {
        return new VerificationMemory(remembered(), () -> given.now());
    }

    /** As a server makes it that has just begun. */
    private VerificationSchedule schedule() {
        return schedule(new SqliteScrub(file(), given.journal()));
    }

    private VerificationSchedule schedule(Scrub scrub) {
        Scrub heard = new Scrub() {
            @Override
            public Result run(Link after, Consumer<Reached> told) {
                begun.add(after);
                return scrub.run(after, told);
            }
        };
        return new VerificationSchedule(
                new VerificationSchedule.Plan(Optional.of(Duration.ofDays(7)), 0),
                new StoreVerification("journal.db", heard, List::of, _ -> List.of()),
                memory(),
                given.journal(),
                jobs,
                () -> given.now());
    }

    private VerificationState looked(VerificationSchedule schedule, int rounds) {
        schedule.look();
        await().atMost(Patience.LIMIT)
                .until(() -> begun.size() >= rounds
                        && jobs.all().stream().noneMatch(job -> job.view().state() == Job.State.RUNNING));
        return schedule.state();
    }

    private void change(int position) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                var statement = connection.createStatement()) {
            statement.executeUpdate("DROP TRIGGER entry_is_never_changed");
            statement.executeUpdate("UPDATE entry SET payload = x'7b7d' WHERE position = " + position);
        }
    }

    /** A year may pass before that time comes again. */
    @Test
    void after_the_clock_was_set_back_it_is_proven_all_the_same() {
        Duration year = Duration.ofDays(365);
        given.later(year);
        VerificationSchedule schedule = schedule();
        looked(schedule, 1);
        given.later(year.negated());

        looked(schedule, 2);
        looked(schedule, 2);
        assertThat(begun).as("and not again before it is due").hasSize(2);

        given.later(year);
        looked(schedule(), 3);
        given.later(year.negated());
        looked(schedule(), 4);
        assertThat(begun).as("nor by one that begins").hasSize(4);
    }

    @Test
    void it_is_proven_when_it_is_due_and_not_before() {
        VerificationSchedule schedule = schedule();

        VerificationState state = looked(schedule, 1);
        assertThat(state.last()).hasValueSatisfying(whole -> {
            assertThat(whole.entries()).isEqualTo(FACTS);
            assertThat(whole.findings()).isEmpty();
        });
        assertThat(state.proven().position()).isEqualTo(new Position(FACTS));
        assertThat(schedule.warning()).isEmpty();

        given.later(Duration.ofDays(6)).facts(3);
        looked(schedule(), 1);
        assertThat(begun).as("a server that begins anew does not begin anew").hasSize(1);

        given.later(Duration.ofDays(2));
        assertThat(looked(schedule(), 2).last().orElseThrow().entries()).isEqualTo(FACTS + 3);
        assertThat(begun).containsOnly(Link.START);
    }

    @Test
    void what_is_found_is_told_until_it_is_mended() throws SQLException {
        change(17);

        VerificationSchedule schedule = schedule();
        looked(schedule, 1);

        assertThat(schedule.warning())
                .hasValueSatisfying(text -> assertThat(text)
                        .contains(
                                "journal.db, position 17: its payload does not have the stored hash",
                                "daybook repair"));
        assertThat(schedule.findingCount()).isPositive();
        assertThat(schedule().warning()).as("by the next server, too").isPresent();
        assertThat(schedule.state().proven()).isEqualTo(Link.START);
    }

    @Test
    void a_round_that_was_killed_is_gone_on_with() {
        var at = new Link(
                new Position(25), given.journal().link(new Position(25)).orElseThrow());
        Instant began = given.now();
        memory().reached(new Scrub.Reached(at, true, 0), state -> state.reached(at, began));

        VerificationState state = looked(schedule(), 1);

        assertThat(begun).containsExactly(at);
        assertThat(state.last().orElseThrow().entries()).isEqualTo(FACTS);
        assertThat(state.round()).isEmpty();
    }

    @Test
    void a_round_of_another_journal_begins_anew() {
        var other = new Link(new Position(25), Sha256.hash(new byte[] {1}));
        memory().reached(new Scrub.Reached(other, true, 0), state -> state.reached(other, given.now()));

        looked(schedule(), 1);

        assertThat(begun).containsExactly(Link.START);
    }

    @Test
    void what_was_proven_before_is_not_read_again_and_not_believed_without_its_link() throws SQLException {
        var proven = new Link(
                new Position(30), given.journal().link(new Position(30)).orElseThrow());
        change(5);
        var scrub = new SqliteScrub(file(), given.journal());

        Scrub.Result since = scrub.run(proven, _ -> {});
        assertThat(since.entries()).isEqualTo(FACTS - 30);
        assertThat(since.flaws()).extracting(Scrub.Flaw::what).noneMatch(text -> text.contains("payload"));

        Scrub.Result other = scrub.run(new Link(new Position(30), Sha256.hash(new byte[0])), _ -> {});
        assertThat(other.entries()).isEqualTo(FACTS);
        assertThat(other.flaws().toString()).contains("is not what was proven before", "position 5");
    }

    @Test
    void a_file_that_cannot_be_read_is_no_memory() throws IOException {
        looked(schedule(), 1);
        Files.writeString(remembered(), "{\"proven\":");

        assertThat(memory().state()).isEqualTo(VerificationState.NONE);
    }

    @Test
    void no_more_is_read_in_a_second_than_is_allowed() {
        var nowNs = new AtomicLong();
        var throttle = new Throttle(1_000, nowNs::get, nowNs::addAndGet);

        throttle.took(500, () -> {});
        throttle.took(1_500, () -> {});

        assertThat(Duration.ofNanos(nowNs.get())).isEqualTo(Duration.ofSeconds(2));
        nowNs.addAndGet(Duration.ofSeconds(10).toNanos());
        throttle.took(1_000, () -> {});
        assertThat(Duration.ofNanos(nowNs.get())).isEqualTo(Duration.ofSeconds(12));
    }

    private Scrub.Reached reached(long position) {
        var at = new Position(position);
        return new Scrub.Reached(new Link(at, given.journal().link(at).orElseThrow()), true, 0);
    }

    /** Proves as far as is told, and cannot read on the first time. */
    private Scrub failingOnce(Consumer<Consumer<Scrub.Reached>> before) {
        var scrub = new SqliteScrub(file(), given.journal());
        var fails = new AtomicBoolean(true);
        return new Scrub() {
            @Override
            public Result run(Link after, Consumer<Reached> told) {
                if (fails.getAndSet(false)) {
                    before.accept(told);
                    throw new IllegalStateException("the disk does not answer");
                }
                return scrub.run(after, told);
            }
        };
    }

    @Test
    void what_could_not_be_proven_is_told_and_tried_again_after_a_while() {
        VerificationSchedule schedule = schedule(failingOnce(_ -> {}));
        assertThat(schedule.ageSeconds()).isNaN();
        looked(schedule, 1);
        assertThat(schedule.warning()).contains("the journal could not be proven: the disk does not answer");

        given.later(Duration.ofMinutes(9));
        looked(schedule, 1);
        assertThat(begun).hasSize(1);
        given.later(Duration.ofMinutes(2));
        looked(schedule, 2);

        assertThat(schedule.warning()).isEmpty();
        given.later(Duration.ofSeconds(90));
        assertThat(schedule.ageSeconds()).isEqualTo(90.0);
        given.later(Duration.ofDays(8));
        looked(schedule, 3);
        assertThat(begun).hasSize(3);
    }

    @Test
    void how_far_a_round_is_is_remembered_every_few_seconds() {
        var remembered = new ArrayList<Optional<Long>>();
        VerificationSchedule schedule = schedule(failingOnce(told -> {
            for (long position : List.of(10L, 20L, 30L)) {
                told.accept(reached(position));
                remembered.add(memory().state()
                        .round()
                        .map(round -> round.reached().position().value()));
                given.later(Duration.ofMillis(1_500));
            }
            told.accept(new Scrub.Reached(reached(35).link(), false, 0)); // something was wrong before it
        }));
        looked(schedule, 1);

        assertThat(remembered).containsExactly(Optional.of(10L), Optional.of(10L), Optional.of(30L));
        given.later(Duration.ofMinutes(11));
        looked(schedule, 2);
        assertThat(begun.getLast()).isEqualTo(reached(30).link());
    }

    @Test
    void what_was_proven_once_is_not_less_by_a_shorter_proof() {
        memory().proven(reached(30).link());
        given.later(Duration.ofHours(1));
        memory().proven(reached(20).link());

        assertThat(memory().state().proven()).isEqualTo(reached(30).link());
        assertThat(memory().state().provenAt()).contains(given.now().minus(Duration.ofHours(1)));

        memory().reached(reached(35));
        assertThat(memory().state().proven()).isEqualTo(reached(35).link());
        assertThat(memory().state().provenAt()).contains(given.now());
    }

    @Test
    void who_waits_for_the_next_bytes_can_be_stopped() {
        var nowNs = new AtomicLong();
        var throttle = new Throttle(1_000, nowNs::get, nowNs::addAndGet);

        assertThatThrownBy(() -> throttle.took(5_000, () -> {
                    if (nowNs.get() > Duration.ofSeconds(1).toNanos()) {
                        throw new IllegalStateException("stopped");
                    }
                }))
                .hasMessage("stopped");
        assertThat(Duration.ofNanos(nowNs.get())).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void a_round_that_cannot_begin_is_told() {
        VerificationSchedule schedule = schedule();
        jobs.close(); // takes no more work

        schedule.look();

        assertThat(schedule.warning())
                .hasValueSatisfying(why -> assertThat(why).startsWith("the journal could not be proven: "));
    }
}
