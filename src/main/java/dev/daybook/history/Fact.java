package dev.daybook.history;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Json;
import dev.daybook.domain.history.HistoryEvent.Erased;
import dev.daybook.event.Codec;
import dev.daybook.event.JsonText;
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
        if (entry.payload().isErased()) {
            return JsonText.of(JsonNodeFactory.instance.objectNode().set("erased", erased(entry, codec)));
        }
        try {
            return new Json(new String(codec.json(entry), StandardCharsets.UTF_8));
        } catch (Undecodable _) {
            return new Json(entry.payload().toString()); // of a newer version: shown as it stands
        }
    }

    private static ObjectNode erased(Entry entry, Codec codec) {
        ObjectNode erased = JsonNodeFactory.instance.objectNode();
        codec.erasedBy(entry).ifPresent(by -> {
            erased.put("position", by.position().value());
            erased.put("by", by.entry().metadata().actor());
            erased.put("at", by.entry().recordedAt().toString());
            if (by.event() instanceof Erased it) {
                erased.put("why", it.why());
            }
        });
        return erased;
    }
}
