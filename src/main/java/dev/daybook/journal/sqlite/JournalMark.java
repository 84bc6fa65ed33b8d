package dev.daybook.journal.sqlite;

import dev.daybook.journal.Chain;
import dev.daybook.journal.Link;
import dev.daybook.journal.Micros;
import dev.daybook.journal.Position;
import dev.daybook.journal.Sha256;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/**
 * How far a journal goes, table by table. All of them only ever grow, by numbers that rise: what is behind these is all
 * that came since.
 *
 * @param first the link of the first entry, which tells a journal from every other; that of the start if it has none
 * @param head the last entry, and its link in the chain
 * @param recordedAt when the last entry was written down
 * @param schema the newest step of its schema
 */
public record JournalMark(
        Sha256 first,
        Link head,
        Instant recordedAt,
        int schema,
        long streams,
        long types,
        long actors,
        long sources,
        long blobs) {

    /** What goes before the first entry. */
    public static final JournalMark START = new JournalMark(Chain.GENESIS, Link.START, Instant.EPOCH, 0, 0, 0, 0, 0, 0);

    /** Reads it; inside of a transaction it is that of all that is read there. */
    static JournalMark of(Connection connection, String database) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT head.position, head.chain,
                       (SELECT chain FROM %1$s.entry WHERE position = 1),
                       (SELECT recorded_at FROM %1$s.entry WHERE position = head.position),
                       (SELECT coalesce(max(version), 0) FROM %1$s.schema_version),
                       (SELECT coalesce(max(id), 0) FROM %1$s.stream),
                       (SELECT coalesce(max(id), 0) FROM %1$s.type),
                       (SELECT coalesce(max(id), 0) FROM %1$s.actor),
                       (SELECT coalesce(max(id), 0) FROM %1$s.source),
                       (SELECT coalesce(max(rowid), 0) FROM %1$s.blob)
                FROM %1$s.head\
                """.formatted(database));
                ResultSet row = query.executeQuery()) {
            if (!row.next()) {
                throw new SQLException("the row that says where the journal ends is missing: run verify");
            }
            byte[] first = row.getBytes(3);
            return new JournalMark(
                    first == null ? Chain.GENESIS : Sha256.of(first),
                    new Link(new Position(row.getLong(1)), Sha256.of(row.getBytes(2))),
                    Micros.instant(row.getLong(4)),
                    row.getInt(5),
                    row.getLong(6),
                    row.getLong(7),
                    row.getLong(8),
                    row.getLong(9),
                    row.getLong(10));
        }
    }
}
