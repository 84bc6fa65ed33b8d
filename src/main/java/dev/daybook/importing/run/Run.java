package dev.daybook.importing.run;

import dev.daybook.domain.Event;
import dev.daybook.domain.history.HistoryEvent.CheckpointNamed;
import dev.daybook.domain.history.HistoryEvent.ImportFinished;
import dev.daybook.domain.history.HistoryEvent.ImportRejected;
import dev.daybook.domain.history.HistoryEvent.ImportStarted;
import dev.daybook.event.EventIds;
import dev.daybook.importing.Finding;
import dev.daybook.importing.LegacySource;
import dev.daybook.importing.LegacySource.Entity;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.run.Batches.News;
import dev.daybook.importing.run.Report.Checkpoints;
import dev.daybook.importing.run.Report.EventCounts;
import dev.daybook.importing.run.Report.Outcome;
import dev.daybook.importing.run.Report.Verified;
import dev.daybook.importing.run.StreamHistory.Known;
import dev.daybook.journal.Append;
import dev.daybook.journal.Draft;
import dev.daybook.journal.Journal;
import dev.daybook.journal.StreamId;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/**
 * What one run appends, be it an import or a following of a tree: a checkpoint and its beginning before the first of it,
 * facts of things, what was rejected, its end. For one thread.
 */
public final class Run {

    /**
     * What is different about a run.
     *
     * @param what it is, in words that its root follows
     * @param dryRun whether nothing is appended
     * @param begun whether its beginning was appended before it was interrupted
     * @param at when it began, before it was interrupted
     * @param since when it began to work
     * @param draftsMax how many facts are appended at once
     */
    public record Mode(String what, boolean dryRun, boolean begun, Instant at, Instant since, int draftsMax) {}

    private final String name;
    private final LegacySource source;
    private final Root root;
    private final Batches batches;
    private final ImportContext context;
    private final Journal journal;
    private final String actor;
    private final Mode mode;
    private FactWriter factWriter;
    private final StreamHistory streamHistory;
    private final StreamId stream;
    private Tally tally;
    private boolean begun;
    private boolean ended;
    private Optional<Slower> slower = Optional.empty();

    public Run(ImportContext context, String name, LegacySource source, Root root, String actor, Mode mode) {
        this.context = context;
        this.journal = context.journal();
        this.name = name;
        this.source = source;
        this.root = root;
        this.actor = actor;
        this.mode = mode;
        this.begun = mode.begun();
        this.factWriter = new FactWriter(
                context,
                name,
                source.kind(),
                root,
                new ChangeTimes(source.base(root.path()), context.clock()),
                mode.at());
        this.streamHistory = context.history();
        this.stream = Runs.stream(name);
        this.tally = new Tally(context.limits().findingsMax());
        this.batches = new Batches(journal, context.timelines(), mode.draftsMax());
    }

    public String name() {
        return name;
    }

    public LegacySource source() {
        return source;
    }

    /** Returns the tree, and the project that it is. */
    public Root root() {
        return root;
    }

    /** Returns what it appends. */
    public Batches batches() {
        return batches;
    }

    /** Returns what it comes to so far. */
    public Tally tally() {
        return tally;
    }

    /** Counts what {@code other} has counted instead. */
    void tally(Tally other) {
        tally = other;
    }

    /** Has its report say which question takes too long after it. */
    void slower(Slower question) {
        slower = Optional.of(question);
    }

    /** Returns whether anything is on record of it. */
    public boolean hasBegun() {
        return begun;
    }

    /** The files are read anew from here on: what this run has told of them before may have changed since. */
    public void reads() {
        factWriter = factWriter.since(context.clock().instant());
    }

    /** Returns what counts of a stream, what this run has told of it included. */
    public Known known(StreamId of) {
        if (batches.isUnderWay(of)) {
            batches.finish(); // the second part of a thing has to see the first
        }
        return streamHistory.of(of);
    }

    /** Appends what is new about a thing, and returns it. */
    public News append(Entity entity, Known known) {
        News news = factWriter.news(entity, known);
        if (!mode.dryRun() && !news.drafts().isEmpty()) {
            begin();
            FactWriter by = factWriter;
            batches.add(news, () -> by.news(entity, streamHistory.of(entity.stream())));
        }
        return news;
    }

    /** Keeps bytes: the same ones for the same reason once, whichever run comes upon them. */
    public void keep(Finding because, String file, byte[] raw, Instant at) {
        if (mode.dryRun()) {
            return;
        }
        var id = factWriter.rejectedId(because, file, raw);
        if (batches.isUnderWay(id) || journal.find(id).isPresent()) {
            return;
        }
        begin();
        var event = new ImportRejected(
                name,
                file,
                because.where(),
                because.code(),
                because.message(),
                Optional.of(Base64.getEncoder().encodeToString(raw)));
        batches.add(factWriter.because(file, id, stream, event, at));
    }

    /** Writes the beginning, once there is something to write after it. */
    private void begin() {
        if (!begun) {
            append(List.of(
                    checkpoint("before"),
                    own("import.started", new ImportStarted(name, source.kind(), path(), root.project()))));
            begun = true;
        }
    }

    /** Names the checkpoint after all that it has appended. */
    void end() {
        if (begun) {
            append(List.of(checkpoint("after")));
            ended = true;
        }
    }

    /** Puts its report on record, if it has appended anything. */
    public Report finish(Report report) {
        if (begun) {
            append(List.of(own("import.finished", new ImportFinished(name, report.toJson()))));
        }
        return report;
    }

    /** @param appended how many facts it has appended */
    public Report report(
            List<String> eras, Outcome outcome, Verified verified, Optional<String> failure, long appended) {
        boolean written = begun && !mode.dryRun();
        return new Report(
                name,
                source.kind(),
                path(),
                root.project(),
                eras,
                mode.dryRun(),
                outcome,
                tally.files(),
                tally.records(),
                tally.entities(),
                new EventCounts(appended, batches.duplicates()),
                tally.findings(),
                new Checkpoints(
                        written ? Optional.of("before-" + name) : Optional.empty(),
                        ended ? Optional.of("after-" + name) : Optional.empty()),
                verified,
                Duration.between(mode.since(), context.clock().instant()).toMillis(),
                failure,
                slower);
    }

    private String path() {
        return root.path().toString();
    }

    private Draft checkpoint(String when) {
        String checkpoint = when + "-" + name;
        return factWriter.own(
                actor,
                EventIds.derived("checkpoint", checkpoint),
                new StreamId("journal", "journal"),
                new CheckpointNamed(checkpoint, Optional.of("%s %s %s".formatted(when, mode.what(), path()))),
                context.clock().instant());
    }

    private Draft own(String type, Event event) {
        return factWriter.own(
                actor,
                EventIds.derived(type, name),
                stream,
                event,
                context.clock().instant());
    }

    private void append(List<Draft> drafts) {
        try {
            journal.append(new Append(drafts, Map.of())).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }
}
