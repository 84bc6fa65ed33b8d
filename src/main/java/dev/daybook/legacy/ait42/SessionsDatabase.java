package dev.daybook.legacy.ait42;

/** The database that one branch of the tool kept its sessions in. */
final class SessionsDatabase {

    static final String NAME = "sessions.db";

    private SessionsDatabase() {}

    /** Returns whether a file of that name belongs to the database. */
    static boolean isAside(String name) {
        return name.equals(NAME + "-wal") || name.equals(NAME + "-shm") || name.equals(NAME + "-journal");
    }
}
