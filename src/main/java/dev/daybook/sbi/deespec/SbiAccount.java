package dev.daybook.sbi.deespec;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.domain.Json;
import dev.daybook.domain.Spelling;
import dev.daybook.event.Recorded;
import dev.daybook.importing.ProjectHistory;
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
import dev.daybook.sbi.SbiEvent.NoteAdded;
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
import dev.daybook.sbi.deespec.DeespecView.Content;
import dev.daybook.sbi.deespec.DeespecView.Labels;
import dev.daybook.sbi.deespec.DeespecView.Standing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The history of one SBI, folded twice at once: what imports told of it, and what counts now. Where the two agree the
 * files are right as they were.
 */
final class SbiAccount {

    /** One thing that files and people say. */
    static final class Told<T> {
        private Optional<T> said = Optional.empty();
        private Optional<T> now = Optional.empty();
        private Optional<String> file = Optional.empty();

        void tell(T value, Optional<String> by) {
            now = Optional.of(value);
            if (by.isPresent()) {
                said = now;
                file = by;
            }
        }

        /** What the last import said. */
        Optional<T> said() {
            return said;
        }

        Optional<T> now() {
            return now;
        }

        /** The file that the last import found it in. */
        Optional<String> file() {
            return file;
        }

        /** Whether something else counts now than what the files said. */
        boolean changed() {
            return !now.equals(said);
        }
    }

    /** An execution. */
    static final class Turn {
        final int number;
        Step step = Step.IMPLEMENT;
        final Told<String> content = new Told<>();
        final Told<Decision> decision = new Told<>();
        final Told<Integer> attempt = new Told<>();
        Optional<String> name;
        Optional<String> word = Optional.empty();
        List<String> artifacts = List.of();
        Optional<Instant> startedAt = Optional.empty();
        Optional<Instant> finishedAt = Optional.empty();
        Status status = Status.READY;

        Turn(int number, Optional<String> name) {
            this.number = number;
            this.name = name;
        }

        boolean isFinished() {
            return finishedAt.isPresent();
        }

        /** Whether no file is known to hold it. */
        boolean isNew() {
            return decision.said().isEmpty();
        }

        String name() {
            return name.orElseGet(() -> "%s_%d.md".formatted(step.text(), number));
        }
    }

    record Claim(String file, Json state, Spelling style) {}

    record Place(String file, Optional<Integer> line) {}

    record Entry(Json json, Optional<Spelling> style, long position) {}

    record Note(String text, Optional<Integer> turn, Optional<String> author, Instant at) {}

    final SbiId sbi;
    final Told<String> title = new Told<>();
    final Told<Optional<String>> spec = new Told<>();
    final Told<Labels> labels = new Told<>();
    final Told<Integer> priority = new Told<>();
    final Told<Optional<String>> parent = new Told<>();
    final Told<List<SbiId>> dependsOn = new Told<>();
    final Told<Json> metadata = new Told<>();
    final Told<Standing> standing = new Told<>();
    final Told<Optional<Instant>> lease = new Told<>();
    final Map<String, Told<Content>> attachments = new LinkedHashMap<>();
    final Map<String, Claim> claims = new LinkedHashMap<>();
    final Map<Place, Entry> entries = new LinkedHashMap<>();
    final List<Note> notes = new ArrayList<>();
    private final Map<String, Turn> turns = new LinkedHashMap<>();
    Optional<String> taskId = Optional.empty();
    boolean onlyImplement;
    boolean registered;
    boolean deleted;
    /** Whether an import registered it. */
    boolean found;
    /** The file of the first fact that an import told. */
    Optional<String> firstFile = Optional.empty();

    Instant createdAt = Instant.EPOCH;
    Instant updatedAt = Instant.EPOCH;
    Instant standingAt = Instant.EPOCH;
    private Optional<Turn> last = Optional.empty();

    private SbiAccount(SbiId sbi) {
        this.sbi = sbi;
    }

    static SbiAccount of(ProjectHistory book, ProjectHistory.Account account) {
        var it = new SbiAccount(new SbiId(account.stream().key()));
        it.createdAt = account.entries().getFirst().occurredAt();
        for (Recorded recorded : account.entries()) {
            if (recorded.event() instanceof SbiEvent event) {
                it.apply(event, recorded, book.toldBy(recorded));
            }
        }
        return it;
    }

    /** Returns the finished turn that an entry of the tool's journals is about: the one that it names, if it names any. */
    Optional<Turn> turn(Place place, JsonNode entry) {
        var named = new ArrayList<String>();
        for (JsonNode it :
                entry.path("artifacts").isTextual() ? List.of(entry.path("artifacts")) : entry.path("artifacts")) {
            if (it.isTextual() && (it.asText().isEmpty() || it.asText().endsWith(".md"))) {
                named.add(JournalEntry.path(it.asText(), place.file(), sbi));
            }
        }
        return turns.values().stream()
                .filter(Turn::isFinished)
                .filter(it -> named.isEmpty()
                        ? it.number == entry.path("turn").asInt(-1)
                                && it.step
                                        .text()
                                        .equalsIgnoreCase(entry.path("step").asText())
                        : it.content.file().filter(named::contains).isPresent())
                .findFirst();
    }

