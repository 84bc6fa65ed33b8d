package dev.daybook.code.parsing;

/** No file can be parsed now, whichever it is: the processes that do it cannot be started. */
@SuppressWarnings("serial")
public final class ParsersUnavailable extends RuntimeException {
    ParsersUnavailable(String reason, Throwable cause) {
        super("source files cannot be parsed: " + reason, cause);
    }
}
