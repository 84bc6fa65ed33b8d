package dev.daybook.projection;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Where the rows of one generation of a projection are kept, and how a connection writes them there. Its {@code toString}
 * names it in logs.
 */
interface Place {

    /**
     * Makes it, with the tables and without indexes, and returns a connection to it.
     *
     * @param bookkeeping the script of the tables that tell how far the rows go, as SQLite takes it
     */
    Connection make(String bookkeeping, Ddl ddl) throws SQLException;

    /** Connects to what was made before. */
    Connection connect() throws SQLException;

    /** Opens what is there to be read by this thread, as it is at this moment, while others write. */
    Connection held() throws SQLException;

    /** Begins a transaction that writes. */
    void begin(Tables tables);

    /** Begins a transaction that reads alone, whoever writes there by now. */
    default void look(Tables tables) {
        begin(tables);
    }

    /** Has all that is written from now on belong to a lease: what belongs to an earlier one is refused. */
    default void claim(long epoch, Tables tables) {
        throw new IllegalStateException("%s is written by one process alone".formatted(this));
    }

    /** Returns whether other processes read there how far the rows go. */
    boolean isReadByOthers();

    /** Returns whether every statement has to stand in a transaction that {@link #begin} began. */
    boolean isTransactionNeeded();

    /** Returns the statements that make the indexes there. */
    List<String> indexes(Ddl ddl);

    /** Returns how the tables there differ from these, in words; nothing if they do not. */
    Optional<String> difference(Tables tables, Ddl ddl, boolean loaded);

    /** Returns the file, if it is one: whoever asks keeps files. */
    default Path file() {
        throw new IllegalStateException("%s is no file".formatted(this));
    }
}
