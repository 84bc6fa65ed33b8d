package dev.daybook.sbi;

import dev.daybook.domain.Decider;
import dev.daybook.domain.Fingerprint;
import dev.daybook.domain.Rejected;
import dev.daybook.sbi.Sbi.Deleted;
import dev.daybook.sbi.Sbi.Ended;
import dev.daybook.sbi.Sbi.Idle;
import dev.daybook.sbi.Sbi.Run;
import dev.daybook.sbi.Sbi.Task;
import dev.daybook.sbi.Sbi.Unknown;
import dev.daybook.sbi.Sbi.Work;
import dev.daybook.sbi.Sbi.Working;
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
import dev.daybook.sbi.SbiEvent.Attached;
import dev.daybook.sbi.SbiEvent.NoteAdded;
import dev.daybook.sbi.SbiEvent.Registered;
import dev.daybook.sbi.SbiShape.Details;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The life of a task: registered, worked on turn by turn, done when a review succeeds. */
public final class SbiDecider implements Decider<SbiCommand, Sbi, SbiEvent> {

    @Override
    public Sbi initial() {
        return new Unknown(Work.NONE);
    }

    @Override
    public Sbi evolve(Sbi sbi, SbiEvent event) {
        return SbiHistory.after(sbi, event);
    }

    @Override
    public List<SbiEvent> decide(SbiCommand command, Sbi sbi) {
        if (command instanceof Register register) {
            return register(register, sbi);
        }
        Task task = task(command.sbi(), sbi);
        return switch (command) {
            case Register _ -> List.of(); // decided above
            case Edit it -> edit(it, task);
            case StartExecution it -> Turns.start(it, sbi);
            case FinishExecution it -> Turns.finish(it, sbi, task);
            case AcquireLease it -> Leases.acquire(it, sbi);
            case ReleaseLease it -> Leases.release(it, sbi.work());
            case UnderLease it -> {
                Leases.of(it.sbi(), sbi.work()).check(it.generation(), it.at());
                yield decide(it.work(), sbi);
            }
            case AddNote it -> addNote(it, sbi.work());
            case Attach it -> attach(it, sbi.work());
            case ResetTo it -> reset(it, sbi);
            case Terminate it -> terminate(it, sbi.work());
            case Delete it -> delete(it);
        };
    }

    private static Task task(SbiId id, Sbi sbi) {
        return switch (sbi) {
            case Unknown _ -> throw Rejected.notFound("%s is not registered", id);
            case Deleted _ -> throw Rejected.notFound("%s is deleted", id);
            case Idle(Task task, Work _) -> task;
            case Working(Task task, Work _, Run _) -> task;
            case Ended(Task task, Work _) -> task;
        };
    }

    private static List<SbiEvent> register(Register it, Sbi sbi) {
        var registered = registered(it);
        return switch (sbi) {
            case Unknown _ -> {
                check(it, registered);
                yield List.of(registered);
            }
            case Deleted _ -> throw Rejected.conflict("%s was deleted: register it under another id", it.sbi());
            case Idle(Task task, Work _) -> registerAgain(registered, task);
            case Working(Task task, Work _, Run _) -> registerAgain(registered, task);
            case Ended(Task task, Work _) -> registerAgain(registered, task);
        };
    }

    private static Registered registered(Register it) {
        return new Registered(
                it.sbi(),
                it.taskId(),
                it.title(),
                it.spec(),
                it.label(),
                it.labels(),
                it.priority(),
                it.parent(),
                it.dependsOn().stream().distinct().toList(),
                it.onlyImplement(),
                it.metadata());
    }

    private static List<SbiEvent> registerAgain(Registered registered, Task task) {
        if (Task.fingerprint(registered).equals(task.registration())) {
            return List.of();
        }
        throw Rejected.conflict("%s is registered with other values: edit it instead", registered.sbi());
    }

