package dev.daybook.importing.run;

import dev.daybook.AllSlices;
import dev.daybook.domain.Event;
import dev.daybook.domain.history.HistoryEvent.RolledBack;
import dev.daybook.domain.history.Target;
import dev.daybook.event.Codec;
import dev.daybook.event.EventIds;
import dev.daybook.event.Timelines;
import dev.daybook.importing.LegacySource;
import dev.daybook.importing.LegacySource.Hints;
import dev.daybook.importing.LegacySource.Scope;
import dev.daybook.importing.LegacySources;
import dev.daybook.importing.Limits;
import dev.daybook.importing.Reading;
import dev.daybook.importing.export.Export;
import dev.daybook.importing.frame.LegacyWriter;
import dev.daybook.importing.run.Import.Options;
import dev.daybook.journal.Append;
import dev.daybook.journal.Draft;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.Timeline;
import dev.daybook.journal.memory.MemoryJournal;
import dev.daybook.projection.ReadModels;
import dev.daybook.sbi.SbiEvent;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A journal and all that an import needs, without a read model. */
public final class ImportFixture implements AutoCloseable {

    public static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-02T03:04:05.678901Z"));

    /** There is room for anything. */
    public static final Preflight ROOM = new Preflight(Path.of("").toAbsolutePath(), () -> Long.MAX_VALUE);

    /** Facts of a batch, for many batches. */
    private static final int SMALL = 4;

    public final Journal journal;
    public final Codec codec;
    public final Timelines timelines;
    private final LegacySource source;
    private final InstantSource clock;
    private int runs;

    /** There is no read model to compare with. */
    private static final class NothingPosted implements ReadModelLookup {
        @Override
        public void await(Position position) {
            // nothing to wait for
        }

        @Override
        public Optional<Map<String, Object>> fields(StreamId stream) {
            return Optional.empty();
        }
    }

    /** Returns what asks for a tree, without ado. */
    public static ImportRequest request(Path root, boolean verify) {
        var tree = new ImportRequest.Tree(root, Optional.empty(), Optional.empty());
        return new ImportRequest(tree, new Import.Options(false, verify, "ada", _ -> {}));
    }

    public static ImportRequest request(
            ImportRequest.What what, boolean dryRun, boolean validate, boolean strict, Optional<Path> backup) {
        return new ImportRequest(
                what,
                new Import.Options(
                        dryRun,
                        true,
                        validate,
                        strict,
                        backup,
                        Optional.empty(),
                        Scope.ALL,
                        Hints.NONE,
                        Optional.empty(),
                        "ada",
                        _ -> {}));
    }

    /** Begins an import that goes on on a thread of its own. */
    public static String start(Imports imports, ImportRequest request) {
        return imports.start(
                request, (run, work) -> Thread.ofPlatform().name(run).start(() -> work.accept(_ -> {})));
    }

    public ImportFixture(LegacySource source) {
        this(source, new MemoryJournal(CLOCK));
    }

    /** @param clock of the journal and of the imports */
    public ImportFixture(LegacySource source, InstantSource clock) {
        this(source, new MemoryJournal(clock), clock);
    }

    public ImportFixture(LegacySource source, Journal journal) {
        this(source, journal, CLOCK);
    }

    private ImportFixture(LegacySource source, Journal journal, InstantSource clock) {
        this.source = source;
        this.clock = clock;
        this.journal = journal;
        this.codec = new Codec(journal.blobs(), AllSlices.of().facts());
        this.timelines = new Timelines(journal, codec);
    }

    /** Takes runs back by writing so, and no more: there are no read models. */
    public static Import.Undo undo(Journal journal, Codec codec) {
        return (run, actor, why) -> {
            var rolledBack = RolledBack.of(new Target.Run(run, 0), Optional.of(why));
            Draft draft = codec.draft(
                    EventIds.derived("rolled-back", run),
                    new StreamId("journal", "journal"),
                    rolledBack,
                    Metadata.of(actor, "import").correlatedWith(run),
                    CLOCK.instant());
            journal.append(new Append(List.of(draft), Map.of())).join();
        };
    }

    public Report run(Path root) {
        return run(root, false);
    }

    public Report run(Path root, boolean dryRun) {
        return run(root, journal, dryRun);
    }

    /** Returns what runs imports. */
    public Import imports() {
        return imports(journal, Batches.DRAFTS_MAX);
    }

    /** Returns what runs over these files work with. */
    public ImportContext context(InstantSource clock) {
        return context(journal, clock);
    }

    private ImportContext context(Journal through, InstantSource clock) {
        return new ImportContext(through, codec, timelines, new LegacySources(List.of(source)), Limits.DEFAULT, clock);
    }

    /** Imports through {@code through}, which stands before the journal. */
    public Report run(Path root, Journal through, boolean dryRun) {
        return imports(through, Batches.DRAFTS_MAX)
                .run("RUN-" + ++runs, source, root, new Options(dryRun, false, "ada", _ -> {}));
    }

