package dev.daybook.bench;

import java.sql.SQLException;

/** One bare table behind one connection, and nothing else: the physical limit. */
interface RawTable extends AutoCloseable {

    /** Opens one, on the thread that uses it. */
    interface Opener {
        RawTable open() throws SQLException;
    }

    void insert(String stream, String type, byte[] payload) throws SQLException;

    void commit() throws SQLException;

    @Override
    void close() throws SQLException;
}