    private static void check(Register it, Registered registered) {
        TaskChecks.newId(it.sbi());
        it.taskId().ifPresent(TaskChecks::taskId);
        SbiShape.SAID.check("", Optional.empty(), Details.of(registered));
        it.spec().ifPresent(TaskChecks::spec);
        TaskChecks.labels(it.labels());
        TaskChecks.dependsOn(it.sbi(), it.dependsOn(), it.dependants());
        TaskChecks.metadata(it.metadata());
    }

    private static List<SbiEvent> edit(Edit it, Task task) {
        Details said = SbiShape.changed(task.said(), it.changes());
        var events = new ArrayList<SbiEvent>();
        events.addAll(SbiShape.events(List.of(SbiShape.TITLE), it.sbi(), task.said(), said));
        it.spec()
                .map(TaskChecks::spec)
                .filter(spec -> !task.spec().equals(Optional.of(Fingerprint.of(spec))))
                .ifPresent(spec -> events.add(new SbiEvent.Respecified(it.sbi(), Optional.of(spec))));
        it.label().ifPresent(label -> TaskChecks.mainLabel("/label", label));
        String label = it.label().orElse(said.label());
        List<String> labels = it.labels().map(TaskChecks::labels).orElse(task.labels());
        if (!label.equals(said.label()) || !labels.equals(task.labels())) {
            events.add(new SbiEvent.Relabelled(it.sbi(), label, labels));
        }
        events.addAll(SbiShape.events(SbiShape.OTHERS, it.sbi(), task.said(), said));
        it.dependsOn()
                .map(ids -> TaskChecks.dependsOn(it.sbi(), ids, it.dependants()))
                .filter(ids -> !ids.equals(task.dependsOn()))
                .ifPresent(ids -> events.add(new SbiEvent.DependenciesChanged(it.sbi(), ids)));
        it.metadata()
                .map(TaskChecks::metadata)
                .filter(metadata -> !Fingerprint.of(metadata).equals(task.metadata()))
                .ifPresent(metadata -> events.add(new SbiEvent.MetadataChanged(it.sbi(), metadata)));
        return List.copyOf(events);
    }

    private static List<SbiEvent> addNote(AddNote it, Work work) {
        TaskChecks.note(it.text());
        it.author().ifPresent(TaskChecks::author);
        it.turn().ifPresent(turn -> TaskChecks.pastTurn(turn, work.turn()));
        return List.of(new NoteAdded(it.sbi(), it.text(), it.turn(), it.author()));
    }

    private static List<SbiEvent> attach(Attach it, Work work) {
        TaskChecks.attachment(it.name(), it.encoding(), it.content());
        Fingerprint content = SbiHistory.content(it.encoding(), it.content());
        return content.equals(work.attachments().get(it.name()))
                ? List.of()
                : List.of(new Attached(it.sbi(), it.name(), it.encoding(), it.content()));
    }

    private static List<SbiEvent> reset(ResetTo it, Sbi sbi) {
        if (it.status() == Status.UNKNOWN) {
            throw Rejected.invalidAt("/status", "a task cannot be reset to UNKNOWN: want %s", TaskChecks.STATUS_WORDS);
        }
        it.why().ifPresent(TaskChecks::why);
        Work work = sbi.work();
        boolean asAfterReset = !(sbi instanceof Working) && work.equals(work.reset(it.status()));
        if (asAfterReset) {
            return List.of();
        }
        var events = new ArrayList<SbiEvent>();
        events.add(new SbiEvent.Reset(it.sbi(), it.status(), it.why()));
        if (it.status() == Status.DONE || it.status() == Status.FAILED) {
            events.addAll(Leases.releaseAtEnd(it.sbi(), work));
        }
        return List.copyOf(events);
    }

    private static List<SbiEvent> terminate(Terminate it, Work work) {
        it.why().ifPresent(TaskChecks::why);
        return work.status() == Status.DONE ? List.of() : Turns.terminate(it.sbi(), work, Optional.empty(), it.why());
    }

    private static List<SbiEvent> delete(Delete it) {
        it.why().ifPresent(TaskChecks::why);
        return List.of(new SbiEvent.Deleted(it.sbi(), it.why()));
    }
}
