package dev.daybook.http;

import dev.daybook.AllSlices;
import dev.daybook.PostedRows;
import dev.daybook.access.Logins;
import dev.daybook.access.Refusals;
import dev.daybook.access.Tokens;
import dev.daybook.axon.AxonCommands;
import dev.daybook.cli.ProgramSetting;
import dev.daybook.cli.ProgramSettings;
import dev.daybook.code.LookedFolder;
import dev.daybook.code.parsing.ParsedStore;
import dev.daybook.code.parsing.Parsers;
import dev.daybook.event.Codec;
import dev.daybook.event.Timelines;
import dev.daybook.history.Branches;
import dev.daybook.history.Rollbacks;
import dev.daybook.importing.LegacySources;
import dev.daybook.importing.Limits;
import dev.daybook.importing.export.Export;
import dev.daybook.importing.file.FileChanges;
import dev.daybook.importing.follow.Followers;
import dev.daybook.importing.run.Comparison;
import dev.daybook.importing.run.Import;
import dev.daybook.importing.run.ImportContext;
import dev.daybook.importing.run.ImportFixture;
import dev.daybook.importing.run.Imports;
import dev.daybook.importing.run.ReadModelLookup;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.Scrub;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.memory.MemorySnapshots;
import dev.daybook.journal.sqlite.SqliteJournal;
import dev.daybook.journal.sqlite.SqliteScrub;
import dev.daybook.node.OneNode;
import dev.daybook.projection.Kept;
import dev.daybook.projection.ReadModels;
import dev.daybook.query.AuditQueries;
import dev.daybook.query.ConsistencyQueries;
import dev.daybook.query.HistoryQueries;
import dev.daybook.rollout.Cards;
import dev.daybook.rollout.FilesLease;
import dev.daybook.rollout.Rollouts;
import dev.daybook.rollout.Tool;
import dev.daybook.sbi.deespec.DeespecSource;
import dev.daybook.sbi.deespec.DeespecWriter;
import dev.daybook.slice.Briefings;
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
import dev.daybook.upkeep.PendingSearch;
import dev.daybook.upkeep.StoreVerification;
import dev.daybook.upkeep.StoreVerification.Finding;
import dev.daybook.upkeep.VerificationMemory;
import dev.daybook.upkeep.VerificationSchedule;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.function.UnaryOperator;

/** A whole service in a folder: real parts behind a real socket. */
final class Fixture implements AutoCloseable {

    /** The token of whoever owns the folder. */
    static final String OWNER = Tokens.PREFIX + "owner-of-the-fixture";

    final Journal journal;
    final Timelines timelines;
    final ReadModels readModels;
    final AxonCommands commands;
    final Imports imports;
    final Followers followers;
    final Ground ground;
    final HttpServer server;
    final Caller caller;

    /** What the followers would complain of. */
    final List<Services.Stalled> stalled = new CopyOnWriteArrayList<>();

    private final Follower follower;
    final Tokens tokens;
    final Refusals refusals;

    /** From now on the read models stay as they are. */
    void stopFollowing() {
        follower.close();
    }

    Fixture(Path folder) {
        this(folder, options -> options);
    }

    Fixture(Path folder, UnaryOperator<Options> change) {
        this(
                folder,
                SqliteJournal.open(folder.resolve("journal.db"), InstantSource.system()),
                new SqliteScrub(folder.resolve("journal.db")),
                change);
    }

    /** One whose service asks {@code clock} what time it is. */
    Fixture(Path folder, InstantSource clock) {
        this(
                folder,
                SqliteJournal.open(folder.resolve("journal.db"), clock),
                new SqliteScrub(folder.resolve("journal.db")),
                options -> options,
                clock);
    }

    Fixture(Path folder, Journal kept, Scrub scrub, UnaryOperator<Options> change) {
        this(folder, kept, scrub, change, InstantSource.system());
    }

