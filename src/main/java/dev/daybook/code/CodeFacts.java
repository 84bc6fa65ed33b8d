package dev.daybook.code;

import dev.daybook.code.CodeEvent.FileIndexed;
import dev.daybook.code.CodeEvent.FileRemoved;
import dev.daybook.code.CodeEvent.FileRenamed;
import dev.daybook.code.CodeEvent.Stands;
import dev.daybook.code.CodeEvent.Tagged;
import dev.daybook.event.Codec;
import dev.daybook.event.EventIds;
import dev.daybook.event.Timelines;
import dev.daybook.journal.Append;
import dev.daybook.journal.Appended;
import dev.daybook.journal.Conflict;
import dev.daybook.journal.Draft;
import dev.daybook.journal.Expectation;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Selection;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.Timeline;
import dev.daybook.slice.Ground;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Appends what an indexer has seen of source trees, as facts: what the journal knows already appends nothing, however
 * often it is seen. Thread-safe.
 */
public final class CodeFacts {

    private static final UUID UNNAMED = new UUID(0, 0);

    /** Beyond this a larger batch makes no faster commit, only more memory. */
    private static final int DRAFTS_MAX = 1_000;

    private static final long BYTES_MAX = 2 << 20;

    /** One is synced to the disk and the next ones wait to share a sync. */
    private static final int UNDER_WAY_MAX = 4;

    /** Each loses against another append to the very same stream within milliseconds. */
    private static final int RETRIES_MAX = 100;

    private final Journal journal;
    private final Codec codec;
    private final Timelines timelines;
    private final FileHistory history;

    public CodeFacts(Journal journal, Codec codec, Timelines timelines) {
        this.journal = journal;
        this.codec = codec;
        this.timelines = timelines;
        this.history = new FileHistory(journal, codec, timelines);
    }

    /** Returns those of an open data directory. */
    public static CodeFacts of(Ground ground) {
        return ground.once(CodeFacts.class, () -> new CodeFacts(ground.journal(), ground.codec(), ground.timelines()));
    }

    /**
     * Who has seen it.
     *
     * @param run by which all that was seen together can be taken back: {@code daybook rollback --run}
     */
    public record Seen(String actor, String run, Instant at) {}

    /**
     * What became of what was seen.
     *
     * @param appended how many facts were written
     * @param files of how many files these are
     * @param unchanged how many files are as the journal had them
     * @param position up to which read models have to be posted to show it; 0 if nothing was written
     */
    public record Result(int appended, int files, int unchanged, long position) {}

    /**
     * Appends what is new of {@code seen}; several events of a file in their order. A file that is gone and one that is
     * new with the same bytes, both in {@code seen}, are one that was renamed. Returns when all of it is durable; when it
     * fails, some of it may be.
     *
     * @throws dev.daybook.domain.Rejected if an event names no project or no path
     */
    public Result append(List<? extends CodeEvent> seen, Seen by) {
        var files = new LinkedHashMap<SourceFile, List<CodeEvent>>();
        seen.forEach(event -> files.computeIfAbsent(SourceFile.of(event), _ -> new ArrayList<>())
                .add(event));
        new Renames(history).find(files);
        var writing = new Writing(by);
        files.forEach(writing::add);
        return writing.finish();
    }

    /** Appends where a source tree stands, if the journal knows no place or another one. */
    public void locate(String project, Path root, Seen by) {
        var stream = new StreamId(TreeEvent.CATEGORY, project);
        var event =
                new TreeEvent.Located(project, root.toAbsolutePath().normalize().toString());
        Timeline timeline = timelines.current();
        boolean known = journal
                .readBackward(Selection.stream(stream), journal.head().next(), Journal.PAGE)
                .stream()
                .filter(timeline::counts)
                .findFirst()
                .map(codec::decode)
                .filter(event::equals)
                .isPresent();
        if (!known) {
            long revision = journal.revision(stream);
            Metadata metadata = Metadata.of(by.actor(), SourceFile.TOOL).correlatedWith(by.run());
            Draft draft = named(codec.draft(UNNAMED, stream, event, metadata, by.at()), revision + 1);
            journal.append(new Append(List.of(draft), Map.of())).join();
        }
    }

    /**
     * Returns the fact that a file was renamed of which the journal knows what stands in it, so that nobody parses it
     * again; nothing if it knows no file at {@code from}.
     */
    public Optional<FileRenamed> renamed(SourceFile from, String path, Instant modifiedAt) {
        return history.of(from)
                .stands()
                .map(it -> new FileRenamed(
                        from.project(),
                        path,
                        from.path(),
                        it.sha256(),
                        it.sizeBytes(),
                        it.language(),
                        modifiedAt,
                        it.parsed()));
    }

    /** What was not yet in the journal of one file, at the revision that its stream had. */
    private record News(SourceFile file, List<CodeEvent> seen, long revision, List<Draft> drafts) {}

    private record Underway(List<News> batch, CompletableFuture<Appended> result) {}

    /** One call's batches, several under way. For one thread. */
    private final class Writing {
        private final Seen by;
        private final Deque<Underway> underWay = new ArrayDeque<>();
        private List<News> batch = new ArrayList<>();
        private int drafts;
        private long bytes;
        private int appended;
        private int files;
        private int unchanged;
        private long position;

        Writing(Seen by) {
            this.by = by;
        }

