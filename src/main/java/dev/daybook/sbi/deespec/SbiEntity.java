package dev.daybook.sbi.deespec;

import dev.daybook.domain.Json;
import dev.daybook.event.Recorded;
import dev.daybook.importing.Fact;
import dev.daybook.importing.LegacySource;
import dev.daybook.importing.frame.ProjectHistory;
import dev.daybook.importing.run.ChangeTimes;
import dev.daybook.journal.StreamId;
import dev.daybook.sbi.SbiEvent;
import dev.daybook.sbi.SbiId;
import dev.daybook.sbi.Status;
import dev.daybook.sbi.deespec.SbiFields.Execution;
import dev.daybook.sbi.deespec.SbiFields.Standing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** One SBI of the tree, and the facts that its files tell. */
final class SbiEntity implements LegacySource.Entity {

    /** The files do not say who held a lease: the tool did. */
    private static final String HOLDER = "deespec";

    /** Nor do they number leases: whoever takes one here gets a greater number. */
    private static final long GENERATION = 0;

    private final SbiFiles files;
    private final String project;
    private final Instant now;
    private final TaskFields says;
    private final List<Turn> turns;

    SbiEntity(SbiFiles files, String project, Instant now) {
        this.files = files;
        this.project = project;
        this.now = now;
        this.says = new TaskFields(files, now);
        this.turns = Turn.of(files, says.updatedAt());
    }

    List<Dependencies.Edge> edges() {
        return says.edges();
    }

    @Override
    public StreamId stream() {
        return new StreamId("sbi", files.sbi().value());
    }

    @Override
    public Map<String, Integer> counts() {
        var counts = new HashMap<String, Integer>();
        counts.put(files.placeholder() ? "sbis_placeholder" : "sbis", 1);
        counts.put("executions", turns.size());
        counts.put("attachments", counted("attachments"));
        counts.put("notes", counted("notes"));
        counts.put("exec_logs", (int)
                turns.stream().filter(turn -> turn.text().log().isPresent()).count());
        counts.put("journal_entries", files.entries().size());
        var transactions = files.transactions().stream().map(Transaction::outcome);
        counts.put("transactions", (int)
                transactions.filter(Transaction.Outcome::counts).count());
        return counts;
    }

    private int counted(String as) {
        return (int) files.attachments().stream()
                .filter(attachment -> attachment.counted().equals(Optional.of(as)))
                .count();
    }

    @Override
    public Map<String, Object> expected() {
        return ShownFields.of(files, says, turns);
    }

    @Override
    public Set<String> overridden(List<Recorded> known) {
        SbiFields view = fields(known);
        var overridden = new HashSet<>(ShownFields.overridden(expected(), view));
        if (isStateDeleted(view)) {
            Map<String, Object> still = ShownFields.of(files, saysStill(view), turns);
            expected().forEach((name, value) -> {
                if (!value.equals(still.get(name))) {
                    overridden.add(name);
                }
            });
        }
        return overridden;
    }

    /** Returns whether a state of its own was taken over, in its folder or a database, that is there no more. */
    private boolean isStateDeleted(SbiFields view) {
        return files.state().isEmpty()
                && !files.stateUnreadable()
                && view.claims().map(SbiFiles.Claim::file).anyMatch(this::isOwnState);
    }

    private boolean isOwnState(String file) {
        return file.endsWith(TaskDatabase.ROWS + "sbis")
                || (file.endsWith("/state.json")
                        && file.contains("/" + files.sbi().value()));
    }

    /** Returns what the files that are left say that is new. */
    private TaskFields saysStill(SbiFields view) {
        Set<SbiEvent.JournalEntryRecorded> known = new HashSet<>();
        files.entries().forEach(entry -> known.addAll(view.entries(entry.place())));
        return new TaskFields(files, now, true, entry -> !known.contains(entry.told(files.sbi())));
    }

    @Override
    public List<Fact> facts(List<Recorded> known) {
        return new Difference(fields(known), known).facts();
    }

    private SbiFields fields(List<Recorded> known) {
        return SbiFields.of(files.sbi(), known, ProjectHistory.toldIn(DeespecSource.KIND, project));
    }

    /** The facts that are new to one view. */
    private final class Difference {
        private final SbiFields view;
        private final TaskFields says;

        /** When the last fact happened that was known; if there was none, all are of the times that the files tell. */
        private final Optional<Instant> latest;

        private final SbiId sbi = files.sbi();
        private final Instant at;
        private final NewFacts facts;
        private final Map<SbiFields.Place, List<SbiEvent.JournalEntryRecorded>> placed = new HashMap<>();
        private Standing standing;

        /** When it was completed by what is known so far; absent if it is not, or the time is not yet settled. */
        private Optional<Instant> completed;

