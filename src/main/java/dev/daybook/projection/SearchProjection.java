package dev.daybook.projection;

import dev.daybook.event.Recorded;
import dev.daybook.item.ItemEvent;
import dev.daybook.sbi.PlanEvent;
import dev.daybook.sbi.SbiEvent;
import dev.daybook.sbi.SbiEvent.ExecutionFinished;
import dev.daybook.sbi.SbiEvent.NoteAdded;
import dev.daybook.sbi.SbiEvent.Registered;
import dev.daybook.sbi.SbiEvent.Relabelled;
import dev.daybook.sbi.SbiEvent.Reset;
import dev.daybook.sbi.SbiEvent.Respecified;
import dev.daybook.sbi.SbiEvent.Retitled;
import dev.daybook.sbi.SbiEvent.StatusChanged;
import dev.daybook.sbi.Status;
import dev.daybook.session.SessionEvent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What can be found: tasks with their labels and specifications, each execution, each note, plans, what was said in
 * sessions, and the texts of other records.
 */
public final class SearchProjection implements Projection {

    private static final String TASK = "task";
    private static final String PLAN = "plan";

    private final Map<String, Subject> subjects = new LinkedHashMap<>(); // touched in this batch
    private final Documents documents = new Documents();
    private final SessionDocuments sessions = new SessionDocuments(documents);
    private final ItemText items = new ItemText(documents);

    @Override
    public String name() {
        return "search";
    }

    @Override
    public void apply(Recorded recorded, Tables tables) {
        switch (recorded.event()) {
            case SbiEvent it -> apply(it, recorded, tables);
            case PlanEvent it -> apply(it, recorded, tables);
            case SessionEvent it -> apply(it, recorded, tables);
            case ItemEvent it ->
                items.apply(it, subject(ItemText.KIND, it.item().text(), "", recorded, tables), recorded, tables);
            default -> {} // settings and the journal's own history are not looked for
        }
    }

    private void apply(SbiEvent event, Recorded recorded, Tables tables) {
        switch (event) {
            case Registered it -> {
                Subject task = task(it, recorded, tables);
                task.title = it.title();
                task.status = task.status.equals(Status.UNKNOWN.text()) ? Status.READY.text() : task.status;
                task.label(labels(it.label(), it.labels()), tables);
                documents.put(task, TASK, recorded.position(), tables, text -> {
                    text.title = it.title();
                    text.label = String.join(" ", task.labels);
                    text.spec = it.spec().orElse("");
                });
            }
            case Retitled it -> {
                Subject task = task(it, recorded, tables);
                task.title = it.title();
                documents.put(task, TASK, recorded.position(), tables, text -> text.title = it.title());
            }
            case Respecified it ->
                documents.put(
                        task(it, recorded, tables),
                        TASK,
                        recorded.position(),
                        tables,
                        text -> text.spec = it.spec().orElse(""));
            case Relabelled it -> {
                Subject task = task(it, recorded, tables);
                task.label(labels(it.label(), it.labels()), tables);
                documents.put(
                        task, TASK, recorded.position(), tables, text -> text.label = String.join(" ", task.labels));
            }
            case StatusChanged it ->
                task(it, recorded, tables).status = it.status().text();
            case Reset it -> task(it, recorded, tables).status = it.status().text();
            case ExecutionFinished it -> {
                Subject task = task(it, recorded, tables);
                String part = part(it);
                if (it.file().isPresent()) {
                    documents.remove(task, part, tables); // a file that is written again holds nothing else any more
                }
                Optional<String> content = it.content().filter(text -> !text.isBlank());
                if (content.isPresent()) {
                    Documents.Text text = new Documents.Text();
                    text.execution = content.get();
                    documents.add(task, part, recorded, tables, text);
                }
            }
            case NoteAdded it -> {
                Subject task = task(it, recorded, tables);
                Documents.Text text = new Documents.Text();
                text.note = it.text();
                documents.add(task, "note/" + ++task.notes, recorded, tables, text);
            }
            case SbiEvent.Deleted it -> {
                Subject task = task(it, recorded, tables);
                task.deleted = true;
                documents.remove(task, tables);
            }
            case SbiEvent.Reprioritized _,
                    SbiEvent.Moved _,
                    SbiEvent.DependenciesChanged _,
                    SbiEvent.MetadataChanged _,
                    SbiEvent.ExecutionStarted _,
                    SbiEvent.LeaseAcquired _,
                    SbiEvent.LeaseRenewed _,
                    SbiEvent.LeaseReleased _,
                    SbiEvent.LeaseTakenOver _,
                    SbiEvent.Attached _,
                    SbiEvent.ForceTerminated _,
                    SbiEvent.StateClaimed _,
                    SbiEvent.JournalEntryRecorded _,
                    SbiEvent.TransactionRecorded _ -> {} // no text that anyone would look for
        }
    }

