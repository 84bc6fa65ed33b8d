package dev.daybook.legacy;

import dev.daybook.domain.Event;
import dev.daybook.domain.history.HistoryEvent.CheckpointNamed;
import dev.daybook.domain.history.HistoryEvent.ImportFinished;
import dev.daybook.domain.history.HistoryEvent.ImportRejected;
import dev.daybook.domain.history.HistoryEvent.ImportStarted;
import dev.daybook.event.Codec;
import dev.daybook.event.EventIds;
import dev.daybook.event.Recorded;
import dev.daybook.event.Timelines;
import dev.daybook.journal.Append;
import dev.daybook.journal.Draft;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.Sha256;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.Timeline;
import dev.daybook.legacy.Batches.News;
import dev.daybook.legacy.LegacySource.Entity;
import dev.daybook.legacy.LegacySource.Root;
import dev.daybook.legacy.LegacySource.Scope;
import dev.daybook.legacy.Report.Checkpoints;
import dev.daybook.legacy.Report.EventCounts;
import dev.daybook.legacy.Report.Outcome;
import dev.daybook.legacy.Report.Verified;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/**
 * Appends what the files of a legacy tool tell, and only what the journal does not know: history does not ask for
 * permission, and an import of unchanged files writes nothing at all.
 *
 * <p>A run that was stopped anywhere is finished by the next one. Thread-safe, but two runs at a time over the same
 * entities get in each other's way: {@link Imports} runs one at a time.
 */
public final class Import {

    private static final int PAGE = 1_000;

    /** A fact is named by its payload, which is not known before it is written. */
    private static final UUID UNNAMED = new UUID(0, 0);

    /** Progress more often than this is noise. */
    private static final Duration PROGRESS_EVERY = Duration.ofMillis(100);

    private final Journal journal;
    private final Codec codec;
    private final Timelines timelines;
    private final Posted posted;
    private final Limits limits;
    private final InstantSource clock;

    public Import(
            Journal journal, Codec codec, Timelines timelines, Posted posted, Limits limits, InstantSource clock) {
        this.journal = journal;
        this.codec = codec;
        this.timelines = timelines;
        this.posted = posted;
        this.limits = limits;
        this.clock = clock;
    }

    /**
     * How to run.
     *
     * @param dryRun does all but append
     * @param verify compares files and read model afterwards
     * @param actor who asked for it
     */
    public record Options(boolean dryRun, boolean verify, String actor, Consumer<Progress> progress) {

        public static Options of(String actor) {
            return new Options(false, true, actor, _ -> {});
        }
    }

    /**
     * Imports the tree at {@code root}. Never throws because of what stands there: that is a finding; nor because the
     * journal takes no more: then the report says failed, and why.
     *
     * @param run the name of this run, unique
     */
    public Report run(String run, LegacySource source, Path root, Options options) {
        return new Run(run, source, root, options).report();
    }

    private final class Run implements LegacySource.Reader {
        private final String run;
        private final LegacySource source;
        private final Path root;
        private final Options options;
        private final Instant startedAt = clock.instant();
        private final Tally tally = new Tally(limits.findingsMax());
        private final Batches batches = new Batches(journal);
        private final StreamId stream;
        private final Pace pace;
        private final Map<String, Boolean> blank = new HashMap<>();
        private boolean begun;

        Run(String run, LegacySource source, Path root, Options options) {
            this.run = run;
            this.source = source;
            this.root = root;
            this.options = options;
            this.stream = new StreamId("import", run);
            this.pace = new Pace(run, source.countEntities(root), clock, PROGRESS_EVERY, options.progress());
        }

        Report report() {
            try {
                pace.phase("reading");
                source.read(Root.of(root), Scope.ALL, this);
                batches.finish();
                if (begun) {
                    append(List.of(checkpoint("after")));
                }
                Verified verified = options.verify() && !options.dryRun() ? verify() : Verified.NOTHING;
                boolean different = verified.equal() < verified.compared();
                Report report = report(tally.outcome(different), verified, Optional.empty());
                if (begun) {
                    append(List.of(draft(
                            stream,
                            new ImportFinished(run, report.toJson()),
                            EventIds.derived("import.finished", run))));
                }
                return report;
            } catch (RuntimeException e) {
                return report(Outcome.FAILED, Verified.NOTHING, Optional.of(String.valueOf(e.getMessage())));
            }
        }

        private Report report(Outcome outcome, Verified verified, Optional<String> failure) {
            return new Report(
                    run,
                    source.kind(),
                    root.toString(),
                    options.dryRun(),
                    outcome,
                    tally.files(),
                    tally.records(),
                    tally.entities(),
                    new EventCounts(batches.appended(), batches.duplicates()),
                    tally.findings(),
                    new Checkpoints(
                            begun ? Optional.of("before-" + run) : Optional.empty(),
                            begun && failure.isEmpty() ? Optional.of("after-" + run) : Optional.empty()),
                    verified,
                    Duration.between(startedAt, clock.instant()).toMillis(),
                    failure);
        }

        private Verified verify() {
            posted.await(journal.head());
            pace.phase("verifying");
            var verification = new Verification(posted, pace);
            source.read(Root.of(root), Scope.ALL, verification);
            return verification.verified();
        }

        @Override
        public void found(Entity entity) {
            if (batches.isUnderWay(entity.stream())) {
                batches.finish(); // the second part of an entity has to see the first
            }
            News news = isBlank(entity.stream().category()) ? news(entity, List.of(), -1) : news(entity);
            tally.entity(entity.counts(), changes(news));
            if (!options.dryRun() && !news.drafts().isEmpty()) {
                begin();
                batches.add(news, () -> news(entity));
            }
            pace.done();
        }

