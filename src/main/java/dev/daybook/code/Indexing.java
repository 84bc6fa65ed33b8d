package dev.daybook.code;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.daybook.code.CodeFacts.Seen;
import dev.daybook.code.parsing.Grammar;
import dev.daybook.code.parsing.Outcome;
import dev.daybook.code.parsing.ParsedFile;
import dev.daybook.code.parsing.ParsedStore;
import dev.daybook.code.parsing.Parsers;
import dev.daybook.code.parsing.ParsersUnavailable;
import dev.daybook.code.tree.Commits;
import dev.daybook.code.tree.Contents;
import dev.daybook.code.tree.SourceTree;
import dev.daybook.code.tree.TreeChanges;
import dev.daybook.command.Unavailable;
import dev.daybook.domain.Rejected;
import dev.daybook.journal.Selection;
import dev.daybook.operation.Progress;
import dev.daybook.projection.Behind;
import dev.daybook.projection.Tables;
import dev.daybook.slice.Ground;
import dev.daybook.text.IoReasons;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Indexes source trees, one run at a time of each project. Thread-safe. */
final class Indexing {

    private static final Logger LOG = LoggerFactory.getLogger(Indexing.class);

    private static final Duration TURN = Duration.ofMillis(200);

    /** Each is as long as anybody waits for a read model; all of them are half an hour. */
    private static final int TURNS_MAX = 180;

    /** So many definitions, and what else belongs to a file, are kept of files as they once were. */
    private static final long REMEMBERED_MAX = 500_000;

    /** A system gives a user some ten thousands, and others want some too. */
    private static final int FOLDERS_WATCHED_MAX = 50_000;

    private final Ground ground;
    private final IndexCounts counts = new IndexCounts();
    private final Patience patience = new Patience(counts);
    private final Map<String, ReentrantLock> running = new ConcurrentHashMap<>();

    /** What changed and is not in the index yet, by project: since when. */
    private final Map<String, Instant> behind = new ConcurrentHashMap<>();

    /** By grammar and what names the bytes. */
    private final Cache<String, Outcome> remembered = Caffeine.newBuilder()
            .maximumWeight(REMEMBERED_MAX)
            .weigher((String _, Outcome outcome) -> outcome instanceof Outcome.Parsed it ? weight(it.file()) : 1)
            .build();

    private static int weight(ParsedFile file) {
        return 1
                + file.definitions().size()
                + file.imports().size()
                + file.symbols().size();
    }

    private Indexing(Ground ground) {
        this.ground = ground;
    }

    static Indexing of(Ground ground) {
        return ground.once(Indexing.class, () -> new Indexing(ground));
    }

    IndexCounts counts() {
        return counts;
    }

    /** Returns since when files of a project have changed that are not in the index yet, if any are known to have. */
    Optional<Instant> behindSince(String project) {
        return Optional.ofNullable(behind.get(project));
    }

    /** Returns since when the index that lags most does so. */
    Optional<Instant> behindSince() {
        return behind.values().stream().min(Instant::compareTo);
    }

    /** Brings the index of a tree up to date; waits for another run of the same project. */
    IndexReport index(IndexRequest request, SourceTree tree, Seen seen, Progress progress) throws InterruptedException {
        ReentrantLock lock = running.computeIfAbsent(request.project(), _ -> new ReentrantLock());
        while (!lock.tryLock(TURN.toMillis(), TimeUnit.MILLISECONDS)) {
            progress.at(0, 0, "waiting for another run of project '%s'".formatted(request.project()));
        }
        boolean done = false;
        counts.runs.incrementAndGet();
        try {
            current(progress);
            refuseNamesake(request, tree);
            Map<String, CodeQueries.Known> known = new CodeQueries(ground).known(request.project());
            var run = new IndexRun(
                    request,
                    CodeFacts.of(ground),
                    ground.service(Parsers.class),
                    counts,
                    patience,
                    new Pace(ground)::keep,
                    seen);
            var imports = new OwnImports(ground.reads(CodeQueries.READ_MODEL));
            var looked = LookedFiles.in(ground.service(LookedFolder.class).path(), request.project(), tree.root());
            IndexReport report =
                    run.run(tree, known, looked, modules -> imports.outdated(request.project(), modules), progress);
            current(progress); // whoever is told that it was indexed finds it
            behind.remove(request.project());
            LOG.info(
                    "Indexed {} as '{}' in {} ms: {} new or changed, {} renamed, {} removed, {} unchanged, {} set aside",
                    tree.root(),
                    request.project(),
                    report.durationMs(),
                    report.indexed(),
                    report.renamed(),
                    report.removed(),
                    report.unchanged(),
                    report.setAside());
            done = true;
            return report;
        } catch (IOException e) {
            throw Rejected.conflict("%s cannot be read: %s", tree.root(), IoReasons.of(e));
        } catch (ParsersUnavailable e) {
            LOG.warn("{}", e.getMessage(), e);
            throw new Unavailable(String.valueOf(e.getMessage()));
        } finally {
            if (!done) {
                counts.runsFailed.incrementAndGet();
            }
            lock.unlock();
        }
    }

    /** Folders of one name are often two trees: the second one is not the first one changed. */
    private void refuseNamesake(IndexRequest request, SourceTree tree) {
        Optional<Path> known =
                ground.reads(CodeQueries.READ_MODEL).read(dsl -> CodeSearch.root(Tables.of(dsl), request.project()));
        if (known.isPresent() && !known.get().equals(tree.root()) && !request.prune()) {
            throw Rejected.conflict(
                    "project '%s' is the tree at %s, which is still there: name another project for %s with --project,"
                            + " or say with --prune that it takes the place of the first",
                    request.project(), known.get(), tree.root());
        }
    }

