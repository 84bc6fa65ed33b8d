package dev.daybook.sbi.deespec;

import dev.daybook.domain.Json;
import dev.daybook.domain.Spelling;
import dev.daybook.sbi.Decision;
import dev.daybook.sbi.SbiEvent;
import dev.daybook.sbi.SbiEvent.Attached;
import dev.daybook.sbi.SbiEvent.DependenciesChanged;
import dev.daybook.sbi.SbiEvent.ExecutionFinished;
import dev.daybook.sbi.SbiEvent.ExecutionStarted;
import dev.daybook.sbi.SbiEvent.JournalEntryRecorded;
import dev.daybook.sbi.SbiEvent.LeaseAcquired;
import dev.daybook.sbi.SbiEvent.LeaseReleased;
import dev.daybook.sbi.SbiEvent.LeaseRenewed;
import dev.daybook.sbi.SbiEvent.LeaseTakenOver;
import dev.daybook.sbi.SbiEvent.MetadataChanged;
import dev.daybook.sbi.SbiEvent.Moved;
import dev.daybook.sbi.SbiEvent.Registered;
import dev.daybook.sbi.SbiEvent.Relabelled;
import dev.daybook.sbi.SbiEvent.Reprioritized;
import dev.daybook.sbi.SbiEvent.Reset;
import dev.daybook.sbi.SbiEvent.Respecified;
import dev.daybook.sbi.SbiEvent.Retitled;
import dev.daybook.sbi.SbiEvent.StateClaimed;
import dev.daybook.sbi.SbiEvent.StatusChanged;
import dev.daybook.sbi.SbiEvent.TransactionRecorded;
import dev.daybook.sbi.SbiId;
import dev.daybook.sbi.Status;
import dev.daybook.sbi.Step;
import dev.daybook.event.Recorded;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the files said the last time, as the journal remembers it.
 *
 * <p>A change made by somebody else does not count once an import has told a field: otherwise the next import of
 * unchanged files would undo it. A field that only others have told is taken as theirs, so that files written from the
 * journal bring nothing new.
 */
final class DeespecView {

    private static final String IMPORTED = DeespecSource.KIND + ":";
    private static final Pattern OF_A_PROJECT = Pattern.compile(IMPORTED + "[A-Za-z0-9._-]+!/");

    /** A field: the last import's word, else the last word of anybody. */
    static final class Field<T> {
        private Optional<T> value = Optional.empty();
        private boolean imported;
        private boolean changedSince;

        void tell(T told, boolean byImport) {
            if (byImport || !imported) {
                value = Optional.of(told);
                imported = byImport;
            }
            changedSince = !byImport;
        }

        /** Returns whether an import has told it. */
        boolean imported() {
            return imported;
        }

        /** Returns whether somebody else had the last word. */
        boolean changedSince() {
            return changedSince;
        }

        /** Returns whether the files say something else than the last time. */
        boolean differsFrom(T told) {
            return value.filter(told::equals).isEmpty();
        }

        Optional<T> value() {
            return value;
        }
    }

    record Labels(String label, List<String> labels) {}

    record Standing(Status status, Optional<String> original) {}

    record ExecutionKey(int turn, String name) {}

    record Execution(
            Step step,
            int attempt,
            Optional<Decision> decision,
            Optional<String> word,
            Optional<String> content,
            List<String> artifacts,
            boolean dated) {}

    record Content(String encoding, String content) {}

    record Claim(Json json, Spelling style) {}

    /** Where an entry of the tool's journal stands. */
    record Place(String file, Optional<Integer> line) {}

    record Entry(Json json, Optional<Spelling> style) {}

    record Txn(String outcome, Json manifest, Optional<Json> intent, Optional<Json> commit) {}

    final Field<String> title = new Field<>();
    final Field<Optional<String>> spec = new Field<>();
    final Field<Labels> labels = new Field<>();
    final Field<Integer> priority = new Field<>();
    final Field<Optional<String>> parent = new Field<>();
    final Field<List<SbiId>> dependsOn = new Field<>();
    final Field<Json> metadata = new Field<>();
    final Field<Standing> standing = new Field<>();
    final Field<Optional<Instant>> lease = new Field<>();
    private final Map<ExecutionKey, Field<Execution>> executions = new HashMap<>();
    private final Map<String, Field<Content>> attachments = new HashMap<>();
    private final Map<String, Field<Claim>> claims = new HashMap<>();
    private final Map<Place, List<Entry>> entries = new HashMap<>();
    private final Map<String, Field<Txn>> transactions = new HashMap<>();
    private boolean registered;
    private boolean registeredByOthers;
    private boolean deleted;
    private Optional<Instant> registeredAt = Optional.empty();
    private Optional<String> taskId = Optional.empty();
    private final Map<ExecutionKey, Instant> finishedAt = new HashMap<>();

    /**
     * Folds the entries of one stream, oldest first.
     *
     * @param project whose files: what those of another project with the same task say is somebody else's word
     */
    static DeespecView of(List<Recorded> known, String project) {
        var view = new DeespecView();
        for (Recorded it : known) {
            if (it.event() instanceof SbiEvent event) {
                view.apply(event, isImported(it, project), it.entry().occurredAt());
            }
        }
        return view;
    }

