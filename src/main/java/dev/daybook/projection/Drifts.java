package dev.daybook.projection;

import dev.daybook.event.Codec;
import dev.daybook.event.Timelines;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.projection.RebuildProgress.Phase;
import dev.daybook.projection.RowComparison.Row;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Compares live tables with a replay in the background, and finds where they part. Thread-safe. */
final class Drifts {

    private final Path folder;
    private final Journal journal;
    private final Codec codec;
    private final Timelines timelines;

    Drifts(Path folder, Journal journal, Codec codec, Timelines timelines) {
        this.folder = folder;
        this.journal = journal;
        this.codec = codec;
        this.timelines = timelines;
    }

    /** As {@link ReadModels#drift}, of one projection. */
    Drift of(ReadModels.Slot slot, int rowsMax, Consumer<RebuildProgress> listener) {
        String name = slot.ddl().name();
        Position position = slot.live().checkpoint();
        Optional<String> why = slot.live()
                .anew()
                .map(reason -> "it is built anew and not whole yet: " + reason)
                .or(() -> ReadModelFiles.foreign(journal, slot.live().posted().madeOf()));
        if (why.isPresent()) {
            return Drift.impossible(name, position, why.get());
        }
        try {
            var pace = Pace.behind(journal);
            Replay.Compared compared =
                    new Replay(folder, journal, codec, timelines, slot, pace, listener).compare(rowsMax);
            return new Drift(
                    name,
                    compared.position(),
                    compared.tables(),
                    compared.rows().isEmpty() ? List.of() : rows(slot, compared, pace, listener),
                    Optional.empty());
        } catch (TablesFailed e) {
            return Drift.impossible(name, position, "its file cannot be compared (%s)".formatted(e.getMessage()));
        }
    }

    private List<Drift.Row> rows(
            ReadModels.Slot slot, Replay.Compared compared, Pace pace, Consumer<RebuildProgress> listener) {
        long started = System.nanoTime();
        List<String> names = List.of(slot.ddl().name());
        var partings =
                new Partings(timeline -> new ScratchFile(folder, journal, codec, slot, timeline), (now, last) -> {
                    listener.accept(RebuildProgress.since(names, Phase.TRACING, 0, now, last, started));
                    pace.rest();
                });
        Map<Row, Position> parted = partings.find(
                compared.rows().stream().filter(Row::isTraceable).toList(), compared.position(), compared.timeline());
        return compared.rows().stream()
                .map(row -> new Drift.Row(
                        row.table().name(),
                        row.told(),
                        Optional.ofNullable(parted.get(row)).map(this::entry)))
                .toList();
    }

    private Entry entry(Position position) {
        return journal.readForward(Selection.all(), new Position(position.value() - 1), 1)
                .getFirst();
    }
}
