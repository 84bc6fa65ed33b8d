package dev.daybook.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.journal.Draft;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Metadata.Idempotency;
import dev.daybook.journal.Payload;
import dev.daybook.journal.Source;
import dev.daybook.journal.StreamId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What a command on a unit came to, as JSON. What its facts have in common stands there once. */
final class DecidedJson {

    /** Puts what was decided by those revisions into an object. */
    static void put(String kind, String unit, Map<StreamId, Long> before, List<Draft> drafts, ObjectNode json) {
        Draft first = drafts.getFirst();
        json.put("kind", kind);
        json.put("unit", unit);
        json.put("actor", first.metadata().actor());
        json.put("source", ((Source.Channel) first.metadata().source()).name());
        first.metadata().session().ifPresent(text -> json.put("session", text));
        first.metadata().correlation().ifPresent(text -> json.put("correlation", text));
        first.metadata().causation().ifPresent(text -> json.put("causation", text));
        json.put("at", first.occurredAt().toString());
        ObjectNode revisions = json.putObject("before");
        before.forEach((stream, revision) -> revisions.put(stream.toString(), revision));
        var facts = json.putArray("facts");
        for (Draft draft : drafts) {
            ObjectNode fact = facts.addObject();
            fact.put("id", draft.id().toString());
            fact.put("stream", draft.stream().toString());
            fact.put("type", draft.type());
            fact.put("version", draft.version());
            fact.put("payload", draft.payload().toString());
            var blobs = fact.putArray("blobs");
            draft.blobs().forEach(blob -> blobs.add(blob.content().toString()));
        }
    }

    /** Returns the revisions by which it was decided. */
    static Map<StreamId, Long> before(JsonNode json) {
        Map<StreamId, Long> before = new LinkedHashMap<>();
        json.path("before")
                .properties()
                .forEach(entry -> before.put(
                        StreamId.parse(entry.getKey()), entry.getValue().asLong()));
        return before;
    }

    /**
     * Returns the facts, at least one.
     *
     * @param key with which the command came
     */
    static List<Draft> drafts(JsonNode json, Optional<Idempotency> key) {
        var metadata = new Metadata(
                text(json, "actor"),
                new Source.Channel(text(json, "source")),
                optional(json, "session"),
                optional(json, "correlation"),
                optional(json, "causation"),
                Optional.empty());
        Instant at = Instant.parse(text(json, "at"));
        Map<StreamId, Long> before = before(json);
        var drafts = new ArrayList<Draft>();
        for (JsonNode fact : json.path("facts")) {
            StreamId stream = StreamId.parse(text(fact, "stream"));
            if (!before.containsKey(stream)) {
                throw new IllegalArgumentException("it lacks the revision of " + stream);
            }
            drafts.add(new Draft(
                    UUID.fromString(text(fact, "id")),
                    stream,
                    text(fact, "type"),
                    fact.path("version").asInt(),
                    Payload.of(text(fact, "payload")),
                    fact.path("blobs")
                            .valueStream()
                            .map(blob -> Payload.of(blob.asText()))
                            .map(content -> new Draft.Blob(content.hash(), content))
                            .toList(),
                    key.filter(_ -> drafts.isEmpty())
                            .map(used -> metadata.keyed(used.key(), used.fingerprint()))
                            .orElse(metadata),
                    at));
        }
        if (drafts.isEmpty()) {
            throw new IllegalArgumentException("it tells of no facts");
        }
        return drafts;
    }

    static String text(JsonNode json, String name) {
        return optional(json, name).orElseThrow(() -> new IllegalArgumentException("it lacks " + name));
    }

    static Optional<String> optional(JsonNode json, String name) {
        return Optional.ofNullable(json.path(name).textValue());
    }

    private DecidedJson() {}
}
