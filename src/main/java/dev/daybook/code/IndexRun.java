package dev.daybook.code;

import dev.daybook.code.CodeEvent.FileIndexed;
import dev.daybook.code.CodeEvent.FileRemoved;
import dev.daybook.code.CodeEvent.FileRenamed;
import dev.daybook.code.CodeFacts.Seen;
import dev.daybook.code.CodeQueries.Known;
import dev.daybook.code.Reader.Result;
import dev.daybook.code.parsing.Grammar;
import dev.daybook.code.parsing.Outcome;
import dev.daybook.code.parsing.Parsers;
import dev.daybook.code.tree.Contents;
import dev.daybook.code.tree.SourceTree;
import dev.daybook.domain.Rejected;
import dev.daybook.operation.Progress;
import dev.daybook.text.TextEncoding;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;

/**
 * Brings what the journal knows of a source tree up to date. Files are read and parsed several at once; what was seen is
 * appended a batch at a time, so that a run that is killed goes on where it stopped: what it appended is known. Memory is
 * bounded by what is between reading and appending. For one thread.
 */
final class IndexRun {

    /** So many files are between the readers and the journal. */
    private static final int QUEUE = 64;

    private static final int BATCH = 500;

    /** What was read is to be found soon, also where files are slow. */
    private static final long BATCH_MS = 1_000;

    private static final long TURN_MS = 100;
    private static final int FINDINGS_MAX = 100;

    /** Fewer files go at once when a folder is deleted. */
    private static final int PRUNE_MIN = 20;

    private final IndexRequest request;
    private final CodeFacts facts;
    private final Parsers parsers;
    private final IndexCounts counts;
    private final Patience patience;
    private final LongConsumer pace;
    private final Seen seen;
    private LookedFiles looked = LookedFiles.nowhere();

    private final List<CodeEvent> batch = new ArrayList<>();
    private final List<IndexReport.Finding> findings = new ArrayList<>();
    private final Map<TextEncoding, IndexReport.Encoding> encodings = new HashMap<>();
    private final Set<String> handled = new HashSet<>();
    private long batchSinceNs = System.nanoTime();
    private long moreFindings;
    private long indexed;
    private long renamed;
    private long unchanged;
    private long removed;
    private long setAside;
    private long binary;
    private long generated;
    private long bytes;
    private long appended;
    private long position;

    /** @param pace is told up to which position was appended, and takes the time that others need to keep up */
    IndexRun(
            IndexRequest request,
            CodeFacts facts,
            Parsers parsers,
            IndexCounts counts,
            Patience patience,
            LongConsumer pace,
            Seen seen) {
        this.request = request;
        this.facts = facts;
        this.parsers = parsers;
        this.counts = counts;
        this.patience = patience;
        this.pace = pace;
        this.seen = seen;
    }

    /** Tells which files have to be parsed anew, though they are as they were, in a tree of such modules. */
    interface Outdated {
        Set<String> of(Collection<String> ownModules);
    }

    /**
     * @param all what the journal has of the project
     * @param before what earlier runs have looked at
     * @throws IOException if the tree itself cannot be read
     */
    IndexReport run(SourceTree tree, Map<String, Known> all, LookedFiles before, Outdated outdated, Progress progress)
            throws IOException, InterruptedException {
        looked = before;
        long startedNs = System.nanoTime();
        progress.at(0, 0, "listing files");
        SourceTree.Walked walked = tree.walk(number -> progress.at(number, 0, "listing files"));
        walked.flaws().forEach(flaw -> finding(flaw.path(), flaw.reason()));
        List<SourceTree.Entry> files =
                walked.files().stream().filter(entry -> isWanted(entry.path())).toList();
        var known = new HashMap<String, Known>();
        all.forEach((path, file) -> {
            if (isWanted(path)) {
                known.put(path, file);
            }
        });
        Set<String> gone = new HashSet<>(known.keySet());
        files.forEach(entry -> gone.remove(entry.path()));
        gone.removeIf(walked::isUnseen);
        refuseAnotherTree(gone.size(), known.size());
        facts.locate(
                request.project(), tree.root(), seen); // so that what a run has written when it is killed can be shown

        Set<String> anew = new HashSet<>(outdated.of(walked.ownModules()));
        if (looked.isByOtherRules()) {
            known.keySet().stream()
                    .filter(path -> Grammar.ofFile(path).isPresent())
                    .forEach(anew::add);
        }
        List<SourceTree.Entry> changed = files.stream()
                .filter(entry -> anew.contains(entry.path()) || mayHaveChanged(entry, tree, known))
                .toList();
        unchanged = (long) files.size() - changed.size() - binary - generated;
        var reader = new Reader(request, tree, known, anew, walked.ownModules(), parsers, patience);
        read(changed, reader, gone, known, progress);
        for (String path : gone) {
            if (!handled.contains(path)) {
                add(new FileRemoved(request.project(), path));
                removed++;
            }
        }
        append();
        if (request.languages().isEmpty()) {
            looked.retain(walked.files().stream().map(SourceTree.Entry::path).collect(Collectors.toSet()));
            looked.noteRules();
        }
        looked.keep();
        return report(tree, walked, files.size(), startedNs);
    }

