package dev.daybook.domain;

/** Something a caller asks for. It names the stream whose history decides about it. */
public interface Command {

    /** The kind of thing it is about, such as {@code sbi}: the category of its stream. */
    String category();

    /** Which one of that kind: the key of its stream. */
    String key();

    /** Returns what is to be done, where this only says under what condition. */
    default Command work() {
        return this;
    }

    /**
     * Returns the same for a stream whose last entry has {@code revision}, -1 if it has none. Unlike the state that is
     * decided on, the revision never goes back, whatever a rollback made void.
     */
    default Command foundAt(long revision) {
        return this;
    }
}
