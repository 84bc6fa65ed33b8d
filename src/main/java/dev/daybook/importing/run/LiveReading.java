package dev.daybook.importing.run;

import dev.daybook.event.Recorded;
import dev.daybook.importing.Fact;
import dev.daybook.importing.Finding;
import dev.daybook.importing.LegacySource;
import dev.daybook.importing.LegacySource.Entity;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.LegacySource.Scope;
import dev.daybook.importing.Reading;
import dev.daybook.importing.file.FileNames;
import dev.daybook.importing.run.Batches.News;
import dev.daybook.importing.run.Report.Verified;
import dev.daybook.importing.run.StreamHistory.Known;
import dev.daybook.journal.Journal;
import dev.daybook.journal.StreamId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * One reading of files that may be written to meanwhile, of a tree that is followed or of those that moved while they were
 * imported: appends what is new in them to a run.
 *
 * <p>What becomes new in a thing that is known already has happened while it was watched, whatever old times the file
 * holds; see {@link ChangeTimes}.
 *
 * <p>What belongs together, a thing with the files it was read from, is taken in one piece; several things may come from
 * the same files. What was read from a file that did not stand still meanwhile is dropped, with all that was told
 * together with it. For one thread.
 */
public final class LiveReading {

    private final Run run;
    private final ImportContext context;
    private final Scope scope;
    private final Predicate<String> isSteady;
    private final Optional<OldNews> old;
    private final Set<String> folders = new HashSet<>();
    private final List<Finding> findings = new ArrayList<>();
    private final Set<String> unsteady = new HashSet<>();
    private final Set<String> behind = new HashSet<>();
    private final List<Reading.Result> together = new ArrayList<>();
    private final Set<String> files = new HashSet<>();
    private boolean told;

    private LiveReading(
            Run run, ImportContext context, Scope scope, Predicate<String> isSteady, Optional<OldNews> old) {
        this.run = run;
        this.context = context;
        this.scope = scope;
        this.isSteady = isSteady;
        this.old = old;
        if (scope instanceof Scope.Files(Set<String> meant)) {
            meant.forEach(text -> folders.add(FileNames.folder(text)));
        }
    }

    /**
     * What became of a part of the tree.
     *
     * @param appended how many facts were new
     * @param findings those about the files of the scope and their neighbours
     * @param unsteady the files that have to be read again
     */
    public record Taken(long appended, List<Finding> findings, Set<String> unsteady) {}

    /** What is known as long as files may change under the reading. */
    private record Journaled(Journal journal, StreamHistory history, Predicate<String> steady)
            implements LegacySource.Known {
        @Override
        public List<StreamId> streams(String category, String prefix) {
            return journal.streams(category, prefix);
        }

        @Override
        public List<Recorded> entries(StreamId stream) {
            return history.of(stream).entries();
        }

        @Override
        public boolean isSteady(String file) {
            return steady.test(file);
        }
    }

    /** Returns the run that lasts as long as somebody follows a tree. */
    public static Run following(ImportContext context, String name, LegacySource source, Root root, String actor) {
        Instant now = context.clock().instant();
        return new Run(
                context,
                name,
                source,
                root,
                actor,
                new Run.Mode("following", false, false, now, now, Batches.DRAFTS_MAX));
    }

    /** Puts the end of such a run on record. */
    public static void finish(Run run) {
        if (run.hasBegun()) {
            run.finish(run.report(
                    List.copyOf(run.source().eras(run.root().path())),
                    run.tally().outcome(false),
                    Verified.NOTHING,
                    Optional.empty(),
                    run.batches().appended()));
        }
    }

    /**
     * Reads a part of the tree and appends what it tells.
     *
     * @param isSteady whether a file that was read stands there as it did when it was found whole
     * @param old what is left out, if anything is
     */
    public static Taken take(
            Run run,
            ImportContext context,
            Scope scope,
            Predicate<String> isSteady,
            UnaryOperator<Reading> filter,
            Optional<OldNews> old) {
        var taking = new LiveReading(run, context, scope, isSteady, old);
        var known = new Journaled(context.journal(), context.history(), isSteady);
        long before = run.batches().appended();
        run.reads();
        try (Reading reading = filter.apply(run.source().read(run.root(), scope, known))) {
            reading.forEachRemaining(taking::add);
            taking.takeTogether();
            run.batches().finish();
            if (taking.unsteady.isEmpty()) {
                reading.acknowledge();
            }
        } catch (RuntimeException | Error e) {
            run.batches().abandon(); // it is read again
            throw e;
        }
        return new Taken(run.batches().appended() - before, List.copyOf(taking.findings), Set.copyOf(taking.unsteady));
    }

    void add(Reading.Result result) {
        if (result instanceof Reading.Found(Entity entity) && entity.isOfNoFile()) {
            take(result); // whether its own file stood still it says itself
            return;
        }
        if (result instanceof Reading.Seen(String file, boolean read) && read) {
            if (told) {
                if (!together.isEmpty()) {
                    takeTogether(); // what was told of the files before after their last thing
                }
                files.clear();
            }
            told = false;
            files.add(file);
        }
        together.add(result);
        if (result instanceof Reading.Found) {
            takeTogether();
            told = true;
        }
    }

    /** Takes what was told together, if every file of it stood still. */
    private void takeTogether() {
        Set<String> moved = new HashSet<>(files);
        moved.removeIf(isSteady);
        if (moved.isEmpty()) {
            together.forEach(this::take);
        } else {
            unsteady.addAll(moved);
            files.stream().filter(this::isMeant).forEach(unsteady::add);
        }
        together.clear();
    }

    private boolean isMeant(String file) {
        return !(scope instanceof Scope.Files(Set<String> meant)) || meant.contains(file);
    }

    private boolean concerns(Finding finding) {
        return scope instanceof Scope.All || folders.contains(FileNames.folder(finding.file()));
    }

    private void take(Reading.Result result) {
        switch (result) {
            case Reading.Found(Entity entity) -> found(entity);
            case Finding finding -> finding(finding);
            case Reading.Rejected(Finding finding, byte[] raw) -> {
                finding(finding);
                kept(finding, finding.file(), raw);
            }
            case Reading.Kept(Finding because, String file, byte[] raw) -> kept(because, file, raw);
            case Reading.Seen(String file, var _)
            when isMeant(file) -> run.tally().add(result);
            case Reading.Seen _ -> {}
        }
    }

    private void found(Entity entity) {
        Known known = run.known(entity.stream());
        if (old.filter(news -> news.covers(entity, known)).isPresent()) {
            takenBack(entity, known);
            return;
        }
        News news = run.append(entity, known);
        if (!news.drafts().isEmpty()) {
            run.tally().entity(entity.counts(), Long.MAX_VALUE);
        }
    }

    /** Of each file once. */
    private void takenBack(Entity entity, Known known) {
        for (Fact fact : entity.facts(known.entries())) {
            if (behind.add(fact.file())) {
                finding(Finding.info(
                        fact.file(),
                        "",
                        "TAKEN_BACK",
                        "says what was rolled back: not taken over until it says something else; a migration does it"));
            }
        }
    }

    private void finding(Finding finding) {
        if (concerns(finding) && findings.size() < context.limits().findingsMax()) {
            findings.add(finding);
            run.tally().finding(finding);
        }
    }

    private void kept(Finding because, String file, byte[] raw) {
        run.keep(because, file, raw, context.clock().instant());
    }
}
