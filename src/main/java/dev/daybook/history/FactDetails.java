package dev.daybook.history;

import dev.daybook.domain.Json;
import dev.daybook.domain.history.HistoryEvent.Erased;
import dev.daybook.event.Recorded;
import dev.daybook.journal.Entry;
import dev.daybook.query.Audit;
import dev.daybook.query.AuditQueries;
import dev.daybook.query.AuditRow;
import dev.daybook.shape.Says;
import dev.daybook.slice.Ground;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One fact with everything that is known about it.
 *
 * @param changes absent where the audit is too far behind to know
 */
record FactDetails(
        long position,
        String id,
        @Says("kind/id") String stream,
        long revision,
        String type,
        int version,
        @Says("what the actor did, in one line") Optional<String> says,
        String actor,
        String source,
        Optional<String> session,
        Optional<String> correlation,
        Optional<String> causation,

        @Says("of the command that wrote it, if it had one") Optional<String> idempotencyKey,

        @Says("when it happened") Instant occurredAt,
        @Says("when it was written down") Instant recordedAt,
        @Says("false if it was rolled back") boolean counts,
        @Says("the position of that rollback") Optional<Long> undoneBy,

        @Says("the fields of the thing that it changed; absent where the audit does not know it yet")
        Optional<List<FieldChange>> changes,

        @Says("what else the same command wrote; of very much what stands next to it")
        List<Beside> together,

        Json data) {

    /** A read model that stays behind for so long is not waited for. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** So much is told of what was written before it, and as much of what was written after it. */
    private static final int BESIDE_MAX = 100;

    /** One field of a thing. */
    record FieldChange(
            String field,
            @Says("absent: there was none") Optional<Json> before,
            @Says("absent: there is none any more") Optional<Json> after,
            @Says("how texts of several lines differ") Optional<String> diff) {}

    /** Another fact of the same command. */
    record Beside(long position, @Says("kind/id") String stream, String type) {

        static Beside of(Entry entry) {
            return new Beside(entry.position().value(), entry.stream().toString(), entry.type());
        }
    }

    static FactDetails of(Entry entry, Ground ground) {
        Optional<AuditRow> audited = ground.posted("audit", entry.position(), PATIENCE)
                ? new AuditQueries(ground.reads(AuditOperations.READ_MODEL))
                        .whole(entry.position().value())
                : Optional.empty();
        Optional<Recorded> erased = ground.codec().erasedBy(entry);
        Fact fact = Fact.of(entry, ground.codec(), ground.timelines());
        return new FactDetails(
                fact.position(),
                fact.id(),
                fact.stream(),
                fact.revision(),
                fact.type(),
                fact.version(),
                erased.map(FactDetails::erased).or(() -> audited.map(Wording.of(ground)::line)),
                fact.actor(),
                fact.source(),
                fact.session(),
                fact.correlation(),
                fact.causation(),
                fact.idempotencyKey(),
                fact.occurredAt(),
                fact.recordedAt(),
                fact.counts(),
                audited.flatMap(AuditRow::undoneBy),
                audited.map(FactDetails::changes),
                CommandFacts.with(entry, ground.journal(), BESIDE_MAX).stream()
                        .filter(other -> !other.position().equals(entry.position()))
                        .map(Beside::of)
                        .toList(),
                fact.data());
    }

    private static String erased(Recorded by) {
        return "erased at position %s by %s%s"
                .formatted(
                        by.position(),
                        by.entry().metadata().actor(),
                        by.event() instanceof Erased it ? ": " + it.why() : "");
    }

    private static List<FieldChange> changes(AuditRow row) {
        Map<String, Json> before = Audit.fields(row.oldValue());
        Map<String, Json> after = Audit.fields(row.newValue());
        return row.changedFields().stream()
                .map(name -> {
                    Optional<Json> old = Optional.ofNullable(before.get(name));
                    Optional<Json> now = Optional.ofNullable(after.get(name)).filter(value -> !value.equals(Json.NULL));
                    return new FieldChange(name, old, now, TextDiff.of(old, now));
                })
                .toList();
    }
}
