package dev.daybook.journal;

/**
 * What lies where the journal was is not the journal as it was left: damaged, cut off, emptied, lost, or another file.
 * Starting again does not help; the message says what was found, and where.
 */
@SuppressWarnings("serial")
public final class JournalDamaged extends JournalUnavailable {

    public JournalDamaged(String message, Throwable cause) {
        super(message, cause);
    }

    public JournalDamaged(String message) {
        super(message);
    }
}
