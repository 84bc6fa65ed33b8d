package dev.daybook.project;

import dev.daybook.domain.Json;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a repository at its host. What nobody said is absent.
 *
 * @param fullName {@code owner/name} as its owner spells it
 * @param url of its page
 * @param visibility {@code public}, {@code private} or {@code internal}
 * @param license its name
 * @param languages an object of how many bytes of each language it has
 * @param sizeKb of its history
 * @param syncedAt when all this was asked for last
 */
public record RepositoryFacts(
        String fullName,
        Optional<String> description,
        Optional<String> url,
        Optional<String> cloneUrl,
        Optional<String> sshUrl,
        Optional<String> visibility,
        Optional<Boolean> fork,
        Optional<Boolean> archived,
        Optional<Boolean> template,
        Optional<String> defaultBranch,
        Optional<String> license,
        Optional<String> language,
        Optional<Json> languages,
        List<String> topics,
        Optional<Long> stars,
        Optional<Long> forks,
        Optional<Long> openIssues,
        Optional<Long> sizeKb,
        Optional<Instant> createdAt,
        Optional<Instant> updatedAt,
        Optional<Instant> pushedAt,
        Optional<Instant> syncedAt) {

    public RepositoryFacts {
        topics = List.copyOf(topics);
    }

    /** Returns what a list of somebody's repositories tells of one; the rest is told by asking for it alone. */
    public static RepositoryFacts listed(
            String fullName,
            Optional<String> description,
            Optional<String> url,
            Optional<String> cloneUrl,
            Optional<String> sshUrl,
            Optional<Boolean> isPrivate,
            Optional<Boolean> fork,
            Optional<Instant> updatedAt) {
        return new RepositoryFacts(
                fullName,
                description,
                url,
                cloneUrl,
                sshUrl,
                isPrivate.map(flag -> flag ? "private" : "public"),
                fork,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                updatedAt,
                Optional.empty(),
                Optional.empty());
    }
}
