package dev.daybook.importing.run;

import dev.daybook.domain.Event;
import dev.daybook.domain.Rejected;
import dev.daybook.domain.history.HistoryEvent.ImportFinished;
import dev.daybook.domain.history.HistoryEvent.ImportRejected;
import dev.daybook.domain.history.HistoryEvent.ImportStarted;
import dev.daybook.domain.history.HistoryEvent.RolledBack;
import dev.daybook.domain.history.Target;
import dev.daybook.event.Catalog;
import dev.daybook.event.Codec;
import dev.daybook.importing.Finding;
import dev.daybook.importing.run.RunView.State;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.StreamId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The imports that the journal has a record of. Thread-safe. */
final class Runs {

    private static final int PAGE = 500;

    /** What was rejected is read with its bytes, each of which may be a large file. */
    private static final int REJECTED_PAGE = 8;

    private static final long REJECTED_CHARS_MAX = 8 << 20;

    private static final Selection BEGINNINGS = new Selection.OfTypes(Set.of(Catalog.name(ImportStarted.class)));

    private final Journal journal;
    private final Codec codec;

    /** The names of the runs that began up to {@link #named}: a journal only grows. */
    private final TreeSet<String> names = new TreeSet<>();

    private Position named = Position.START;

    Runs(Journal journal, Codec codec) {
        this.journal = journal;
        this.codec = codec;
    }

    /** How an import began, and its report once it has ended. */
    record Begun(
            String run,
            String kind,
            Path root,
            String project,
            String actor,
            Instant at,
            Position position,
            Optional<Report> report) {

        RunView view() {
            var view = new RunView(
                    run, kind, root.toString(), actor, at, State.INTERRUPTED, Optional.empty(), Optional.empty());
            return report.map(view::finished).orElse(view);
        }
    }

    static StreamId stream(String run) {
        return new StreamId("import", run);
    }

    /** Returns how that run began. */
    Optional<Begun> find(String run) {
        Optional<Entry> first = journal.readStream(stream(run), 0, 1).stream().findFirst();
        return first.flatMap(entry -> codec.decode(entry) instanceof ImportStarted it
                ? Optional.of(new Begun(
                        run,
                        it.kind(),
                        Path.of(it.root()),
                        it.project(),
                        entry.metadata().actor(),
                        entry.occurredAt(),
                        entry.position(),
                        last(run) instanceof ImportFinished finished
                                ? Optional.of(Report.fromJson(finished.report()))
                                : Optional.empty()))
                : Optional.empty());
    }

    private Event last(String run) {
        long revision = journal.revision(stream(run));
        return codec.decode(journal.readStream(stream(run), revision, 1).getFirst());
    }

    /** Returns whether somebody has taken that run back, for good or not. */
    boolean isTakenBack(String run) {
        List<Entry> page = journal.readForward(Selection.category("journal"), Position.START, PAGE);
        while (!page.isEmpty()) {
            for (Entry entry : page) {
                if (codec.decode(entry) instanceof RolledBack it
                        && it.target() instanceof Target.Run(String taken, long _)
                        && taken.equals(run)) {
                    return true;
                }
            }
            page = journal.readForward(
                    Selection.category("journal"), page.getLast().position(), PAGE);
        }
        return false;
    }

    /**
     * Returns at most {@code limit} things that the run rejected, those after {@code revision} of its record, and no
     * more than fit in an answer.
     */
    Refused.Page rejected(String run, long revision, int limit, boolean raw) {
        var rejected = new ArrayList<Refused>();
        long last = revision;
        long chars = 0;
        List<Entry> page = journal.readStream(stream(run), revision + 1, REJECTED_PAGE);
        while (!page.isEmpty()) {
            for (Entry entry : page) {
                if (!entry.payload().isErased() && codec.decode(entry) instanceof ImportRejected it) {
                    if (rejected.size() == limit || chars > REJECTED_CHARS_MAX) {
                        return new Refused.Page(rejected, Optional.of(last));
                    }
                    Refused one = Refused.of(it, raw);
                    chars += one.raw().map(String::length).orElse(0);
                    rejected.add(one);
                }
                last = entry.revision();
            }
            page = journal.readStream(stream(run), last + 1, REJECTED_PAGE);
        }
        return new Refused.Page(rejected, Optional.empty());
    }

    /** Returns the run that was begun and not finished. */
    Begun interrupted(String run) {
        Begun begun = find(run).orElseThrow(() -> unknown(run));
        if (begun.report().isPresent()) {
            throw Rejected.conflict(
                    "the import %s has ended (%s): import %s again to take over what changed since",
                    run, begun.report().get().outcome().text(), begun.root());
        }
        if (isTakenBack(run)) {
            throw Rejected.conflict(
                    "the import %s was rolled back: import %s again, which begins anew", run, begun.root());
        }
        return begun;
    }

    /** Returns the run that ended with errors. */
    Begun flawed(String run) {
        Begun begun = find(run).orElseThrow(() -> unknown(run));
        if (begun.report().isEmpty()) {
            throw Rejected.conflict("the import %s was interrupted: resume it first", run);
        }
        Report report = begun.report().get();
        if (report.outcome() == Report.Outcome.ROLLED_BACK) {
            throw Rejected.conflict("the import %s was rolled back: import %s again, in full", run, begun.root());
        }
        boolean listed = report.findings().stream().anyMatch(finding -> finding.severity() == Finding.Severity.ERROR);
        boolean counted = report.files().flawed() > 0 || report.records().flawed() > 0; // not all of them are listed
        if (!listed && !counted) {
            throw Rejected.conflict("the import %s had no errors: there is nothing to retry", run);
        }
        return begun;
    }

    private static Rejected unknown(String run) {
        return Rejected.notFound(
                "there is no import '%s' on record: one that had appended nothing is begun anew, by its path", run);
    }

    /**
     * Returns the names of at most {@code limit} runs, newest first.
     *
     * @param name what the names come before; absent: all
     */
    List<String> before(Optional<String> name, int limit) {
        synchronized (names) {
            List<Entry> page = journal.readForward(BEGINNINGS, named, PAGE);
            while (!page.isEmpty()) {
                page.forEach(entry -> names.add(entry.stream().key()));
                named = page.getLast().position();
                page = journal.readForward(BEGINNINGS, named, PAGE);
            }
            NavigableSet<String> those =
                    name.map(text -> names.headSet(text, false)).orElse(names);
            return those.descendingSet().stream().limit(limit).toList();
        }
    }
}
