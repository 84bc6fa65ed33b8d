package dev.daybook.projection;

import dev.daybook.event.Codec;
import dev.daybook.event.Timelines;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.Timeline;
import dev.daybook.journal.sqlite.ReadOnlyUri;
import dev.daybook.projection.RebuildProgress.Phase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.sqlite.SQLiteConfig;

/** Replays the journal into a file beside the live one, and looks for the first row of each table that differs. */
final class Replay {

    private final Path folder;
    private final Journal journal;
    private final Codec codec;
    private final Timelines timelines;
    private final ReadModels.Slot slot;
    private final Consumer<RebuildProgress> listener;

    Replay(
            Path folder,
            Journal journal,
            Codec codec,
            Timelines timelines,
            ReadModels.Slot slot,
            Consumer<RebuildProgress> listener) {
        this.folder = folder;
        this.journal = journal;
        this.codec = codec;
        this.timelines = timelines;
        this.slot = slot;
        this.listener = listener;
    }

    /** Hashes the rows of a file as they are now. */
    static String hash(Path file) {
        try (Connection connection = readOnly(file)) {
            return TableHash.of(connection, false);
        } catch (SQLException e) {
            throw new TablesFailed(e);
        }
    }

    static Connection readOnly(Path file) throws SQLException {
        var config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(10_000);
        return config.createConnection("jdbc:sqlite:" + ReadOnlyUri.of(file));
    }

