package dev.daybook.importing;

import dev.daybook.domain.history.HistoryEvent.CheckpointNamed;
import dev.daybook.domain.history.HistoryEvent.ImportFinished;
import dev.daybook.domain.history.HistoryEvent.ImportRejected;
import dev.daybook.domain.history.HistoryEvent.ImportStarted;
import dev.daybook.event.EventIds;
import dev.daybook.event.Recorded;
import dev.daybook.importing.Batches.News;
import dev.daybook.importing.Import.Options;
import dev.daybook.importing.LegacySource.Entity;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.Report.Checkpoints;
import dev.daybook.importing.Report.EventCounts;
import dev.daybook.importing.Report.Outcome;
import dev.daybook.importing.Report.Verified;
import dev.daybook.importing.StreamHistory.Known;
import dev.daybook.journal.Append;
import dev.daybook.journal.Draft;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.Timeline;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

/** One import of one tree, from the first look at it to its report. For one thread. */
final class Run {

    /** Progress more often than this is noise. */
    private static final Duration PROGRESS_EVERY = Duration.ofMillis(100);

    private static final int PAGE = 1_000;

    private final Import parts;
    private final Journal journal;
    private final String run;
    private final LegacySource source;
    private final Path path;
    private final Options options;
    private final Optional<Runs.Begun> resumed;
    private final Instant began;
    private final Instant startedAt;
    private final StreamId stream;
    private final StreamHistory streamHistory;
    private final Batches batches;
    private final ProgressRate pace;
    private final Optional<Expected> expected;
    private final Map<String, Boolean> blank = new HashMap<>();
    private Tally tally;
    private Root root;
    private FactWriter factWriter;
    private List<String> eras = List.of();
    private Optional<Retirement> retirement = Optional.empty();
    private boolean begun;
    private boolean ended;

    Run(Import parts, String run, LegacySource source, Path path, Options options, Optional<Runs.Begun> resumed) {
        this.parts = parts;
        this.journal = parts.journal;
        this.run = run;
        this.source = source;
        this.path = path;
        this.options = options;
        this.resumed = resumed;
        this.began = parts.clock.instant();
        this.startedAt = resumed.map(Runs.Begun::at).orElse(began);
        this.stream = Runs.stream(run);
        this.streamHistory = new StreamHistory(journal, parts.codec, parts.timelines);
        this.batches = new Batches(journal, parts.draftsMax);
        this.pace = new ProgressRate(run, () -> source.countEntities(path), parts.clock, PROGRESS_EVERY, it -> {
            alive(); // also where nothing is appended for minutes, such as while it compares
            options.progress().accept(it);
        });
        this.tally = new Tally(parts.limits.findingsMax());
        this.root = new Root(path, resumed.map(Runs.Begun::project).orElse(""), options.hints());
        this.factWriter = factWriter();
        this.begun = resumed.isPresent();
        this.expected =
                Optional.of(options).filter(it -> it.verify() && !it.dryRun()).map(_ -> new Expected());
    }

    private Reading reading(LegacySource.Known known) {
        return source.read(root, options.scope(), known);
    }

    private FactWriter factWriter() {
        return new FactWriter(parts.codec, parts.timelines, run, source.kind(), root, FactWriter.Dating.BY_FILES);
    }

    /** Never throws what can be told: then the report says failed, and the journal how far it came. */
    Report report() {
        try {
            return attempted();
        } catch (RuntimeException | Error e) { // what is wrong goes wrong again while it is taken back
            return report(Outcome.FAILED, Verified.NOTHING, Optional.of(words(e)));
        } finally {
            expected.ifPresent(Expected::close);
        }
    }

    private Report attempted() {
        try {
            Optional<String> refusal = refusal();
            if (refusal.isPresent()) {
                return report(Outcome.FAILED, Verified.NOTHING, refusal);
            }
            pace.phase("reading");
            retirement = options.retire()
                    .filter(_ -> !options.dryRun() && options.verify())
                    .map(how -> new Retirement(source, path, how, began));
            try (Reading reading =
                    reading((category, prefix) -> isBlank(category) ? List.of() : journal.streams(category, prefix))) {
                reading.forEachRemaining(this::take);
            }
            batches.finish();
            return options.dryRun() ? dry() : concluded();
        } catch (JournalUnavailable e) {
            return report(Outcome.FAILED, Verified.NOTHING, Optional.of(words(e)));
        } catch (RuntimeException | Error e) { // no run stays as if it went on
            return broken(words(e));
        }
    }

