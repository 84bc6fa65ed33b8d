package dev.daybook.sbi.deespec;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.domain.Json;
import dev.daybook.event.Recorded;
import dev.daybook.importing.ImportedField;
import dev.daybook.importing.ImportedField.Word;
import dev.daybook.importing.frame.FileEntity.Content;
import dev.daybook.sbi.Decision;
import dev.daybook.sbi.SbiEvent;
import dev.daybook.sbi.SbiId;
import dev.daybook.sbi.Status;
import dev.daybook.sbi.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What files and people said of one SBI: its fields, its executions, its entries in the tool's journals. */
final class SbiFields extends ToolFields {

    static final String EXECUTIONS = "/executions/";

    record Labels(String label, List<String> labels) {

        static final Labels NONE = new Labels("", List.of());
    }

    /** @param original the word of the source when it is not the status's own */
    record Standing(Status status, Optional<String> original) {

        static final Standing READY = new Standing(Status.READY, Optional.empty());

        /** Of a task that is only mentioned. */
        static final Standing UNKNOWN = new Standing(Status.UNKNOWN, Optional.empty());
    }

    record Note(String text, Optional<Integer> turn, Optional<String> author, Instant at) {}

    /** Where an entry of the tool's journals stands. */
    record Place(String file, Optional<Integer> line) {}

    /** @param position of the fact in our journal */
    record Entry(SbiEvent.JournalEntryRecorded told, long position, boolean imported) {}

    private record Key(int turn, String name) {}

    /** An execution. */
    static final class Execution {
        final int number;
        private final Optional<String> name;

        /** How it ended, without the name of its file. */
        final ImportedField<SbiEvent.ExecutionFinished> outcome = new ImportedField<>();

        final ImportedField<String> content = new ImportedField<>();
        final ImportedField<Decision> decision = new ImportedField<>();
        final ImportedField<Integer> attempt = new ImportedField<>();
        Step step = Step.IMPLEMENT;
        Optional<String> word = Optional.empty();
        List<String> artifacts = List.of();
        Optional<Instant> startedAt = Optional.empty();
        Optional<Instant> finishedAt = Optional.empty();
        Status status = Status.READY;

        /** When it ended by the word that the files are taken to know. */
        Optional<Instant> knownAt = Optional.empty();

        Execution(int number, Optional<String> name) {
            this.number = number;
            this.name = name;
        }

        boolean isFinished() {
            return finishedAt.isPresent();
        }

        /** Whether no file is known to hold it. */
        boolean isNew() {
            return !outcome.imported();
        }

        String name() {
            return name.orElseGet(() -> usual(step, number));
        }

        /** Returns the same in another attempt and file. */
        static SbiEvent.ExecutionFinished as(SbiEvent.ExecutionFinished it, int attempt, Optional<String> file) {
            return new SbiEvent.ExecutionFinished(
                    it.sbi(),
                    it.turn(),
                    it.step(),
                    attempt,
                    file,
                    it.decision(),
                    it.decisionText(),
                    it.content(),
                    it.artifacts(),
                    it.dated());
        }

        private void finished(SbiEvent.ExecutionFinished it, Instant at, Word word, Status now) {
            finishedAt = it.endedAt().or(() -> Optional.of(at));
            startedAt = startedAt.or(() -> finishedAt);
            outcome.tell(as(it, it.attempt(), Optional.empty()), word);
            content.tell(it.content().orElse(""), word);
            decision.tell(it.decision().orElse(Decision.PENDING), word);
            attempt.tell(it.attempt(), word);
            this.word = it.decisionText();
            artifacts = it.artifacts();
            status = now;
            if (word.imported() || isNew()) {
                knownAt = finishedAt;
            }
        }
    }

    final SbiId sbi;
    final ImportedField<Optional<String>> spec = all.at("/spec");
    final ImportedField<Labels> labels = all.at("/labels");
    final ImportedField<List<SbiId>> dependsOn = all.at("/dependsOn");
    final ImportedField<Json> metadata = all.at("/metadata");
    final ImportedField<Standing> standing = all.at("/status");
    final ImportedField<Optional<Instant>> lease = all.at("/lease");
    final Map<Place, List<Entry>> entries = new LinkedHashMap<>();
    final List<Note> notes = new ArrayList<>();
    private final Map<Key, Execution> executions = new LinkedHashMap<>();

    final ImportedField<String> taskId = all.at("/taskId");
    final ImportedField<Boolean> onlyImplement = all.at("/onlyImplement");

