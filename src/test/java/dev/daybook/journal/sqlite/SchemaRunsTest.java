package dev.daybook.journal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.sql.SchemaStep;
import dev.daybook.journal.sql.SchemaStep.State;
import dev.daybook.journal.sql.Script;
import dev.daybook.journal.sqlite.SchemaRuns.Direction;
import dev.daybook.journal.sqlite.SchemaRuns.Outcome;
import dev.daybook.journal.sqlite.SchemaRuns.Run;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteConfig.SynchronousMode;

/** How steps of a schema are run: for a limited time, again, by one at a time, and what stays of it. */
final class SchemaRunsTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final Script FIRST = Script.of(1, "base", "CREATE TABLE entry (n INTEGER);", "DROP TABLE entry;");
    private static final Script BROKEN = Script.of(
            2, "broken", "CREATE TABLE half (n INTEGER); INSERT INTO nowhere VALUES (1);", "DROP TABLE half;");
    private static final Script ENDLESS = Script.of(
            2,
            "endless",
            "CREATE TABLE slow AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n;",
            "DROP TABLE slow;");

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("journal.db");
    }

    private Schema schema(StepLimits limits, Script... scripts) {
        return new Schema(file(), InstantSource.fixed(NOW), limits, List.of(scripts));
    }

    private static StepLimits limits(Duration timeout, int attempts) {
        return new StepLimits(timeout, attempts, Duration.ofMillis(1), 2, Duration.ofHours(1));
    }

    private List<String> tables() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                var query = connection.prepareStatement(
                        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'schema%' ORDER BY name");
                var row = query.executeQuery()) {
            var names = new ArrayList<String>();
            while (row.next()) {
                names.add(row.getString(1));
            }
            return names;
        }
    }

    @Test
    void each_run_is_written_down_with_when_and_how_long() {
        Schema schema = schema(StepLimits.DEFAULT, FIRST);
        assertThat(schema.runs()).isEmpty();

        schema.migrate();
        schema.undo();
        schema.migrate();

        assertThat(schema.runs())
                .extracting(Run::direction)
                .containsExactly(Direction.UP, Direction.DOWN, Direction.UP);
        assertThat(schema.runs()).allSatisfy(run -> {
            assertThat(run.name()).isEqualTo("base");
            assertThat(run.startedAt()).isEqualTo(NOW);
            assertThat(run.duration()).isPositive();
            assertThat(run.attempts()).isEqualTo(1);
            assertThat(run.outcome()).isEqualTo(Outcome.DONE);
            assertThat(run.message()).isEmpty();
        });
    }

    @Test
    void a_step_that_fails_leaves_why_and_nothing_else() throws SQLException {
        Schema schema = schema(StepLimits.DEFAULT, FIRST, BROKEN);

        assertThatThrownBy(schema::migrate)
                .hasMessageContaining("cannot apply 002_broken")
                .hasMessageContaining("nowhere");

        assertThat(schema.runs().getLast().outcome()).isEqualTo(Outcome.FAILED);
        assertThat(schema.runs().getLast().message().orElseThrow()).contains("nowhere");
        assertThat(schema.runs().getLast().attempts()).isEqualTo(1); // what is wrong does not pass
        assertThat(tables()).containsExactly("entry");
    }

    @Test
    void the_first_step_of_a_new_file_may_fail_and_be_tried_again() {
        Script broken = Script.of(
                1, "base", "CREATE TABLE entry (n INTEGER); INSERT INTO nowhere VALUES (1);", "DROP TABLE entry;");
        Schema schema = schema(StepLimits.DEFAULT, broken);
        assertThatThrownBy(schema::migrate).hasMessageContaining("nowhere");

        Schema mended = schema(StepLimits.DEFAULT, FIRST);

        assertThat(mended.validate()).isEmpty();
        assertThat(mended.migrate().steps()).extracting(SchemaStep::version).containsExactly(1);
        assertThat(mended.runs()).extracting(Run::outcome).containsExactly(Outcome.FAILED, Outcome.DONE);
    }

    @Test
    void a_step_that_takes_too_long_is_taken_back() throws SQLException {
        Schema schema = schema(limits(Duration.ofMillis(50), 3), FIRST, ENDLESS);

        assertThatThrownBy(schema::migrate)
                .isInstanceOf(JournalUnavailable.class)
                .hasMessageContaining("cannot apply 002_endless")
                .hasMessageContaining("not done within its time");

        assertThat(schema.runs().getLast().outcome()).isEqualTo(Outcome.TIMED_OUT);
        assertThat(tables()).containsExactly("entry");
        assertThat(schema(StepLimits.DEFAULT, FIRST).validate()).isEmpty();
    }

    @Test
    void a_long_step_is_done_within_its_time() throws SQLException {
        Script lasting = Script.of(
                2,
                "lasting",
                "CREATE TABLE slow AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 200000)"
                        + " SELECT max(i) FROM n;",
                "DROP TABLE slow;");

        schema(limits(Duration.ofMinutes(1), 1), FIRST, lasting).migrate();

        assertThat(tables()).containsExactly("entry", "slow");
    }

    @Test
    void a_step_waits_for_whoever_holds_the_file_and_is_tried_again() throws Exception {
        schema(StepLimits.DEFAULT, FIRST).migrate();
        try (Connection connection = Sqlite.writer(file(), SynchronousMode.FULL);
                Connection holder = DriverManager.getConnection("jdbc:sqlite:" + file())) {
            Sqlite.execute(connection, "PRAGMA busy_timeout = 1");
            Sqlite.execute(holder, "BEGIN IMMEDIATE");
            var attempts = new AtomicInteger();
            Thread letsGo = Thread.ofVirtual().start(() -> {
                await().until(() -> attempts.get() > 2);
                try {
                    Sqlite.execute(holder, "ROLLBACK");
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });

            new StepRunner(limits(Duration.ofMinutes(1), 1_000))
                    .run(connection, () -> Sqlite.execute(connection, "CREATE TABLE late (n INTEGER)"), attempts);

            letsGo.join();
            assertThat(attempts.get()).isGreaterThan(2);
        }
        assertThat(tables()).containsExactly("entry", "late");
    }

    @Test
    void a_new_file_that_another_writes_at_the_moment_is_waited_for() throws Exception {
        Files.createFile(file());
        var migrated = new FutureTask<>(() -> schema(StepLimits.DEFAULT, FIRST).migrate());
        try (Connection holder = DriverManager.getConnection("jdbc:sqlite:" + file())) {
            Sqlite.execute(holder, "BEGIN IMMEDIATE");
            Thread migrating = Thread.ofPlatform().start(migrated);
            await().until(() -> migrated.isDone() || migrating.getState() == Thread.State.TIMED_WAITING);

            Sqlite.execute(holder, "ROLLBACK");
        }

        assertThat(migrated.get().steps()).hasSize(1);
        assertThat(tables()).containsExactly("entry");
    }

    @Test
    void after_several_failures_in_a_row_nothing_is_tried_for_a_while() throws Exception {
        Schema schema = schema(limits(Duration.ofMinutes(1), 1), FIRST, BROKEN);
        assertThatThrownBy(schema::migrate).hasMessageContaining("nowhere");
        assertThatThrownBy(schema::migrate).hasMessageContaining("nowhere");
        int runs = schema.runs().size();

        Schema another = schema(limits(Duration.ofMinutes(1), 1), FIRST, BROKEN); // as of the next command
        assertThatThrownBy(another::migrate)
                .isInstanceOf(JournalUnavailable.class)
                .hasMessageContaining("steps failed 2 times in a row: none is tried for another 36");

        assertThat(schema.runs()).hasSize(runs);
        assertThatThrownBy(at(NOW.plus(Duration.ofMinutes(30)))::migrate).hasMessageContaining("another 1800 s");
        assertThatThrownBy(at(NOW.plus(Duration.ofMinutes(61)))::migrate)
                .as("after its rest it is tried")
                .hasMessageContaining("nowhere");
        assertThat(schema.runs()).hasSize(runs + 1);
        Path other = Files.createDirectory(folder.resolve("other")).resolve("journal.db");
        assertThat(new Schema(other, InstantSource.fixed(NOW), StepLimits.DEFAULT, List.of(FIRST))
                        .migrate()
                        .steps())
                .hasSize(1); // each data directory by itself
    }

    private Schema at(Instant now) {
        return new Schema(file(), InstantSource.fixed(now), limits(Duration.ofMinutes(1), 1), List.of(FIRST, BROKEN));
    }

    @Test
    void scripts_are_checked_before_anything_is_touched() {
        Script ends = Script.of(2, "ends", "CREATE TABLE a (n); COMMIT; CREATE TABLE b (n);", "DROP TABLE a;");
        Script backless = Script.of(2, "backless", "CREATE TABLE a (n);", " -- nothing\n");
        Script gap = Script.of(4, "gap", "CREATE TABLE a (n);", "DROP TABLE a;");
        Script trigger = Script.of(
                2,
                "trigger",
                "CREATE TRIGGER t AFTER INSERT ON entry BEGIN SELECT 1; END; -- COMMIT;",
                "DROP TRIGGER t;");

        assertThat(schema(StepLimits.DEFAULT, FIRST, ends).validate())
                .singleElement()
                .asString()
                .contains("002_ends.up.sql says COMMIT");
        assertThat(schema(StepLimits.DEFAULT, FIRST, backless).validate())
                .containsExactly("002_backless.down.sql does nothing: every step needs a way there and a way back");
        assertThat(schema(StepLimits.DEFAULT, FIRST, gap).validate())
                .containsExactly("002 is missing before 004_gap: number the steps without gaps");
        assertThat(schema(StepLimits.DEFAULT, FIRST, FIRST).validate())
                .containsExactly("001_base and 001_base have the same number: give one of them the next");
        assertThat(schema(StepLimits.DEFAULT, FIRST, BROKEN, FIRST).validate())
                .containsExactly("001_base stands behind 002_broken: put the steps in the order of their numbers");
        assertThat(schema(StepLimits.DEFAULT, FIRST, trigger).validate()).isEmpty();
        assertThatThrownBy(() -> schema(StepLimits.DEFAULT, FIRST, ends).migrate())
                .hasMessageContaining("a step is one transaction");
        assertThat(file()).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void killed_in_the_middle_of_a_step_it_goes_on_from_there(int step) throws Exception {
        Process process = MigratingProcess.start(file(), step);
        await().atMost(30, TimeUnit.SECONDS).until(() -> {
            assertThat(process.isAlive()).as("still at its step").isTrue();
            return isIn(step);
        });
        process.toHandle().destroyForcibly();
        assertThat(process.waitFor()).isEqualTo(128 + 9);

        Schema schema = MigratingProcess.schema(file(), 0);
        assertThat(schema.info().stream().filter(it -> it.state() == State.APPLIED))
                .hasSize(step - 1);
        assertThat(schema.migrate().steps()).hasSize(MigratingProcess.STEPS - step + 1);

        assertThat(tables()).containsExactly("first_1", "first_2", "first_3", "last_1", "last_2", "last_3");
        assertThat(schema.runs()).extracting(Run::version).containsExactly(1, 2, 3);
    }

    /** Whether the steps before are applied, and somebody writes. */
    private boolean isIn(int step) {
        if (Files.notExists(file())) {
            return false;
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file())) {
            Sqlite.execute(connection, "PRAGMA busy_timeout = 0");
            long applied = MigratingProcess.schema(file(), step).info().stream()
                    .filter(it -> it.state() == State.APPLIED)
                    .count();
            return applied == step - 1 && isHeld(connection);
        } catch (SQLException | JournalUnavailable _) {
            return false; // the file is just being made
        }
    }

    private static boolean isHeld(Connection connection) {
        try {
            Sqlite.execute(connection, "BEGIN IMMEDIATE");
            Sqlite.execute(connection, "ROLLBACK");
            return false;
        } catch (SQLException _) {
            return true;
        }
    }

    @Test
    void of_several_processes_each_step_is_run_by_one() throws Exception {
        var processes = new ArrayList<Process>();
        for (int i = 0; i < 3; i++) {
            processes.add(MigratingProcess.start(file(), 0));
        }

        for (Process it : processes) {
            String said = new String(it.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(it.waitFor()).as(said).isZero();
        }

        Schema schema = MigratingProcess.schema(file(), 0);
        assertThat(schema.info()).extracting(SchemaStep::state).containsOnly(State.APPLIED);
        assertThat(schema.runs()).extracting(Run::version).containsExactly(1, 2, 3);
    }
}
