package dev.daybook;

import dev.daybook.cli.DataDirectory;
import dev.daybook.cli.DataDirectoryOpener.Opened;
import dev.daybook.cli.Exchange;
import dev.daybook.cli.ProgramSetting;
import dev.daybook.cli.ProgramSettings;
import dev.daybook.command.Receipt;
import dev.daybook.command.Submission;
import dev.daybook.command.Unavailable;
import dev.daybook.event.Codec;
import dev.daybook.event.Timelines;
import dev.daybook.history.Branches;
import dev.daybook.http.LocalRequests;
import dev.daybook.importing.Limits;
import dev.daybook.importing.export.Export;
import dev.daybook.importing.file.FileChanges;
import dev.daybook.importing.run.Comparison;
import dev.daybook.importing.run.ImportContext;
import dev.daybook.importing.run.ReadModelLookup;
import dev.daybook.journal.Journal;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.sqlite.SqliteJournal;
import dev.daybook.node.OneNode;
import dev.daybook.projection.ReadModels;
import dev.daybook.projection.TablesFailed;
import dev.daybook.query.ConsistencyQueries;
import dev.daybook.rollout.FilesLease;
import dev.daybook.rollout.Rollouts;
import dev.daybook.rollout.Stage;
import dev.daybook.slice.Briefings;
import dev.daybook.slice.Ground;
import dev.daybook.slice.Slices;
import dev.daybook.slice.Summaries;
import dev.daybook.upkeep.BackupPlan;
import dev.daybook.upkeep.BackupSchedule;
import dev.daybook.upkeep.Installation;
import dev.daybook.upkeep.Jobs;
import dev.daybook.upkeep.StoreVerification;
import dev.daybook.upkeep.VerificationMemory;
import dev.daybook.upkeep.VerificationSchedule;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A data directory that is only read, whoever has it: what a question needs, and nothing else. */
final class Look implements Opened {

    private static final Logger LOG = LoggerFactory.getLogger(Look.class);

    private final Closing closing;
    private final ReadModels models;
    private final Exchange exchange;

    private Look(Closing closing, ReadModels models, Exchange exchange) {
        this.closing = closing;
        this.models = models;
        this.exchange = exchange;
    }

    static Optional<Opened> at(DataDirectory data, ProgramSettings settings, boolean behind) {
        if (!Files.isRegularFile(data.journal())
                || data.isBeingRepaired()
                || SharedJournal.address(data, settings).isPresent()) {
            return Optional.empty();
        }
        Logging.level(settings.text(ProgramSetting.LOG_LEVEL));
        Natives.unpackInto(data.natives());
        var closing = new Closing();
        Optional<Opened> look = Optional.empty();
        try {
            look = at(closing, data, settings, behind);
        } catch (JournalUnavailable | TablesFailed | IllegalStateException | UncheckedIOException e) {
            LOG.debug("{} cannot be read without its lock", data.path(), e); // who opens it to write says what to do
        } finally {
            if (look.isEmpty()) {
                closing.close();
            }
        }
        return look;
    }

    private static Optional<Opened> at(Closing closing, DataDirectory data, ProgramSettings settings, boolean behind) {
        var clock = InstantSource.system();
        var slices = SecretWiring.slices(settings);
        var journal = closing.add(SqliteJournal.reading(data.journal(), clock));
        var codec = new Codec(journal, slices.facts());
        var timelines = closing.add(new Timelines(journal, codec));
        Optional<ReadModels> models = ReadModels.reading(
                data.readModels(),
                journal,
                codec,
                timelines,
                slices.projections(codec.catalog(), journal::blobs),
                clock);
        models.ifPresent(closing::add);
        boolean moving = !journal.readForward(Selection.category("rollout"), Position.START, 1)
                        .isEmpty()
                || Stream.of(ProgramSetting.STORAGE_BACKEND, ProgramSetting.STORAGE_MODE)
                        .flatMap(programSetting -> Stage.of(settings.text(programSetting)).stream())
                        .anyMatch(stage -> stage != Stage.NONE);
        if (moving) {
            return Optional.empty(); // which side answers is counted, and written down
        }
        if (Files.exists(data.erasing())) {
            return Optional.empty(); // the read models may tell what was erased
        }
        if (models.isEmpty() || !(behind ? models.get().isFit() : models.get().isCurrent())) {
            return Optional.empty();
        }
        return Optional.of(over(closing, data, settings, new Read(slices, journal, codec, timelines, models.get())));
    }

