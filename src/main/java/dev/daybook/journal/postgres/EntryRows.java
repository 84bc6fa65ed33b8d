package dev.daybook.journal.postgres;

import dev.daybook.journal.Entry;
import dev.daybook.journal.Link;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Micros;
import dev.daybook.journal.Sha256;
import dev.daybook.journal.sql.Prepared.Fact;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Entries that are yet to be sent, as rows: many of them are one statement, with an array for each column. */
final class EntryRows {

    /** Rows that go in one statement, and bytes of them: a message to the server has a gigabyte at most. */
    private static final int ROWS_MAX = 2_000;

    private static final int ROW_BYTES_MAX = 32 << 20;

    /** An entry with the numbers of its texts. */
    record Row(Entry entry, Fact fact, long stream, EntryNumbers.Of numbers, Sha256 link) {

        Metadata metadata() {
            return entry.metadata();
        }
    }

    /** What stands in a column of an entry. */
    private record Cell(String column, String type, Function<Row, @Nullable Object> value) {}

    private static final List<Cell> ALWAYS = List.of(
            new Cell("position", "bigint", row -> row.entry.position().value()),
            new Cell("id", "uuid", row -> row.entry.id()),
            new Cell("stream", "bigint", Row::stream),
            new Cell("revision", "bigint", row -> row.entry.revision()),
            new Cell("type", "bigint", row -> row.numbers.type()),
            new Cell("payload", "bytea", row -> row.entry.payload().bytes()),
            new Cell("payload_hash", "bytea", row -> row.fact.payloadHash().bytes()),
            new Cell("actor", "bigint", row -> row.numbers.actor()),
            new Cell("source", "bigint", row -> row.numbers.source()),
            new Cell("occurred_at", "bigint", row -> row.fact.occurredMicros()),
            new Cell("recorded_at", "bigint", row -> Micros.of(row.entry.recordedAt())),
            new Cell("chain", "bytea", row -> row.link.bytes()));

    /** What most entries do not have is not sent where none has it. */
    private static final List<Cell> SOMETIMES = List.of(
            new Cell("correlation", "text", row -> row.metadata().correlation().orElse(null)),
            new Cell("session", "text", row -> row.metadata().session().orElse(null)),
            new Cell("causation", "text", row -> row.metadata().causation().orElse(null)),
            new Cell(
                    "idempotency_key",
                    "text",
                    row -> row.metadata()
                            .idempotency()
                            .map(Metadata.Idempotency::key)
                            .orElse(null)),
            new Cell(
                    "idempotency_fingerprint",
                    "text",
                    row -> row.metadata()
                            .idempotency()
                            .map(Metadata.Idempotency::fingerprint)
                            .orElse(null)),
            new Cell("blobs", "bytea", row -> row.fact.hashes()));

    private final List<Row> rows = new ArrayList<>();
    private long sizeBytes;

    void add(Row row) {
        rows.add(row);
        sizeBytes += row.entry.payload().sizeBytes();
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /** Whether they are to be sent before more are added. */
    boolean isFull() {
        return rows.size() >= ROWS_MAX || sizeBytes >= ROW_BYTES_MAX;
    }

    Stream<Fact> facts() {
        return rows.stream().map(Row::fact);
    }

    void clear() {
        rows.clear();
        sizeBytes = 0;
    }

    /** Has them sent, and where the journal ends behind them. */
    void send(RoundTrip trip, Link end) {
        List<Cell> cells = cells();
        trip.add(
                "INSERT INTO entry (%s) %s"
                        .formatted(
                                cells.stream().map(Cell::column).collect(Collectors.joining(", ")),
                                rows.size() == 1 ? oneRow(cells) : manyRows(cells)),
                cells.size(),
                (statement, first) -> bind(cells, statement, first));
        trip.add("UPDATE head SET position = ?, chain = ?", 2, (statement, first) -> {
            statement.setLong(first, end.position().value());
            statement.setBytes(first + 1, end.hash().bytes());
        });
    }

    private List<Cell> cells() {
        return Stream.concat(
                        ALWAYS.stream(),
                        SOMETIMES.stream().filter(cell -> rows.stream().anyMatch(row -> cell.value.apply(row) != null)))
                .toList();
    }

    private static String oneRow(List<Cell> cells) {
        return "VALUES (%s)".formatted(String.join(", ", Collections.nCopies(cells.size(), "?")));
    }

    private static String manyRows(List<Cell> cells) {
        return "SELECT * FROM unnest(%s)"
                .formatted(
                        cells.stream().map(cell -> "?::" + cell.type() + "[]").collect(Collectors.joining(", ")));
    }

    private void bind(List<Cell> cells, PreparedStatement statement, int first) throws SQLException {
        for (int column = 0; column < cells.size(); column++) {
            Cell cell = cells.get(column);
            if (rows.size() == 1) {
                statement.setObject(first + column, cell.value.apply(rows.getFirst()));
            } else {
                ArrayParameter.bind(
                        statement,
                        first + column,
                        cell.type(),
                        rows.stream().map(cell.value()).toArray());
            }
        }
    }
}
