package dev.daybook.legacy;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.daybook.domain.Rejected;
import dev.daybook.domain.history.HistoryEvent.ImportFinished;
import dev.daybook.domain.history.HistoryEvent.ImportStarted;
import dev.daybook.event.Catalog;
import dev.daybook.event.Codec;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs imports, one at a time, and remembers them: those that wrote something from the journal, the others as long as
 * this process lives. Thread-safe.
 */
public final class Imports implements AutoCloseable {

    /** Runs without a trace in the journal, such as dry runs, that are remembered. */
    private static final int REMEMBERED_MAX = 100;

    private static final int PAGE = 500;

    private final Import imports;
    private final LegacySources sources;
    private final Journal journal;
    private final Codec codec;
    private final InstantSource clock;
    private final Map<String, RunView> runs = new LinkedHashMap<>();
    private final List<Consumer<RunView>> watchers = new CopyOnWriteArrayList<>();
    private @Nullable String running;
    private @Nullable Thread thread;

    /** What became of a run. */
    public enum State {
        RUNNING,
        FINISHED,
        /** The process ended before the run did: importing again goes on from there. */
        INTERRUPTED
    }

    /** A run, with its progress while it is running and its report afterwards. */
    public record RunView(
            String run,
            String kind,
            String source,
            String actor,
            Instant startedAt,
            State state,
            Optional<Progress> progress,
            Optional<Report> report) {

        private RunView with(Progress progress) {
            return new RunView(run, kind, source, actor, startedAt, state, Optional.of(progress), report);
        }

        private RunView finished(Report report) {
            return new RunView(
                    run, kind, source, actor, startedAt, State.FINISHED, Optional.empty(), Optional.of(report));
        }
    }

    /** @param kind the tool; found out from the files if absent or {@code auto} */
    public record Request(Path root, Optional<String> kind, boolean dryRun, boolean verify, String actor) {}

    private record Begun(String run, LegacySource source, Request request) {}

    public Imports(Import imports, LegacySources sources, Journal journal, Codec codec, InstantSource clock) {
        this.imports = imports;
        this.sources = sources;
        this.journal = journal;
        this.codec = codec;
        this.clock = clock;
    }

    /**
     * Runs an import in the background.
     *
     * @return the name of the run
     * @throws Rejected if the files are of no known tool, or another import is running
     */
    public String start(Request request) {
        Begun begun = begin(request);
        Thread worker = Thread.ofPlatform().name("import-" + begun.run()).unstarted(() -> carryOut(begun, _ -> {}));
        synchronized (runs) {
            thread = worker;
        }
        worker.start();
        return begun.run();
    }

    /** Runs an import in this thread; otherwise as {@link #start}. */
    public Report run(Request request, Consumer<Progress> progress) {
        return carryOut(begin(request), progress);
    }

    /** Calls {@code listener}, on the thread of the run, whenever that of {@code run} has moved on, until closed. */
    public Watch watch(String run, Consumer<RunView> listener) {
        Consumer<RunView> watcher = view -> {
            if (view.run().equals(run)) {
                listener.accept(view);
            }
        };
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
    }

    /** Ends watching. */
    public interface Watch extends AutoCloseable {
        @Override
        void close();
    }

    /** Returns all runs, newest first. */
    public List<RunView> list() {
        Map<String, RunView> all = recorded();
        synchronized (runs) {
            all.putAll(runs);
        }
        var views = new ArrayList<>(all.values());
        views.sort((one, other) -> other.run().compareTo(one.run())); // ULIDs: the order of their time
        return views;
    }

    public Optional<RunView> find(String run) {
        synchronized (runs) {
            RunView view = runs.get(run);
            if (view != null) {
                return Optional.of(view);
            }
        }
        return Optional.ofNullable(recorded().get(run));
    }

    /**
     * Carries out {@code work}, such as a rollback, while no import runs and none can begin: an import compares the
     * files with what counts, which must not change under it.
     *
     * @param what it is, for the message to whoever has to wait
     * @throws Rejected if an import is running
     */
    public <T> T alone(String what, Supplier<T> work) {
        synchronized (runs) {
            if (running != null) {
                throw Rejected.conflict("%s is running: wait for it", running);
            }
            running = what;
        }
        try {
            return work.get();
        } finally {
            synchronized (runs) {
                running = null;
            }
        }
    }

    private Begun begin(Request request) {
        LegacySource source = sources.find(request.root(), request.kind());
        synchronized (runs) {
            if (running != null) {
                throw Rejected.conflict("%s is running: wait for it", running);
            }
            Instant now = clock.instant();
            String run = UlidCreator.getMonotonicUlid(now.toEpochMilli()).toString();
            running = "the import " + run;
            runs.put(
                    run,
                    new RunView(
                            run,
                            source.kind(),
                            request.root().toString(),
                            request.actor(),
                            now,
                            State.RUNNING,
                            Optional.empty(),
                            Optional.empty()));
            while (runs.size() > REMEMBERED_MAX) {
                runs.remove(runs.keySet().iterator().next());
            }
            return new Begun(run, source, request);
        }
    }

    private Report carryOut(Begun begun, Consumer<Progress> progress) {
        Request request = begun.request();
        try {
            Report report = imports.run(
                    begun.run(),
                    begun.source(),
                    request.root(),
                    new Import.Options(request.dryRun(), request.verify(), request.actor(), it -> {
                        progress.accept(it);
                        tell(moved(begun.run(), it));
                    }));
            RunView view;
            synchronized (runs) {
                running = null;
                view = runs.compute(begun.run(), (_, it) -> it == null ? null : it.finished(report));
            }
            tell(view);
            return report;
        } finally {
            synchronized (runs) {
                running = null;
            }
        }
    }

    private @Nullable RunView moved(String run, Progress progress) {
        synchronized (runs) {
            return runs.computeIfPresent(run, (_, it) -> it.with(progress));
        }
    }

    private void tell(@Nullable RunView view) {
        if (view != null) {
            watchers.forEach(it -> it.accept(view));
        }
    }

    private Map<String, RunView> recorded() {
        var views = new LinkedHashMap<String, RunView>();
        var types = new Selection.OfTypes(Set.of(
                Catalog.all().of(ImportStarted.class).name(),
                Catalog.all().of(ImportFinished.class).name()));
        List<Entry> page = journal.readForward(types, Position.START, PAGE);
        while (!page.isEmpty()) {
            for (Entry entry : page) {
                switch (codec.decode(entry)) {
                    case ImportStarted it ->
                        views.put(
                                it.run(),
                                new RunView(
                                        it.run(),
                                        it.kind(),
                                        it.root(),
                                        entry.metadata().actor(),
                                        entry.occurredAt(),
                                        State.INTERRUPTED,
                                        Optional.empty(),
                                        Optional.empty()));
                    case ImportFinished it ->
                        views.computeIfPresent(it.run(), (_, view) -> view.finished(Report.fromJson(it.report())));
                    default -> throw new IllegalStateException("not asked for: " + entry.type());
                }
            }
            page = journal.readForward(types, page.getLast().position(), PAGE);
        }
        return views;
    }

    /** Waits for the run in the background to end: it cannot be cut off in the middle of an append. */
    @Override
    public void close() {
        Thread worker;
        synchronized (runs) {
            worker = thread;
        }
        if (worker != null) {
            try {
                worker.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