    /** What went wrong, for people. */
    static String words(Throwable e) {
        return switch (e) {
            case OutOfMemoryError it ->
                "the memory was not enough (%s): give Java more, such as -Xmx4g".formatted(it.getMessage());
            case StackOverflowError _ -> "something is nested too deeply to be read";
            case Error it -> it.toString();
            default -> Optional.ofNullable(e.getMessage()).orElse(e.toString());
        };
    }

    /** Looks before anything is appended; returns why nothing should be. */
    private Optional<String> refusal() {
        eras = List.copyOf(source.eras(path));
        if (resumed.isEmpty()) {
            Optional<String> refusal = parts.preflight.refusal(source, path, options.strict());
            if (refusal.isPresent()) {
                return refusal;
            }
            pace.phase("checking");
            String project = new Projects(journal, parts.codec).of(source, path, options.project());
            root = new Root(path, project, options.hints());
            factWriter = factWriter();
        }
        if (options.validate() && !options.dryRun()) {
            pace.phase("checking");
            var found = new Tally(parts.limits.findingsMax());
            Validation.run(reading(LegacySource.Known.NOTHING), found, this::alive, pace);
            Optional<String> errors = found.errors().filter(_ -> options.strict());
            if (errors.isPresent()) {
                tally = found;
                return errors.map(it -> it + ", and the import is strict: nothing was appended");
            }
        }
        if (options.backup().isPresent()) {
            var backup = new Backup(source.watched(path), path, options.backup().get());
            backup.check();
            if (!options.dryRun()) {
                pace.phase("packing");
                backup.pack();
            }
        }
        return Optional.empty();
    }

    private Report dry() {
        Optional<String> errors = tally.errors().filter(_ -> options.strict());
        return report(
                errors.isPresent() ? Outcome.FAILED : tally.outcome(false),
                Verified.NOTHING,
                errors.map(it -> it + ": a strict import would be rolled back"));
    }

    private Report concluded() {
        if (begun) {
            append(List.of(checkpoint("after")));
            ended = true;
        }
        Optional<String> wrong =
                tally.errors().filter(_ -> options.strict()).map(it -> it + ", and the import is strict");
        Verified verified = Verified.NOTHING;
        if (wrong.isEmpty() && options.verify()) {
            verified = verified();
            wrong = difference(verified);
        }
        if (wrong.isPresent() && (begun || options.strict())) {
            return takenBack(wrong.get(), verified);
        }
        if (wrong.isEmpty()) {
            retirement.ifPresent(it -> it.carryOut(tally.findings()).forEach(tally::finding));
        }
        return finished(report(tally.outcome(wrong.isPresent()), verified, Optional.empty()));
    }

    private static Optional<String> difference(Verified verified) {
        return verified.equal() == verified.compared()
                ? Optional.empty()
                : Optional.of("%d of %d fields of the read model differ from the files"
                        .formatted(verified.compared() - verified.equal(), verified.compared()));
    }

    private Verified verified() {
        parts.posted.await(journal.head());
        pace.phase("verifying");
        var verification = new Verification(parts.posted, streamHistory, pace);
        verification.run(source, root, options.scope(), expected.orElseThrow());
        return verification.verified();
    }

    /** After an accident: what was written is taken back, if the journal takes that. */
    private Report broken(String why) {
        batches.abandon();
        return begun && !options.dryRun()
                ? takenBack("the import broke off: " + why, Verified.NOTHING)
                : report(Outcome.FAILED, Verified.NOTHING, Optional.of(why));
    }

    private Report takenBack(String why, Verified verified) {
        if (!begun) {
            return report(Outcome.FAILED, verified, Optional.of(why + "; it had written nothing"));
        }
        try {
            parts.undo.takeBack(run, options.actor(), why);
        } catch (RuntimeException e) {
            return report(
                    Outcome.FAILED,
                    verified,
                    Optional.of("%s; it could not be rolled back (%s): daybook rollback --run %s does it"
                            .formatted(why, e.getMessage(), run)));
        }
        return finished(report(Outcome.ROLLED_BACK, verified, Optional.of(why)));
    }

    private Report finished(Report report) {
        if (begun) {
            append(List.of(factWriter.own(
                    options.actor(),
                    EventIds.derived("import.finished", run),
                    stream,
                    new ImportFinished(run, report.toJson()),
                    parts.clock.instant())));
        }
        return report;
    }

    private Report report(Outcome outcome, Verified verified, Optional<String> failure) {
        boolean written = begun && !options.dryRun();
        return new Report(
                run,
                source.kind(),
                path.toString(),
                root.project(),
                eras,
                options.dryRun(),
                outcome,
                tally.files(),
                tally.records(),
                tally.entities(),
                new EventCounts(resumed.isPresent() && written ? ours() : batches.appended(), batches.duplicates()),
                tally.findings(),
                new Checkpoints(
                        written ? Optional.of("before-" + run) : Optional.empty(),
                        ended ? Optional.of("after-" + run) : Optional.empty()),
                verified,
                Duration.between(began, parts.clock.instant()).toMillis(),
                failure);
    }

