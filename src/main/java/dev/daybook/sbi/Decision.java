package dev.daybook.sbi;

import java.util.Locale;
import java.util.Optional;

/** How a turn ended. */
public enum Decision {
    /** Nothing was decided: the work goes on. */
    PENDING,
    NEEDS_CHANGES,
    SUCCEEDED,
    FAILED;

    /**
     * Returns what a decision word means, with the synonyms that the tool accepts: OK, APPROVED, PASS, PASSED and
     * SUCCESS are SUCCEEDED; FAIL, REJECT and REJECTED are NEEDS_CHANGES; FAILURE is FAILED; an empty word is
     * PENDING. Nothing for any other word: the tool takes those for NEEDS_CHANGES, a caller here is told instead.
     */
    public static Optional<Decision> of(String word) {
        return switch (word.strip().toUpperCase(Locale.ROOT)) {
            case "", "PENDING" -> Optional.of(PENDING);
            case "OK", "APPROVED", "PASS", "PASSED", "SUCCESS", "SUCCEEDED" -> Optional.of(SUCCEEDED);
            case "NEEDS_CHANGES", "NEEDS CHANGES", "FAIL", "REJECT", "REJECTED" -> Optional.of(NEEDS_CHANGES);
            case "FAILED", "FAILURE" -> Optional.of(FAILED);
            default -> Optional.empty();
        };
    }
}