    final ImportedField<Optional<Instant>> completed = all.at("/completedAt");

    /** Who is to work on it: the tool has no such field. */
    Optional<String> assignee = Optional.empty();

    /** The file of the first fact that an import told. */
    Optional<String> firstFile = Optional.empty();

    private Optional<Execution> last = Optional.empty();

    private SbiFields(SbiId sbi, Function<Recorded, Optional<String>> toldBy) {
        super(toldBy);
        this.sbi = sbi;
    }

    /** Folds the entries of one stream, oldest first; {@code toldBy} tells those of imports. */
    static SbiFields of(SbiId sbi, List<Recorded> known, Function<Recorded, Optional<String>> toldBy) {
        var fields = new SbiFields(sbi, toldBy);
        fields.fold(known);
        return fields;
    }

    ImportedField<SbiEvent.TransactionRecorded> transaction(String folder) {
        return all.at("/transactions/" + folder);
    }

    /** Returns all that imports ever told of that place, the newest last. */
    List<SbiEvent.JournalEntryRecorded> entries(Place place) {
        return entries.getOrDefault(place, List.of()).stream()
                .filter(Entry::imported)
                .map(Entry::told)
                .toList();
    }

    Collection<Execution> executions() {
        return executions.values();
    }

    /** Returns those that ended. */
    List<Execution> finished() {
        return executions.values().stream().filter(Execution::isFinished).toList();
    }

    /** Returns the one that ended last. */
    Optional<Execution> latest() {
        return finished().stream().max(Comparator.comparing(execution -> execution.finishedAt.orElseThrow()));
    }

    Execution execution(int turn, String name) {
        return executions.getOrDefault(new Key(turn, name), new Execution(turn, Optional.of(name)));
    }

    /** Returns the finished execution that an entry of the tool's journals is about: the one that it names, if any. */
    Optional<Execution> execution(Place place, JsonNode entry) {
        var named = new ArrayList<String>();
        for (JsonNode it :
                entry.path("artifacts").isTextual() ? List.of(entry.path("artifacts")) : entry.path("artifacts")) {
            if (it.isTextual() && (it.asText().isEmpty() || it.asText().endsWith(".md"))) {
                named.add(JournalEntry.path(it.asText(), place.file(), sbi));
            }
        }
        return finished().stream()
                .filter(execution -> named.isEmpty()
                        ? execution.number == entry.path("turn").asInt(-1)
                                && execution
                                        .step
                                        .text()
                                        .equalsIgnoreCase(entry.path("step").asText())
                        : execution.content.file().filter(named::contains).isPresent())
                .findFirst();
    }

    /** Returns when it was completed; of what is not, nothing. */
    Optional<Instant> completedAt() {
        return completed.now().flatMap(instant -> instant);
    }

    /** Returns the status that a word in the files means. */
    Status status() {
        return standing.now().orElse(Standing.READY).status();
    }

    /** Returns whether somebody else had the last word on what the field of a report stands for. */
    boolean changedSince(String pointer) {
        return switch (pointer) {
            case "/label" -> labels.changedSince();
            case "/originalStatus" -> standing.changedSince();
            default ->
                pointer.startsWith(EXECUTIONS)
                        ? executions.values().stream()
                                .filter(execution -> execution.name().equals(named(pointer)))
                                .anyMatch(execution -> execution.outcome.changedSince())
                        : all.near(pointer).filter(ImportedField::changedSince).isPresent();
        };
    }

    private static String named(String pointer) {
        return pointer.substring(EXECUTIONS.length(), Math.max(EXECUTIONS.length(), pointer.lastIndexOf('/')));
    }

