package dev.daybook.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.Patience;
import dev.daybook.operation.Asker;
import dev.daybook.operation.Progress;
import dev.daybook.operation.Role;
import dev.daybook.upkeep.Job.State;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Work that takes long is begun, watched and cancelled. */
class JobsTest {

    private static final Asker ADA = new Asker("ada", Role.READ);

    private final Jobs jobs = new Jobs(InstantSource.system());
    private final CountDownLatch enough = new CountDownLatch(1);

    @Test
    void what_is_done_tells_its_result() {
        Job job = start("verify", progress -> {
            progress.at(3, 10, "journal");
            return "all is well";
        });

        assertThat(job.await(Patience.LIMIT)).isTrue();
        assertThat(job.result()).contains("all is well");
        assertThat(job.view())
                .returns(State.DONE, Job.View::state)
                .returns(3L, Job.View::done)
                .returns(10L, Job.View::total)
                .returns("journal", Job.View::message);
        assertThat(job.view().endedAt()).isPresent();
        assertThat(jobs.find(job.id())).contains(job);
    }

    @Test
    void how_long_it_will_take_is_told_by_how_this_part_of_it_goes() {
        var now = new AtomicReference<>(Instant.parse("2026-01-31T12:00:00Z"));
        var told = new AtomicReference<Optional<Long>>(Optional.empty());
        var timed = new Jobs(now::get);
        Job job = timed.start(
                new Jobs.Order("1", "verify", "", ADA, Role.READ, true),
                progress -> {
                    progress.at(0, 10, "journal");
                    now.updateAndGet(it -> it.plusSeconds(100));
                    progress.at(10, 10, "journal");
                    progress.at(0, 90, "read models"); // goes ten times as fast
                    now.updateAndGet(it -> it.plusSeconds(10));
                    progress.at(10, 90, "read models");
                    told.set(timed.find("1").orElseThrow().view().secondsLeft());
                    return "";
                },
                RuntimeException::getMessage);

        assertThat(job.await(Patience.LIMIT)).isTrue();
        assertThat(told.get()).contains(80L);
    }

    @Test
    void what_runs_is_seen_running() {
        Job job = start("verify", _ -> untilEnough());

        assertThat(job.await(Duration.ofMillis(1))).isFalse();
        assertThat(job.view().state()).isEqualTo(State.RUNNING);
        enough.countDown();
        assertThat(job.await(Patience.LIMIT)).isTrue();
    }

    @Test
    void what_is_cancelled_ends_where_it_says_next_how_far_it_is() {
        Job job = start("export", progress -> {
            untilEnough();
            progress.at(1, 2, "files");
            return "never";
        });

        jobs.cancel(job);
        enough.countDown();

        assertThat(job.await(Patience.LIMIT)).isTrue();
        assertThat(job.view().state()).isEqualTo(State.CANCELLED);
        assertThat(job.result()).isEmpty();
    }

    @Test
    void what_took_longest_is_not_what_is_forgotten_first() {
        Job slow = start("verify", _ -> untilEnough());
        for (int i = 0; i < Jobs.ENDED_MAX; i++) {
            assertThat(start("export", _ -> "done").await(Patience.LIMIT)).isTrue();
        }
        enough.countDown();
        assertThat(slow.await(Patience.LIMIT)).isTrue();

        assertThat(start("export", _ -> "done").await(Patience.LIMIT)).isTrue();

        assertThat(jobs.find(slow.id())).contains(slow);
    }

    @Test
    void a_stop_cancels_what_is_under_way_and_waits_for_its_end() {
        Job job = start("export", progress -> {
            while (true) { // until it is cancelled
                progress.at(1, 2, "files");
                Thread.onSpinWait();
            }
        });

        jobs.close();

        assertThat(job.view().state()).isEqualTo(State.CANCELLED);
        assertThatThrownBy(() -> start("export", _ -> "late")).isInstanceOf(Jobs.TooMany.class);
    }

