package dev.daybook.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
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
        var scrub = new SqliteScrub(file(), given.journal());
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
                        && jobs.all().stream().noneMatch(job -> job.view().state() == Jobs.State.RUNNING));
        return schedule.state();
    }

    private void change(int position) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                var statement = connection.createStatement()) {
            statement.executeUpdate("DROP TRIGGER entry_is_never_changed");
            statement.executeUpdate("UPDATE entry SET payload = x'7b7d' WHERE position = " + position);
        }
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
}
