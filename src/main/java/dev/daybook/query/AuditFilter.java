package dev.daybook.query;

import java.time.Instant;
import java.util.Optional;

/**
 * Which rows of the audit log to show.
 *
 * @param entity {@code kind/id}, or {@code kind} alone for all of that kind
 * @param action the type of an event, or its domain with {@code .*}
 * @param source exactly, or as {@code deespec:*} for all that begin so
 * @param q a text that occurs in the new value, the entity's id or the actor, letter case aside
 * @param includeUndone whether to show what a rollback made void, too
 * @param newestFirst the order, by position
 */
public record AuditFilter(
        Optional<String> entity,
        Optional<String> actor,
        Optional<String> action,
        Optional<String> source,
        Optional<String> correlation,
        Optional<Instant> since,
        Optional<Instant> until,
        Optional<String> q,
        boolean includeUndone,
        boolean newestFirst) {

    public static AuditFilter all() {
        return new AuditFilter(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                true,
                true);
    }

    public AuditFilter ofEntity(String kindAndId) {
        return new AuditFilter(
                Optional.of(kindAndId),
                actor,
                action,
                source,
                correlation,
                since,
                until,
                q,
                includeUndone,
                newestFirst);
    }
}