    @Test
    void a_stop_waits_for_all_together_no_longer_than_for_one() {
        var stopped = new Jobs(InstantSource.system(), Duration.ofSeconds(3));
        for (int i = 0; i < Jobs.RUNNING_MAX; i++) {
            stopped.start(new Jobs.Order("deaf-" + i, "verify", "", ADA, Role.READ, true), _ -> untilEnough(), _ -> "");
        }
        long began = System.nanoTime();

        stopped.close();

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3 * Jobs.RUNNING_MAX));
        enough.countDown();
    }

    @Test
    void what_fails_tells_why() {
        Job job = start("export", _ -> {
            throw new IllegalStateException("no room on the disk");
        });

        assertThat(job.await(Patience.LIMIT)).isTrue();
        assertThat(job.view().state()).isEqualTo(State.FAILED);
        assertThat(job.failure()).hasValueSatisfying(why -> assertThat(why).hasMessage("no room on the disk"));
    }

    @Test
    void what_fails_without_words_has_ended() {
        Job job = start("export", _ -> {
            throw new IllegalStateException();
        });

        assertThat(job.await(Patience.LIMIT)).isTrue();
        assertThat(job.view().state()).isEqualTo(State.FAILED);
    }

    @Test
    void no_more_is_begun_than_there_is_room_for() {
        IntStream.range(0, Jobs.RUNNING_MAX).forEach(_ -> start("verify", _ -> untilEnough()));

        assertThatThrownBy(() -> start("verify", _ -> "one too many"))
                .isInstanceOf(Jobs.TooMany.class)
                .hasMessageContaining("under way");
        enough.countDown();
    }

    @Test
    void what_ended_long_ago_is_forgotten() {
        Job first = start("verify", _ -> "first");
        assertThat(first.await(Patience.LIMIT)).isTrue();
        for (int i = 0; i <= Jobs.ENDED_MAX; i++) {
            assertThat(start("verify", _ -> "another").await(Patience.LIMIT)).isTrue();
        }
        start("verify", _ -> "last").await(Patience.LIMIT);

        assertThat(jobs.find(first.id())).isEmpty();
    }

    @Test
    void who_has_waited_for_an_end_finds_the_job_behind_those_under_way() {
        List<CountDownLatch> ends =
                Stream.generate(() -> new CountDownLatch(1)).limit(1_000).toList();
        Job job = start("verify", _ -> until(ends.getFirst()));
        for (int i = 1; i < ends.size(); i++) { // often enough to meet the moment between an end and its place
            CountDownLatch nextEnds = ends.get(i);
            Job next = start("verify", _ -> until(nextEnds));

            ends.get(i - 1).countDown();
            assertThat(job.await(Patience.LIMIT)).isTrue();

            assertThat(jobs.all()).startsWith(next).endsWith(job);
            job = next;
        }
        ends.getLast().countDown();
    }

    @Test
    void imports_take_no_place_of_proofs_and_need_none() {
        IntStream.range(0, Jobs.RUNNING_MAX).forEach(_ -> start("verify", _ -> untilEnough()));

        Job migration = started("migrate", false, _ -> untilEnough());

        assertThat(migration.view().state()).isEqualTo(State.RUNNING);
        enough.countDown();
        assertThat(migration.await(Patience.LIMIT)).isTrue();
    }

    @Test
    void a_failure_is_put_into_words_once_however_often_it_is_asked_for() {
        var told = new AtomicInteger();
        Job job = jobs.start(
                new Jobs.Order("1", "migrate", "", ADA, Role.READ, false),
                _ -> {
                    throw new IllegalStateException("no room on the disk");
                },
                why -> told.incrementAndGet() + ": " + why.getMessage());

        assertThat(job.await(Patience.LIMIT)).isTrue();
        assertThat(job.told()).contains("1: no room on the disk");
        assertThat(job.told()).contains("1: no room on the disk");
    }

    private Job shared(String id, Asker by, AtomicInteger works) {
        return jobs.start(
                new Jobs.Order(id, "sync", "full", by, Role.READ, true, true),
                progress -> {
                    works.incrementAndGet();
                    while (enough.getCount() > 0) {
                        progress.at(1, 2, "asking");
                        Thread.onSpinWait();
                    }
                    return "all";
                },
                RuntimeException::getMessage);
    }

    @Test
    void who_lets_go_of_work_that_others_wait_for_ends_only_its_own_wait() {
        var works = new AtomicInteger();
        Job first = shared("1", ADA, works);
        Job second = shared("2", ADA, works);
        Job third = shared("3", ADA, works);

        jobs.cancel(first);
        jobs.cancel(first);
        jobs.cancel(second);

        assertThat(first.await(Patience.LIMIT)).isTrue();
        assertThat(first.view().state()).isEqualTo(State.CANCELLED);
        assertThat(second.view().state()).isEqualTo(State.CANCELLED);
        assertThat(third.view().state()).isEqualTo(State.RUNNING);
        enough.countDown();
        assertThat(third.await(Patience.LIMIT)).isTrue();
        assertThat(third.result()).contains("all");
        assertThat(first.result()).isEmpty();
        assertThat(works).hasValue(1);
        assertThat(jobs.all()).hasSize(1);
    }

    @Test
    void work_ends_when_the_last_one_who_waits_for_it_lets_go() {
        var works = new AtomicInteger();
        Job first = shared("1", ADA, works);
        Job second = shared("2", ADA, works);

        jobs.cancel(second);
        jobs.cancel(first);

        assertThat(first.await(Patience.LIMIT)).isTrue();
        assertThat(jobs.all())
                .singleElement()
                .extracting(job -> job.view().state())
                .isEqualTo(State.CANCELLED);
        Job later = shared("3", ADA, works);
        enough.countDown();
        assertThat(later.await(Patience.LIMIT)).isTrue();
        assertThat(works).hasValue(2);
    }

    @Test
    void who_ends_work_for_all_ends_each_wait_for_it() {
        var works = new AtomicInteger();
        Job first = shared("1", ADA, works);
        Job second = shared("2", new Asker("bob", Role.READ), works);

        jobs.cancelForAll(first);

        assertThat(second.await(Patience.LIMIT)).isTrue();
        assertThat(first.await(Patience.LIMIT)).isTrue();
        assertThat(second.view().state()).isEqualTo(State.CANCELLED);
        assertThat(jobs.find("2")).contains(second);
        assertThat(jobs.all().getFirst().wantedBy()).hasSize(2);
    }

    private Job start(String operation, Function<Progress, ?> work) {
        return started(operation, true, work);
    }

    private Job started(String operation, boolean isCounted, Function<Progress, ?> work) {
        String id = UUID.randomUUID().toString();
        return jobs.start(
                new Jobs.Order(id, operation, "", ADA, Role.READ, isCounted), work, RuntimeException::getMessage);
    }

    private String untilEnough() {
        return until(enough);
    }

    private static String until(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return "enough";
    }
}
