package dev.daybook;

import dev.daybook.access.Logins;
import dev.daybook.access.OwnerToken;
import dev.daybook.access.Refusals;
import dev.daybook.access.Tokens;
import dev.daybook.axon.AxonCommands;
import dev.daybook.axon.LiveProcessors;
import dev.daybook.cli.DataDirectory;
import dev.daybook.cli.DataDirectoryOpener;
import dev.daybook.cli.DataDirectoryOpener.Expected;
import dev.daybook.cli.DataDirectoryOpener.Listen;
import dev.daybook.cli.DataDirectoryOpener.Running;
import dev.daybook.cli.DataDirectoryOpener.Stay;
import dev.daybook.cli.Exchange;
import dev.daybook.cli.Failure;
import dev.daybook.cli.ProgramSetting;
import dev.daybook.cli.ProgramSettings;
import dev.daybook.code.LookedFolder;
import dev.daybook.code.parsing.ParsedStore;
import dev.daybook.code.parsing.Parsers;
import dev.daybook.command.Commands;
import dev.daybook.command.Submission.IdempotencyKey;
import dev.daybook.event.Codec;
import dev.daybook.event.Timelines;
import dev.daybook.history.Branches;
import dev.daybook.history.Rollbacks;
import dev.daybook.http.HttpServer;
import dev.daybook.http.LocalRequests;
import dev.daybook.http.Options;
import dev.daybook.http.Services;
import dev.daybook.importing.Limits;
import dev.daybook.importing.export.Export;
import dev.daybook.importing.follow.Followers;
import dev.daybook.importing.run.Comparison;
import dev.daybook.importing.run.Import;
import dev.daybook.importing.run.ImportContext;
import dev.daybook.importing.run.Imports;
import dev.daybook.importing.run.Preflight;
import dev.daybook.journal.Journal;
import dev.daybook.journal.sqlite.SqliteSnapshots;
import dev.daybook.node.Nodes;
import dev.daybook.operation.Origin;
import dev.daybook.operation.Progress;
import dev.daybook.projection.ReadModels;
import dev.daybook.query.AuditQueries;
import dev.daybook.query.ConsistencyQueries;
import dev.daybook.query.HistoryQueries;
import dev.daybook.query.Reads;
import dev.daybook.rollout.Rollouts;
import dev.daybook.slice.Briefings;
import dev.daybook.slice.Chores;
import dev.daybook.slice.Ground;
import dev.daybook.slice.Slices;
import dev.daybook.slice.Summaries;
import dev.daybook.upkeep.BackupCheck;
import dev.daybook.upkeep.BackupCreation;
import dev.daybook.upkeep.BackupPlan;
import dev.daybook.upkeep.BackupPruning;
import dev.daybook.upkeep.BackupRestoration;
import dev.daybook.upkeep.BackupSchedule;
import dev.daybook.upkeep.Erasing;
import dev.daybook.upkeep.ErasurePlanner;
import dev.daybook.upkeep.Installation;
import dev.daybook.upkeep.Jobs;
import dev.daybook.upkeep.JournalTransfer.Copied;
import dev.daybook.upkeep.PendingSearch;
import dev.daybook.upkeep.StoreVerification;
import dev.daybook.upkeep.VerificationMemory;
import dev.daybook.upkeep.VerificationSchedule;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The one place that says {@code new}: an open data directory, from the ground up.
 *
 * <p>What only some commands need is made when it is first asked for, as most commands live for half a second.
 */
final class Application implements Running {

    static final String VERSION = Optional.ofNullable(
                    Application.class.getPackage().getImplementationVersion())
            .orElse("development");

    /** A follower gives a sign of life several times a second; a long batch takes seconds. */
    private static final Duration SILENCE_MAX = Duration.ofSeconds(30);

    static final String JOURNAL = "journal.db";

    private final Closing closing = new Closing();
    private final Journal journal;
    private final LocalRequests requests;
    private String pass = "";
    private Runnable mending = () -> {};
    private Optional<HttpServer> server = Optional.empty();

    static final DataDirectoryOpener OPENER = new DataDirectoryOpener() {
        @Override
        public Running open(DataDirectory data, ProgramSettings settings, Stay stay, Listen listen, Expected expected) {
            return Application.open(data, settings, stay, listen, expected, UnaryOperator.identity());
        }

        @Override
        public Copied copy(Place from, Place to, ProgramSettings settings, Progress progress) {
            return Copying.copy(from, to, settings, progress);
        }

        @Override
        public Optional<Opened> look(DataDirectory data, ProgramSettings settings, boolean behind) {
            return Look.at(data, settings, behind);
        }
    };

    /** @param around stands before the journal: tests count what is read of it */
    static Running open(
            DataDirectory data,
            ProgramSettings settings,
            Stay stay,
            Listen listen,
            Expected expected,
            UnaryOperator<Journal> around) {
        Logging.of(settings, stay);
        Natives.unpackInto(data.natives());
        Natives.removeLeftovers(data.natives());
        return new Application(data, settings, stay, listen, expected, around);
    }