        void add(SourceFile file, List<CodeEvent> events) {
            News news = news(file, events);
            if (news.drafts().isEmpty()) {
                unchanged++;
                return;
            }
            files++;
            batch.add(news);
            drafts += news.drafts().size();
            for (Draft draft : news.drafts()) {
                bytes += draft.payload().sizeBytes();
            }
            if (drafts >= DRAFTS_MAX || bytes >= BYTES_MAX) {
                send();
            }
        }

        Result finish() {
            send();
            while (!underWay.isEmpty()) {
                await();
            }
            return new Result(appended, files, unchanged, position);
        }

        private void send() {
            if (batch.isEmpty()) {
                return;
            }
            while (underWay.size() >= UNDER_WAY_MAX) {
                await();
            }
            underWay.add(new Underway(batch, journal.append(append(batch))));
            batch = new ArrayList<>();
            drafts = 0;
            bytes = 0;
        }

        private void await() {
            Underway first = underWay.remove();
            try {
                count(first.result().join());
            } catch (CompletionException e) {
                if (!(e.getCause() instanceof Conflict)) {
                    throw e.getCause() instanceof RuntimeException cause ? cause : e;
                }
                first.batch().forEach(this::alone);
            }
        }

        /** Somebody wrote to one of them meanwhile: each is looked at again. */
        private void alone(News lost) {
            for (int retry = 0; ; retry++) {
                News news = news(lost.file(), lost.seen());
                if (news.drafts().isEmpty()) {
                    return;
                }
                try {
                    count(journal.append(append(List.of(news))).join());
                    return;
                } catch (CompletionException e) {
                    if (!(e.getCause() instanceof Conflict) || retry == RETRIES_MAX) {
                        throw e.getCause() instanceof RuntimeException cause ? cause : e;
                    }
                }
            }
        }

        private void count(Appended result) {
            for (Appended.Place place : result.places()) {
                appended += place.duplicate() ? 0 : 1;
                position = Math.max(position, place.position().value());
            }
        }

        private News news(SourceFile file, List<CodeEvent> events) {
            boolean aboutTags =
                    events.stream().anyMatch(event -> event instanceof Tagged || event instanceof FileRenamed);
            FileHistory.Known known = aboutTags ? history.withTags(file) : history.of(file);
            Metadata metadata = Metadata.of(by.actor(), file.source()).correlatedWith(by.run());
            var drafts = new ArrayList<Draft>();
            for (CodeEvent event : withTags(events, known)) {
                if (known.isNews(event)) {
                    drafts.add(
                            named(codec.draft(UNNAMED, file.stream(), event, metadata, by.at()), known.revision() + 1));
                    known = known.after(event);
                }
            }
            return new News(file, events, known.revision() - drafts.size(), drafts);
        }

        /** What somebody said of a file stays said when it is renamed. */
        private List<CodeEvent> withTags(List<CodeEvent> events, FileHistory.Known known) {
            if (!known.tags().isEmpty() || events.stream().noneMatch(FileRenamed.class::isInstance)) {
                return events;
            }
            var with = new ArrayList<CodeEvent>();
            for (CodeEvent event : events) {
                with.add(event);
                if (event instanceof FileRenamed it) {
                    List<String> tags = history.withTags(new SourceFile(it.project(), it.from()))
                            .tags();
                    if (!tags.isEmpty()) {
                        with.add(new Tagged(it.project(), it.path(), tags));
                    }
                }
            }
            return with;
        }
    }

    /** The same fact at the same place of its stream has the same name, whoever writes it. */
    private static Draft named(Draft draft, long revision) {
        UUID id = EventIds.derived(
                SourceFile.TOOL,
                draft.stream().toString(),
                draft.type(),
                draft.payload().hash().toString(),
                Long.toString(revision));
        return new Draft(
                id,
                draft.stream(),
                draft.type(),
                draft.version(),
                draft.payload(),
                draft.blobs(),
                draft.metadata(),
                draft.occurredAt());
    }

    private static Append append(List<News> batch) {
        var drafts = new ArrayList<Draft>();
        var expectations = new HashMap<StreamId, Expectation>();
        for (News news : batch) {
            drafts.addAll(news.drafts());
            expectations.put(news.file().stream(), new Expectation.Exactly(news.revision()));
        }
        return new Append(drafts, expectations);
    }

    /** Finds files that were renamed among those that came and those that went. */
    private record Renames(FileHistory history) {

        void find(Map<SourceFile, List<CodeEvent>> files) {
            var gone = new HashMap<String, Deque<SourceFile>>(); // by project and hash
            files.forEach((file, events) -> {
                if (events.getLast() instanceof FileRemoved) {
                    history.of(file)
                            .stands()
                            .ifPresent(stood -> gone.computeIfAbsent(key(stood), _ -> new ArrayDeque<>())
                                    .add(file));
                }
            });
            if (gone.isEmpty()) {
                return;
            }
            files.forEach((file, events) -> {
                if (events.getLast() instanceof FileIndexed it
                        && history.of(file).stands().isEmpty()) {
                    Deque<SourceFile> from = gone.getOrDefault(key(it), new ArrayDeque<>());
                    if (!from.isEmpty()) {
                        events.set(events.size() - 1, renamed(it, from.remove().path()));
                    }
                }
            });
        }

        private static String key(Stands file) {
            return file.project() + "/" + file.sha256();
        }

        private static FileRenamed renamed(FileIndexed it, String from) {
            return new FileRenamed(
                    it.project(),
                    it.path(),
                    from,
                    it.sha256(),
                    it.sizeBytes(),
                    it.language(),
                    it.modifiedAt(),
                    it.parsed());
        }
    }
}
