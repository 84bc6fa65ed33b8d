package dev.daybook.importing;

import dev.daybook.domain.history.HistoryEvent.CheckpointNamed;
import dev.daybook.domain.history.HistoryEvent.ImportFinished;
import dev.daybook.domain.history.HistoryEvent.ImportRejected;
import dev.daybook.domain.history.HistoryEvent.ImportStarted;
import dev.daybook.event.Codec;
import dev.daybook.event.EventIds;
import dev.daybook.event.Timelines;
import dev.daybook.importing.Batches.News;
import dev.daybook.importing.LegacySource.Entity;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.LegacySource.Scope;
import dev.daybook.importing.Report.Checkpoints;
import dev.daybook.importing.Report.EventCounts;
import dev.daybook.importing.Report.Verified;
import dev.daybook.journal.Append;
import dev.daybook.journal.Draft;
import dev.daybook.journal.Journal;
import dev.daybook.journal.StreamId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;

/**
 * A run that lasts as long as somebody follows a tree: reads what changed, again and again, and appends what is new in
 * it. Its one checkpoint is named before the first thing it appends.
 *
 * <p>What becomes new in a thing that is known already has happened while it was watched, whatever old times the file
 * holds; see {@link ChangeTimes}.
 *
 * <p>What was read from a file that did not stand still meanwhile is dropped, with all that was told together with it.
 * For one thread.
 */
final class FollowRun {

    private final Journal journal;
    private final Limits limits;
    private final InstantSource clock;
    private final String run;
    private final LegacySource source;
    private final Root root;
    private final String actor;
    private final FactWriter factWriter;
    private final StreamHistory streamHistory;
    private final StreamId stream;
    private final Tally tally;
    private final Instant startedAt;
    private long appended;
    private long duplicates;
    private boolean begun;

    FollowRun(
            Journal journal,
            Codec codec,
            Timelines timelines,
            Limits limits,
            InstantSource clock,
            String run,
            LegacySource source,
            Root root,
            String actor) {
        this.journal = journal;
        this.limits = limits;
        this.clock = clock;
        this.run = run;
        this.source = source;
        this.root = root;
        this.actor = actor;
        this.factWriter = new FactWriter(
                codec, timelines, run, source.kind(), root, new ChangeTimes(source.base(root.path()), clock));
        this.streamHistory = new StreamHistory(journal, codec, timelines);
        this.stream = Runs.stream(run);
        this.tally = new Tally(limits.findingsMax());
        this.startedAt = clock.instant();
    }

    /**
     * What became of a part of the tree.
     *
     * @param appended how many facts were new
     * @param findings those about the files of the scope and their neighbours
     * @param unsteady the files that have to be read again
     */
    record Taken(long appended, List<Finding> findings, Set<String> unsteady) {}

    /**
     * Reads a part of the tree and appends what it tells.
     *
     * @param isSteady whether a file that was read stands there as it did when it was found whole
     */
    Taken take(Scope scope, Predicate<String> isSteady) {
        var taking = new Taking(scope, isSteady);
        try (Reading reading = source.read(root, scope, journal::streams)) {
            reading.forEachRemaining(taking::add);
        }
        return taking.taken();
    }

    /** Ends the run, if it has written anything. */
    void finish() {
        if (!begun) {
            return;
        }
        var report = new Report(
                run,
                source.kind(),
                root.path().toString(),
                root.project(),
                List.copyOf(source.eras(root.path())),
                false,
                tally.outcome(false),
                tally.files(),
                tally.records(),
                tally.entities(),
                new EventCounts(appended, duplicates),
                tally.findings(),
                new Checkpoints(Optional.of("before-" + run), Optional.empty()),
                Verified.NOTHING,
                Duration.between(startedAt, clock.instant()).toMillis(),
                Optional.empty());
        append(List.of(factWriter.own(
                actor,
                EventIds.derived("import.finished", run),
                stream,
                new ImportFinished(run, report.toJson()),
                clock.instant())));
    }

    private void begin() {
        if (begun) {
            return;
        }
        begun = true;
        String name = "before-" + run;
        append(List.of(
                factWriter.own(
                        actor,
                        EventIds.derived("checkpoint", name),
                        new StreamId("journal", "journal"),
                        new CheckpointNamed(name, Optional.of("before following " + root.path())),
                        clock.instant()),
                factWriter.own(
                        actor,
                        EventIds.derived("import.started", run),
                        stream,
                        new ImportStarted(run, source.kind(), root.path().toString(), root.project()),
                        clock.instant())));
    }

    private void append(List<Draft> drafts) {
        try {
            journal.append(new Append(drafts, Map.of())).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /**
     * One reading. What belongs together, a thing with the files it was read from, is taken in one piece; several things
     * may come from the same files.
     */
    private final class Taking {
        private final Scope scope;
        private final Predicate<String> isSteady;
        private final Set<String> folders = new HashSet<>();
        private final Batches batches = new Batches(journal, Batches.DRAFTS_MAX);
        private final List<Finding> findings = new ArrayList<>();
        private final Set<String> unsteady = new HashSet<>();
        private final List<Reading.Result> together = new ArrayList<>();
        private final Set<String> files = new HashSet<>();
        private boolean told;

        Taking(Scope scope, Predicate<String> isSteady) {
            this.scope = scope;
            this.isSteady = isSteady;
            if (scope instanceof Scope.Files(Set<String> meant)) {
                meant.forEach(it -> folders.add(folder(it)));
            }
        }

        void add(Reading.Result result) {
            together.add(result);
            switch (result) {
                case Reading.Found _ -> {
                    takeTogether();
                    told = true;
                }
                case Reading.Seen(String file, boolean read)
                when read -> {
                    if (told) {
                        files.clear();
                    }
                    told = false;
                    files.add(file);
                }
                default -> {}
            }
        }

        Taken taken() {
            takeTogether();
            batches.finish();
            appended += batches.appended();
            duplicates += batches.duplicates();
            return new Taken(batches.appended(), List.copyOf(findings), Set.copyOf(unsteady));
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
            return scope instanceof Scope.All || folders.contains(folder(finding.file()));
        }

        private static String folder(String file) {
            return file.substring(0, Math.max(0, file.lastIndexOf('/')));
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
                case Reading.Seen(String file, var _) when isMeant(file) -> tally.add(result);
                case Reading.Seen _ -> {}
            }
        }

        private void found(Entity entity) {
            if (batches.isUnderWay(entity.stream())) {
                batches.finish(); // the second part of an entity has to see the first
            }
            News news = factWriter.news(entity, streamHistory.of(entity.stream()));
            if (!news.drafts().isEmpty()) {
                begin();
                tally.entity(entity.counts(), Long.MAX_VALUE);
                batches.add(news, () -> factWriter.news(entity, streamHistory.of(entity.stream())));
            }
        }

        private void finding(Finding finding) {
            if (concerns(finding) && findings.size() < limits.findingsMax()) {
                findings.add(finding);
                tally.finding(finding);
            }
        }

        private void kept(Finding because, String file, byte[] raw) {
            var id = factWriter.rejectedId(because, file, raw);
            if (journal.find(id).isPresent()) {
                return;
            }
            begin();
            var event = new ImportRejected(
                    run,
                    file,
                    because.where(),
                    because.code(),
                    because.message(),
                    Optional.of(Base64.getEncoder().encodeToString(raw)));
            append(List.of(factWriter.because(file, id, stream, event, clock.instant())));
        }
    }
}