        Difference(SbiFields view, List<Recorded> known) {
            this.view = view;
            this.says = isStateDeleted(view) ? saysStill(view) : SbiEntity.this.says;
            this.at = says.updatedAt();
            this.facts = new NewFacts(new ArrayList<>(), at);
            this.latest = known.stream().map(Recorded::occurredAt).max(Comparator.naturalOrder());
            files.entries()
                    .forEach(journalEntry -> placed.computeIfAbsent(journalEntry.place(), _ -> new ArrayList<>())
                            .add(journalEntry.told(sbi)));
            this.standing = view.standing
                    .known()
                    .orElse(view.registered || files.registered() ? Standing.READY : Standing.UNKNOWN);
            this.completed = view.completed.known().flatMap(instant -> instant);
        }

        List<Fact> facts() {
            if (view.registered) {
                changes();
            } else if (files.registered()) {
                register();
            }
            history();
            facts.attachments(
                    files.attachments(),
                    view,
                    (name, content) -> new SbiEvent.Attached(sbi, name, content.encoding(), content.content()));
            transactions();
            status();
            lease();
            facts.claims(
                    files.claims(),
                    view,
                    claim -> new SbiEvent.StateClaimed(sbi, claim.file(), claim.json(), claim.style()));
            return facts.all();
        }

        private void register() {
            facts.add(
                    new SbiEvent.Registered(
                            sbi,
                            files.state().flatMap(State::taskId),
                            says.title(),
                            files.spec().map(SbiFiles.Text::text),
                            says.labels().map(SbiFields.Labels::label).orElse(""),
                            says.labels().map(SbiFields.Labels::labels).orElse(List.of()),
                            says.priority().orElse(0),
                            says.parent(),
                            says.dependsOn().orElse(List.of()),
                            files.state().flatMap(State::onlyImplement).orElse(false),
                            says.metadata().orElse(Json.EMPTY_OBJECT)),
                    says.mainFile(),
                    Optional.of(says.createdAt()));
        }

        private void changes() {
            String from = says.mainFile();
            facts.change(says.titleTold(), view.title, text -> new SbiEvent.Retitled(sbi, text), from);
            String spec = files.spec().map(SbiFiles.Text::file).orElse(from);
            facts.some(
                    files.spec().map(SbiFiles.Text::text),
                    view.spec,
                    text -> new SbiEvent.Respecified(sbi, text),
                    spec);
            facts.change(
                    says.labels(),
                    view.labels,
                    labels -> new SbiEvent.Relabelled(sbi, labels.label(), labels.labels()),
                    from);
            facts.change(says.priority(), view.priority, number -> new SbiEvent.Reprioritized(sbi, number), from);
            facts.some(says.parent(), view.parent, text -> new SbiEvent.Moved(sbi, text), from);
            facts.change(
                    says.dependsOn(), view.dependsOn, sbiIds -> new SbiEvent.DependenciesChanged(sbi, sbiIds), from);
            facts.change(says.metadata(), view.metadata, json -> new SbiEvent.MetadataChanged(sbi, json), from);
            Optional<State> state = files.state();
            facts.change(
                    state.flatMap(State::taskId), view.taskId, text -> new SbiEvent.TaskIdChanged(sbi, text), from);
            facts.change(
                    state.flatMap(State::onlyImplement),
                    view.onlyImplement,
                    flag -> new SbiEvent.OnlyImplementChanged(sbi, flag),
                    from);
            facts.change(
                    says.createdTold(),
                    view.created,
                    instant -> new SbiEvent.CreationDated(sbi, instant, view.created.now()),
                    from);
        }

        /** The journal in its order, each turn before its entry; turns without one where their number belongs. */
        private void history() {
            var open = new ArrayList<>(turns);
            for (JournalEntry entry : inOrder()) {
                int turn = entry.turn().orElse(Integer.MAX_VALUE);
                for (Iterator<Turn> each = open.iterator(); each.hasNext(); ) {
                    Turn it = each.next();
                    if (it.entry().map(entry::equals).orElse(it.told().turn() <= turn)) {
                        turn(it);
                        each.remove();
                    }
                }
                entry(entry);
            }
            open.forEach(this::turn);
        }

        /** A file is in order; folders are named by the second, within which their turns tell. */
        private List<JournalEntry> inOrder() {
            return Stream.concat(
                            files.entries().stream()
                                    .filter(journalEntry -> journalEntry.line().isPresent()),
                            files.entries().stream()
                                    .filter(journalEntry -> journalEntry.line().isEmpty())
                                    .sorted(Comparator.comparing(
                                            journalEntry -> journalEntry.turn().orElse(Integer.MAX_VALUE))))
                    .toList();
        }

