package dev.daybook.legacy;

import dev.daybook.domain.Event;
import dev.daybook.domain.history.HistoryEvent.RolledBack;
import dev.daybook.event.Codec;
import dev.daybook.event.EventIds;
import dev.daybook.event.Timelines;
import dev.daybook.journal.Append;
import dev.daybook.journal.Draft;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.memory.MemoryJournal;
import dev.daybook.legacy.Import.Options;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A journal and all that an import needs, without a read model. */
public final class Desk implements AutoCloseable {

    public static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-02T03:04:05.678901Z"));

    /** There is room for anything. */
    public static final Preflight ROOM = new Preflight(Path.of("").toAbsolutePath(), () -> Long.MAX_VALUE);

    public final Journal journal;
    public final Codec codec;
    public final Timelines timelines;
    private final LegacySource source;
    private int runs;

    /** There is no read model to compare with. */
    private static final class NothingPosted implements Posted {
        @Override
        public void await(Position position) {
            // nothing to wait for
        }

        @Override
        public Optional<Map<String, Object>> fields(StreamId stream) {
            return Optional.empty();
        }
    }

    public Desk(LegacySource source) {
        this(source, new MemoryJournal(CLOCK));
    }

    public Desk(LegacySource source, Journal journal) {
        this.source = source;
        this.journal = journal;
        this.codec = new Codec(journal.blobs());
        this.timelines = new Timelines(journal, codec);
    }

    /** Takes runs back by writing so, and no more: there are no read models. */
    public static Import.Undo undo(Journal journal, Codec codec) {
        return (run, actor, why) -> {
            var rolledBack = new RolledBack(
                    Optional.empty(), Optional.of(run), Optional.empty(), Optional.empty(), Optional.of(why));
            Draft draft = codec.draft(
                    EventIds.derived("rolled-back", run),
                    new StreamId("journal", "journal"),
                    rolledBack,
                    Metadata.of(actor, "import").correlatedWith(run),
                    CLOCK.instant());
            journal.append(new Append(List.of(draft), Map.of())).join();
        };
    }

    public Report run(Path root) {
        return run(root, false);
    }

    public Report run(Path root, boolean dryRun) {
        return run(root, journal, dryRun);
    }

    /** Imports through {@code through}, which stands before the journal. */
    public Report run(Path root, Journal through, boolean dryRun) {
        var imports = new Import(
                through, codec, timelines, new NothingPosted(), undo(through, codec), ROOM, Limits.DEFAULT, CLOCK);
        return imports.run("RUN-" + ++runs, source, root, new Options(dryRun, false, "ada", _ -> {}));
    }

    /** Returns the events of a stream that count, oldest first. */
    public List<Event> events(StreamId stream) {
        return journal.readStream(stream, 0, Integer.MAX_VALUE).stream()
                .filter(timelines.current()::counts)
                .map(codec::decode)
                .toList();
    }

    /** Returns what counts in all streams but those about the journal itself, without where it stands. */
    public SortedMap<String, List<String>> told() {
        var told = new TreeMap<String, List<String>>();
        for (Entry it : journal.readForward(Selection.all(), Position.START, Integer.MAX_VALUE)) {
            String category = it.stream().category();
            if (timelines.current().counts(it) && !category.equals("journal") && !category.equals("import")) {
                told.computeIfAbsent(it.stream().toString(), _ -> new ArrayList<>())
                        .add(it.occurredAt() + " " + it.metadata().source() + " " + codec.decode(it));
            }
        }
        return told;
    }

    @Override
    public void close() {
        timelines.close();
        journal.close();
    }
}
