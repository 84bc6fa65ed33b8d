package dev.daybook.importing.run;

import dev.daybook.importing.Finding;
import dev.daybook.importing.LegacySource.Entity;
import dev.daybook.importing.LegacySource.Known;
import dev.daybook.importing.LegacySource.Scope;
import dev.daybook.importing.MappedReading;
import dev.daybook.importing.Reading;
import dev.daybook.importing.database.Database;
import dev.daybook.importing.run.Report.Verified;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.Source;
import dev.daybook.journal.StreamId;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Reads files once more that somebody wrote to while they were imported, and compares what they say then.
 *
 * <p>A difference from files that stand there as they were read is one of the import. One from files that do not may be
 * none: these are imported as they are by now, and all that differed or was taken over then is compared again. What
 * differs in the end because its files never stood still is left out of the comparison, and reported: it is not known
 * to be equal. What differed each time in the same way, although it was read in between, is no matter of the writer.
 *
 * <p>For one thread.
 */
final class Rereading {

    /** A tool that leaves its files alone for as long as a comparison takes does so by then, or at no time soon. */
    private static final int COMPARISONS_MAX = 3;

    /** A file that is written within the milliseconds of its reading is read once more, that often. */
    private static final int ATTEMPTS_MAX = 10;

    /** Of a file of which something is taken over that could not be compared. */
    static final String NOT_COMPARED = "NOT_COMPARED";

    private static final int PAGE = 1_000;

    private final Run run;
    private final ImportContext context;
    private final ReadModelLookup posted;
    private final Scope scope;
    private final ProgressRate pace;
    private final FileStamps stamps;

    /** Whether every file that was read once more stood still meanwhile. */
    private boolean steady = true;

    /** Looks at the files; they are to be read after that. */
    Rereading(Run run, ImportContext context, ReadModelLookup posted, Scope scope, ProgressRate pace) {
        this.run = run;
        this.context = context;
        this.posted = posted;
        this.scope = scope;
        this.pace = pace;
        this.stamps = new FileStamps(run.source(), run.root().path());
    }

    /** What a reading came upon. */
    private static final class Told {
        private final Set<StreamId> things = new HashSet<>();
        private final Map<StreamId, Map<String, Integer>> fresh = new HashMap<>();
    }

    /** Reads files with errors again if they have changed since: they may have been read while they were written. */
    void mend() {
        Set<String> flawed = run.tally().flawed();
        if (!flawed.isEmpty()) {
            Set<String> moved = moved(flawed);
            if (flawed.stream().anyMatch(file -> isIn(file, moved))) {
                read(moved, Set.of());
            }
        }
    }

    /** Returns what a comparison comes to when what changed meanwhile is read and compared again. */
    Verified settled(Verification verification) {
        var constant = new HashSet<>(verification.verified().different());
        for (int comparisons = 1; comparisons < COMPARISONS_MAX && differs(verification); comparisons++) {
            Optional<Set<StreamId>> differing = verification.differing();
            Set<String> moved = differing.map(things -> moved(files(things))).orElse(Set.of());
            if (moved.isEmpty()) {
                return verification.verified();
            }
            compare(verification, moved, differing.orElseThrow());
            constant.retainAll(verification.verified().different());
        }
        boolean real = steady && !constant.isEmpty();
        return differs(verification) && !real ? excused(verification) : verification.verified();
    }

    private static boolean differs(Verification verification) {
        return !verification.verified().different().isEmpty();
    }

    private void compare(Verification verification, Set<String> moved, Set<StreamId> differing) {
        Position before = context.journal().head();
        Set<StreamId> told = read(moved, differing);
        posted.await(context.journal().head(), (done, total) -> pace.at("posting", done, total));
        pace.phase("verifying");
        Set<StreamId> things = appended(before);
        things.addAll(differing);
        Scope part = told.containsAll(differing) ? new Scope.Files(moved) : scope;
        verification.again(run.source(), run.root(), scope, part, things);
    }

    /** Returns which of the things the files tell of. */
    private Set<StreamId> read(Set<String> moved, Set<StreamId> wanted) {
        pace.phase("reading");
        var told = new Told();
        Position before = context.journal().head();
        Set<String> left = moved;
        for (int attempts = 0; attempts < ATTEMPTS_MAX && !left.isEmpty(); attempts++) {
            left = attempt(left, wanted, told);
        }
        steady &= left.isEmpty();
        Set<StreamId> appended = appended(before);
        told.fresh.forEach((thing, counts) -> {
            if (appended.contains(thing)) {
                run.tally().entity(counts, Long.MAX_VALUE);
            }
        });
        return told.things;
    }