    private boolean isWanted(String path) {
        return request.languages().isEmpty()
                || request.languages()
                        .contains(Grammar.ofFile(path).map(Grammar::language).orElse(Grammar.TEXT));
    }

    /** A name that is given to two trees, or a disk that is not there, would take all that is known away. */
    private void refuseAnotherTree(int gone, int known) {
        if (gone >= PRUNE_MIN && gone * 2 > known && !request.prune()) {
            throw Rejected.conflict(
                    "of the %d files that are known of project '%s', %d are not below %s: name another project with"
                            + " --project, or say with --prune that they are gone",
                    known, request.project(), gone, request.root());
        }
    }

    /** Returns whether it has to be read; what was read before as nothing that is indexed is counted. */
    private boolean mayHaveChanged(SourceTree.Entry entry, SourceTree tree, Map<String, Known> known) {
        if (request.force()) {
            return true;
        }
        Known before = known.get(entry.path());
        if (before != null) {
            return !looked.isKnown(entry, before, tree, seen.at());
        }
        Optional<Contents.Kind> kind = looked.skipped(entry, tree, seen.at());
        kind.ifPresent(this::skip);
        return kind.isEmpty();
    }

    private void read(
            List<SourceTree.Entry> changed,
            Reader reader,
            Set<String> gone,
            Map<String, Known> known,
            Progress progress)
            throws InterruptedException {
        Map<String, Deque<String>> lost = byHash(gone, known);
        BlockingQueue<Object> results = new ArrayBlockingQueue<>(QUEUE);
        var next = new AtomicInteger();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < Math.min(parsers.workers() + 1, changed.size()); i++) {
            threads.add(Thread.ofPlatform()
                    .daemon()
                    .name("code-index-" + i)
                    .start(() -> work(changed, next, reader, results)));
        }
        try {
            String at = "";
            for (int done = 0; done < changed.size(); ) {
                progress.at(done, changed.size(), at.isEmpty() ? "reading files" : at);
                Object result = results.poll(TURN_MS, TimeUnit.MILLISECONDS);
                if (result instanceof RuntimeException failure) {
                    throw failure;
                }
                if (result instanceof Error failure) {
                    throw failure;
                }
                if (result instanceof Result one) {
                    done++;
                    at = take(one, lost, known).orElse(at);
                }
                if (batch.size() >= BATCH || isDue()) {
                    append();
                }
            }
            progress.at(changed.size(), changed.size(), "appending what has changed");
        } finally {
            threads.forEach(Thread::interrupt);
        }
    }

    private static void work(
            List<SourceTree.Entry> changed, AtomicInteger next, Reader reader, BlockingQueue<Object> results) {
        try {
            for (int i = next.getAndIncrement(); i < changed.size(); i = next.getAndIncrement()) {
                results.put(reader.read(changed.get(i)));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // nobody waits for more
        } catch (RuntimeException | Error failure) { // else the run would wait for this thread for ever
            next.set(changed.size());
            hand(failure, results);
        }
    }

    private static void hand(Throwable failure, BlockingQueue<Object> results) {
        try {
            results.put(failure);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns those that were known under a path that is gone, by what is in them. */
    private static Map<String, Deque<String>> byHash(Set<String> gone, Map<String, Known> known) {
        var paths = new HashMap<String, Deque<String>>();
        gone.stream()
                .sorted()
                .forEach(path -> Optional.ofNullable(known.get(path))
                        .ifPresent(file -> paths.computeIfAbsent(file.sha256(), _ -> new ArrayDeque<>())
                                .add(path)));
        return paths;
    }

    /** Returns the path of a file that was read. */
    private Optional<String> take(Result result, Map<String, Deque<String>> lost, Map<String, Known> known) {
        switch (result) {
            case Result.Changed changed -> {
                changed(changed, lost);
                return Optional.of(changed.event().path());
            }
            case Result.Unchanged it -> {
                looked.add(it.entry(), seen.at(), it.sha256());
                unchanged++;
            }
            case Result.Skipped skipped -> {
                String path = skipped.entry().path();
                if (known.containsKey(path)) {
                    add(new FileRemoved(request.project(), path)); // it was code once
                    removed++;
                }
                looked.add(skipped.entry(), seen.at(), skipped.kind().name());
                skip(skipped.kind());
            }
            case Result.Gone _ -> {} // the next run sees it
            case Result.Unread unread -> {
                counts.readFailures.incrementAndGet();
                finding(unread.path(), unread.reason());
            }
        }
        return Optional.empty();
    }

    private void skip(Contents.Kind kind) {
        switch (kind) {
            case BINARY -> binary++;
            case GENERATED -> generated++;
            case WRITTEN -> unchanged++;
        }
    }

    private void changed(Result.Changed changed, Map<String, Deque<String>> lost) {
        FileIndexed event = changed.event();
        bytes += event.sizeBytes();
        counts.files.incrementAndGet();
        counts.bytes.addAndGet(event.sizeBytes());
        encoded(event.path(), changed.encoding());
        if (changed.outcome() instanceof Outcome.SetAside) {
            setAside++;
            counts.setAside.incrementAndGet();
        }
        changed.outcome().finding().ifPresent(message -> finding(event.path(), message));
        Optional<String> old = from(lost.getOrDefault(event.sha256(), new ArrayDeque<>()), event.path());
        if (old.isEmpty()) {
            add(event);
            indexed++;
            return;
        }
        String from = old.get();
        handled.add(from);
        renamed++;
        add(new FileRenamed(
                event.project(),
                event.path(),
                from,
                event.sha256(),
                event.sizeBytes(),
                event.language(),
                event.modifiedAt(),
                event.parsed()));
        add(new FileRemoved(event.project(), from));
    }

    /** Takes the path that a file had: of several the one of the same name, as when a folder was moved. */
    private static Optional<String> from(Deque<String> paths, String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        Optional<String> from = paths.stream()
                .filter(old -> old.substring(old.lastIndexOf('/') + 1).equals(name))
                .findFirst()
                .or(() -> paths.stream().findFirst());
        from.ifPresent(paths::remove);
        return from;
    }

    private void encoded(String path, TextEncoding encoding) {
        if (!encoding.name().equals(TextEncoding.UTF_8.name())) {
            encodings.merge(
                    encoding,
                    new IndexReport.Encoding(encoding.name(), encoding.isAssumed(), 1, path),
                    (before, _) -> new IndexReport.Encoding(
                            before.encoding(), before.assumed(), before.files() + 1, before.path()));
        }
    }

    private void finding(String path, String reason) {
        if (findings.size() < FINDINGS_MAX) {
            findings.add(new IndexReport.Finding(path, reason));
        } else {
            moreFindings++;
        }
    }

    private void add(CodeEvent event) {
        if (batch.isEmpty()) {
            batchSinceNs = System.nanoTime();
        }
        batch.add(event);
    }

    private boolean isDue() {
        return !batch.isEmpty() && System.nanoTime() - batchSinceNs > TimeUnit.MILLISECONDS.toNanos(BATCH_MS);
    }

    private void append() {
        if (batch.isEmpty()) {
            return;
        }
        CodeFacts.Result result = facts.append(batch, seen);
        appended += result.appended();
        position = Math.max(position, result.position());
        batch.clear();
        pace.accept(position);
    }

    private IndexReport report(SourceTree tree, SourceTree.Walked walked, long files, long startedNs) {
        return new IndexReport(
                request.project(),
                tree.root().toString(),
                seen.run(),
                appended > 0,
                files - binary - generated,
                indexed,
                renamed,
                removed,
                unchanged,
                setAside,
                new IndexReport.Skipped(
                        walked.ignored(),
                        binary,
                        generated,
                        walked.tooLarge(),
                        walked.tooDeep(),
                        walked.links(),
                        walked.others()),
                bytes,
                appended,
                position,
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNs),
                encodings.values().stream()
                        .sorted(Comparator.comparingLong(IndexReport.Encoding::files)
                                .reversed()
                                .thenComparing(IndexReport.Encoding::encoding))
                        .toList(),
                List.copyOf(findings),
                moreFindings);
    }
}
