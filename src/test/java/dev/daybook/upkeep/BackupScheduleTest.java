package dev.daybook.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server backs up when it is time, and says so where it could not. */
final class BackupScheduleTest {

    private static final Duration YEAR = Duration.ofDays(365);

    @TempDir
    private Path folder;

    private BackedUp given;
    private Jobs jobs;

    @BeforeEach
    void given_a_journal() {
        given = new BackedUp(folder).facts(3);
        jobs = new Jobs(given::now);
    }

    @AfterEach
    void close() {
        jobs.close();
        given.close();
    }

    private BackupSchedule schedule(Path to) {
        return new BackupSchedule(
                new BackupPlan(
                        to,
                        Optional.of(Duration.ofHours(1)),
                        0,
                        Optional.empty(),
                        Optional.of(new Retention.Counted(1, 0, 0))),
                given.creation(),
                new BackupPruning(folder.resolve("scratch"), given::now),
                () -> false,
                jobs,
                given::now);
    }

    private void look(BackupSchedule schedule) {
        schedule.look();
        await().until(() -> jobs.all().stream().noneMatch(job -> job.view().state() == Job.State.RUNNING));
    }

    private int count() {
        return BackupRepository.at(given.backups()).all().size();
    }

    @Test
    void one_is_made_when_it_is_due_and_none_before() {
        BackupSchedule schedule = schedule(given.backups());

        look(schedule);
        assertThat(count()).isEqualTo(1);
        given.facts(1).later(Duration.ofMinutes(59));
        look(schedule);
        assertThat(count()).isEqualTo(1);
        given.later(Duration.ofMinutes(2));
        look(schedule);
        assertThat(count()).isEqualTo(2);
        assertThat(schedule.warning()).isEmpty();
        assertThat(schedule.ageSeconds()).isZero();
    }

    @Test
    void a_server_that_is_started_anew_knows_when_the_last_one_was_made() {
        look(schedule(given.backups()));
        given.facts(1).later(Duration.ofMinutes(30));

        BackupSchedule anew = schedule(given.backups());
        look(anew);
        assertThat(count()).isEqualTo(1);
        assertThat(anew.ageSeconds()).isEqualTo(1_800);
        given.later(Duration.ofMinutes(31));
        look(anew);
        assertThat(count()).isEqualTo(2);
    }

    /** A year may pass before that time comes again: by then nothing would be backed up. */
    @Test
    void after_the_clock_was_set_back_one_is_made_all_the_same_and_is_the_newest() {
        given.later(YEAR);
        BackupSchedule schedule = schedule(given.backups());
        look(schedule);
        given.later(YEAR.negated()).facts(1);

        look(schedule);

        assertThat(newestPosition()).isEqualTo(given.journal().head().value());
        given.facts(1);
        BackupSchedule anew = schedule(given.backups());
        look(anew);
        assertThat(newestPosition())
                .as("not before it is due again")
                .isLessThan(given.journal().head().value());
        given.later(Duration.ofMinutes(61));
        look(anew);
        assertThat(newestPosition()).isEqualTo(given.journal().head().value());
    }

    @Test
    void what_was_backed_up_while_the_clock_was_wrong_takes_nobodys_place_and_is_gone_on_with_no_more() {
        given.later(YEAR);
        look(schedule(given.backups()));
        given.later(YEAR.negated()).facts(1);

        look(schedule(given.backups()));

        assertThat(BackupRepository.at(given.backups()).sound())
                .as("one counts: that of the other time is kept beside it")
                .hasSize(2)
                .allSatisfy(each -> assertThat(each.base()).isEmpty());
    }

    private long newestPosition() {
        return BackupRepository.at(given.backups())
                .newest()
                .orElseThrow()
                .position()
                .value();
    }

    @Test
    void where_it_fails_it_says_so_and_tries_again_soon() throws IOException {
        Path occupied = Files.createDirectories(folder.resolve("occupied"));
        Path letter = Files.writeString(occupied.resolve("letter"), "dear");
        BackupSchedule schedule = schedule(occupied);

        look(schedule);
        assertThat(schedule.warning().orElseThrow()).contains("holds something else than backups");
        assertThat(schedule.failures()).isEqualTo(1);

        Files.delete(letter);
        given.later(Duration.ofMinutes(11));
        look(schedule);
        assertThat(schedule.warning()).isEmpty();
        assertThat(BackupRepository.at(occupied).all()).hasSize(1);
    }
}