    /** Returns the files that did not stand still. */
    private Set<String> attempt(Set<String> files, Set<StreamId> wanted, Told told) {
        stamps.look(files);
        Tally all = run.tally();
        var found = new Tally(context.limits().findingsMax());
        run.tally(found);
        Set<String> unsteady;
        try {
            unsteady = LiveReading.take(
                            run,
                            context,
                            new Scope.Files(files),
                            stamps::isSteady,
                            reading -> noting(reading, wanted, told),
                            Optional.empty())
                    .unsteady();
        } finally {
            run.tally(all);
        }
        steady &= found.flawed().isEmpty(); // it may be written so slowly that it stands still half-way
        var taken = new HashSet<>(files);
        taken.removeAll(unsteady);
        all.again(taken, found);
        return unsteady;
    }

    /** Acknowledges nothing: what is taken back has to be told again. */
    private Reading noting(Reading reading, Set<StreamId> wanted, Told told) {
        return new MappedReading(
                reading,
                result -> {
                    if (result instanceof Reading.Found(Entity entity)) {
                        StreamId stream = entity.stream();
                        if (wanted.contains(stream)) {
                            told.things.add(stream);
                        }
                        if (!entity.counts().isEmpty() && context.journal().revision(stream) < 0) {
                            told.fresh.put(stream, entity.counts());
                        }
                        pace.done();
                    }
                    return Optional.of(result);
                },
                false);
    }

    private Set<StreamId> appended(Position after) {
        var streams = new HashSet<StreamId>();
        List<Entry> page = context.journal().readForward(Selection.all(), after, PAGE);
        while (!page.isEmpty()) {
            page.stream()
                    .filter(entry -> entry.metadata().correlation().equals(Optional.of(run.name())))
                    .map(Entry::stream)
                    .forEach(streams::add);
            page = context.journal().readForward(Selection.all(), page.getLast().position(), PAGE);
        }
        return streams;
    }

    /** Leaves out what differs, and reports the files, if all of it is of files that have changed again. */
    private Verified excused(Verification verification) {
        Optional<Set<StreamId>> differing = verification.differing();
        if (differing.isEmpty()) {
            return verification.verified();
        }
        Set<String> moved = moved(files(differing.get()));
        var left = new HashSet<>(differing.get());
        var files = new TreeMap<String, Integer>();
        for (StreamId thing : differing.get()) {
            leave(thing, files(List.of(thing)), moved, left, files);
        }
        if (!left.isEmpty() && !moved.isEmpty()) {
            told(moved, left, files);
        }
        if (!left.isEmpty()) {
            return verification.verified();
        }
        files.forEach((file, things) -> run.tally()
                .finding(Finding.warn(
                        file,
                        "",
                        NOT_COMPARED,
                        "changed each time while it was compared: what it says of %d %s is taken over as it was read, and"
                                + " not compared; migrate again, or follow it",
                        things,
                        things == 1 ? "thing" : "things")));
        return verification.equal();
    }

    /** Looks for the rest in the files themselves: what they told last may not be in the journal. */
    private void told(Set<String> moved, Set<StreamId> left, Map<String, Integer> files) {
        try (Reading reading = run.source().read(run.root(), new Scope.Files(moved), Known.NOTHING)) {
            reading.forEachRemaining(result -> {
                if (result instanceof Reading.Found(Entity entity) && left.contains(entity.stream())) {
                    Set<String> telling = new HashSet<>();
                    entity.facts(List.of()).forEach(fact -> telling.add(fact.file()));
                    leave(entity.stream(), telling, moved, left, files);
                }
            });
        }
    }

    private static void leave(
            StreamId thing, Set<String> telling, Set<String> moved, Set<StreamId> left, Map<String, Integer> files) {
        for (String file : telling) {
            if (isIn(file, moved)) {
                left.remove(thing);
                files.merge(file, 1, Integer::sum);
            }
        }
    }

    /** Whether a file, or the one that it is a table of, has moved. */
    private static boolean isIn(String file, Set<String> moved) {
        int sign = file.lastIndexOf('#');
        return Stream.of(file, sign < 0 ? file : file.substring(0, sign))
                .flatMap(name -> Stream.concat(Stream.of(name), Database.aside(name)))
                .anyMatch(moved::contains);
    }

    private Set<String> moved(Set<String> known) {
        Set<String> moved = stamps.moved(known);
        if (scope instanceof Scope.Files(Set<String> meant)) {
            moved.retainAll(meant);
        }
        return moved;
    }

    /** Returns the files that have told of these things, as the journal has it. */
    private Set<String> files(Collection<StreamId> things) {
        var project = new Source.Project(run.source().kind(), run.root().project());
        var files = new HashSet<String>();
        for (StreamId thing : things) {
            context.history().of(thing).entries().stream()
                    .map(recorded -> recorded.entry().metadata())
                    .filter(metadata -> metadata.isFrom(project))
                    .flatMap(metadata -> metadata.file(project.tool()).stream())
                    .map(Source.File::path)
                    .forEach(files::add);
        }
        return files;
    }
}
