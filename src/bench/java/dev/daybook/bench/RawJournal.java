package dev.daybook.bench;

import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The physical limit: one connection, one bare table, one prepared INSERT, as durable as the journal
 * ({@code synchronous=FULL}), and nothing else.
 */
final class RawJournal implements RawTable {

    private static final int BATCH = 1_000;

    private final Connection connection;
    private final PreparedStatement insert;
    private long position;

    RawJournal(Path file) throws SQLException {
        connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        try (var statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode=WAL");
            statement.execute("PRAGMA synchronous=FULL");
            statement.execute("PRAGMA cache_size=-65536");
            statement.execute(
                    "CREATE TABLE entry (position INTEGER PRIMARY KEY, stream TEXT, type TEXT, payload BLOB) STRICT");
        }
        connection.setAutoCommit(false);
        insert = connection.prepareStatement("INSERT INTO entry VALUES (?, ?, ?, ?)");
    }

    @Override
    public void insert(String stream, String type, byte[] payload) throws SQLException {
        insert.setLong(1, ++position);
        insert.setString(2, stream);
        insert.setString(3, type);
        insert.setBytes(4, payload);
        insert.executeUpdate();
    }

    /** Entries a second of all that a journal holds, written anew below {@code scratch}; the better of two rounds. */
    static double inserts(Journal journal, Path scratch) throws Exception {
        List<Entry> entries = new ArrayList<>();
        for (Position after = Position.START; journal.head().isAfter(after); ) {
            entries.addAll(journal.readForward(Selection.all(), after, BATCH));
            after = entries.getLast().position();
        }
        double best = 0;
        for (int round = 0; round < 2; round++) {
            try (var raw =
                    new RawJournal(Files.createTempDirectory(scratch, "raw").resolve("raw.db"))) {
                long begin = System.nanoTime();
                for (Entry entry : entries) {
                    raw.insert(
                            entry.stream().key(), entry.type(), entry.payload().bytes());
                    if (entry.position().value() % BATCH == 0) {
                        raw.commit();
                    }
                }
                raw.commit();
                best = Math.max(best, entries.size() / ((System.nanoTime() - begin) / 1e9));
            }
        }
        return best;
    }

    @Override
    public void commit() throws SQLException {
        connection.commit();
    }

    @Override
    public void close() throws SQLException {
        insert.close();
        connection.close();
    }
}
