package dev.daybook.project;

import dev.daybook.domain.Json;
import java.time.Instant;
import java.util.Optional;

/**
 * A project.
 *
 * @param remote the URL of the remote that it is a copy of
 * @param remotes all of them, a list of {@code {"name":…,"url":…}}
 * @param kind {@code main}, {@code worktree} or {@code submodule}
 * @param identity the repository that its remotes tell, {@code host/owner/name}
 * @param link the repository that somebody said it belongs to
 * @param repository what counts of the two
 * @param state {@code present}, {@code vanished} or {@code moved}
 */
public record ProjectView(
        String path,
        String name,
        Optional<String> remote,
        Json remotes,
        Optional<String> branch,
        String kind,
        Optional<String> partOf,
        Optional<String> rootCommit,
        Optional<Instant> modifiedAt,
        Optional<String> identity,
        Optional<String> link,
        Optional<String> repository,
        String state,
        Optional<String> movedTo,
        Instant createdAt,
        Instant updatedAt,
        long revision,
        long position) {

    public static final String PRESENT = "present";
    public static final String VANISHED = "vanished";
    public static final String MOVED = "moved";
}