    /** Imports only what one agent has. */
    public Report run(Path root, String agent) {
        var hints = new Hints(List.of(), Optional.empty(), false, Optional.of(agent));
        return imports()
                .run(
                        "RUN-" + ++runs,
                        source,
                        root,
                        new Options(
                                false,
                                false,
                                false,
                                false,
                                Optional.empty(),
                                Optional.empty(),
                                Scope.ALL,
                                hints,
                                Optional.empty(),
                                "ada",
                                _ -> {}));
    }

    /** Imports in small batches under that name, or goes on with the run of that name. */
    public Report run(String run, Path root, Journal through) {
        Options options = new Options(false, false, "ada", _ -> {});
        return new Runs(journal, codec)
                .find(run)
                .map(begun -> imports(through, SMALL).resume(begun, source, options))
                .orElseGet(() -> imports(through, SMALL).run(run, source, root, options));
    }

    private Import imports(Journal through, int draftsMax) {
        return new Import(context(through, clock), new NothingPosted(), undo(through, codec), ROOM, draftsMax);
    }

    /** Writes all that counts, where and how it was found. */
    public Export.Report export(LegacyWriter writer, Path out) {
        return export(writer, out, "source");
    }

    /** Writes all that counts in the form of an era. */
    public Export.Report export(LegacyWriter writer, Path out, String era) {
        return new Export(journal, codec, timelines, List.of(writer), CLOCK)
                .run(
                        new Export.Options(
                                writer.kind(), out, Optional.of(era), Optional.empty(), Optional.empty(), false),
                        Metadata.of("ada", "cli"),
                        _ -> {});
    }

    /** Opens read models over the journal; the caller closes them. */
    public ReadModels models(Path folder) {
        return ReadModels.open(
                folder, journal, codec, timelines, AllSlices.of().projections(codec.catalog(), journal::blobs), CLOCK);
    }

    /** Writes a fact about a task as a user. */
    public void append(SbiEvent event) {
        append(new StreamId("sbi", event.sbi().value()), event);
    }

    /** Writes a fact as a user. */
    public void append(StreamId stream, Event event) {
        Draft draft = codec.draft(
                EventIds.derived("test", event.toString()), stream, event, Metadata.of("ada", "cli"), clock.instant());
        journal.append(new Append(List.of(draft), Map.of())).join();
    }

    /** Takes over what is new to whoever begins to follow a tree; returns how much that is. */
    public long follow(Path root) {
        Run run = LiveReading.following(context(clock), "FOLLOW-" + ++runs, source, LegacySource.Root.of(root), "ada");
        return LiveReading.take(
                        run,
                        context(clock),
                        Scope.ALL,
                        _ -> true,
                        reading -> reading,
                        Optional.of(new OldNews(context(clock), run, false)))
                .appended();
    }

    /** Returns what a run has told of itself. */
    public List<Event> eventsOfRun(String run) {
        return events(Runs.stream(run));
    }

    /** Returns how a run ended that has ended. */
    public Report report(String run) {
        return new Runs(journal, codec).find(run).orElseThrow().report().orElseThrow();
    }

    /** Takes back what a run wrote, as a user. */
    public void rollBack(String run) {
        append(new StreamId("journal", "journal"), RolledBack.of(new Target.Run(run, 0), Optional.of("to begin anew")));
    }

    /** Takes back what a run wrote, as it does by itself. */
    public void takeBack(String run) {
        undo(journal, codec).takeBack(run, "ada", "to begin anew");
    }

    /** Returns all entries in words: where they stand, what they say, who wrote them and when. */
    public List<String> entries() {
        return journal.readForward(Selection.all(), Position.START, Integer.MAX_VALUE).stream()
                .map(it -> "%s %s %s %s %s %s"
                        .formatted(
                                it.position(), it.stream(), it.id(), it.occurredAt(), it.metadata(), codec.decode(it)))
                .toList();
    }

    /** Returns the events of a stream that count, oldest first. */
    public List<Event> events(StreamId stream) {
        return journal.readStream(stream, 0, Integer.MAX_VALUE).stream()
                .filter(timelines.current()::counts)
                .map(codec::decode)
                .toList();
    }

    /** Returns what counts in all streams but those about the journal itself, without where it stands. */
    public SortedMap<String, List<String>> told() {
        var told = new TreeMap<String, List<String>>();
        for (Entry it : journal.readForward(Selection.all(), Position.START, Integer.MAX_VALUE)) {
            if (timelines.current().counts(it) && !Timeline.alwaysCounts(it.stream())) {
                told.computeIfAbsent(it.stream().toString(), _ -> new ArrayList<>())
                        .add(it.occurredAt() + " " + it.metadata().source().text() + " " + codec.decode(it));
            }
        }
        return told;
    }

    @Override
    public void close() {
        timelines.close();
        journal.close();
    }

    /** Returns the streams of what a source finds, in that order. */
    public static List<StreamId> streams(LegacySource source, LegacySource.Root root, LegacySource.Scope scope) {
        var streams = new ArrayList<StreamId>();
        try (Reading reading = source.read(root, scope, LegacySource.Known.NOTHING)) {
            reading.forEachRemaining(result -> {
                if (result instanceof Reading.Found(LegacySource.Entity entity)) {
                    streams.add(entity.stream());
                }
            });
        }
        return streams;
    }
}