    /** Much may have been appended: whoever waits for it is told how far it is, and may leave. */
    private void current(Progress progress) {
        for (int i = 0; ; i++) {
            progress.at(0, 0, "posting what was indexed");
            try {
                ground.await(CodeQueries.READ_MODEL, Selection.category(CodeEvent.CATEGORY));
                ground.await(CodeQueries.READ_MODEL, Selection.category(TreeEvent.CATEGORY));
                return;
            } catch (Behind e) {
                if (i == TURNS_MAX) {
                    throw e;
                }
            }
        }
    }

    /** What makes who has seen it, anew for each run. */
    interface Seeing {
        Seen seen();
    }

    /**
     * What came of watching.
     *
     * @param limited why the tree was looked at every now and then, if it was
     * @param behind why the index is not as the tree is, if it could not be brought up to date
     */
    record Watched(
            String project,
            String root,
            long batches,
            long indexed,
            long renamed,
            long removed,
            Optional<String> limited,
            Optional<String> behind) {}

    /**
     * Indexes a tree, and again whenever something in it has changed.
     *
     * @param seconds for how long; 0 until {@code progress} ends it
     */
    Watched watch(IndexRequest request, SourceTree tree, long seconds, Seeing seeing, Progress progress)
            throws InterruptedException {
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        try (var changes = new TreeChanges(tree, FOLDERS_WATCHED_MAX)) { // before the first look: nothing is missed
            var sum = new Sum(request, tree).plus(index(request, tree, seeing.seen(), progress));
            long lookedNs = System.nanoTime();
            while (seconds == 0 || System.nanoTime() - endNs < 0) {
                progress.at(sum.batches, 0, sum.said(changes.limited()));
                Optional<TreeChanges.Batch> batch = changes.next(TURN, lookedNs);
                if (batch.isPresent()) {
                    behind.putIfAbsent(request.project(), ground.clock().instant());
                    lookedNs = System.nanoTime();
                    changes.watch(); // before the look: what comes into a new folder meanwhile is told
                    sum = again(request, tree, seeing, progress, sum);
                }
            }
            return sum.watched(changes.limited());
        } catch (IOException e) {
            throw Rejected.conflict("%s cannot be watched: %s", tree.root(), IoReasons.of(e));
        } finally {
            behind.remove(request.project()); // nobody knows any more
        }
    }

    /** What fails now may not fail with the next change; the index is behind meanwhile, and says so. */
    private Sum again(IndexRequest request, SourceTree tree, Seeing seeing, Progress progress, Sum sum)
            throws InterruptedException {
        try {
            return sum.plus(index(request, tree, seeing.seen(), progress));
        } catch (Unavailable | Rejected e) {
            LOG.warn("The index of {} stays behind: {}", tree.root(), e.getMessage());
            return sum.behind(String.valueOf(e.getMessage()));
        }
    }

    private record Sum(
            IndexRequest request,
            SourceTree tree,
            long batches,
            long indexed,
            long renamed,
            long removed,
            Optional<String> behind) {

        Sum(IndexRequest request, SourceTree tree) {
            this(request, tree, 0, 0, 0, 0, Optional.empty());
        }

        Sum plus(IndexReport report) {
            return new Sum(
                    request,
                    tree,
                    batches + 1,
                    indexed + report.indexed(),
                    renamed + report.renamed(),
                    removed + report.removed(),
                    Optional.empty());
        }

        Sum behind(String why) {
            return new Sum(request, tree, batches, indexed, renamed, removed, Optional.of(why));
        }

        String said(Optional<String> limited) {
            String how = limited.map(why -> ", looking every 5 s: " + why).orElse("");
            String lags = behind.map(why -> "; behind: " + why).orElse("");
            return "watching%s; %d changed since%s".formatted(how, indexed + renamed + removed, lags);
        }

        Watched watched(Optional<String> limited) {
            return new Watched(
                    request.project(), tree.root().toString(), batches, indexed, renamed, removed, limited, behind);
        }
    }

    /**
     * Returns what a file was parsed as in a commit; nothing if nobody wrote it to be read. The same bytes are parsed once.
     *
     * @throws IOException if it is too large, or cannot be read
     */
    Optional<Outcome> parsed(Commits commits, Commits.Blob blob, long bytesMax)
            throws IOException, InterruptedException {
        Grammar grammar = Grammar.ofFile(blob.path()).orElseThrow();
        String key = grammar + " " + blob.blob();
        Outcome known = remembered.getIfPresent(key);
        if (known != null) {
            return Optional.of(known);
        }
        ParsedStore store = ground.service(ParsedStore.class);
        Optional<Outcome.Parsed> kept = store.find(grammar, blob.blob());
        if (kept.isPresent()) {
            remembered.put(key, kept.get());
            return Optional.of(kept.get());
        }
        Contents contents = commits.read(blob, bytesMax)
                .orElseThrow(() ->
                        new IOException("it is larger than %d bytes: nothing in it was read".formatted(bytesMax)));
        if (contents.kind() != Contents.Kind.WRITTEN) {
            return Optional.empty();
        }
        Outcome outcome = patience.ask(() -> ground.service(Parsers.class).parse(grammar, contents.utf8(), List.of()));
        remembered.put(key, outcome);
        if (outcome instanceof Outcome.Parsed it) {
            store.keep(grammar, blob.blob(), it);
        }
        return Optional.of(outcome);
    }

    /** Has what was kept of old files take no more room than it may. */
    void trim() throws IOException {
        ground.service(ParsedStore.class).trim();
    }

    /** Returns whether a parser reads such files. */
    static boolean isRead(Commits.Blob blob) {
        return Grammar.ofFile(blob.path()).isPresent();
    }
}
