package dev.daybook.project.github;

import java.time.Instant;
import java.util.Optional;

/** The host did not tell what was asked, after all tries. Its message tells a person what is and what helps. */
@SuppressWarnings("serial")
public final class GitHubFailed extends RuntimeException {

    private final transient Optional<Instant> until;

    GitHubFailed(String message, Optional<Instant> until) {
        super(message, null, false, false); // an answer, not an accident
        this.until = until;
    }

    /** Returns when to ask again, if the host said so. */
    public Optional<Instant> until() {
        return until;
    }
}