    /** How many facts this run has appended, those before it was interrupted among them. */
    private long ours() {
        long ours = 0;
        Position after = resumed.map(Runs.Begun::position).orElse(Position.START);
        List<Entry> page = journal.readForward(Selection.all(), after, PAGE);
        while (!page.isEmpty()) {
            ours += page.stream()
                    .filter(it -> isOurs(it) && !Timeline.alwaysCounts(it.stream()))
                    .count();
            page = journal.readForward(Selection.all(), page.getLast().position(), PAGE);
        }
        return ours;
    }

    private boolean isOurs(Entry entry) {
        return entry.metadata().correlation().filter(run::equals).isPresent();
    }

    /** A run that appends nothing for a long time would not notice otherwise that it is to stop. */
    private void alive() {
        journal.unavailable().ifPresent(why -> {
            throw new JournalUnavailable(why);
        });
    }

    private void take(Reading.Result result) {
        tally.add(result);
        switch (result) {
            case Reading.Found(Entity entity) -> found(entity);
            case Reading.Rejected(Finding finding, byte[] raw) -> kept(finding, finding.file(), raw);
            case Reading.Kept(Finding because, String file, byte[] raw) -> kept(because, file, raw);
            case Finding _, Reading.Seen _ -> {}
        }
    }

    private void found(Entity entity) {
        if (options.dryRun()) {
            alive();
        }
        boolean again = batches.isUnderWay(entity.stream());
        if (again) {
            batches.finish(); // the second part of an entity has to see the first
        }
        Known known = !again && isBlank(entity.stream().category()) ? Known.NOTHING : streamHistory.of(entity.stream());
        News news = factWriter.news(entity, known);
        tally.entity(entity.counts(), changes(news, known));
        if (!options.dryRun() && !news.drafts().isEmpty()) {
            begin();
            batches.add(news, () -> factWriter.news(entity, streamHistory.of(entity.stream())));
        }
        expected.ifPresent(it -> it.add(entity.stream(), entity.expected()));
        pace.done();
    }

    /**
     * How many records have something new: all of a new entity, else one per file that says so. What this run had
     * written before it was interrupted is new, too.
     */
    private long changes(News news, Known known) {
        List<Entry> ours = resumed.isEmpty()
                ? List.of()
                : known.entries().stream()
                        .map(Recorded::entry)
                        .filter(this::isOurs)
                        .toList();
        if (ours.isEmpty() && news.drafts().isEmpty()) {
            return 0;
        }
        boolean nothingKnown = known.entries().isEmpty(); // of what counts: it may have been rolled back
        if (nothingKnown || (!ours.isEmpty() && ours.getFirst().revision() == 0)) {
            return Long.MAX_VALUE;
        }
        return Stream.concat(
                        ours.stream().map(it -> it.metadata().source()),
                        news.drafts().stream().map(it -> it.metadata().source()))
                .distinct()
                .count();
    }

    /**
     * Whether the journal held nothing of that kind when this run began: then no stream has to be looked up. One that
     * somebody begins meanwhile is noticed when the batch meets it.
     */
    private boolean isBlank(String category) {
        return blank.computeIfAbsent(
                category,
                it -> journal.readForward(Selection.category(it), Position.START, 1)
                        .isEmpty());
    }

    /** The same bytes rejected for the same reason are kept once, whichever run comes upon them. */
    private void kept(Finding because, String file, byte[] raw) {
        if (options.dryRun()) {
            return;
        }
        var id = factWriter.rejectedId(because, file, raw);
        if (batches.isUnderWay(id) || journal.find(id).isPresent()) {
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
        batches.add(factWriter.because(file, id, stream, event, startedAt));
    }

    /** Writes the beginning, once there is something to write after it. */
    private void begin() {
        if (begun) {
            return;
        }
        begun = true;
        append(List.of(
                checkpoint("before"),
                factWriter.own(
                        options.actor(),
                        EventIds.derived("import.started", run),
                        stream,
                        new ImportStarted(run, source.kind(), path.toString(), root.project()),
                        parts.clock.instant())));
    }

    private Draft checkpoint(String when) {
        String name = when + "-" + run;
        return factWriter.own(
                options.actor(),
                EventIds.derived("checkpoint", name),
                new StreamId("journal", "journal"),
                new CheckpointNamed(name, Optional.of("%s the import of %s".formatted(when, path))),
                parts.clock.instant());
    }

    private void append(List<Draft> drafts) {
        try {
            journal.append(new Append(drafts, Map.of())).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }
}