    private Application(
            DataDirectory data,
            ProgramSettings settings,
            Stay stay,
            Listen listen,
            Expected expected,
            UnaryOperator<Journal> around) {
        boolean built = false;
        try {
            closing.add(data::restrict);
            OpenedJournal opened = JournalOpening.open(data, expected, settings, InstantSource.system());
            journal = around.apply(closing.add(opened.journal()));
            closing.add(opened.nodes());
            requests = build(data, opened, settings, stay, listen);
            built = true;
        } finally {
            if (!built) {
                closing.close();
            }
        }
    }

    /** Closed from the last line to the first. */
    private LocalRequests build(
            DataDirectory data, OpenedJournal opened, ProgramSettings settings, Stay stay, Listen listen) {
        var clock = InstantSource.system();

        var slices = SecretWiring.slices(settings);

        // what was written down
        var codec = new Codec(journal, slices.facts());
        var timelines = closing.add(new Timelines(journal, codec));

        // what is posted from it, and the questions to it
        var readModels =
                closing.add(ReadModelOpening.open(data, settings, opened, journal, codec, timelines, slices, clock));

        mending = readModels::examine;

        // who writes, and who posts what was written
        var snapshots = closing.add(new Lazy<>(() -> SqliteSnapshots.open(data.snapshots(), VERSION)));
        var bus = closing.add(
                new Lazy<>(() -> AxonCommands.start(journal, codec, timelines, snapshots.get(), slices.domains())));
        var followers = closing.add(new Lazy<>(() -> LiveProcessors.start(journal, codec, readModels, clock)));
        Commands toJournal = submission -> {
            followers.get();
            return bus.get().submit(submission);
        };

        // taking over, going back, proving
        var taken = new Stoppable(journal);
        var posted = new QueryLookup(
                readModels,
                slices,
                new QuerySpeed(
                        settings.number(ProgramSetting.MIGRATE_TIMES_MAX),
                        settings.number(ProgramSetting.MIGRATE_QUERY_MS),
                        System::nanoTime));
        Predicate<IdempotencyKey> carriedOut = key -> AxonCommands.carriedOut(journal, timelines, key);
        var known = new Rollbacks.Known(readModels, slices.references());
        var undoing = new Rollbacks( // in its own turn
                journal, codec, timelines, toJournal, known, carriedOut, Supplier::get);
        var sources = slices.sources();
        var importContext = new ImportContext(taken, codec, timelines, sources, Limits.DEFAULT, clock);
        var importing = new Import(
                importContext,
                posted,
                (run, actor, why) -> undoing.takeBack(run, actor, why, clock.instant()),
                new Preflight(data.path()));
        var imports = closing.add(new Imports(importing, importContext, opened.nodes()));
        closing.add(taken::stop); // so that a run in the background ends soon
        var following = closing.add(new Followers(importContext, imports, opened.nodes()));
        var moves = new RolloutWiring(
                taken,
                codec,
                timelines,
                posted,
                slices,
                sources,
                imports,
                settings,
                opened.nodes(),
                data.pending(),
                clock);
        var verified = new VerificationWiring(data, settings, opened, readModels, clock);
        Rollouts rollouts = moves.open(toJournal, verified::files, closing);
        Commands commands = rollouts.commands();
        var rollbacks = new Rollbacks(
                journal,
                codec,
                timelines,
                toJournal,
                known,
                carriedOut,
                supplier -> rollouts.around(() -> imports.alone("a rollback", supplier)));

        var tokens = closing.add(new Tokens(journal, codec, owner(data)));
        pass = tokens.pass();
        var refusals = closing.add(Refusals.into(toJournal, clock));

        // the door
        var backups = new BackupWiring(data, settings, slices, clock);
        var erasing = new Erasing(
                journal,
                codec,
                readModels,
                snapshots::get,
                new Erasing.Place(
                        data.path(),
                        data.erasing(),
                        data.caches(),
                        Optional.of(new Erasing.Others(timelines::erased, data.erased()))
                                .filter(_ -> opened.nodes().areSeveral())));
        erasing.finish();
        if (stay == Stay.COMMAND) {
            ReadModelOpening.catchUp(readModels);
        }
        var jobs = closing.add(new Jobs(clock, stay == Stay.SERVE));
        var ground = new Ground(
                        commands,
                        journal,
                        codec,
                        timelines,
                        readModels,
                        followers::get,
                        settings::number,
                        () -> rollouts,
                        clock)
                .with(Slices.class, slices)
                .with(Rollbacks.class, rollbacks)
                .with(Followers.class, following)
                .with(Imports.class, imports)
                .with(Jobs.class, jobs)
                .with(Nodes.class, opened.nodes())
                .with(Parsers.class, closing.add(new Parsers(data.natives(), Parsers.Limits.USUAL)))
                .with(LookedFolder.class, new LookedFolder(data.caches().resolve("looked")))
                .with(ParsedStore.class, new ParsedStore(data.caches().resolve("parsed"), ParsedStore.USUAL_BYTES_MAX))
                .with(Installation.class, data.installation(Application.VERSION))
                .with(Erasing.class, erasing)
                .with(ErasurePlanner.class, new ErasurePlanner(journal, codec, backups.plan(), data.backups()))
                .with(PendingSearch.class, new PendingSearch(data.pending()))
                .with(BackupPlan.class, backups.plan())
                .with(BackupCreation.class, backups.creation(journal, readModels))
                .with(BackupCheck.class, backups.check())
                .with(BackupPruning.class, backups.pruning())
                .with(BackupSchedule.class, backups.schedule(journal, readModels, jobs))
                .with(BackupRestoration.class, new BackupRestoration(clock))
                .with(Branches.class, new Branches(data.branches(), journal, timelines, readModels))
                .with(Summaries.class, slices.summaries())
                .with(Briefings.class, slices.briefings())
                .with(Export.class, new Export(journal, codec, timelines, slices.writers(), clock))
                .with(Comparison.class, new Comparison(importContext, posted))
                .with(StoreVerification.class, verified.verification())
                .with(VerificationMemory.class, verified.memory())
                .with(VerificationSchedule.class, verified.schedule(jobs))
                .with(ConsistencyQueries.class, consistency(readModels, slices));
        var services = new Services(
                slices.catalogue(),
                ground,
                new Services.Questions(
                        new AuditQueries(ground.reads(Origin.READ_MODEL)),
                        new HistoryQueries(ground.reads(Origin.READ_MODEL))),
                new Services.Safety(tokens, new Logins(tokens, opened.nodes().values()), refusals),
                () -> stay == Stay.SERVE ? stalled(followers.get(), clock) : List.of());
        var chores = closing.add(new Chores(slices.chores(), ground, opened.nodes()));
        Options options = ServerOptions.of(settings, listen, data.path());
        var amongNodes = new NodeWiring(opened.nodes());
        if (stay == Stay.SERVE) {
            amongNodes.share(jobs, ground);
            amongNodes.share(tokens); // before anybody asks
            HttpServer serving = closing.add(serve(services, options));
            server = Optional.of(serving);
            amongNodes.join(journal, readModels, serving);
        }
        data.restrict();
        if (stay == Stay.SERVE) {
            Thread.ofPlatform().name("warm-up").daemon().start(() -> {
                followers.get();
                bus.get();
                readModels.keepUp();
                ReadModelOpening.settle(readModels);
                rollouts.watch();
                chores.start();
                amongNodes.takeOver(following, imports, jobs);
                amongNodes.follow(erasing);
                readModels.examine();
            });
        }
        return LocalRequests.of(services, options);
    }

