package dev.daybook.sbi;

import dev.daybook.domain.Fingerprint;
import dev.daybook.domain.lease.Lease;
import dev.daybook.sbi.Sbi.Deleted;
import dev.daybook.sbi.Sbi.Ended;
import dev.daybook.sbi.Sbi.Finished;
import dev.daybook.sbi.Sbi.Idle;
import dev.daybook.sbi.Sbi.Run;
import dev.daybook.sbi.Sbi.Task;
import dev.daybook.sbi.Sbi.Unknown;
import dev.daybook.sbi.Sbi.Work;
import dev.daybook.sbi.Sbi.Working;
import dev.daybook.sbi.SbiEvent.Attached;
import dev.daybook.sbi.SbiEvent.Described;
import dev.daybook.sbi.SbiEvent.ExecutionFinished;
import dev.daybook.sbi.SbiEvent.ExecutionStarted;
import dev.daybook.sbi.SbiEvent.ForceTerminated;
import dev.daybook.sbi.SbiEvent.JournalEntryRecorded;
import dev.daybook.sbi.SbiEvent.LeaseAcquired;
import dev.daybook.sbi.SbiEvent.LeaseReleased;
import dev.daybook.sbi.SbiEvent.LeaseRenewed;
import dev.daybook.sbi.SbiEvent.LeaseTakenOver;
import dev.daybook.sbi.SbiEvent.NoteAdded;
import dev.daybook.sbi.SbiEvent.Registered;
import dev.daybook.sbi.SbiEvent.Reset;
import dev.daybook.sbi.SbiEvent.StateClaimed;
import dev.daybook.sbi.SbiEvent.StatusChanged;
import dev.daybook.sbi.SbiEvent.TransactionRecorded;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What the events of a task add up to. Imported history may break every rule of today: turns finished that never
 * started, work before the registration, a registration after the deletion. None of it is refused here.
 */
final class SbiHistory {

    static Sbi after(Sbi sbi, SbiEvent event) {
        return switch (event) {
            case Registered it -> registered(sbi, it);
            case Described it -> described(sbi, task -> task.after(it));
            case StatusChanged it -> standing(sbi, it.status());
            case ExecutionStarted it ->
                worked(
                        sbi,
                        sbi.work().started(it.turn(), it.attempt()),
                        Optional.of(new Run(it.turn(), it.step(), it.attempt(), it.lease())));
            case ExecutionFinished it -> finished(sbi, it);
            case LeaseAcquired it -> leased(sbi, Optional.of(new Lease(it.holder(), it.expiresAt(), it.generation())));
            case LeaseRenewed it -> leased(sbi, Optional.of(new Lease(it.holder(), it.expiresAt(), it.generation())));
            case LeaseTakenOver it -> leased(sbi, Optional.of(new Lease(it.holder(), it.expiresAt(), it.generation())));
            case LeaseReleased _ -> leased(sbi, Optional.empty());
            case Attached it -> attached(sbi, it);
            case Reset it -> worked(sbi, sbi.work().reset(it.status()), Optional.empty());
            case ForceTerminated _ -> worked(sbi, sbi.work(), Optional.empty());
            case SbiEvent.Deleted _ -> new Deleted(sbi.work());
            case NoteAdded _, StateClaimed _, JournalEntryRecorded _, TransactionRecorded _ -> sbi;
        };
    }

    static Fingerprint result(
            Decision decision, Optional<String> decisionText, Optional<String> content, List<String> artifacts) {
        return Fingerprint.of(decision, decisionText, content, artifacts);
    }

    static Fingerprint content(String encoding, String content) {
        return Fingerprint.of(encoding, content);
    }

    private static Sbi registered(Sbi sbi, Registered it) {
        Task task = Task.of(it);
        return switch (sbi) {
            case Unknown(Work work) -> phase(task, work, Optional.empty());
            case Idle(Task _, Work work) -> phase(task, work, Optional.empty());
            case Working(Task _, Work work, Run run) -> phase(task, work, Optional.of(run));
            case Ended(Task _, Work work) -> phase(task, work, Optional.empty());
            case Deleted(Work work) -> phase(task, work, Optional.empty());
        };
    }

    private static Sbi described(Sbi sbi, UnaryOperator<Task> change) {
        return switch (sbi) {
            case Unknown _, Deleted _ -> sbi;
            case Idle(Task task, Work work) -> new Idle(change.apply(task), work);
            case Working(Task task, Work work, Run run) -> new Working(change.apply(task), work, run);
            case Ended(Task task, Work work) -> new Ended(change.apply(task), work);
        };
    }

    private static Sbi standing(Sbi sbi, Status status) {
        // Nothing is open in what has ended.
        Optional<Run> run = status == Status.DONE || status == Status.FAILED ? Optional.empty() : run(sbi);
        return worked(sbi, sbi.work().standing(status), run);
    }

    private static Sbi finished(Sbi sbi, ExecutionFinished it) {
        Optional<Run> open = run(sbi);
        boolean wasOpen = open.isPresent() && open.get().turn() == it.turn();
        Work work = wasOpen ? sbi.work() : sbi.work().started(it.turn(), it.attempt());
        Decision decision = it.decision().orElse(Decision.PENDING); // what nobody says is still open
        return worked(
                sbi,
                work.finished(
                        new Finished(it.turn(), result(decision, it.decisionText(), it.content(), it.artifacts())),
                        it.step(),
                        decision),
                wasOpen ? Optional.empty() : open);
    }

    private static Sbi leased(Sbi sbi, Optional<Lease> lease) {
        return worked(sbi, sbi.work().leased(lease), run(sbi));
    }

    private static Sbi attached(Sbi sbi, Attached it) {
        var attachments = new HashMap<>(sbi.work().attachments());
        attachments.put(it.name(), content(it.encoding(), it.content()));
        return worked(sbi, sbi.work().attached(Map.copyOf(attachments)), run(sbi));
    }

    private static Optional<Run> run(Sbi sbi) {
        return sbi instanceof Working working ? Optional.of(working.run()) : Optional.empty();
    }

    private static Sbi worked(Sbi sbi, Work work, Optional<Run> run) {
        return switch (sbi) {
            case Unknown _ -> new Unknown(work);
            case Deleted _ -> new Deleted(work);
            case Idle(Task task, Work _) -> phase(task, work, run);
            case Working(Task task, Work _, Run _) -> phase(task, work, run);
            case Ended(Task task, Work _) -> phase(task, work, run);
        };
    }

    private static Sbi phase(Task task, Work work, Optional<Run> run) {
        if (run.isPresent()) {
            return new Working(task, work, run.get());
        }
        return work.status() == Status.DONE || work.status() == Status.FAILED
                ? new Ended(task, work)
                : new Idle(task, work);
    }

    private SbiHistory() {}
}
