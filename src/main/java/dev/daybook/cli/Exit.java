package dev.daybook.cli;

import dev.daybook.operation.Ending;

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

    static Exit of(Ending ending) {
        return switch (ending) {
            case WELL -> OK;
            case FINDINGS -> FINDINGS;
            case ERRORS -> ERRORS;
            case UNPROVEN -> INTEGRITY;
            case FAILED -> FAILED;
        };
    }

    int code() {
        return code;
    }
}
