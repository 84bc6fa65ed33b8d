package dev.daybook.importing;

/**
 * One line of an import's report.
 *
 * @param file path below the legacy root, with {@code /}
 * @param where the place in it ({@code data[3].Path}, {@code line 5}, {@code byte 312}); empty is the whole file
 * @param code what it is, one word of the shared vocabulary such as {@code TRUNCATED_JSON}
 * @param message a sentence for a person
 */
public record Finding(String file, String where, Severity severity, String code, String message)
        implements Reading.Result {

    public static Finding error(String file, String where, String code, String message, Object... args) {
        return new Finding(file, where, Severity.ERROR, code, message.formatted(args));
    }

    public static Finding warn(String file, String where, String code, String message, Object... args) {
        return new Finding(file, where, Severity.WARN, code, message.formatted(args));
    }

    public static Finding info(String file, String where, String code, String message, Object... args) {
        return new Finding(file, where, Severity.INFO, code, message.formatted(args));
    }

    /** Returns the same at another place of the file. */
    public Finding at(String place) {
        return new Finding(file, place, severity, code, message);
    }

    /** How much it matters. */
    public enum Severity {
        /** The record or file was not imported; its bytes are kept. */
        ERROR,
        /** Imported after a repair or with a flag. */
        WARN,
        /** Noted only. */
        INFO
    }
}
