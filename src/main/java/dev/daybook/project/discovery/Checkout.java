package dev.daybook.project.discovery;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * A repository with its working tree, as it was found.
 *
 * @param path the working tree, below its root as people name that
 * @param gitDirectory what git keeps of it alone
 * @param common what git keeps of it and of its other working trees; else the same
 * @param remotes names to URLs, in the order of its configuration
 * @param branch what is checked out; none if that is a commit, or nobody can tell
 */
public record Checkout(
        Path path,
        Kind kind,
        Path gitDirectory,
        Path common,
        SequencedMap<String, String> remotes,
        Optional<String> branch) {

    /** What it is to others. */
    public enum Kind {
        /** One of its own. */
        MAIN,
        /** A further working tree of another one. */
        WORKTREE,
        /** A part of another one. */
        SUBMODULE
    }

    /** Returns the first commit of its history, if that is there: reads as many commits as there are in a line. */
    public Optional<String> rootCommit() {
        return RootCommits.of(common, Optional.empty());
    }

    /**
     * As {@link #rootCommit()}, where it was known at some time: reads nothing if nothing was changed since, and of a long
     * history only the newer part.
     */
    public Optional<String> rootCommit(String known, Instant at) {
        return RootCommits.isChanged(this, at) ? RootCommits.of(common, Optional.of(known)) : Optional.of(known);
    }
}