    /** Returns whether an import of the tool's files said so. */
    static boolean isImported(Recorded it) {
        return it.entry().metadata().source().startsWith(IMPORTED);
    }

    private static boolean isImported(Recorded it, String project) {
        String source = it.entry().metadata().source();
        return project.isEmpty()
                ? source.startsWith(IMPORTED) && !OF_A_PROJECT.matcher(source).lookingAt()
                : source.startsWith(IMPORTED + project + "!/");
    }

    boolean registered() {
        return registered;
    }

    /** Returns whether it was taken off the list. */
    boolean deleted() {
        return deleted;
    }

    /** Returns whether {@link #registered} is the word of somebody else. */
    boolean registeredByOthers() {
        return registeredByOthers;
    }

    /** Returns when it was registered: told once, whatever its files say later. */
    Optional<Instant> registeredAt() {
        return registeredAt;
    }

    /** Returns the name that it was registered with in the tool: told once, too. */
    Optional<String> taskId() {
        return taskId;
    }

    /** Returns when an execution ended, by the word that {@link #execution} is. */
    Optional<Instant> finishedAt(ExecutionKey key) {
        return Optional.ofNullable(finishedAt.get(key));
    }

    Field<Execution> execution(ExecutionKey key) {
        return executions.computeIfAbsent(key, _ -> new Field<>());
    }

    /** Returns whether somebody else finished an execution of that file name since. */
    boolean executionChangedSince(String name) {
        return executions.entrySet().stream()
                .anyMatch(it -> it.getKey().name().equals(name) && it.getValue().changedSince());
    }

    Field<Content> attachment(String name) {
        return attachments.computeIfAbsent(name, _ -> new Field<>());
    }

    Field<Claim> claim(String file) {
        return claims.computeIfAbsent(file, _ -> new Field<>());
    }

    /** Returns all that was ever told of that place, the newest last. */
    List<Entry> entries(Place place) {
        return entries.getOrDefault(place, List.of());
    }

    Field<Txn> transaction(String folder) {
        return transactions.computeIfAbsent(folder, _ -> new Field<>());
    }

    private void apply(SbiEvent event, boolean imported, Instant at) {
        switch (event) {
            case Registered it -> {
                registered = true;
                registeredByOthers = !imported;
                registeredAt = Optional.of(at);
                taskId = it.taskId();
                deleted = false;
                title.tell(it.title(), imported);
                spec.tell(it.spec(), imported);
                labels.tell(new Labels(it.label(), it.labels()), imported);
                priority.tell(it.priority(), imported);
                parent.tell(it.parent(), imported);
                dependsOn.tell(it.dependsOn(), imported);
                metadata.tell(it.metadata(), imported);
                standing.tell(new Standing(Status.READY, Optional.empty()), imported);
                lease.tell(Optional.empty(), imported);
            }
            case Retitled it -> title.tell(it.title(), imported);
            case Respecified it -> spec.tell(it.spec(), imported);
            case Relabelled it -> labels.tell(new Labels(it.label(), it.labels()), imported);
            case Reprioritized it -> priority.tell(it.priority(), imported);
            case Moved it -> parent.tell(it.parent(), imported);
            case DependenciesChanged it -> dependsOn.tell(it.dependsOn(), imported);
            case MetadataChanged it -> metadata.tell(it.metadata(), imported);
            case StatusChanged it -> standing.tell(new Standing(it.status(), it.original()), imported);
            case Reset it -> standing.tell(new Standing(it.status(), Optional.empty()), imported);
            case LeaseAcquired it -> lease.tell(Optional.of(it.expiresAt()), imported);
            case LeaseRenewed it -> lease.tell(Optional.of(it.expiresAt()), imported);
            case LeaseTakenOver it -> lease.tell(Optional.of(it.expiresAt()), imported);
            case LeaseReleased _ -> lease.tell(Optional.empty(), imported);
            case ExecutionFinished it -> {
                var key = new ExecutionKey(it.turn(), name(it.file(), it.step(), it.turn()));
                Field<Execution> field = execution(key);
                field.tell(
                        new Execution(
                                it.step(),
                                it.attempt(),
                                it.decision(),
                                it.decisionText(),
                                it.content(),
                                it.artifacts(),
                                it.dated()),
                        imported);
                if (imported || !field.imported()) {
                    finishedAt.put(key, at);
                }
            }
            case Attached it -> attachment(it.name()).tell(new Content(it.encoding(), it.content()), imported);
            case StateClaimed it -> claim(it.file()).tell(new Claim(it.state(), it.style()), imported);
            case JournalEntryRecorded it -> {
                if (imported) {
                    entries.computeIfAbsent(new Place(it.file(), it.line()), _ -> new ArrayList<>())
                            .add(new Entry(it.entry(), it.style()));
                }
            }
            case TransactionRecorded it ->
                transaction(it.folder()).tell(new Txn(it.outcome(), it.manifest(), it.intent(), it.commit()), imported);
            case SbiEvent.Deleted _ -> deleted = true;
            case ExecutionStarted _, SbiEvent.NoteAdded _, SbiEvent.ForceTerminated _ -> {
                // no file says these
            }
        }
    }

    private static String name(Optional<String> file, Step step, int turn) {
        return file.orElseGet(() -> "%s_%d.md".formatted(step.text(), turn));
    }
}
