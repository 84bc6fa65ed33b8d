package dev.daybook.cli;

/** What a command's exit code says. */
enum Exit {
    OK(0),
    FAILED(1),
    /** It was done, and there is something to look at: warnings of a migration, differences of a comparison. */
    FINDINGS(2),
    USAGE(3),
    /** What is stored does not prove itself. */
    INTEGRITY(4),
    /** It was done but for something that could not be: errors of a migration or an export. */
    ERRORS(5);

    private final int code;

    Exit(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
