package dev.daybook.journal.postgres;

import dev.daybook.journal.Payload;
import dev.daybook.journal.Sha256;
import dev.daybook.journal.sql.Prepared;
import dev.daybook.journal.sql.Prepared.Large;
import dev.daybook.journal.sql.Statements;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes large values that are not there, or that were erased and are said again. */
final class LargeValues {

    /** @param contents what they are, by their hashes */
    static void store(Statements statements, List<Large> values, Map<Sha256, Payload> contents) throws SQLException {
        if (values.isEmpty()) {
            return;
        }
        Set<Sha256> there = there(statements, values);
        for (Large value : values) {
            if (!value.isGone() && there.add(value.hash())) {
                insert(statements, value, contents);
            }
        }
    }

    private static Set<Sha256> there(Statements statements, List<Large> values) throws SQLException {
        PreparedStatement query =
                statements.of("SELECT hash FROM blob WHERE hash = ANY (?::bytea[]) AND length(data) > 0");
        ArrayParameter.bind(
                query,
                1,
                "bytea",
                values.stream().map(value -> value.hash().bytes()).toArray());
        var there = new HashSet<Sha256>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                there.add(Sha256.of(row.getBytes(1)));
            }
        }
        return there;
    }

    private static void insert(Statements statements, Large value, Map<Sha256, Payload> contents) throws SQLException {
        PreparedStatement forget = statements.of("SELECT forget_erased_blob(?)");
        forget.setBytes(1, value.hash().bytes());
        forget.execute();
        Payload zstd =
                value.zstd().orElseGet(() -> Prepared.compressed(contents.getOrDefault(value.hash(), Payload.ERASED)));
        PreparedStatement insert = statements.of("INSERT INTO blob (hash, size_bytes, data) VALUES (?, ?, ?)");
        insert.setBytes(1, value.hash().bytes());
        insert.setLong(2, value.sizeBytes());
        insert.setBytes(3, zstd.bytes());
        insert.executeUpdate();
    }

    private LargeValues() {}
}
