package dev.daybook.history;

/** What becomes of what others did, where a rollback would take it along. */
enum Others {
    /** Then nothing is rolled back. */
    REFUSE,

    /** Then nothing is rolled back, and nothing else can be asked for: what one command did is taken back alone. */
    ALONE,

    /** It is taken back, too. */
    UNDO,

    /** The things that they worked on are left as they are. */
    KEEP
}