    /** What is read. */
    record Read(Slices slices, SqliteJournal journal, Codec codec, Timelines timelines, ReadModels models) {}

    /** Answers from read models as they are. */
    static Look over(Closing closing, DataDirectory data, ProgramSettings settings, Read read) {
        var clock = InstantSource.system();
        var slices = read.slices();
        var journal = read.journal();
        var codec = read.codec();
        var timelines = read.timelines();
        var models = read.models();
        var backups = new BackupWiring(data, settings, slices, clock);
        var verified = new VerificationWiring(
                data, settings, JournalOpening.inFile(data, journal, settings, clock), models, clock);
        var jobs = closing.add(new Jobs(clock));
        var ground = new Ground(
                        Look::refuse,
                        journal,
                        codec,
                        timelines,
                        models,
                        () -> {},
                        settings::number,
                        () -> unmoved(journal, codec, timelines, models, slices, clock),
                        clock)
                .with(Slices.class, slices)
                .with(Installation.class, data.installation(Application.VERSION))
                .with(BackupPlan.class, backups.plan())
                .with(BackupSchedule.class, backups.schedule(journal, models, jobs))
                .with(Branches.class, new Branches(data.branches(), journal, timelines, models))
                .with(Summaries.class, slices.summaries())
                .with(Briefings.class, slices.briefings())
                .with(Jobs.class, jobs)
                .with(
                        Comparison.class,
                        new Comparison(
                                new ImportContext(journal, codec, timelines, slices.sources(), Limits.DEFAULT, clock),
                                new Posted(new QueryLookup(models, slices))))
                .with(Export.class, new Export(journal, codec, timelines, slices.writers(), clock))
                .with(StoreVerification.class, verified.verification())
                .with(VerificationMemory.class, verified.memory())
                .with(VerificationSchedule.class, verified.schedule(jobs))
                .with(ConsistencyQueries.class, Application.consistency(models, slices));
        return new Look(closing, models, new LocalExchange(LocalRequests.reading(slices.catalogue(), ground)));
    }

    /** What the read models have will do: here nothing is brought up to date. */
    private record Posted(QueryLookup lookup) implements ReadModelLookup {

        @Override
        public void await(Position position) {
            // whoever writes posts it
        }

        @Override
        public Optional<Map<String, Object>> fields(StreamId stream) {
            return lookup.fields(stream);
        }
    }

    private static Receipt refuse(Submission<?> submission) {
        throw new Unavailable("%s is not written without the directory's lock"
                .formatted(submission.command().getClass().getSimpleName()));
    }

    /** No tool's users move; nothing of it runs, and nothing is to be closed. */
    private static Rollouts unmoved(
            Journal journal, Codec codec, Timelines timelines, ReadModels models, Slices slices, InstantSource clock) {
        return Rollouts.open(new Rollouts.Ground(
                Look::refuse,
                journal,
                codec,
                timelines,
                new QueryLookup(models, slices),
                slices.deciders(),
                _ -> false,
                (_, ordinal) -> new UUID(0, ordinal),
                Optional.empty(),
                slices.tools(journal, codec, timelines),
                FileChanges.NONE,
                (_, _, _) -> () -> {},
                Map.of(),
                new Rollouts.Settings(Duration.ZERO, Duration.ZERO),
                List::of,
                new FilesLease(new OneNode("look", "a look without the lock", clock)),
                clock));
    }

    @Override
    public Exchange exchange() {
        return exchange;
    }

    @Override
    public boolean isDamaged() {
        return models.isSuspected();
    }

    @Override
    public void close() {
        closing.close();
    }
}