    /** Returns who looks for what contradicts itself in all that there is. */
    static ConsistencyQueries consistency(ReadModels readModels, Slices slices) {
        return new ConsistencyQueries(Reads.of(readModels, readModels.names()), slices.checks());
    }

    private static String owner(DataDirectory data) {
        try {
            return OwnerToken.make(data.path());
        } catch (IOException e) {
            throw Failure.because(
                    "the token of %s can neither be read nor made: %s".formatted(data.path(), e.getMessage()),
                    "see who owns the file %s in it, or choose another directory with --data DIR"
                            .formatted(OwnerToken.FILE),
                    e);
        }
    }

    private static HttpServer serve(Services services, Options options) {
        try {
            return HttpServer.start(services, options);
        } catch (IllegalStateException e) {
            throw Failure.because(String.valueOf(e.getMessage()), "--port 0 takes any free one and prints it", e);
        }
    }

    /** A follower that has died or hangs: its read model would only fall behind silently. */
    private static List<Services.Stalled> stalled(LiveProcessors followers, InstantSource clock) {
        Instant latest = clock.instant().minus(SILENCE_MAX);
        return followers.status().stream()
                .filter(status -> !status.running()
                        || status.failure().isPresent()
                        || status.heartbeat().isBefore(latest))
                .map(status -> new Services.Stalled(
                        status.projection(),
                        status.failure()
                                .orElse("its follower was last seen at %s: restart the service if it stays so"
                                        .formatted(status.heartbeat()))))
                .toList();
    }

    @Override
    public Exchange exchange() {
        return new LocalExchange(requests);
    }

    @Override
    public URI endpoint() {
        return server.orElseThrow().endpoint();
    }

    @Override
    public URI local() {
        return server.orElseThrow().local();
    }

    @Override
    public String pass() {
        return pass;
    }

    @Override
    public Duration idle() {
        return server.orElseThrow().idle();
    }

    @Override
    public void mend() {
        mending.run();
    }

    @Override
    public long head() {
        return journal.head().value();
    }

    @Override
    public void close() {
        closing.close();
    }
}
