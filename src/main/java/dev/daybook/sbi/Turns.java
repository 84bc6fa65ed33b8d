package dev.daybook.sbi;

import dev.daybook.domain.Rejected;
import dev.daybook.domain.lease.Lease;
import dev.daybook.sbi.Sbi.Deleted;
import dev.daybook.sbi.Sbi.Ended;
import dev.daybook.sbi.Sbi.Idle;
import dev.daybook.sbi.Sbi.Run;
import dev.daybook.sbi.Sbi.Task;
import dev.daybook.sbi.Sbi.Unknown;
import dev.daybook.sbi.Sbi.Work;
import dev.daybook.sbi.Sbi.Working;
import dev.daybook.sbi.SbiCommand.FinishExecution;
import dev.daybook.sbi.SbiCommand.StartExecution;
import dev.daybook.sbi.SbiEvent.ExecutionFinished;
import dev.daybook.sbi.SbiEvent.ExecutionStarted;
import dev.daybook.sbi.SbiEvent.ForceTerminated;
import dev.daybook.sbi.SbiEvent.StatusChanged;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How turns move a task on.
 *
 * <pre>
 * READY       plan, implement, test begin    WIP
 * WIP         review begins                  REVIEW
 * REVIEW      SUCCEEDED                      DONE
 *             NEEDS_CHANGES                  WIP with the next attempt; at the last attempt REVIEW&amp;WIP
 *             FAILED                         FAILED
 *             PENDING                        REVIEW
 * REVIEW&amp;WIP  a review ends, however          DONE
 * </pre>
 *
 * A task that only wants an implementation is DONE when one succeeds. DONE and FAILED are left by a reset only.
 */
final class Turns {

    static List<SbiEvent> start(StartExecution it, Sbi sbi) {
        if (it.step() == Step.DONE) {
            throw Rejected.invalidAt("/step", "'done' is no step to begin: want plan, implement, test or review");
        }
        Work work = switch (sbi) {
            case Unknown _, Deleted _ -> throw Rejected.notFound("%s is not registered", it.sbi());
            case Working(Task _, Work _, Run run) ->
                throw Rejected.conflict(
                        "%s is still in turn %d (%s): finish it first",
                        it.sbi(), run.turn(), run.step().text());
            case Ended(Task _, Work ended) ->
                throw Rejected.conflict(
                        "%s is %s: reset it to go on", it.sbi(), ended.status().text());
            case Idle(Task _, Work idle) -> idle;
        };
        Optional<Lease> lease = Leases.of(it.sbi(), work).admit(it.by(), Optional.empty());
        int turn = work.turn() + 1;
        if (it.turn().isPresent() && it.turn().get() != turn) {
            throw Rejected.conflict(
                    "the next turn of %s is %d, not %d",
                    it.sbi(), turn, it.turn().get());
        }
        if (work.turnsSinceReset() >= TaskChecks.limit("/turnsMax", it.turnsMax())) {
            return terminate(it.sbi(), work, Optional.of(it.turnsMax()), Optional.of("turn limit reached"));
        }
        Status next = statusDuring(it, work);
        var started = new ExecutionStarted(
                it.sbi(), turn, it.step(), work.nextAttempt(), Optional.empty(), lease.map(Lease::generation));
        return next == work.status() ? List.of(started) : List.of(started, changed(it.sbi(), next));
    }

    private static Status statusDuring(StartExecution it, Work work) {
        if (it.step() == Step.REVIEW && !work.implemented()) {
            throw Rejected.conflict("nothing is implemented yet in %s: a review needs something to look at", it.sbi());
        }
        return switch (work.status()) {
            case READY, WIP -> it.step() == Step.REVIEW ? Status.REVIEW : Status.WIP;
            case REVIEW -> {
                if (it.step() != Step.REVIEW) {
                    throw Rejected.conflict(
                            "%s is in REVIEW: want a review, not %s, or a reset",
                            it.sbi(), it.step().text());
                }
                yield Status.REVIEW;
            }
            case REVIEW_AND_WIP -> Status.REVIEW_AND_WIP;
            case UNKNOWN -> throw Rejected.conflict("the status of %s is unknown: reset it to go on", it.sbi());
            case DONE, FAILED ->
                throw Rejected.conflict(
                        "%s is %s: reset it to go on", it.sbi(), work.status().text());
        };
    }

    static List<SbiEvent> finish(FinishExecution it, Sbi sbi, Task task) {
        if (!(sbi instanceof Working(Task _, Work work, Run run)) || run.turn() != it.turn()) {
            return finishAgain(it, sbi);
        }
        Leases.of(it.sbi(), work).admit(it.by(), run.lease());
        TaskChecks.result(it);
        var events = new ArrayList<SbiEvent>();
        events.add(finished(it, run));
        Status next = statusAfter(it, work, run, task);
        if (next != work.status()) {
            events.add(changed(it.sbi(), next));
            if (next == Status.DONE || next == Status.FAILED) {
                events.addAll(Leases.releaseAtEnd(it.sbi(), work));
            }
        }
        return List.copyOf(events);
    }

    private static ExecutionFinished finished(FinishExecution it, Run run) {
        return new ExecutionFinished(
                it.sbi(),
                run.turn(),
                run.step(),
                run.attempt(),
                Optional.empty(),
                it.decision(),
                it.decisionText(),
                it.content(),
                it.artifacts());
    }

    private static List<SbiEvent> finishAgain(FinishExecution it, Sbi sbi) {
        var asked = new Sbi.Finished(
                it.turn(), SbiHistory.result(it.decision(), it.decisionText(), it.content(), it.artifacts()));
        if (sbi.work().finished().equals(Optional.of(asked))) {
            return List.of();
        }
        if (sbi instanceof Working(Task _, Work _, Run run)) {
            throw Rejected.conflict("%s is in turn %d, not %d", it.sbi(), run.turn(), it.turn());
        }
        if (it.turn() > sbi.work().turn()) {
            throw Rejected.notFound(
                    "%s has no turn %d: the last one is %d",
                    it.sbi(), it.turn(), sbi.work().turn());
        }
        throw Rejected.conflict("turn %d of %s is not open", it.turn(), it.sbi());
    }

    private static Status statusAfter(FinishExecution it, Work work, Run run, Task task) {
        if (run.step() == Step.IMPLEMENT && task.said().onlyImplement() && it.decision() == Decision.SUCCEEDED) {
            return Status.DONE;
        }
        if (run.step() != Step.REVIEW) {
            return work.status();
        }
        if (work.status() == Status.REVIEW_AND_WIP) {
            return Status.DONE;
        }
        return switch (it.decision()) {
            case SUCCEEDED -> Status.DONE;
            case FAILED -> Status.FAILED;
            case PENDING -> work.status();
            case NEEDS_CHANGES ->
                run.attempt() < TaskChecks.limit("/attemptsMax", it.attemptsMax()) ? Status.WIP : Status.REVIEW_AND_WIP;
        };
    }

    /** Ends the task, whatever is open. */
    static List<SbiEvent> terminate(SbiId sbi, Work work, Optional<Integer> turnsMax, Optional<String> why) {
        var events = new ArrayList<SbiEvent>();
        events.add(new ForceTerminated(sbi, work.turn(), turnsMax, why));
        events.add(changed(sbi, Status.DONE));
        events.addAll(Leases.releaseAtEnd(sbi, work));
        return List.copyOf(events);
    }

    private static StatusChanged changed(SbiId sbi, Status status) {
        return new StatusChanged(sbi, status, Optional.empty(), Optional.empty());
    }

    private Turns() {}
}