        private void entry(JournalEntry entry) {
            if (isKnown(entry.place())) {
                return;
            }
            Instant when = entry.at().orElse(at);
            // Where it stands, something else of the same time was known: it was edited since.
            boolean edited = view.entries(entry.place()).stream().anyMatch(entry::isOfTimeOf);
            boolean exact = entry.at().isPresent() && !edited;
            facts.all().add(new Fact(entry.told(sbi), entry.file(), when, exact));
            boolean last = says.lastEntry().filter(entry::equals).isPresent();
            if (entry.isForcedEnd()) {
                int turn = entry.turn().orElse(0);
                var ended = new SbiEvent.ForceTerminated(sbi, turn, entry.turnsMax(), entry.error());
                facts.all().add(new Fact(ended, entry.file(), when, exact));
            }
            if (!last) { // the last one is followed by what the state says
                entry.statusWord().ifPresent(word -> change(standing(word), entry.file(), when, exact));
            }
        }

        /** Of a line that holds several entries all are new or none. */
        private boolean isKnown(SbiFields.Place place) {
            List<SbiEvent.JournalEntryRecorded> told = view.entries(place);
            List<SbiEvent.JournalEntryRecorded> now = placed.getOrDefault(place, List.of());
            return told.size() >= now.size()
                    && told.subList(told.size() - now.size(), told.size()).equals(now);
        }

        private void turn(Turn turn) {
            SbiEvent.ExecutionFinished told = turn.told();
            String file = turn.text().file();
            Execution known = view.execution(told.turn(), turn.text().name());
            // One that is only concluded may be concluded otherwise when more files are there.
            int attempt = known.outcome
                    .known()
                    .filter(_ -> !turn.attemptTold())
                    .map(SbiEvent.ExecutionFinished::attempt)
                    .orElse(told.attempt());
            boolean exact = told.dated();
            if (known.outcome.known().isEmpty()) {
                var started = new SbiEvent.ExecutionStarted(
                        sbi, told.turn(), told.step(), attempt, told.file(), Optional.empty());
                facts.all().add(new Fact(started, file, turn.startedAt(), exact));
            }
            boolean atAnotherTime =
                    told.dated() && !known.knownAt.equals(Optional.of(ShownFields.stored(turn.finishedAt())));
            if (known.outcome.differsFrom(Execution.as(told, attempt, Optional.empty())) || atAnotherTime) {
                SbiEvent.ExecutionFinished finished = Execution.as(told, attempt, told.file());
                // Its text was edited: that has not happened when the turn ended.
                boolean edited = told.dated() && !atAnotherTime;
                facts.all()
                        .add(new Fact(
                                edited ? finished.at(ShownFields.stored(turn.finishedAt())) : finished,
                                file,
                                turn.finishedAt(),
                                exact && !edited));
            }
        }

        private void transactions() {
            for (Transaction it : files.transactions()) {
                var told = new SbiEvent.TransactionRecorded(
                        sbi, it.id(), it.folder(), it.outcome().text(), it.manifest(), it.intent(), it.commit());
                if (view.transaction(it.folder()).differsFrom(told)) {
                    facts.add(told, it.folder(), it.at().orElse(at));
                }
            }
        }

        private void status() {
            Optional<Instant> told = says.completedTold();
            says.standing()
                    .ifPresent(
                            standing -> change(standing, says.standingFile(), told.orElse(says.standingAt()), false));
            told.filter(instant -> !completed.equals(told))
                    .ifPresent(instant ->
                            facts.add(new SbiEvent.CompletionDated(sbi, instant, completed), says.standingFile(), at));
        }

        private void change(Standing to, String file, Instant when, boolean exact) {
            if (!to.equals(standing)) {
                completed = completed(to, when, exact || ChangeTimes.isOf(when, latest, says.now()));
                standing = to;
                var changed = new SbiEvent.StatusChanged(sbi, to.status(), to.original(), Optional.empty());
                facts.all().add(new Fact(changed, file, when, exact));
            }
        }

        private Optional<Instant> completed(Standing to, Instant when, boolean asTold) {
            if (to.status() != Status.DONE || standing.status() == Status.DONE) {
                return completed.filter(_ -> to.status() == Status.DONE);
            }
            return Optional.of(ShownFields.stored(when)).filter(_ -> asTold);
        }

        private void lease() {
            Optional<Optional<Instant>> told = says.lease();
            if (told.isEmpty() || !view.lease.differsFrom(told.get())) {
                return;
            }
            if (told.get().isEmpty() && !view.lease.imported()) {
                return; // what others hold is theirs
            }
            boolean held = view.lease.known().flatMap(instant -> instant).isPresent();
            SbiEvent event = told.get().isEmpty()
                    ? new SbiEvent.LeaseReleased(sbi, HOLDER)
                    : held
                            ? new SbiEvent.LeaseRenewed(sbi, HOLDER, told.get().get(), GENERATION)
                            : new SbiEvent.LeaseAcquired(sbi, HOLDER, told.get().get(), GENERATION);
            if (held || told.get().isPresent()) {
                facts.add(event, says.leaseFile(), says.leaseAt());
            }
        }
    }

    static Standing standing(String word) {
        Status status = Status.of(word).orElse(Status.UNKNOWN);
        return new Standing(
                status, word.isEmpty() || word.equals(status.text()) ? Optional.empty() : Optional.of(word));
    }
}