    private void apply(PlanEvent event, Recorded recorded, Tables tables) {
        Subject plan = subject("plan", event.plan(), "pending", recorded, tables);
        switch (event) {
            case PlanEvent.Registered it -> {
                plan.title = it.title();
                plan.status = it.status();
                documents.put(plan, PLAN, recorded.position(), tables, text -> {
                    text.title = it.title();
                    text.spec = it.body().orElse("");
                });
            }
            case PlanEvent.Retitled it -> {
                plan.title = it.title();
                documents.put(plan, PLAN, recorded.position(), tables, text -> text.title = it.title());
            }
            case PlanEvent.Rewritten it ->
                documents.put(
                        plan,
                        PLAN,
                        recorded.position(),
                        tables,
                        text -> text.spec = it.body().orElse(""));
            case PlanEvent.StatusChanged it -> plan.status = it.status();
            case PlanEvent.Deleted _ -> {
                plan.deleted = true;
                documents.remove(plan, tables);
            }
            case PlanEvent.Estimated _,
                    PlanEvent.Reprioritized _,
                    PlanEvent.Moved _,
                    PlanEvent.Attached _,
                    PlanEvent.ApprovalRecorded _,
                    PlanEvent.Claimed _ -> {}
        }
    }

    /** What happens to a session that has not begun leaves nothing to be found. */
    private void apply(SessionEvent event, Recorded recorded, Tables tables) {
        if (event instanceof SessionEvent.Created it) {
            Subject session = subject(SessionDocuments.KIND, it.session().text(), it.status(), recorded, tables);
            sessions.begin(it, session, recorded, tables);
        } else if (isKnown(SessionDocuments.KIND, event.session().text(), tables)) {
            Subject session = subject(SessionDocuments.KIND, event.session().text(), "", recorded, tables);
            sessions.apply(event, session, recorded, tables);
        }
    }

    private boolean isKnown(String kind, String owner, Tables tables) {
        Subject known = subjects.get(kind + "/" + owner);
        if (known == null) {
            Subject.find(kind, owner, tables).ifPresent(it -> subjects.put(kind + "/" + owner, it));
        }
        return subjects.containsKey(kind + "/" + owner);
    }

    /** Files of one turn and step are told apart by their names. */
    private static String part(ExecutionFinished it) {
        String step = it.step().text();
        String part = "execution/%d/%s".formatted(it.turn(), step);
        return it.file()
                .filter(file -> !file.equals("%s_%d.md".formatted(step, it.turn())))
                .map(file -> part + "/" + file)
                .orElse(part);
    }

    private static List<String> labels(String main, List<String> labels) {
        if (main.isEmpty() || labels.contains(main)) {
            return labels.stream().distinct().toList();
        }
        return Stream.concat(Stream.of(main), labels.stream()).distinct().toList();
    }

    private Subject task(SbiEvent event, Recorded recorded, Tables tables) {
        return subject("sbi", event.sbi().value(), Status.UNKNOWN.text(), recorded, tables);
    }

    private Subject subject(String kind, String owner, String status, Recorded recorded, Tables tables) {
        Subject subject = subjects.get(kind + "/" + owner);
        if (subject == null) {
            Optional<Subject> stored =
                    recorded.entry().revision() == 0 ? Optional.empty() : Subject.find(kind, owner, tables);
            subject = stored.orElseGet(() -> new Subject(kind, owner, status));
            subjects.put(kind + "/" + owner, subject);
        }
        subject.position = recorded.position().value();
        return subject;
    }

    @Override
    public void flush(Tables tables) {
        subjects.values().forEach(it -> it.write(tables));
        subjects.clear();
        documents.flush(tables);
    }

    @Override
    public void forget() {
        subjects.clear();
        documents.forget();
    }

    @Override
    public void beforeLoad(Tables tables) {
        documents.beforeLoad(tables);
    }

    @Override
    public void afterLoad(Tables tables) {
        documents.afterLoad(tables);
    }
}
