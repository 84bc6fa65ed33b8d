package dev.daybook.sbi;

import dev.daybook.config.ConfigEvent;
import dev.daybook.config.ConfigRows;
import dev.daybook.domain.Event;
import dev.daybook.domain.file.FileEvent;
import dev.daybook.event.Recorded;
import dev.daybook.journal.StreamId;
import dev.daybook.projection.FileRows;
import dev.daybook.projection.Projection;
import dev.daybook.projection.Tables;
import dev.daybook.sbi.SbiEvent.Attached;
import dev.daybook.sbi.SbiEvent.CompletionDated;
import dev.daybook.sbi.SbiEvent.CreationDated;
import dev.daybook.sbi.SbiEvent.Deleted;
import dev.daybook.sbi.SbiEvent.DependenciesChanged;
import dev.daybook.sbi.SbiEvent.Described;
import dev.daybook.sbi.SbiEvent.ExecutionFinished;
import dev.daybook.sbi.SbiEvent.ExecutionStarted;
import dev.daybook.sbi.SbiEvent.ForceTerminated;
import dev.daybook.sbi.SbiEvent.JournalEntryRecorded;
import dev.daybook.sbi.SbiEvent.LeaseAcquired;
import dev.daybook.sbi.SbiEvent.LeaseReleased;
import dev.daybook.sbi.SbiEvent.LeaseRenewed;
import dev.daybook.sbi.SbiEvent.LeaseTakenOver;
import dev.daybook.sbi.SbiEvent.MetadataChanged;
import dev.daybook.sbi.SbiEvent.NoteAdded;
import dev.daybook.sbi.SbiEvent.Registered;
import dev.daybook.sbi.SbiEvent.Relabelled;
import dev.daybook.sbi.SbiEvent.Reset;
import dev.daybook.sbi.SbiEvent.Respecified;
import dev.daybook.sbi.SbiEvent.StateClaimed;
import dev.daybook.sbi.SbiEvent.StatusChanged;
import dev.daybook.sbi.SbiEvent.TaskIdChanged;
import dev.daybook.sbi.SbiEvent.TransactionRecorded;
import dev.daybook.sbi.SbiShape.Details;
import dev.daybook.text.Times;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The record of work as it is now: tasks with their executions, notes and files, plans, settings.
 *
 * <p>Any history makes rows, also one that the rules would refuse today: a task that something happened to before it
 * was registered is a placeholder.
 */
final class SbiProjection implements Projection {

    private static final Set<String> CATEGORIES = Set.of("sbi", "plan", "config", "file");

    private final Map<String, TaskRow> tasks = new LinkedHashMap<>(); // touched in this batch
    private final PlanRows plans = new PlanRows();

    @Override
    public String name() {
        return "sbi";
    }

    @Override
    public boolean posts(StreamId stream) {
        return CATEGORIES.contains(stream.category());
    }

    @Override
    public boolean remove(Recorded first, Tables tables) {
        switch (first.event()) {
            case SbiEvent it -> TaskParts.removeAll(it.sbi(), tables);
            case PlanEvent it -> PlanParts.removeAll(it.plan(), tables);
            case ConfigEvent it -> ConfigRows.remove(it.key(), tables);
            default -> {
                return false;
            }
        }
        return true;
    }

    @Override
    public void apply(Recorded recorded, Tables tables) {
        Event event = recorded.event();
        switch (event) {
            case SbiEvent it -> {
                TaskRow task = task(it.sbi().value(), recorded, tables);
                task.touch(recorded);
                apply(it, recorded, task, tables);
            }
            case PlanEvent it -> plans.apply(it, recorded, tables);
            case ConfigEvent it -> ConfigRows.apply(it, recorded, tables);
            case FileEvent it -> FileRows.apply(it, recorded, tables);
            default -> {} // the journal's own history is in the audit log
        }
    }

    @Override
    public void passOver(Recorded recorded, Tables tables) {
        long revision = recorded.entry().revision();
        switch (recorded.event()) {
            case SbiEvent it -> {
                String id = it.sbi().value();
                Optional<TaskRow> task = Optional.ofNullable(tasks.get(id)).or(() -> TaskRow.find(id, tables));
                task.ifPresent(row -> {
                    row.revision = revision;
                    tasks.put(id, row);
                });
            }
            case PlanEvent it -> plans.passOver(it.plan(), revision, tables);
            case ConfigEvent it -> ConfigRows.passOver(it.key(), revision, tables);
            default -> {}
        }
    }