        /** How many records have something new: all of a new entity, else one per file that says so. */
        private static long changes(News news) {
            if (news.drafts().isEmpty()) {
                return 0;
            }
            if (news.revision() < 0) {
                return Long.MAX_VALUE;
            }
            return news.drafts().stream()
                    .map(it -> it.metadata().source())
                    .distinct()
                    .count();
        }

        /**
         * Whether the journal held nothing of that kind when this run began: then no stream has to be looked up. One
         * that somebody begins meanwhile is noticed when the batch meets it.
         */
        private boolean isBlank(String category) {
            return blank.computeIfAbsent(
                    category,
                    it -> journal.readForward(Selection.category(it), Position.START, 1)
                            .isEmpty());
        }

        private News news(Entity entity) {
            var known = new ArrayList<Recorded>();
            long revision = known(entity.stream(), timelines.current(), known);
            return news(entity, known, revision);
        }

        private News news(Entity entity, List<Recorded> known, long revision) {
            Timeline timeline = timelines.current();
            List<Fact> facts = entity.facts(known);
            if (facts.isEmpty()) {
                return new News(entity.stream(), revision, List.of());
            }
            var occurrences = new HashMap<String, Integer>();
            for (Recorded it : known) {
                Entry entry = it.entry();
                String fact = fact(
                        entry.metadata().source(),
                        entry.type(),
                        Sha256.hash(entry.payload().bytes()));
                occurrences.merge(fact, 1, Integer::sum);
            }
            var drafts = new ArrayList<Draft>(facts.size());
            for (Fact fact : facts) {
                drafts.add(draft(entity.stream(), fact, timeline.number(), occurrences));
            }
            return new News(entity.stream(), revision, drafts);
        }

        private Draft draft(StreamId stream, Fact fact, int timeline, Map<String, Integer> occurrences) {
            Metadata metadata = Metadata.of("import:" + source.kind(), source.kind() + ":" + fact.file())
                    .correlatedWith(run);
            Draft draft = codec.draft(UNNAMED, stream, fact.event(), metadata, fact.occurredAt());
            Sha256 hash = Sha256.hash(draft.payload().bytes());
            int occurrence = occurrences.merge(fact(metadata.source(), draft.type(), hash), 1, Integer::sum);
            return new Draft(
                    EventIds.derived(
                            source.kind(),
                            stream.toString(),
                            fact.file(),
                            draft.type(),
                            hash.toString(),
                            Integer.toString(timeline),
                            Integer.toString(occurrence)),
                    stream,
                    draft.type(),
                    draft.version(),
                    draft.payload(),
                    draft.blobs(),
                    metadata,
                    draft.occurredAt());
        }

        private static String fact(String source, String type, Sha256 payload) {
            return source + '\n' + type + '\n' + payload;
        }

        /** Reads what counts of a stream; returns its revision. */
        private long known(StreamId stream, Timeline timeline, List<Recorded> known) {
            long revision = -1;
            List<Entry> page = journal.readStream(stream, 0, PAGE);
            while (!page.isEmpty()) {
                for (Entry entry : page) {
                    if (timeline.counts(entry)) {
                        known.add(codec.recorded(entry));
                    }
                }
                revision = page.getLast().revision();
                page = page.size() < PAGE ? List.of() : journal.readStream(stream, revision + 1, PAGE);
            }
            return revision;
        }

        @Override
        public void finding(Finding finding) {
            tally.finding(finding);
        }

        @Override
        public void rejected(Finding finding, byte[] raw) {
            tally.finding(finding);
            tally.rejected();
            kept(finding, finding.file(), raw);
        }

        /** The same bytes rejected for the same reason are kept once, whichever run comes upon them. */
        @Override
        public void kept(Finding because, String file, byte[] raw) {
            if (options.dryRun()) {
                return;
            }
            String hash = Sha256.hash(raw).toString();
            var id = EventIds.derived(source.kind(), "rejected", file, because.where(), because.code(), hash);
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
            Draft draft = codec.draft(
                    id,
                    stream,
                    event,
                    Metadata.of("import:" + source.kind(), source.kind() + ":" + file)
                            .correlatedWith(run),
                    startedAt);
            append(List.of(draft));
        }

        @Override
        public void file(String file, boolean read) {
            tally.file(file, read);
        }

        /** Writes the beginning, once there is something to write after it. */
        private void begin() {
            if (begun) {
                return;
            }
            begun = true;
            append(List.of(
                    checkpoint("before"),
                    draft(
                            stream,
                            new ImportStarted(run, source.kind(), root.toString(), ""),
                            EventIds.derived("import.started", run))));
        }

        private Draft checkpoint(String when) {
            String name = when + "-" + run;
            return draft(
                    new StreamId("journal", "journal"),
                    new CheckpointNamed(name, Optional.of("%s the import of %s".formatted(when, root))),
                    EventIds.derived("checkpoint", name));
        }

        private Draft draft(StreamId stream, Event event, UUID id) {
            Metadata metadata =
                    Metadata.of(options.actor(), "import:" + source.kind()).correlatedWith(run);
            return codec.draft(id, stream, event, metadata, clock.instant());
        }

        private void append(List<Draft> drafts) {
            try {
                journal.append(new Append(drafts, Map.of())).join();
            } catch (CompletionException e) {
                throw e.getCause() instanceof RuntimeException cause ? cause : e;
            }
        }
    }
}
