package dev.daybook.projection;

import dev.daybook.AllSlices;
import dev.daybook.agent.Told;
import dev.daybook.code.CodeEvent;
import dev.daybook.code.TreeEvent;
import dev.daybook.config.ConfigEvent;
import dev.daybook.domain.Event;
import dev.daybook.domain.history.HistoryEvent;
import dev.daybook.domain.history.HistoryEvent.RolledBack;
import dev.daybook.domain.history.Target;
import dev.daybook.event.Codec;
import dev.daybook.event.Timelines;
import dev.daybook.item.ItemEvent;
import dev.daybook.journal.Append;
import dev.daybook.journal.Draft;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Position;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.memory.MemoryJournal;
import dev.daybook.project.DirectoryEvent;
import dev.daybook.project.ProjectEvent;
import dev.daybook.project.RepositoryEvent;
import dev.daybook.project.ScanEvent;
import dev.daybook.sbi.PlanEvent;
import dev.daybook.sbi.SbiEvent;
import dev.daybook.session.SessionEvent;
import dev.daybook.session.WorkspaceEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;

/** A journal in memory that a test writes into, and read models over it. */
public final class Chronicle implements AutoCloseable {

    public static final Instant START = Instant.parse("2025-10-01T12:00:00Z");

    private final AtomicLong seconds = new AtomicLong();
    public final InstantSource clock = () -> START.plusSeconds(seconds.get());
    public final Journal journal;
    public final Codec codec;
    public final Timelines timelines;
    private final List<ReadModels> opened = new ArrayList<>();
    private Metadata metadata = Metadata.of("ada", "cli");
    private long ids;

    public Chronicle() {
        this(MemoryJournal::new);
    }

    /** @param open opens a journal with a clock */
    public Chronicle(Function<InstantSource, Journal> open) {
        journal = open.apply(clock);
        codec = new Codec(journal.blobs(), AllSlices.of().facts());
        timelines = new Timelines(journal, codec);
        ids = journal.head().value();
        seconds.set(ids);
    }

    /** Writes what follows as someone else, or from elsewhere. */
    public Chronicle as(Metadata metadata) {
        this.metadata = metadata;
        return this;
    }

    /** Lets time go by before what follows. */
    public Chronicle after(Duration duration) {
        seconds.addAndGet(duration.toSeconds());
        return this;
    }

    /** Appends events, a second apart; returns the position of the last. */
    public Position append(Event... events) {
        for (Event event : events) {
            seconds.incrementAndGet();
            Draft draft = codec.draft(new UUID(0x4000, ++ids), stream(event), event, metadata, clock.instant());
            journal.append(new Append(List.of(draft), Map.of())).join();
        }
        return journal.head();
    }

    /** Appends an event that happened at that time. */
    public Position appendAt(Instant happened, Event event) {
        Draft draft = codec.draft(new UUID(0x4000, ++ids), stream(event), event, metadata, happened);
        journal.append(new Append(List.of(draft), Map.of())).join();
        return journal.head();
    }

    public static StreamId stream(Event event) {
        return switch (event) {
            case SbiEvent it -> new StreamId("sbi", it.sbi().value());
            case PlanEvent it -> new StreamId("plan", it.plan());
            case ItemEvent it -> new StreamId("item", it.item().text());
            case CodeEvent it -> new StreamId("code", it.project() + "!/" + it.path());
            case TreeEvent it -> new StreamId("source-tree", it.project());
            case Told it -> new StreamId(it.kind().category(), it.id());
            case ProjectEvent it -> new StreamId("project", it.path());
            case DirectoryEvent it -> new StreamId("directory", it.path());
            case RepositoryEvent it ->
                new StreamId("repository", it.repository().text());
            case ScanEvent it -> new StreamId("scan", it.key());
            case ConfigEvent it -> new StreamId("config", it.key());
            case SessionEvent it -> new StreamId("session", it.session().text());
            case WorkspaceEvent it -> new StreamId("workspace", it.workspace());
            case HistoryEvent.ImportStarted it -> new StreamId("import", it.run());
            case HistoryEvent.ImportRejected it -> new StreamId("import", it.run());
            case HistoryEvent.ImportFinished it -> new StreamId("import", it.run());
            case HistoryEvent.ExportFinished it -> new StreamId("export", it.out());
            default -> new StreamId("journal", "journal");
        };
    }

    public Position rollBackTo(Position to) {
        return append(RolledBack.of(new Target.To(to.value()), Optional.empty()));
    }

    public Position rollBackRun(String run) {
        return append(RolledBack.of(new Target.Run(run, 0), Optional.empty()));
    }

    /** Takes back what {@code target} says. */
    public Position rollBack(Target target) {
        return rollBack(RolledBack.of(target, Optional.empty()));
    }

    public Position rollBack(RolledBack rollback) {
        return append(rollback);
    }

    /** Opens read models in {@code folder}; they are closed with this. */
    public ReadModels open(Path folder, List<Supplier<? extends Projection>> projections) {
        return open(folder, journal, projections);
    }

    public ReadModels open(Path folder, Journal through, List<Supplier<? extends Projection>> projections) {
        ReadModels models = Kept.open(folder, through, codec, timelines, projections, clock);
        opened.add(models);
        return models;
    }

    /** Opens all read models and brings them up to date. */
    public ReadModels posted(Path folder) {
        ReadModels models = open(folder, AllSlices.of().projections(codec.catalog(), journal::blobs));
        models.catchUp();
        return models;
    }

    @Override
    public void close() {
        opened.forEach(ReadModels::close);
        timelines.close();
        journal.close();
    }
}
