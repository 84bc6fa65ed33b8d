package dev.daybook.project;

import dev.daybook.AllSlices;
import dev.daybook.axon.AxonCommands;
import dev.daybook.command.Submission;
import dev.daybook.domain.Command;
import dev.daybook.event.Codec;
import dev.daybook.event.EventIds;
import dev.daybook.event.Timelines;
import dev.daybook.journal.Append;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.memory.MemorySnapshots;
import dev.daybook.journal.sqlite.SqliteJournal;
import dev.daybook.projection.ReadModels;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A journal with the bus and the read models on it, in a folder. */
final class Catalog implements CommandWriter, AutoCloseable {

    private final Journal journal;
    private final Codec codec;
    private final Timelines timelines;
    private final ReadModels readModels;
    private final AxonCommands commands;
    final ProjectQueries queries;
    Instant now = Instant.parse("2026-11-26T12:00:00Z");

    Catalog(Path folder) {
        journal = SqliteJournal.open(folder.resolve("journal.db"), InstantSource.system());
        codec = new Codec(journal.blobs(), AllSlices.of().facts());
        timelines = new Timelines(journal, codec);
        readModels = ReadModels.open(
                folder.resolve("read"),
                journal,
                codec,
                timelines,
                AllSlices.of().projections(codec.catalog(), journal::blobs),
                InstantSource.system());
        commands = AxonCommands.start(
                journal, codec, timelines, new MemorySnapshots(), AllSlices.of().domains());
        queries = new ProjectQueries(readModels::read);
    }

    @Override
    public void write(List<Command> all) {
        all.forEach(it -> commands.submit(new Submission<>(
                it,
                "tester",
                "test",
                now,
                Optional.empty(),
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty())));
        readModels.catchUp();
    }

    /** Tells a project as an import does: whatever its path. */
    void imported(String path, ProjectFacts facts) {
        var draft = codec.draft(
                EventIds.derived("imported", path),
                new StreamId(ProjectEvent.CATEGORY, path),
                new ProjectEvent.Seen(path, facts),
                Metadata.of("tester", "test"),
                now);
        journal.append(new Append(List.of(draft), Map.of())).join();
    }

    void catchUp() {
        readModels.catchUp();
    }

    /** Returns the types of all events. */
    List<String> types() {
        return journal.readForward(Selection.all(), Position.START, Integer.MAX_VALUE).stream()
                .map(Entry::type)
                .toList();
    }

    String state(Path path) {
        return queries.project(path.toString()).map(ProjectView::state).orElse("none");
    }

    @Override
    public void close() {
        commands.close();
        readModels.close();
        timelines.close();
        journal.close();
    }
}