    private Fixture(Path folder, Journal kept, Scrub scrub, UnaryOperator<Options> change, InstantSource clock) {
        journal = kept;
        Codec codec = new Codec(journal, AllSlices.of().facts());
        timelines = new Timelines(journal, codec);
        commands = AxonCommands.start(
                journal, codec, timelines, new MemorySnapshots(), AllSlices.of().domains());
        readModels = Kept.open(
                folder.resolve("read"),
                journal,
                codec,
                timelines,
                AllSlices.of().projections(codec.catalog(), journal::blobs),
                clock);
        follower = new Follower(journal, readModels);
        LegacySources sources = new LegacySources(List.of(new DeespecSource(Limits.DEFAULT, ZoneOffset.UTC, clock)));
        var context = new ImportContext(journal, codec, timelines, sources, Limits.DEFAULT, clock);
        imports = new Imports(
                new Import(context, PostedRows.of(readModels), ImportFixture.undo(journal, codec), ImportFixture.ROOM),
                context);
        followers = new Followers(context, imports);
        StoreVerification.Replay replay = progress -> readModels.verify(progress).stream()
                .map(it -> new Finding(it.projection(), Optional.empty(), it.what()))
                .toList();
        Rollouts rollouts = rollouts(codec, clock);
        var jobs = new Jobs(clock, true);
        tokens = new Tokens(journal, codec, OWNER);
        refusals = Refusals.into(commands, clock);
        var rollbacks = new Rollbacks(
                journal,
                codec,
                timelines,
                commands,
                new Rollbacks.Known(readModels, AllSlices.of().references()),
                key -> AxonCommands.carriedOut(journal, timelines, key),
                it -> imports.alone("a rollback", it));
        var settings = ProgramSettings.of(Map.of(), Map.of(), folder);
        var backupPlan =
                new BackupPlan(folder.resolve("backups"), Optional.empty(), 3, Optional.empty(), Optional.empty());
        var backupCreation = new BackupCreation(
                new BackupCreation.Place(
                        folder.resolve("journal.db"),
                        List.of(folder.resolve("branches.json")),
                        folder.resolve("cache"),
                        folder.resolve("backups")),
                journal,
                _ -> Map.of(),
                "1.0",
                clock);
        var pruning = new BackupPruning(folder.resolve("cache"), clock);
        var verification = new StoreVerification("journal.db", scrub, readModels::files, replay);
        var memory = new VerificationMemory(folder.resolve("cache/verified.json"), clock);
        ground = new Ground(
                        commands,
                        journal,
                        codec,
                        timelines,
                        readModels,
                        () -> {},
                        name -> settings.number(ProgramSetting.ofProperty(name).orElseThrow()),
                        () -> rollouts,
                        clock)
                .with(Slices.class, AllSlices.of())
                .with(Rollbacks.class, rollbacks)
                .with(Followers.class, followers)
                .with(Imports.class, imports)
                .with(Jobs.class, jobs)
                .with(LookedFolder.class, new LookedFolder(folder.resolve("cache/looked")))
                .with(ParsedStore.class, new ParsedStore(folder.resolve("cache/parsed"), ParsedStore.USUAL_BYTES_MAX))
                .with(Parsers.class, new Parsers(folder.resolve("native"), Parsers.Limits.USUAL))
                .with(Installation.class, new Installation("test", folder, folder.resolve("journal.db")))
                .with(BackupPlan.class, backupPlan)
                .with(BackupCreation.class, backupCreation)
                .with(BackupPruning.class, pruning)
                .with(
                        Erasing.class,
                        new Erasing(
                                journal,
                                codec,
                                readModels,
                                MemorySnapshots::new,
                                new Erasing.Place(
                                        folder, folder.resolve("erasing"), folder.resolve("cache"), Optional.empty())))
                .with(ErasurePlanner.class, new ErasurePlanner(journal, codec, backupPlan, folder.resolve("backups")))
                .with(PendingSearch.class, new PendingSearch(folder.resolve("pending")))
                .with(
                        BackupSchedule.class,
                        new BackupSchedule(backupPlan, backupCreation, pruning, () -> false, jobs, clock))
                .with(BackupCheck.class, new BackupCheck(folder.resolve("cache"), (_, _) -> Map.of(), clock))
                .with(BackupRestoration.class, new BackupRestoration(clock))
                .with(Branches.class, new Branches(folder.resolve("branches.json"), journal, timelines, readModels))
                .with(Summaries.class, AllSlices.of().summaries())
                .with(Briefings.class, AllSlices.of().briefings())
                .with(Export.class, new Export(journal, codec, timelines, List.of(new DeespecWriter()), clock))
                .with(Comparison.class, new Comparison(context, new NothingPosted()))
                .with(StoreVerification.class, verification)
                .with(VerificationMemory.class, memory)
                .with(
                        VerificationSchedule.class,
                        new VerificationSchedule(
                                new VerificationSchedule.Plan(Optional.empty(), 0),
                                verification,
                                memory,
                                journal,
                                jobs,
                                clock))
                .with(
                        ConsistencyQueries.class,
                        new ConsistencyQueries(readModels::read, AllSlices.of().checks()));
        Services services = new Services(
                AllSlices.of().catalogue(),
                ground,
                new Services.Questions(new AuditQueries(readModels::read), new HistoryQueries(readModels::read)),
                new Services.Safety(tokens, new Logins(tokens, new OneNode("one", "here", clock).values()), refusals),
                () -> List.copyOf(stalled));
        server = HttpServer.start(services, change.apply(Options.loopback(0)));
        caller = new Caller(server.port()).with(OWNER);
    }

