package dev.daybook.projection;

import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;

/** A statement over the tables of a projection failed. */
@SuppressWarnings("serial")
public final class TablesFailed extends RuntimeException {

    private final int code;

    TablesFailed(SQLException cause) {
        super(cause.getMessage(), cause);
        this.code = cause.getErrorCode() & 0xFF; // the primary code
    }

    /** Returns whether the file is damaged: only building it anew helps. */
    boolean isDamage() {
        return switch (SQLiteErrorCode.getErrorCode(code)) {
            case SQLITE_CORRUPT, SQLITE_NOTADB -> true;
            default -> false;
        };
    }

    /** Returns whether the file is to blame, not the disk: one that is made anew has no such fault. */
    boolean isOfTheFile() {
        return isDamage() || !isOfTheDatabase();
    }

    /**
     * Returns whether the database is to blame, not the event: the disk is full or broken, or someone else holds the
     * file. Trying another event would fail just so.
     */
    boolean isOfTheDatabase() {
        return switch (SQLiteErrorCode.getErrorCode(code)) {
            case SQLITE_CONSTRAINT, SQLITE_MISMATCH, SQLITE_TOOBIG, SQLITE_RANGE, SQLITE_ERROR -> false;
            default -> true;
        };
    }
}
