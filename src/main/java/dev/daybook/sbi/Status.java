package dev.daybook.sbi;

import dev.daybook.domain.Worded;
import java.util.Locale;
import java.util.Optional;

/** Where a task stands. */
public enum Status implements Worded {
    READY("READY"),
    WIP("WIP"),
    REVIEW("REVIEW"),
    /** The last attempt failed its review: the reviewer finishes the work. */
    REVIEW_AND_WIP("REVIEW&WIP"),
    DONE("DONE"),
    FAILED("FAILED"),
    /** A word that no version of the tool knew; the original stands beside it. */
    UNKNOWN("UNKNOWN");

    private final String text;

    Status(String text) {
        this.text = text;
    }

    /** Returns the word used in files, events and requests. */
    @Override
    public String text() {
        return text;
    }

    /**
     * Returns the status that a word of any version means: the five words of the status era, the names of its
     * database era (PENDING, PICKED, IMPLEMENTING, REVIEWING, FAILED), or nothing. An empty word is READY.
     */
    public static Optional<Status> of(String word) {
        return switch (word.strip().toUpperCase(Locale.ROOT)) {
            case "", "READY", "PENDING" -> Optional.of(READY);
            case "WIP", "PICKED", "IMPLEMENTING" -> Optional.of(WIP);
            case "REVIEW", "REVIEWING" -> Optional.of(REVIEW);
            case "REVIEW&WIP", "REVIEW_AND_WIP" -> Optional.of(REVIEW_AND_WIP);
            case "DONE" -> Optional.of(DONE);
            case "FAILED" -> Optional.of(FAILED);
            default -> Optional.empty();
        };
    }
}
