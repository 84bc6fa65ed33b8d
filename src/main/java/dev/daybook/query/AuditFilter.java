package dev.daybook.query;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which rows of the audit log to show.
 *
 * @param entity {@code kind/id}, or {@code kind} alone for all of that kind
 * @param actor exactly, or as {@code ada/*} for all that begin so: the programs that someone uses
 * @param action the type of an event, or its domain with {@code .*}
 * @param source exactly, or as {@code deespec:*} for all that begin so
 * @param session in which it was done
 * @param happened when it happened, {@code recorded} when it was written down: years apart for what an import tells
 * @param q a text that occurs in the new value, also where that stands aside, the entity's id or the actor, letter case aside
 * @param includeUndone whether to show what a rollback made void, too
 * @param newestFirst the order, by position
 */
public record AuditFilter(
        Optional<String> entity,
        Optional<String> actor,
        Optional<String> action,
        Optional<String> source,
        Optional<String> correlation,
        Optional<String> session,
        Span happened,
        Span recorded,
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
                Span.ALWAYS,
                Span.ALWAYS,
                Optional.empty(),
                true,
                true);
    }

    /** Returns whether only the time says which rows are meant. */
    boolean isOfTimeAlone() {
        return (!happened.equals(Span.ALWAYS) || !recorded.equals(Span.ALWAYS))
                && Stream.of(entity, actor, action, source, correlation, session, q)
                        .allMatch(Optional::isEmpty);
    }

    public AuditFilter ofEntity(String kindAndId) {
        return new AuditFilter(
                Optional.of(kindAndId),
                actor,
                action,
                source,
                correlation,
                session,
                happened,
                recorded,
                q,
                includeUndone,
                newestFirst);
    }
}