    Collection<Turn> turns() {
        return turns.values();
    }

    /** Returns the status that a word in the files means. */
    Status status() {
        return standing.now().map(Standing::status).orElse(Status.READY);
    }

    private void apply(SbiEvent event, Recorded recorded, Optional<String> by) {
        Instant at = recorded.occurredAt();
        firstFile = firstFile.or(() -> by);
        if (by.isEmpty() || !(event instanceof JournalEntryRecorded)) {
            updatedAt = at.isAfter(updatedAt) ? at : updatedAt;
        }
        switch (event) {
            case Registered it -> registered(it, at, by);
            case Retitled it -> title.tell(it.title(), by);
            case Respecified it -> spec.tell(it.spec(), by);
            case Relabelled it -> labels.tell(new Labels(it.label(), it.labels()), by);
            case Reprioritized it -> priority.tell(it.priority(), by);
            case Moved it -> parent.tell(it.parent(), by);
            case DependenciesChanged it -> dependsOn.tell(it.dependsOn(), by);
            case MetadataChanged it -> metadata.tell(it.metadata(), by);
            case StatusChanged it -> stands(new Standing(it.status(), it.original()), at, by);
            case Reset it -> stands(new Standing(it.status(), Optional.empty()), at, by);
            case LeaseAcquired it -> lease.tell(Optional.of(it.expiresAt()), by);
            case LeaseRenewed it -> lease.tell(Optional.of(it.expiresAt()), by);
            case LeaseTakenOver it -> lease.tell(Optional.of(it.expiresAt()), by);
            case LeaseReleased _ -> lease.tell(Optional.empty(), by);
            case ExecutionStarted it -> {
                Turn turn = turn(it.turn(), it.step(), it.file());
                turn.startedAt = turn.startedAt.or(() -> Optional.of(at));
                turn.attempt.tell(it.attempt(), Optional.empty());
                last = Optional.of(turn);
            }
            case ExecutionFinished it -> finished(it, at, by);
            case Attached it ->
                attachments
                        .computeIfAbsent(it.name(), _ -> new Told<>())
                        .tell(new Content(it.encoding(), it.content()), by);
            case StateClaimed it -> claims.put(it.file(), new Claim(it.file(), it.state(), it.style()));
            case JournalEntryRecorded it ->
                entries.put(
                        new Place(it.file(), it.line()),
                        new Entry(it.entry(), it.style(), recorded.position().value()));
            case NoteAdded it -> notes.add(new Note(it.text(), it.turn(), it.author(), at));
            case SbiEvent.Deleted _ -> deleted = true;
            case TransactionRecorded _, SbiEvent.ForceTerminated _ -> {
                // their files, and the status that follows, are told by others
            }
        }
    }

    private void registered(Registered it, Instant at, Optional<String> by) {
        registered = true;
        deleted = false;
        found |= by.isPresent();
        createdAt = at;
        taskId = it.taskId();
        onlyImplement = it.onlyImplement();
        title.tell(it.title(), by);
        spec.tell(it.spec(), by);
        labels.tell(new Labels(it.label(), it.labels()), by);
        priority.tell(it.priority(), by);
        parent.tell(it.parent(), by);
        dependsOn.tell(it.dependsOn(), by);
        metadata.tell(it.metadata(), by);
        standing.tell(new Standing(Status.READY, Optional.empty()), by);
        lease.tell(Optional.empty(), by);
    }

    private void stands(Standing to, Instant at, Optional<String> by) {
        standing.tell(to, by);
        standingAt = at;
        last.ifPresent(it -> it.status = to.status());
    }

    private void finished(ExecutionFinished it, Instant at, Optional<String> by) {
        Turn turn = turn(it.turn(), it.step(), it.file());
        turn.finishedAt = Optional.of(at);
        turn.startedAt = turn.startedAt.or(() -> Optional.of(at));
        turn.content.tell(it.content().orElse(""), by);
        turn.decision.tell(it.decision().orElse(Decision.PENDING), by);
        turn.attempt.tell(it.attempt(), by);
        turn.word = it.decisionText();
        turn.artifacts = it.artifacts();
        turn.status = standing.now().map(Standing::status).orElse(Status.READY);
        last = Optional.of(turn);
    }

    /** Somebody who finishes a turn anew need not name its file. */
    private Turn turn(int number, Step step, Optional<String> name) {
        if (name.isEmpty()) {
            Optional<Turn> known = turns.values().stream()
                    .filter(it -> it.number == number && it.step == step)
                    .findFirst();
            if (known.isPresent()) {
                return known.get();
            }
        }
        String key = name.orElseGet(() -> "%s_%d.md".formatted(step.text(), number));
        Turn turn = turns.computeIfAbsent(number + "/" + key, _ -> new Turn(number, name));
        turn.step = step;
        return turn;
    }
}
