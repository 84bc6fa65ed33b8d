package dev.daybook.project;

import java.time.Instant;

/**
 * A repository at its host.
 *
 * @param id {@code host/owner/name}
 * @param gone whether its host knows it no more
 */
public record RepositoryView(
        String id, RepositoryFacts facts, boolean gone, Instant notedAt, long revision, long position) {}
