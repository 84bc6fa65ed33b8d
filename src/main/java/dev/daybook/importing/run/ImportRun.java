package dev.daybook.importing.run;

import dev.daybook.event.Recorded;
import dev.daybook.importing.Finding;
import dev.daybook.importing.LegacySource;
import dev.daybook.importing.LegacySource.Entity;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.Reading;
import dev.daybook.importing.run.Batches.News;
import dev.daybook.importing.run.Import.Options;
import dev.daybook.importing.run.Report.Outcome;
import dev.daybook.importing.run.Report.Verified;
import dev.daybook.importing.run.StreamHistory.Known;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Fenced;
import dev.daybook.journal.Journal;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.Source;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.Timeline;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** One import of one tree, from the first look at it to its report. For one thread. */
final class ImportRun {

    /** Progress more often than this is noise. */
    private static final Duration PROGRESS_EVERY = Duration.ofMillis(100);

    private static final int PAGE = 1_000;

    private final Import parts;
    private final ImportContext context;
    private final Journal journal;
    private final LegacySource source;
    private final Path path;
    private final Options options;
    private final Optional<Runs.Begun> resumed;
    private final Instant began;
    private final Instant startedAt;
    private final ProgressRate pace;
    private final Optional<Expected> expected;
    private final Map<String, Boolean> blank = new HashMap<>();
    private Run run;
    private List<String> eras = List.of();
    private Supplier<Optional<Slower>> speed = Optional::empty;
    private Optional<Retirement> retirement = Optional.empty();
    private Optional<Rereading> rereading = Optional.empty();

    ImportRun(
            Import parts, String name, LegacySource source, Path path, Options options, Optional<Runs.Begun> resumed) {
        this.parts = parts;
        this.context = parts.context();
        this.journal = context.journal();
        this.source = source;
        this.path = path;
        this.options = options;
        this.resumed = resumed;
        this.began = context.clock().instant();
        this.startedAt = resumed.map(Runs.Begun::at).orElse(began);
        this.pace =
                new ProgressRate(name, () -> source.countEntities(path), context.clock(), PROGRESS_EVERY, progress -> {
                    alive(); // also where nothing is appended for minutes, such as while it compares
                    options.progress().accept(progress);
                });
        this.run = run(name, resumed.map(Runs.Begun::project).orElse(""));
        this.expected = options.verify() && !options.dryRun() ? Optional.of(new Expected()) : Optional.empty();
    }

    private Run run(String name, String project) {
        var mode = new Run.Mode(
                "the import of", options.dryRun(), resumed.isPresent(), startedAt, began, parts.draftsMax());
        return new Run(context, name, source, new Root(path, project, options.hints()), options.actor(), mode);
    }

