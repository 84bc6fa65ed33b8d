package dev.daybook.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.command.Receipt;
import dev.daybook.command.Submission.IdempotencyKey;
import dev.daybook.journal.Draft;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Payload;
import dev.daybook.journal.Sha256;
import dev.daybook.journal.Source;
import dev.daybook.journal.StreamId;
import dev.daybook.rollout.PendingCommands.Answered;
import dev.daybook.rollout.PendingCommands.Begun;
import dev.daybook.rollout.PendingCommands.Pending;
import dev.daybook.rollout.PendingCommands.Unknown;
import dev.daybook.text.DurableFiles;
import dev.daybook.text.OwnerOnly;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folder with the commands that the journal has not heard of: a file for each, by the hash of its key. */
record PendingFolder(Path folder) {

    private static final Logger LOG = LoggerFactory.getLogger(PendingFolder.class);

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String SUFFIX = ".json";

    /** Returns what is there. One that cannot be read stays there, and is told in the log. */
    List<Pending> read() {
        var all = new ArrayList<Pending>();
        for (Path file : files()) {
            try {
                all.add(pending(JSON.readTree(Files.readAllBytes(file))));
            } catch (IOException | IllegalArgumentException | DateTimeException e) {
                LOG.warn(
                        "{} cannot be read, and the request it tells of may be carried out again: {}",
                        file,
                        e.toString());
            }
        }
        return all;
    }

    /** What a process that was killed had not written to its end goes. */
    private List<Path> files() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        var whole = new ArrayList<Path>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if (file.toString().endsWith(SUFFIX)) {
                    whole.add(file);
                } else {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.warn(
                    "{} cannot be read, and the requests it tells of may be carried out again: {}",
                    folder,
                    e.toString());
        }
        return whole;
    }

    /** Keeps it, in the place of what was kept of its key. */
    void write(Pending it) throws IOException {
        Files.createDirectories(folder, OwnerOnly.folder(folder));
        DurableFiles.replace(file(it.key()), JSON.writeValueAsBytes(json(it)));
    }

    void remove(IdempotencyKey key) {
        try {
            Files.deleteIfExists(file(key));
        } catch (IOException e) { // what became of it is found out once more by the next process
            LOG.debug("{} cannot be removed: {}", file(key), e.toString());
        }
    }

    private Path file(IdempotencyKey key) {
        return folder.resolve(Sha256.hash(key.scoped().getBytes(StandardCharsets.UTF_8)) + SUFFIX);
    }

    private static ObjectNode json(Pending it) {
        ObjectNode json = JSON.createObjectNode();
        json.put("scope", it.key().scope());
        json.put("key", it.key().key());
        json.put("fingerprint", it.key().fingerprint());
        switch (it) {
            case Begun begun -> put(begun, json.putObject("begun"));
            case Answered answered -> put(answered.receipt(), json.putObject("answered"));
            case Unknown unknown -> json.put("unknown", unknown.thing());
        }
        return json;
    }

    private static void put(Receipt it, ObjectNode json) {
        json.put("stream", it.stream());
        json.put("position", it.position());
        json.put("revision", it.revision());
    }

    private static void put(Begun it, ObjectNode json) {
        Draft first = it.drafts().getFirst();
        json.put("kind", it.kind());
        json.put("unit", it.unit());
        json.put("actor", first.metadata().actor());
        json.put("source", ((Source.Channel) first.metadata().source()).name());
        first.metadata().session().ifPresent(text -> json.put("session", text));
        first.metadata().correlation().ifPresent(text -> json.put("correlation", text));
        first.metadata().causation().ifPresent(text -> json.put("causation", text));
        json.put("at", first.occurredAt().toString());
        ObjectNode before = json.putObject("before");
        it.before().forEach((stream, revision) -> before.put(stream.toString(), revision));
        var facts = json.putArray("facts");
        for (Draft draft : it.drafts()) {
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

    private static Pending pending(JsonNode json) {
        var key = new IdempotencyKey(text(json, "scope"), text(json, "key"), text(json, "fingerprint"));
        if (json.has("begun")) {
            return begun(key, json.path("begun"));
        }
        if (json.has("answered")) {
            JsonNode it = json.path("answered");
            return new Answered(
                    key,
                    new Receipt(
                            text(it, "stream"),
                            it.path("position").asLong(),
                            it.path("revision").asLong(),
                            0,
                            false));
        }
        return new Unknown(key, text(json, "unknown"));
    }

    private static Begun begun(IdempotencyKey key, JsonNode it) {
        Map<StreamId, Long> before = new LinkedHashMap<>();
        it.path("before")
                .properties()
                .forEach(entry -> before.put(
                        StreamId.parse(entry.getKey()), entry.getValue().asLong()));
        var metadata = new Metadata(
                text(it, "actor"),
                new Source.Channel(text(it, "source")),
                optional(it, "session"),
                optional(it, "correlation"),
                optional(it, "causation"),
                Optional.empty());
        Instant at = Instant.parse(text(it, "at"));
        var drafts = new ArrayList<Draft>();
        for (JsonNode fact : it.path("facts")) {
            drafts.add(new Draft(
                    UUID.fromString(text(fact, "id")),
                    StreamId.parse(text(fact, "stream")),
                    text(fact, "type"),
                    fact.path("version").asInt(),
                    Payload.of(text(fact, "payload")),
                    fact.path("blobs")
                            .valueStream()
                            .map(blob -> Payload.of(blob.asText()))
                            .map(content -> new Draft.Blob(content.hash(), content))
                            .toList(),
                    drafts.isEmpty() ? metadata.keyed(key.key(), key.fingerprint()) : metadata,
                    at));
        }
        if (drafts.isEmpty()) {
            throw new IllegalArgumentException("it tells of no facts");
        }
        return new Begun(key, text(it, "kind"), text(it, "unit"), before, drafts);
    }

    private static String text(JsonNode json, String name) {
        return optional(json, name).orElseThrow(() -> new IllegalArgumentException("it lacks " + name));
    }

    private static Optional<String> optional(JsonNode json, String name) {
        return Optional.ofNullable(json.path(name).textValue());
    }
}
