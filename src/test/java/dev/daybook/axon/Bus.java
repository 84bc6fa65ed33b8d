package dev.daybook.axon;

import dev.daybook.AllSlices;
import dev.daybook.command.Receipt;
import dev.daybook.command.Submission;
import dev.daybook.command.Submission.IdempotencyKey;
import dev.daybook.domain.Command;
import dev.daybook.domain.Json;
import dev.daybook.domain.history.HistoryCommand;
import dev.daybook.domain.history.HistoryEvent.RolledBack;
import dev.daybook.domain.history.Target;
import dev.daybook.event.Codec;
import dev.daybook.event.Timelines;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.Snapshots;
import dev.daybook.journal.StreamId;
import dev.daybook.sbi.SbiCommand;
import dev.daybook.sbi.SbiId;
import dev.daybook.sbi.SbiShape;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** A running bus over a journal, and short words to ask it. Closes what it made, and not the journal. */
final class Bus implements AutoCloseable {

    static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678901Z");

    final Journal journal;
    final Codec codec;
    final Timelines timelines;
    final AxonCommands commands;

    Bus(Journal journal, Snapshots snapshots) {
        this.journal = journal;
        codec = new Codec(journal.blobs(), AllSlices.of().facts());
        timelines = new Timelines(journal, codec);
        commands = AxonCommands.start(
                journal, codec, timelines, snapshots, AllSlices.of().domains());
    }

    static SbiId sbi(int number) {
        return new SbiId("SBI-%026d".formatted(number));
    }

    static StreamId stream(SbiId sbi) {
        return new StreamId("sbi", sbi.value());
    }

    static SbiCommand.Register register(SbiId sbi, String title) {
        return new SbiCommand.Register(
                sbi,
                Optional.empty(),
                title,
                Optional.empty(),
                "",
                List.of(),
                1,
                Optional.empty(),
                List.of(),
                false,
                Json.EMPTY_OBJECT,
                Set.of());
    }

    static SbiCommand.AddNote note(SbiId sbi, String text) {
        return new SbiCommand.AddNote(sbi, text, Optional.empty(), Optional.empty());
    }

    static SbiCommand.Edit retitle(SbiId sbi, String title) {
        return new SbiCommand.Edit(
                sbi,
                SbiShape.changes(Map.of("title", title)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Set.of());
    }

    HistoryCommand.RollBack rollBackTo(long position) {
        return new HistoryCommand.RollBack(
                RolledBack.of(new Target.To(position), Optional.empty()),
                journal.head().value());
    }

    Receipt submit(Command command) {
        return commands.submit(submission(command, OptionalLong.empty(), Optional.empty()));
    }

    Receipt submit(Command command, long expectedRevision) {
        return commands.submit(submission(command, OptionalLong.of(expectedRevision), Optional.empty()));
    }

    Receipt submit(Command command, String key, String fingerprint) {
        return commands.submit(
                submission(command, OptionalLong.empty(), Optional.of(new IdempotencyKey(key, fingerprint))));
    }

    static Submission<Command> submission(
            Command command, OptionalLong expectedRevision, Optional<IdempotencyKey> key) {
        return new Submission<>(
                command,
                "tester",
                "test",
                NOW,
                Optional.empty(),
                expectedRevision,
                Optional.empty(),
                Optional.empty(),
                key);
    }

    List<Entry> entries() {
        return journal.readForward(Selection.all(), Position.START, Integer.MAX_VALUE);
    }

    List<String> types(SbiId sbi) {
        return journal.readStream(stream(sbi), 0, Integer.MAX_VALUE).stream()
                .map(Entry::type)
                .toList();
    }

    @Override
    public void close() {
        commands.close();
        timelines.close();
    }
}
