package dev.daybook.history;

import dev.daybook.domain.Json;
import dev.daybook.event.Codec;
import dev.daybook.event.Timelines;
import dev.daybook.event.Undecodable;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Metadata;
import dev.daybook.shape.Says;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/** An entry of the journal as it is shown. */
public record Fact(
        long position,
        String id,
        @Says("kind/id") String stream,
        long revision,
        String type,
        int version,
        String actor,
        String source,
        Optional<String> session,
        Optional<String> correlation,
        Optional<String> causation,
        Optional<String> idempotencyKey,
        @Says("when it happened") Instant occurredAt,
        @Says("when it was written down") Instant recordedAt,
        @Says("false if it was rolled back") boolean counts,
        Json data) {

    public static Fact of(Entry entry, Codec codec, Timelines timelines) {
        Metadata metadata = entry.metadata();
        return new Fact(
                entry.position().value(),
                entry.id().toString(),
                entry.stream().toString(),
                entry.revision(),
                entry.type(),
                entry.version(),
                metadata.actor(),
                metadata.source().text(),
                metadata.session(),
                metadata.correlation(),
                metadata.causation(),
                metadata.idempotency().map(Metadata.Idempotency::key),
                entry.occurredAt(),
                entry.recordedAt(),
                timelines.current().counts(entry),
                data(entry, codec));
    }

    private static Json data(Entry entry, Codec codec) {
        try {
            return new Json(new String(codec.json(entry), StandardCharsets.UTF_8));
        } catch (Undecodable _) {
            return new Json(entry.payload().toString()); // of a newer version: shown as it stands
        }
    }
}