    private TaskRow task(String id, Recorded recorded, Tables tables) {
        TaskRow task = tasks.get(id);
        if (task == null) {
            // The first entry of a stream makes its row: no need to look whether there is one.
            task = recorded.entry().revision() == 0
                    ? TaskRow.placeholder(id, recorded)
                    : TaskRow.find(id, tables).orElseGet(() -> TaskRow.placeholder(id, recorded));
            tasks.put(id, task);
        }
        return task;
    }

    private static void apply(SbiEvent event, Recorded recorded, TaskRow task, Tables tables) {
        switch (event) {
            case Registered it -> register(it, recorded, task, tables);
            case Described it -> describe(it, recorded, task, tables);
            case StatusChanged it -> task.become(it.status(), it.original(), recorded.occurredAt());
            case ExecutionStarted it -> task.executions.start(it, task, recorded, tables);
            case ExecutionFinished it -> task.executions.finish(it, task, recorded, tables);
            case LeaseAcquired it -> task.lease(it.holder(), it.expiresAt(), it.generation());
            case LeaseRenewed it -> task.lease(it.holder(), it.expiresAt(), it.generation());
            case LeaseTakenOver it -> task.lease(it.holder(), it.expiresAt(), it.generation());
            case LeaseReleased _ -> task.release();
            case NoteAdded it -> TaskParts.note(it, task.notes++, recorded, tables);
            case Attached it -> TaskParts.attach(it, recorded, tables);
            case Reset it -> {
                task.attempt = 0;
                task.become(it.status(), Optional.empty(), recorded.occurredAt());
                task.executions.abandon(task, recorded, tables);
            }
            case ForceTerminated _ -> task.executions.abandon(task, recorded, tables);
            case Deleted _ -> {
                task.deletedAt = Times.text(recorded.occurredAt());
                task.executions.abandon(task, recorded, tables);
            }
            case StateClaimed it -> TaskParts.claim(it, recorded, tables);
            case JournalEntryRecorded it -> TaskParts.journalEntry(it, recorded, tables);
            case TransactionRecorded it -> TaskParts.transaction(it, recorded, tables);
        }
    }

    private static void describe(Described event, Recorded recorded, TaskRow task, Tables tables) {
        task.said = SbiShape.after(task.said, event);
        switch (event) {
            case Respecified it -> TaskParts.specify(it.sbi(), it.spec(), recorded, tables);
            case Relabelled it -> TaskParts.label(it.sbi(), it.label(), it.labels(), recorded, tables);
            case DependenciesChanged it -> {
                task.dependencies = it.dependsOn().size();
                TaskParts.depend(it.sbi(), it.dependsOn(), recorded, tables);
            }
            case MetadataChanged it -> task.metadata = it.metadata().text();
            case TaskIdChanged it -> task.taskId = it.taskId();
            case CreationDated it -> task.createdAt = Times.text(it.createdAt());
            case CompletionDated it -> task.completed(it.completedAt());
            default -> {} // said in one value
        }
    }

    private static void register(Registered it, Recorded recorded, TaskRow task, Tables tables) {
        task.taskId = it.taskId().orElse(it.sbi().value());
        task.said = Details.of(it);
        task.dependencies = it.dependsOn().size();
        task.metadata = it.metadata().text();
        task.createdAt = Times.text(recorded.occurredAt());
        task.deletedAt = null;
        if (task.placeholder) {
            task.placeholder = false;
            task.registeredPosition = recorded.position().value();
            if (task.status.equals(Status.UNKNOWN.text())) {
                task.status = Status.READY.text();
            }
        }
        boolean first = recorded.entry().revision() == 0;
        if (!first || it.spec().isPresent()) {
            TaskParts.specify(it.sbi(), it.spec(), recorded, tables);
        }
        if (!first || !it.labels().isEmpty() || !it.label().isEmpty()) {
            TaskParts.label(it.sbi(), it.label(), it.labels(), recorded, tables);
        }
        if (!first || !it.dependsOn().isEmpty()) {
            TaskParts.depend(it.sbi(), it.dependsOn(), recorded, tables);
        }
    }

    @Override
    public void flush(Tables tables) {
        tasks.values().forEach(taskRow -> taskRow.write(tables));
        plans.flush(tables);
        tasks.clear();
    }

    @Override
    public void forget() {
        tasks.clear();
        plans.forget();
    }
}