    @Override
    void apply(Recorded recorded, Word by) {
        if (!(recorded.event() instanceof SbiEvent event)) {
            return;
        }
        Instant at = recorded.occurredAt();
        firstFile = firstFile.or(by::file);
        if (!by.imported() || !(event instanceof SbiEvent.JournalEntryRecorded)) {
            touched(at);
        }
        switch (event) {
            case SbiEvent.Registered it -> registered(it, at, by);
            case SbiEvent.Retitled it -> title.tell(it.title(), by);
            case SbiEvent.Respecified it -> spec.tell(it.spec(), by);
            case SbiEvent.Relabelled it -> labels.tell(new Labels(it.label(), it.labels()), by);
            case SbiEvent.Reprioritized it -> priority.tell(it.priority(), by);
            case SbiEvent.Moved it -> parent.tell(it.parent(), by);
            case SbiEvent.DependenciesChanged it -> dependsOn.tell(it.dependsOn(), by);
            case SbiEvent.MetadataChanged it -> metadata.tell(it.metadata(), by);
            case SbiEvent.TaskIdChanged it -> taskId.tell(it.taskId(), by);
            case SbiEvent.OnlyImplementChanged it -> onlyImplement.tell(it.onlyImplement(), by);
            case SbiEvent.CreationDated it -> created.tell(it.createdAt(), by);
            case SbiEvent.CompletionDated it -> completed.tell(Optional.of(it.completedAt()), by);
            case SbiEvent.Assigned it -> assignee = it.assignee();
            case SbiEvent.StatusChanged it -> stands(new Standing(it.status(), it.original()), at, by);
            case SbiEvent.Reset it -> stands(new Standing(it.status(), Optional.empty()), at, by);
            case SbiEvent.LeaseAcquired it -> lease.tell(Optional.of(it.expiresAt()), by);
            case SbiEvent.LeaseRenewed it -> lease.tell(Optional.of(it.expiresAt()), by);
            case SbiEvent.LeaseTakenOver it -> lease.tell(Optional.of(it.expiresAt()), by);
            case SbiEvent.LeaseReleased _ -> lease.tell(Optional.empty(), by);
            case SbiEvent.ExecutionStarted it -> {
                Execution execution = execution(it.turn(), it.step(), it.file(), by);
                execution.startedAt = execution.startedAt.or(() -> Optional.of(at));
                execution.attempt.tell(it.attempt(), new Word(Optional.empty(), by.position(), by.actor()));
                last = Optional.of(execution);
            }
            case SbiEvent.ExecutionFinished it -> {
                Execution execution = execution(it.turn(), it.step(), it.file(), by);
                execution.finished(it, at, by, status());
                last = Optional.of(execution);
            }
            case SbiEvent.Attached it -> attachment(it.name()).tell(new Content(it.encoding(), it.content()), by);
            case SbiEvent.StateClaimed it ->
                claim(it.file()).tell(new SbiFiles.Claim(it.file(), it.state(), it.style()), by);
            case SbiEvent.JournalEntryRecorded it ->
                entries.computeIfAbsent(new Place(it.file(), it.line()), _ -> new ArrayList<>())
                        .add(new Entry(it, by.position(), by.imported()));
            case SbiEvent.TransactionRecorded it -> transaction(it.folder()).tell(it, by);
            case SbiEvent.NoteAdded it -> notes.add(new Note(it.text(), it.turn(), it.author(), at));
            case SbiEvent.Deleted _ -> deleted = true;
            case SbiEvent.ForceTerminated _ -> {
                // the status that follows is told by another
            }
        }
    }

    private void registered(SbiEvent.Registered it, Instant at, Word by) {
        registered(at, by);
        assignee = Optional.empty();
        it.taskId().ifPresent(text -> taskId.tell(text, by));
        onlyImplement.tell(it.onlyImplement(), by);
        title.tell(it.title(), by);
        spec.tell(it.spec(), by);
        labels.tell(new Labels(it.label(), it.labels()), by);
        priority.tell(it.priority(), by);
        parent.tell(it.parent(), by);
        dependsOn.tell(it.dependsOn(), by);
        metadata.tell(it.metadata(), by);
        standing.tell(Standing.READY, by);
        lease.tell(Optional.empty(), by);
    }

    private void stands(Standing to, Instant at, Word by) {
        standing.tell(to, by);
        completed.tell(completedAt().or(() -> Optional.of(at)).filter(_ -> to.status() == Status.DONE), by);
        last.ifPresent(execution -> execution.status = to.status());
    }

    /** Somebody who finishes a turn anew need not name its file. */
    private Execution execution(int number, Step step, Optional<String> name, Word by) {
        if (name.isEmpty() && !by.imported()) {
            Optional<Execution> known = executions.values().stream()
                    .filter(oneExecution -> oneExecution.number == number && oneExecution.step == step)
                    .findFirst();
            if (known.isPresent()) {
                return known.get();
            }
        }
        var key = new Key(number, name.orElseGet(() -> usual(step, number)));
        Execution execution = executions.computeIfAbsent(key, _ -> new Execution(number, name));
        execution.step = step;
        return execution;
    }

    private static String usual(Step step, int number) {
        return "%s_%d.md".formatted(step.text(), number);
    }
}