    private Reading reading(LegacySource.Known known) {
        return source.read(run.root(), options.scope(), known);
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
            if (options.verify() && !options.dryRun()) {
                speed = parts.posted().timed();
                rereading = Optional.of(new Rereading(run, context, parts.posted(), options.scope(), pace));
            }
            try (Reading reading = reading(new Earlier())) {
                reading.forEachRemaining(this::take);
            }
            run.batches().finish();
            return options.dryRun() ? dry() : concluded();
        } catch (JournalUnavailable | Fenced | Import.Stopped e) {
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
            Optional<String> refusal = parts.preflight().refusal(source, path, options.strict());
            if (refusal.isPresent()) {
                return refusal;
            }
            pace.phase("checking");
            run = run(run.name(), context.projects().of(source, path, options.project()));
        }
        if (options.validate() && !options.dryRun()) {
            pace.phase("checking");
            var found = new Tally(context.limits().findingsMax());
            Validation.run(reading(LegacySource.Known.NOTHING), found, this::alive, pace);
            Optional<String> errors = found.errors().filter(_ -> options.strict());
            if (errors.isPresent()) {
                run.tally(found);
                return errors.map(text -> text + ", and the import is strict: nothing was appended");
            }
        }
        if (options.backup().isPresent()) {
            var backup =
                    new Backup(source.watched(path), path, options.backup().get(), file -> source.isOwn(path, file));
            backup.check();
            if (!options.dryRun()) {
                pace.phase("packing");
                backup.pack();
            }
        }
        return Optional.empty();
    }

    private Report dry() {
        Optional<String> errors = run.tally().errors().filter(_ -> options.strict());
        return report(
                errors.isPresent() ? Outcome.FAILED : run.tally().outcome(false),
                Verified.NOTHING,
                errors.map(text -> text + ": a strict import would be rolled back"));
    }

    private Report concluded() {
        rereading.ifPresent(Rereading::mend);
        Optional<String> wrong =
                run.tally().errors().filter(_ -> options.strict()).map(text -> text + ", and the import is strict");
        Verified verified = Verified.NOTHING;
        if (wrong.isEmpty() && options.verify()) {
            verified = verified();
            wrong = difference(verified).or(this::slower);
        }
        run.end();
        if (wrong.isPresent() && (run.hasBegun() || options.strict())) {
            return takenBack(wrong.get(), verified);
        }
        if (wrong.isEmpty()) {
            retirement.ifPresent(
                    retirement -> retirement.carryOut(run.tally().findings()).forEach(run.tally()::finding));
        }
        return run.finish(report(run.tally().outcome(wrong.isPresent()), verified, Optional.empty()));
    }

    private static Optional<String> difference(Verified verified) {
        return verified.equal() == verified.compared()
                ? Optional.empty()
                : Optional.of("%d of %d fields of the read model differ from the files"
                        .formatted(verified.compared() - verified.equal(), verified.compared()));
    }

    /** What was read wrongly is wrong whatever else it does; what was read rightly must not keep users waiting. */
    private Optional<String> slower() {
        Optional<Slower> slower = run.hasBegun() ? speed.get() : Optional.empty();
        slower.ifPresent(run::slower);
        return slower.map(Slower::text);
    }

    private Verified verified() {
        parts.posted().await(journal.head(), (done, total) -> pace.at("posting", done, total));
        pace.phase("verifying");
        var verification = new Verification(parts.posted(), context.history(), pace);
        verification.run(source, run.root(), options.scope(), expected.orElseThrow());
        return rereading.orElseThrow().settled(verification);
    }

    /** After an accident: what was written is taken back, if the journal takes that. */
    private Report broken(String why) {
        run.batches().abandon();
        return run.hasBegun() && !options.dryRun()
                ? takenBack("the import broke off: " + why, Verified.NOTHING)
                : report(Outcome.FAILED, Verified.NOTHING, Optional.of(why));
    }

    private Report takenBack(String why, Verified verified) {
        if (!run.hasBegun()) {
            return report(Outcome.FAILED, verified, Optional.of(why + "; it had written nothing"));
        }
        try {
            parts.undo().takeBack(run.name(), options.actor(), why);
        } catch (RuntimeException e) {
            return report(
                    Outcome.FAILED,
                    verified,
                    Optional.of("%s; it could not be rolled back (%s): daybook rollback --run %s does it"
                            .formatted(why, e.getMessage(), run.name())));
        }
        return run.finish(report(Outcome.ROLLED_BACK, verified, Optional.of(why)));
    }

    private Report report(Outcome outcome, Verified verified, Optional<String> failure) {
        boolean written = run.hasBegun() && !options.dryRun();
        return run.report(
                eras,
                outcome,
                verified,
                failure,
                resumed.isPresent() && written ? ours() : run.batches().appended());
    }

    /** How many facts this run has appended, those before it was interrupted among them. */
    private long ours() {
        long ours = 0;
        Position after = resumed.map(Runs.Begun::position).orElse(Position.START);
        List<Entry> page = journal.readForward(Selection.all(), after, PAGE);
        while (!page.isEmpty()) {
            ours += page.stream()
                    .filter(entry -> isOurs(entry) && !Timeline.alwaysCounts(entry.stream()))
                    .count();
            page = journal.readForward(Selection.all(), page.getLast().position(), PAGE);
        }
        return ours;
    }

    private boolean isOurs(Entry entry) {
        return entry.metadata().correlation().filter(run.name()::equals).isPresent();
    }

    /** A run that appends nothing for a long time would not notice otherwise that it is to stop. */
    private void alive() {
        journal.unavailable().ifPresent(why -> {
            throw new JournalUnavailable(why);
        });
    }

    private void take(Reading.Result result) {
        run.tally().add(result);
        switch (result) {
            case Reading.Found(Entity entity) -> found(entity);
            case Reading.Rejected(Finding finding, byte[] raw) -> run.keep(finding, finding.file(), raw, startedAt);
            case Reading.Kept(Finding because, String file, byte[] raw) -> run.keep(because, file, raw, startedAt);
            case Finding _, Reading.Seen _ -> {}
        }
    }

    private void found(Entity entity) {
        if (options.dryRun()) {
            alive();
        }
        boolean again = run.batches().isUnderWay(entity.stream());
        Known known = !again && isBlank(entity.stream().category()) ? Known.NOTHING : run.known(entity.stream());
        News news = run.append(entity, known);
        run.tally().entity(entity.counts(), changes(news, known));
        if (news.erased().isEmpty()) {
            expected.ifPresent(expected -> expected.add(entity.stream(), entity.expected()));
        } else {
            leftOut(news);
        }
        pace.done();
    }

    /** What was erased does not come back by files that still tell it; they are not what is held any more. */
    private void leftOut(News news) {
        news.erased().stream()
                .flatMap(draft -> draft.metadata().file(source.kind()).stream())
                .map(Source.File::path)
                .distinct()
                .map(file -> Finding.warn(
                        file,
                        "",
                        "ERASED",
                        "what it says of %s was erased: it is left out, and not compared",
                        news.stream()))
                .forEach(run.tally()::finding);
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
                        ours.stream().map(entry -> entry.metadata().source()),
                        news.drafts().stream().map(draft -> draft.metadata().source()))
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
                text -> journal.readForward(Selection.category(text), Position.START, 1)
                        .isEmpty());
    }

    /** What earlier imports told. */
    private final class Earlier implements LegacySource.Known {
        @Override
        public List<StreamId> streams(String category, String prefix) {
            return isBlank(category) ? List.of() : journal.streams(category, prefix);
        }

        @Override
        public List<Recorded> entries(StreamId stream) {
            return isBlank(stream.category())
                    ? List.of()
                    : context.history().of(stream).entries();
        }
    }
}
