package dev.daybook.history;

/** What becomes of what others did, where a rollback would take it along. */
enum Others {
    /** Then nothing is rolled back. */
    REFUSE,

    /** It is taken back, too. */
    UNDO,

    /** The things that they worked on are left as they are. */
    KEEP
}
