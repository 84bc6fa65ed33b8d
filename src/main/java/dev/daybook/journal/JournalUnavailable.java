package dev.daybook.journal;

/**
 * The journal takes no more entries: the disk is full, an I/O error happened, or it was closed. Nothing that was
 * acknowledged is lost; reading goes on. The message says what happened and how to go on.
 */
@SuppressWarnings("serial")
public sealed class JournalUnavailable extends RuntimeException permits JournalDamaged {

    public JournalUnavailable(String message, Throwable cause) {
        super(message, cause);
    }

    public JournalUnavailable(String message) {
        super(message);
    }
}