    List<Difference> compare() {
        Path scratch = folder.resolve(ReadModelFiles.scratch(slot.ddl().name()));
        ReadModelFiles.remove(scratch);
        try (Connection live = readOnly(slot.live().generation().file())) {
            execute(live, "BEGIN"); // from here on it is the snapshot of the first read
            replay(scratch, live);
            try (Connection replayed = readOnly(scratch)) {
                return compare(live, replayed);
            }
        } catch (SQLException e) {
            throw new TablesFailed(e);
        } finally {
            ReadModelFiles.remove(scratch);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Replays as far as the live rows go. */
    private void replay(Path scratch, Connection live) throws SQLException {
        try (Statement statement = live.createStatement();
                ResultSet row = statement.executeQuery("SELECT position, timeline FROM checkpoint")) {
            var last = new Position(row.getLong(1));
            replay(scratch, last, timeline(last, row.getInt(2)));
        }
    }

    /** Returns what counts: rows that were mended in place may know of a rollback behind the last entry they show. */
    private Timeline timeline(Position last, int number) {
        Timeline timeline = timelines.current();
        while (timeline.since().isAfter(last) && timeline.number() > number) {
            timeline = timeline.before().orElseThrow();
        }
        return timeline;
    }

    private void replay(Path scratch, Position last, Timeline timeline) {
        long started = System.nanoTime();
        try (Generation generation = Generation.create(scratch, slot.ddl(), false)) {
            var poster = new Projector(slot.projection().get(), generation, journal);
            var feed = new Feed(journal, codec, Position.START, poster::reads);
            for (List<Feed.Item> batch = feed.batch(last); !batch.isEmpty(); batch = feed.batch(last)) {
                poster.post(batch, timeline);
                report(poster.checkpoint().value(), last.value(), started);
            }
        }
    }

    private void report(long done, long total, long started) {
        double rate = done / Math.max(1e-3, (System.nanoTime() - started) / 1e9);
        listener.accept(new RebuildProgress(
                List.of(slot.ddl().name()), Phase.POSTING, done, total, rate, Duration.ofMillis((long)
                        ((total - done) / rate * 1_000))));
    }

    private List<Difference> compare(Connection live, Connection replayed) throws SQLException {
        var differences = new ArrayList<Difference>();
        for (TableHash.Table table : TableHash.tables(replayed, true)) {
            if (!Arrays.equals(TableHash.ofTable(live, table), TableHash.ofTable(replayed, table))) {
                first(live, replayed, table).ifPresent(differences::add);
            }
        }
        return differences;
    }

    /** Walks both tables in the order of all columns, key first, to the first row that only one of them has. */
    private Optional<Difference> first(Connection live, Connection replayed, TableHash.Table table)
            throws SQLException {
        var order = new ArrayList<>(table.key());
        table.columns().stream().filter(text -> !order.contains(text)).forEach(order::add);
        var sorted = new TableHash.Table(table.name(), order, table.key());
        String sql = sorted.select() + " ORDER BY " + TableHash.Table.quoted(order);
        try (Statement one = live.createStatement();
                ResultSet a = one.executeQuery(sql);
                Statement other = replayed.createStatement();
                ResultSet b = other.executeQuery(sql)) {
            while (true) {
                Optional<List<String>> is = next(a, order.size());
                Optional<List<String>> should = next(b, order.size());
                if (is.isEmpty() && should.isEmpty()) {
                    return Optional.empty();
                }
                if (!is.equals(should)) {
                    return Optional.of(difference(sorted, is, should));
                }
            }
        }
    }

    private static Optional<List<String>> next(ResultSet rows, int columns) throws SQLException {
        if (!rows.next()) {
            return Optional.empty();
        }
        var row = new ArrayList<String>();
        for (int i = 1; i <= columns; i++) {
            row.add(String.valueOf(rows.getObject(i)));
        }
        return Optional.of(row);
    }

    private Difference difference(TableHash.Table table, Optional<List<String>> is, Optional<List<String>> should) {
        int keys = table.key().size();
        List<String> isKey = is.map(texts -> texts.subList(0, keys)).orElse(List.of());
        List<String> shouldKey = should.map(texts -> texts.subList(0, keys)).orElse(List.of());
        boolean same = isKey.equals(shouldKey);
        // The row that stands first in the order is the one that the other side lacks.
        boolean onlyLive = !same && !is.isEmpty() && (should.isEmpty() || isFirst(isKey, shouldKey));
        List<String> key = is.isPresent() && (same || onlyLive) ? isKey : shouldKey;
        if (same) {
            return fields(table, key, is.orElseThrow(), should.orElseThrow());
        }
        return new Difference(
                slot.ddl().name(),
                table.name(),
                named(table.key(), key),
                onlyLive ? is.map(texts -> named(table.columns(), texts)).orElse("") : "",
                onlyLive
                        ? ""
                        : should.map(texts -> named(table.columns(), texts)).orElse(""));
    }

    /** Of a row that both sides have only the fields that differ are of interest. */
    private Difference fields(TableHash.Table table, List<String> key, List<String> is, List<String> should) {
        var columns = new ArrayList<String>();
        var live = new ArrayList<String>();
        var replayed = new ArrayList<String>();
        for (int i = 0; i < is.size(); i++) {
            if (!is.get(i).equals(should.get(i))) {
                columns.add(table.columns().get(i));
                live.add(is.get(i));
                replayed.add(should.get(i));
            }
        }
        return new Difference(
                slot.ddl().name(),
                table.name(),
                named(table.key(), key),
                named(columns, live),
                named(columns, replayed));
    }

    private static boolean isFirst(List<String> a, List<String> b) {
        for (int i = 0; i < a.size(); i++) {
            int order = a.get(i).compareTo(b.get(i));
            if (order != 0) {
                return order < 0;
            }
        }
        return false;
    }

    private static String named(List<String> columns, List<String> values) {
        var text = new StringBuilder();
        for (int i = 0; i < values.size(); i++) {
            String value = values.get(i);
            text.append(i == 0 ? "" : ", ").append(columns.get(i)).append('=');
            text.append(value.length() <= VALUE_CHARS_MAX ? value : value.substring(0, VALUE_CHARS_MAX) + "…");
        }
        return text.toString();
    }

    /** A message is no place for a whole specification. */
    private static final int VALUE_CHARS_MAX = 80;
}
