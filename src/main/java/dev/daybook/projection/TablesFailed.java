package dev.daybook.projection;

import dev.daybook.text.OpenFiles;
import java.sql.SQLException;
import java.util.Optional;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** A statement over the tables of a projection failed. */
@SuppressWarnings("serial")
public final class TablesFailed extends RuntimeException {

    /** The code by which PostgreSQL says that its disk is full. */
    private static final String NO_ROOM = "53100";

    /** The class and the code by which PostgreSQL says that it was damaged. */
    private static final String DAMAGED = "XX";

    private final int code;
    private final boolean isSharedMemory;
    private final boolean isForWantOfFiles;
    private final Optional<String> state;

    TablesFailed(SQLException cause) {
        this(cause, isForWantOfFiles(cause));
    }

    private TablesFailed(SQLException cause, boolean isForWantOfFiles) {
        super(
                isSharedMemory(cause)
                        ? "the disk is full (%s)".formatted(cause.getMessage())
                        : isForWantOfFiles
                                ? "%s (%s)".formatted(OpenFiles.TOO_FEW, cause.getMessage())
                                : cause.getMessage(),
                cause);
        this.isForWantOfFiles = isForWantOfFiles;
        this.code = cause.getErrorCode() & 0xFF; // the primary code
        this.isSharedMemory = isSharedMemory(cause);
        this.state = Optional.ofNullable(cause.getSQLState()).filter(text -> text.length() == 5); // SQLite says none
    }

    private static boolean isSharedMemory(SQLException cause) {
        return cause instanceof SQLiteException sqlite
                && sqlite.getResultCode() == SQLiteErrorCode.SQLITE_IOERR_SHMSIZE;
    }

    private static boolean isForWantOfFiles(SQLException cause) {
        return (cause.getErrorCode() & 0xFF) == SQLiteErrorCode.SQLITE_CANTOPEN.code && OpenFiles.areTooFew();
    }

    /** Returns whether it could not be opened because the process may have no more files open. */
    public boolean isForWantOfFiles() {
        return isForWantOfFiles;
    }

    /** Returns whether the file is damaged: only building it anew helps. */
    boolean isDamage() {
        return state.map(text -> text.startsWith(DAMAGED)).orElseGet(() -> switch (SQLiteErrorCode.getErrorCode(code)) {
            case SQLITE_CORRUPT, SQLITE_NOTADB -> true;
            default -> false;
        });
    }

    /**
     * Returns whether there was no room: nothing is wrong with what is there. What many share to read beside a writer is a
     * file, too, which SQLite cannot make larger where the disk is full.
     */
    public boolean isForWantOfRoom() {
        return state.map(NO_ROOM::equals).orElse(code == SQLiteErrorCode.SQLITE_FULL.code || isSharedMemory);
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
        return state.map(text -> !isOfTheStatement(text)).orElseGet(() -> switch (SQLiteErrorCode.getErrorCode(code)) {
            case SQLITE_CONSTRAINT, SQLITE_MISMATCH, SQLITE_TOOBIG, SQLITE_RANGE, SQLITE_ERROR -> false;
            default -> true;
        });
    }

    /** Values that do not fit, constraints, what the statement says, and limits such as those of an index. */
    private static boolean isOfTheStatement(String state) {
        return switch (state.substring(0, 2)) {
            case "21", "22", "23", "42", "54" -> true;
            default -> false;
        };
    }
}
