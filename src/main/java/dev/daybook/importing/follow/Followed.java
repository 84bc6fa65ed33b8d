package dev.daybook.importing.follow;

import dev.daybook.importing.Finding;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How it stands with a tree that is followed.
 *
 * @param run the name of the session: all that it appends carries it
 * @param project empty for the first one of a tool
 * @param why what it waits for, if it does
 * @param lag how long the oldest change has waited
 */
public record Followed(
        String run,
        String kind,
        Path root,
        String project,
        String actor,
        Instant startedAt,
        State state,
        Optional<String> why,
        Optional<Instant> lastChangeAt,
        Counts counts,
        Duration lag) {

    /**
     * What it came to so far.
     *
     * @param batches how often something had changed
     * @param files how many files that were
     * @param appended facts
     * @param findings how many the changed files gave
     * @param errors how often taking something over failed and was tried again
     */
    public record Counts(long batches, long files, long appended, long findings, long errors) {
        static final Counts NONE = new Counts(0, 0, 0, 0, 0);
    }

    /** What a follower is about. */
    public enum State {
        /** Takes over what changed while nobody watched. */
        CATCHING_UP("catching-up"),
        FOLLOWING("following"),
        /** Something else has its turn, the journal takes nothing, or the tree is not there: it goes on by itself. */
        WAITING("waiting"),
        STOPPED("stopped");

        private final String text;

        State(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    /**
     * What was taken over at once.
     *
     * @param number from 1
     * @param files that had changed; none are named of the first batch, which is everything
     */
    public record Batch(long number, Instant at, List<String> files, long events, List<Finding> findings) {}

    Followed now(State state, Optional<String> why, Duration lag) {
        return new Followed(run, kind, root, project, actor, startedAt, state, why, lastChangeAt, counts, lag);
    }

    Followed took(Batch batch) {
        var more = new Counts(
                batch.number(),
                counts.files + batch.files().size(),
                counts.appended + batch.events(),
                counts.findings + batch.findings().size(),
                counts.errors);
        return new Followed(run, kind, root, project, actor, startedAt, state, why, Optional.of(batch.at()), more, lag);
    }

    Followed failed() {
        var more = new Counts(counts.batches, counts.files, counts.appended, counts.findings, counts.errors + 1);
        return new Followed(run, kind, root, project, actor, startedAt, state, why, lastChangeAt, more, lag);
    }
}
