package dev.daybook.importing.run;

import dev.daybook.domain.Rejected;
import dev.daybook.importing.Finding;
import dev.daybook.importing.LegacySource;
import dev.daybook.importing.LegacySource.Scope;
import dev.daybook.importing.LegacySources;
import dev.daybook.node.Lease;
import dev.daybook.node.Nodes;
import dev.daybook.node.OneNode;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs imports, one at a time, and remembers them: those that wrote something from the journal, the others as long as
 * this process lives. Thread-safe.
 */
public final class Imports implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Imports.class);

    private final Import imports;
    private final LegacySources sources;
    private final Runs recorded;
    private final RunViews views;
    private final InstantSource clock;
    private final Exclusive exclusive = new Exclusive();
    private final ImportLeases leases;
    private final ArchivedFiles archived;
    private volatile CountDownLatch underWay = new CountDownLatch(0);

    /** Where an import goes on when whoever asked for it has been answered. */
    @FunctionalInterface
    public interface Background {

        /**
         * Begins the work.
         *
         * @param run the name of the import
         * @param work to be done once, on any thread; tells how far it is to what it is given, which may end it by an
         *     {@link Import.Stopped}
         */
        void start(String run, Consumer<Consumer<Progress>> work);
    }

    private record Begun(
            RunView view,
            LegacySource source,
            Path root,
            Import.Options options,
            Optional<Runs.Begun> resumed,
            Exclusive.Hold hold,
            Lease lease) {

        String run() {
            return view.run();
        }

        Report carryOut(Import imports, Consumer<Progress> progress) {
            Import.Options heard = options.heardBy(progress);
            return lease.carry(() -> resumed.isPresent()
                    ? imports.resume(resumed.get(), source, heard)
                    : imports.run(run(), source, root, heard));
        }
    }

    /** Runs those of the only process of a journal. */
    public Imports(Import imports, ImportContext context) {
        this(imports, context, new OneNode("", "", context.clock()));
    }

    public Imports(Import imports, ImportContext context, Nodes nodes) {
        this.leases = new ImportLeases(nodes);
        this.imports = imports;
        this.sources = context.sources();
        this.recorded = new Runs(context.journal(), context.codec());
        this.views = new RunViews(recorded, leases::isRunning);
        this.clock = context.clock();
        this.archived = new ArchivedFiles(this, sources);
    }

    /**
     * Runs an import in the background.
     *
     * @return the name of the run
     * @throws Rejected if the files are of no known tool, there is no such run to go on with, or another import is
     *     running
     */
    public String start(ImportRequest request, Background background) {
        Begun begun = begin(request);
        try {
            background.start(begun.run(), heard -> inBackground(begun, heard));
        } catch (RuntimeException | Error e) { // such as of a system that gives no more threads
            ended(begun, Optional.empty());
            throw e;
        }
        return begun.run();
    }

    /** Runs an import in this thread; otherwise as {@link #start}. */
    public Report run(ImportRequest request, Consumer<Progress> progress) {
        return carryOut(begin(request), progress);
    }

    /** Calls {@code listener}, on the thread of the run, whenever that of {@code run} has moved on, until closed. */
    public Watch watch(String run, Consumer<RunView> listener) {
        return views.watch(run, listener);
    }

    /** Ends watching. */
    public interface Watch extends AutoCloseable {
        @Override
        void close();
    }

    /** Some runs, and after which one the rest goes on, if there is one. */
    public record Page(List<RunView> items, Optional<String> next) {}

    /**
     * Returns some runs, newest first, at most {@code limit}; only their reports are read.
     *
     * @param after the run before the first one; that of the newest page is absent
     */
    public Page list(Optional<String> after, int limit) {
        return views.list(after, limit);
    }

    public Optional<RunView> find(String run) {
        return views.find(run);
    }

    /** Tells that a run goes on as long as somebody follows its tree. */
    public void follows(String run) {
        views.follows(run);
    }

    /** Tells that nobody follows that tree any more. */
    public void followedEnough(String run) {
        views.followedEnough(run);
    }

    /**
     * Carries out {@code work}, such as a rollback, while no import runs and none can begin: an import compares the
     * files with what counts, which must not change under it.
     *
     * @param what it is, for the message to whoever has to wait
     * @throws Rejected if an import is running
     */
    public <T> T alone(String what, Supplier<T> work) {
        try (var _ = exclusive.take(what, false)) {
            return leases.alone(what, work);
        }
    }

    /** Returns those that pack and put back the files of tools, while no import runs. */
    public ArchivedFiles archived() {
        return archived;
    }

    /**
     * Carries out what a follower has to do, unless an import or a rollback is under way.
     *
     * @param brief whether it is over in a moment: then whoever would begin meanwhile waits for it instead of being
     *     refused
     */
    public <T> Optional<T> between(String what, boolean brief, Supplier<T> work) {
        Optional<Exclusive.Hold> hold = exclusive.takeNow(what, brief);
        try (var _ = hold.orElse(null)) {
            return hold.map(_ -> work.get());
        }
    }

    /**
     * Carries out something that is over in a moment; whoever would begin meanwhile waits for it.
     *
     * @throws Rejected if an import or a rollback is running
     */
    public <T> T soon(String what, Supplier<T> work) {
        try (var _ = exclusive.take(what, true)) {
            return work.get();
        }
    }

    /**
     * Returns some of what a run rejected, at most {@code limit}, in their order.
     *
     * @param after where to go on: what came with the page before, -1 at first
     * @param raw whether with their bytes
     * @throws Rejected if there is no such run
     */
    public Refused.Page rejected(String run, long after, int limit, boolean raw) {
        if (find(run).isEmpty()) {
            throw Rejected.notFound("there is no import '%s'", run);
        }
        return recorded.rejected(run, after, limit, raw);
    }

    private Begun begin(ImportRequest request) {
        return switch (request.what()) {
            case ImportRequest.Tree it -> {
                LegacySource source = sources.find(it.root(), it.kind());
                yield begin(source, it.root(), request.options().of(it.project(), Scope.ALL), Optional.empty());
            }
            case ImportRequest.Rest it -> {
                if (views.isFollowed(it.run())) {
                    throw Rejected.conflict("%s goes on as long as its tree is followed", it.run());
                }
                Runs.Begun begun = recorded.interrupted(it.run());
                LegacySource source = sources.find(begun.root(), Optional.of(begun.kind()));
                yield begin(
                        source, begun.root(), request.options().of(Optional.empty(), Scope.ALL), Optional.of(begun));
            }
            case ImportRequest.Again it -> {
                Runs.Begun begun = recorded.flawed(it.run());
                LegacySource source = sources.find(begun.root(), Optional.of(begun.kind()));
                yield begin(
                        source, begun.root(), request.options().of(Optional.empty(), flawed(begun)), Optional.empty());
            }
        };
    }

    private static Scope flawed(Runs.Begun begun) {
        List<Finding> findings = begun.report().orElseThrow().findings();
        if (findings.stream().anyMatch(finding -> finding.file().isEmpty())) {
            return Scope.ALL; // not all findings are listed
        }
        return new Scope.Files(findings.stream()
                .filter(finding -> finding.severity() == Finding.Severity.ERROR)
                .map(Finding::file)
                .collect(Collectors.toSet()));
    }

    private Begun begin(LegacySource source, Path root, Import.Options options, Optional<Runs.Begun> resumed) {
        if (options.hints().agent().isPresent() && !source.knowsAgents()) {
            throw Rejected.invalidAt(
                    "/agent", "the files of %s do not say whose they are: leave it out", source.kind());
        }
        Instant now = clock.instant();
        String run = resumed.map(Runs.Begun::run).orElseGet(() -> ImportContext.run(now));
        Exclusive.Hold hold = exclusive.take("the import " + run, false);
        Lease lease = lease(run, root, options.actor(), hold);
        RunView view = new RunView(
                run,
                source.kind(),
                root.toString(),
                options.actor(),
                resumed.map(Runs.Begun::at).orElse(now),
                RunView.State.RUNNING,
                Optional.empty(),
                Optional.empty());
        views.put(view);
        underWay = new CountDownLatch(1);
        return new Begun(view, source, root, options, resumed, hold, lease);
    }

    private Lease lease(String run, Path root, String actor, Exclusive.Hold hold) {
        boolean taken = false;
        try {
            Lease lease = leases.take(run, root, actor);
            taken = true;
            return lease;
        } finally {
            if (!taken) {
                hold.close();
            }
        }
    }

    /**
     * Goes on with the imports that processes which are gone have begun, of roots that this one sees as they did. What they
     * were to do beyond taking over what the files say, such as setting these aside, is left out.
     */
    public void resumeLeft(Background background) {
        for (ImportLeases.Left left : leases.left()) {
            boolean isLeft = recorded.find(left.run())
                    .filter(begun -> begun.report().isEmpty())
                    .isPresent();
            try {
                if (isLeft) {
                    var options = new Import.Options(false, true, left.actor(), _ -> {});
                    start(new ImportRequest(new ImportRequest.Rest(left.run()), options), background);
                    LOG.info("the import {} of {} goes on here", left.run(), left.root());
                } else {
                    leases.forget(left); // nothing of it was written, or it was over
                }
            } catch (Rejected e) {
                LOG.info("the import {} of {} is not gone on with now: {}", left.run(), left.root(), e.getMessage());
            }
        }
    }

    private void inBackground(Begun begun, Consumer<Progress> heard) {
        try {
            carryOut(begun, heard);
        } catch (RuntimeException | Error e) {
            LOG.error("the import {} broke off", begun.run(), e);
            throw e;
        }
    }

    private Report carryOut(Begun begun, Consumer<Progress> progress) {
        Optional<RunView> end = Optional.empty();
        try {
            Report report = begun.carryOut(imports, oneProgress -> {
                progress.accept(oneProgress);
                views.moved(begun.run(), oneProgress);
            });
            end = Optional.of(begun.view().finished(report));
            return report;
        } catch (RuntimeException | Error e) {
            end = failed(begun, e);
            throw e;
        } finally {
            ended(begun, end);
        }
    }

    /** Forgets a run that broke off if the journal knows better how far it came; else it has failed. */
    private Optional<RunView> failed(Begun begun, Throwable why) {
        boolean known = !begun.options().dryRun() && recorded.find(begun.run()).isPresent();
        return known
                ? Optional.empty()
                : Optional.of(begun.view()
                        .finished(Report.failed(
                                begun.run(),
                                begun.source().kind(),
                                begun.root(),
                                begun.options().dryRun(),
                                ImportRun.words(why))));
    }

    private void ended(Begun begun, Optional<RunView> end) {
        CountDownLatch over = underWay; // of this one: nobody else begins before the next line
        begun.lease().close();
        begun.hold().close(); // who sees that it has ended may begin something else
        views.ended(begun.run(), end);
        over.countDown();
    }

    /** Waits for the run that is under way to end: it cannot be cut off in the middle of an append. */
    @Override
    public void close() {
        try {
            underWay.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
