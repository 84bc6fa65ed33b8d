package dev.daybook.projection;

import dev.daybook.journal.Position;
import dev.daybook.journal.Timeline;
import dev.daybook.projection.RowComparison.Row;
import dev.daybook.projection.TableHash.Table;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jooq.Query;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Finds for live rows that differ the first position at which they part from a replay: the smallest one such that neither
 * its replay nor any later one agrees with the live row any more. It is narrowed down to a batch of entries in one replay,
 * and to the entry in another one that goes through that batch one by one; so the price does not grow with the number of
 * rows.
 *
 * <p>A replay up to some position agrees with a live row
 * <ul>
 *   <li>that should not be there, if it has that very row: what parts them is the fact that took the row away, and the live
 *       table missed; if no replay ever had it, nothing parts them, and no fact has made the row;
 *   <li>that is missing, if it has no such row either: what parts them is the fact that made it;
 *   <li>that has other values, if it has the same ones in those columns that differ at the end, or no such row yet: what
 *       parts them is the fact that gave the value which the live row lacks, or made the row where it never had the live
 *       one's value.
 * </ul>
 *
 * <p>The live rows are those of the moment of the comparison. The live table may have moved on between the damage and that
 * moment: what a later fact wrote over is equal again and no part of the question, and a column that is still wrong is traced
 * by the value that it has now, so that the position is that of the fact since when this value is wrong, not the moment of the
 * damage, of which the journal knows nothing. Where both agreed and parted several times it is the last time, as far as it
 * lasted to the end of a batch.
 */
final class Partings {

    /** One row, and where its replays stopped agreeing with it. */
    private static final class Trace {

        private final Row row;
        private final Query find;
        private final int[] differing;
        private boolean agrees;

        /** Between these positions it parted; the first one agreed. */
        private Optional<Position> after = Optional.empty();

        private Optional<Position> parted = Optional.empty();

        Trace(Row row) {
            this.row = row;
            this.differing = row.differing();
            Table table = row.table();
            String where =
                    table.key().stream().map(column -> '"' + column + "\" IS ?").collect(Collectors.joining(" AND "));
            this.find = DSL.query(table.select() + " WHERE " + where);
            this.agrees = agrees(Optional.empty());
        }

        boolean agrees(Tables tables) {
            return agrees(tables.fetch(find, this::values, row.keys().toArray()).stream()
                    .findFirst());
        }

        private List<@Nullable Object> values(ResultSet from) throws SQLException {
            var values = new ArrayList<@Nullable Object>();
            for (int i = 1; i <= row.table().columns().size(); i++) {
                values.add(RowComparison.value(from, i));
            }
            return values;
        }

        private boolean agrees(Optional<List<@Nullable Object>> replayed) {
            @Nullable Object[] live = row.before();
            if (live == null) {
                return replayed.isEmpty();
            }
            if (row.after() == null) {
                return replayed.filter(values -> isAlike(live, values, IntStream.range(0, live.length)))
                        .isPresent();
            }
            return replayed.isEmpty() || isAlike(live, replayed.get(), Arrays.stream(differing));
        }

        private static boolean isAlike(@Nullable Object[] live, List<@Nullable Object> replayed, IntStream places) {
            return places.allMatch(i -> Objects.deepEquals(live[i], replayed.get(i)));
        }
    }

    private final Function<Timeline, ScratchFile> scratch;
    private final BiConsumer<Position, Position> step;

    /**
     * @param scratch makes a file to replay into
     * @param step hears how far it is, and of how much; what it throws ends the work
     */
    Partings(Function<Timeline, ScratchFile> scratch, BiConsumer<Position, Position> step) {
        this.scratch = scratch;
        this.step = step;
    }

    /** Returns where the live rows part from a replay up to {@code last}; a row is missing if they never agreed. */
    Map<Row, Position> find(List<Row> rows, Position last, Timeline timeline) {
        List<Trace> traces = rows.stream().map(Trace::new).toList();
        narrow(traces, last, timeline);
        Optional<Position> end =
                traces.stream().flatMap(trace -> trace.after.stream()).max(Position::compareTo);
        end.ifPresent(_ -> locate(traces, last, timeline, end.get()));
        var found = new HashMap<Row, Position>();
        traces.forEach(trace -> trace.parted.ifPresent(position -> found.put(trace.row, position)));
        return found;
    }

    private void narrow(List<Trace> traces, Position last, Timeline timeline) {
        try (ScratchFile file = scratch.apply(timeline)) {
            for (List<Feed.Item> batch = file.next(last); !batch.isEmpty(); batch = file.next(last)) {
                Position before = file.reached();
                file.post(batch);
                for (Trace trace : traces) {
                    boolean agrees = trace.agrees(file.tables());
                    if (trace.agrees && !agrees) {
                        trace.after = Optional.of(before);
                        trace.parted = Optional.of(file.reached());
                    }
                    trace.agrees = agrees;
                }
                step.accept(file.reached(), last);
            }
        }
    }

    /** @param end behind it nothing is looked for any more */
    private void locate(List<Trace> traces, Position last, Timeline timeline, Position end) {
        try (ScratchFile file = scratch.apply(timeline)) {
            while (!file.reached().isAfter(end)) {
                List<Feed.Item> batch = file.next(last);
                Position before = file.reached();
                List<Trace> here = traces.stream()
                        .filter(trace -> trace.after.filter(before::equals).isPresent())
                        .toList();
                if (here.isEmpty()) {
                    file.post(batch);
                } else {
                    here.forEach(trace -> trace.agrees = true);
                    batch.forEach(item -> locate(here, file, item));
                }
                step.accept(file.reached(), last);
            }
        }
    }

    private static void locate(List<Trace> traces, ScratchFile file, Feed.Item item) {
        file.post(List.of(item));
        for (Trace trace : traces) {
            boolean agrees = trace.agrees(file.tables());
            if (trace.agrees && !agrees) {
                trace.parted = Optional.of(item.entry().position());
            }
            trace.agrees = agrees;
        }
    }
}
