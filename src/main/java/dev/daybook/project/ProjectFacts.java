package dev.daybook.project;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is known of a project at its path.
 *
 * @param remotes in the order of its configuration
 * @param branch that is checked out, if one is
 * @param partOf the project whose worktree or submodule it is
 * @param rootCommit the first commit of its history, by which a project is known again that was moved
 * @param modifiedAt when something in it was changed last, as far as somebody looked
 */
public record ProjectFacts(
        String name,
        List<Remote> remotes,
        Optional<String> branch,
        Kind kind,
        Optional<String> partOf,
        Optional<String> rootCommit,
        Optional<Instant> modifiedAt) {

    public ProjectFacts {
        remotes = List.copyOf(remotes);
    }

    /** Returns the same with another first commit. */
    ProjectFacts withRootCommit(Optional<String> commit) {
        return new ProjectFacts(name, remotes, branch, kind, partOf, commit, modifiedAt);
    }

    /**
     * A remote of a project.
     *
     * @param url without whom to log in as: there stand passwords and tokens
     */
    public record Remote(String name, String url) {

        public Remote {
            url = RemoteIdentity.withoutLogin(url);
        }
    }

    /** What kind of working tree it is. */
    public enum Kind {
        MAIN,
        WORKTREE,
        SUBMODULE;

        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }

        public static Optional<Kind> of(String word) {
            return Stream.of(values()).filter(kind -> kind.word().equals(word)).findFirst();
        }
    }

    /** Returns the remote that the project is a copy of: {@code origin}, else the first one. */
    public Optional<Remote> primary() {
        return primary(remotes);
    }

    /** As {@link #primary()}, of those remotes. */
    public static Optional<Remote> primary(List<Remote> remotes) {
        for (Remote remote : remotes) {
            if (remote.name().equals("origin")) {
                return Optional.of(remote);
            }
        }
        return remotes.isEmpty() ? Optional.empty() : Optional.of(remotes.getFirst());
    }

    /** Returns which repository that is; where its URL does not tell, another remote may. */
    public Optional<RemoteIdentity> identity() {
        return Stream.concat(primary().stream(), remotes.stream())
                .flatMap(remote -> RemoteIdentity.of(remote.url()).stream())
                .findFirst();
    }
}
