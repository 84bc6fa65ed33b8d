package dev.daybook.sbi;

import dev.daybook.event.Recorded;
import dev.daybook.journal.StreamId;
import dev.daybook.projection.Documents;
import dev.daybook.projection.Subject;
import dev.daybook.projection.Tables;
import dev.daybook.sbi.SbiEvent.ExecutionFinished;
import dev.daybook.sbi.SbiEvent.NoteAdded;
import dev.daybook.sbi.SbiEvent.Registered;
import dev.daybook.sbi.SbiEvent.Relabelled;
import dev.daybook.sbi.SbiEvent.Reset;
import dev.daybook.sbi.SbiEvent.Respecified;
import dev.daybook.sbi.SbiEvent.Retitled;
import dev.daybook.sbi.SbiEvent.StatusChanged;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What can be found of tasks and plans: tasks with their labels and specifications, each execution, each note; plans and
 * why what was drafted of them was approved or not; of both each attached text.
 */
final class TaskDocuments implements Documents.Source {

    private static final String TASK = "task";
    private static final String PLAN = "plan";
    private static final String TEXT = "utf-8";

    @Override
    public boolean posts(StreamId stream) {
        return stream.category().equals("sbi") || stream.category().equals("plan");
    }

    @Override
    public void apply(Recorded recorded, Documents documents, Tables tables) {
        switch (recorded.event()) {
            case SbiEvent it -> apply(it, recorded, documents, tables);
            case PlanEvent it -> apply(it, recorded, documents, tables);
            default -> {} // another slice's
        }
    }

    private static void apply(SbiEvent event, Recorded recorded, Documents documents, Tables tables) {
        switch (event) {
            case Registered it -> {
                Subject task = task(it, recorded, documents, tables);
                task.title = it.title();
                task.status = task.status.equals(Status.UNKNOWN.text()) ? Status.READY.text() : task.status;
                task.label(labels(it.label(), it.labels()), tables);
                documents.put(task, TASK, tables, text -> {
                    text.title = it.title();
                    text.label = String.join(" ", task.labels());
                    text.spec = it.spec().orElse("");
                });
            }
            case Retitled it -> {
                Subject task = task(it, recorded, documents, tables);
                task.title = it.title();
                documents.put(task, TASK, tables, text -> text.title = it.title());
            }
            case Respecified it ->
                documents.put(
                        task(it, recorded, documents, tables),
                        TASK,
                        tables,
                        text -> text.spec = it.spec().orElse(""));
            case Relabelled it -> {
                Subject task = task(it, recorded, documents, tables);
                task.label(labels(it.label(), it.labels()), tables);
                documents.put(task, TASK, tables, text -> text.label = String.join(" ", task.labels()));
            }
            case StatusChanged it ->
                task(it, recorded, documents, tables).status = it.status().text();
            case Reset it ->
                task(it, recorded, documents, tables).status = it.status().text();
            case ExecutionFinished it -> {
                Subject task = task(it, recorded, documents, tables);
                String part = part(it);
                if (it.file().isPresent()) {
                    documents.remove(task, part, tables); // a file that is written again holds nothing else any more
                }
                Optional<String> content = it.content().filter(text -> !text.isBlank());
                if (content.isPresent()) {
                    var text = new Documents.Text();
                    text.execution = content.get();
                    documents.add(task, part, tables, text);
                }
            }
            case NoteAdded it -> {
                Subject task = task(it, recorded, documents, tables);
                var text = new Documents.Text();
                text.note = it.text();
                documents.add(task, "note/" + ++task.notes, tables, text);
            }
            case SbiEvent.Attached it ->
                attached(
                        task(it, recorded, documents, tables),
                        it.name(),
                        it.encoding(),
                        it.content(),
                        documents,
                        tables);
            case SbiEvent.Deleted it -> {
                Subject task = task(it, recorded, documents, tables);
                task.deleted = true;
                documents.remove(task, tables);
            }
            case SbiEvent.Described _,
                    SbiEvent.ExecutionStarted _,
                    SbiEvent.LeaseAcquired _,
                    SbiEvent.LeaseRenewed _,
                    SbiEvent.LeaseReleased _,
                    SbiEvent.LeaseTakenOver _,
                    SbiEvent.ForceTerminated _,
                    SbiEvent.StateClaimed _,
                    SbiEvent.JournalEntryRecorded _,
                    SbiEvent.TransactionRecorded _ -> {} // no text that anyone would look for
        }
    }

    private static void apply(PlanEvent event, Recorded recorded, Documents documents, Tables tables) {
        Subject plan = documents.subject("plan", event.plan(), "pending", recorded, tables);
        switch (event) {
            case PlanEvent.Registered it -> {
                plan.title = it.title();
                plan.status = it.status();
                documents.put(plan, PLAN, tables, text -> {
                    text.title = it.title();
                    text.spec = it.body().orElse("");
                });
            }
            case PlanEvent.Retitled it -> {
                plan.title = it.title();
                documents.put(plan, PLAN, tables, text -> text.title = it.title());
            }
            case PlanEvent.Rewritten it ->
                documents.put(plan, PLAN, tables, text -> text.spec = it.body().orElse(""));
            case PlanEvent.StatusChanged it -> plan.status = it.status();
            case PlanEvent.Attached it -> attached(plan, it.name(), it.encoding(), it.content(), documents, tables);
            case PlanEvent.ApprovalRecorded it ->
                said(
                        plan,
                        "approval/" + it.file(),
                        Stream.of(it.reason(), it.notes())
                                .flatMap(Optional::stream)
                                .collect(Collectors.joining("\n")),
                        documents,
                        tables);
            case PlanEvent.Deleted _ -> {
                plan.deleted = true;
                documents.remove(plan, tables);
            }
            case PlanEvent.Estimated _,
                    PlanEvent.Reprioritized _,
                    PlanEvent.Moved _,
                    PlanEvent.CreationDated _,
                    PlanEvent.Claimed _ -> {}
        }
    }

    /** What is no text is not looked for. */
    private static void attached(
            Subject of, String name, String encoding, String content, Documents documents, Tables tables) {
        String text = encoding.equals(TEXT) ? Documents.ends(content) : "";
        said(of, "attachment/" + name, text, documents, tables);
    }

    private static void said(Subject of, String part, String said, Documents documents, Tables tables) {
        if (said.isBlank()) {
            documents.remove(of, part, tables);
        } else {
            documents.put(of, part, tables, text -> text.note = said);
        }
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

    private static Subject task(SbiEvent event, Recorded recorded, Documents documents, Tables tables) {
        return documents.subject("sbi", event.sbi().value(), Status.UNKNOWN.text(), recorded, tables);
    }
}