    /** Has the read models stay behind, or follow again. */
    void lag(boolean behind) {
        follower.behind = behind;
        follower.bell.release();
    }

    long head() {
        return journal.head().value();
    }

    @Override
    public void close() {
        caller.close();
        server.close();
        ground.service(Parsers.class).close();
        refusals.close();
        followers.close();
        imports.close();
        follower.close();
        commands.close();
        readModels.close();
        tokens.close();
        timelines.close();
        journal.close();
    }

    /** There is one small tool whose users can move. */
    private Rollouts rollouts(Codec codec, InstantSource clock) {
        return Rollouts.open(new Rollouts.Ground(
                commands,
                journal,
                codec,
                timelines,
                new NothingPosted(),
                AllSlices.of().deciders(),
                _ -> false,
                (_, ordinal) -> new UUID(0, ordinal),
                Optional.empty(),
                List.of(new Tool(new Cards(), false, true)),
                FileChanges.NONE,
                (_, _, _) -> () -> {},
                Map.of(),
                new Rollouts.Settings(Duration.ofDays(2), Duration.ofDays(1)),
                List::of,
                new FilesLease(new OneNode("one", "here", clock)),
                clock));
    }

    /** Files are compared by a tool's own tests. */
    private static final class NothingPosted implements ReadModelLookup {

        @Override
        public void await(Position position) {
            // nothing is compared
        }

        @Override
        public Optional<Map<String, Object>> fields(StreamId stream) {
            return Optional.empty();
        }
    }

    /** Keeps the read models up to date. */
    private static final class Follower implements AutoCloseable {

        private final Semaphore bell = new Semaphore(0);
        private final Journal.Subscription subscription;
        private final Thread thread;
        private volatile boolean over;
        private volatile boolean behind;

        Follower(Journal journal, ReadModels readModels) {
            subscription = journal.subscribe(_ -> bell.release());
            thread = Thread.ofPlatform().start(() -> {
                while (!over) {
                    if (!behind) {
                        readModels.catchUp();
                    }
                    bell.acquireUninterruptibly();
                    bell.drainPermits();
                }
            });
        }

        @Override
        public void close() {
            over = true;
            bell.release();
            subscription.close();
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
