package dev.daybook.legacy.deespec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Json;
import dev.daybook.domain.sbi.Decision;
import dev.daybook.domain.sbi.Status;
import dev.daybook.domain.sbi.Step;
import dev.daybook.legacy.Finding;
import dev.daybook.legacy.LegacySource.Reader;
import dev.daybook.legacy.Timestamps;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One object of the tool's journal.
 *
 * @param json all of it
 * @param at when the turn ended
 * @param artifacts the paths it names, as text
 */
record JournalEntry(
        String file,
        Json json,
        Optional<Instant> at,
        Optional<Integer> turn,
        Optional<Step> step,
        Optional<Integer> attempt,
        Optional<String> status,
        Optional<String> decision,
        Duration elapsed,
        List<String> artifacts) {

    private static final int NUMBER_MAX = 1_000_000_000;
    private static final Pattern OWNER = Pattern.compile("(?:^|/)(?:specs|reports)/sbi/([^/]+)/");
    private static final JsonFactory STREAMS = new JsonFactory();

    /** What the database era writes beside the four decisions. */
    private static final Set<String> MARKS = Set.of("PICKED", "INITIALIZED", "FORCE_TERMINATED");

    static JournalEntry of(
            String file, ObjectNode object, Json json, Optional<Instant> otherwiseAt, Timestamps times, Reader reader) {
        var fields = new Fields(file, object, times, reader);
        String time = object.has("ts") || !object.has("timestamp") ? "ts" : "timestamp";
        if (!object.has(time)) {
            reader.finding(Finding.warn(file, time, "MISSING_FIELD", "the entry has no time"));
        }
        Optional<String> step = fields.text("step");
        Optional<String> status = fields.text("status").filter(it -> !it.isEmpty());
        Optional<String> decision = fields.text("decision");
        known(file, "step", step.filter(it -> Step.of(it).isEmpty()), reader);
        known(file, "status", status.filter(it -> Status.of(it).isEmpty()), reader);
        known(file, "decision", decision.filter(it -> Decision.of(it).isEmpty() && !MARKS.contains(it)), reader);
        List<String> artifacts = artifacts(object.path("artifacts"));
        if (artifacts.stream().anyMatch(Fields::isSuspect)) {
            reader.finding(Finding.warn(
                    file, "artifacts", "SUSPECT_PATH", "names a path that leads elsewhere: kept as text, not opened"));
        }
        return new JournalEntry(
                file,
                json,
                fields.time(time, false).or(() -> otherwiseAt),
                fields.integer("turn", 0, NUMBER_MAX),
                step.flatMap(Step::of),
                fields.integer("attempt", 0, NUMBER_MAX).filter(it -> it > 0),
                status,
                decision,
                Duration.ofMillis(fields.integer("elapsed_ms", 0, NUMBER_MAX).orElse(0)),
                artifacts);
    }

    private static void known(String file, String key, Optional<String> unknown, Reader reader) {
        unknown.filter(it -> !it.isEmpty())
                .ifPresent(it ->
                        reader.finding(Finding.warn(file, key, "UNKNOWN_ENUM", "'%s' is not known: kept as text", it)));
    }

    private static List<String> artifacts(JsonNode node) {
        var paths = new ArrayList<String>();
        if (node.isTextual()) {
            paths.add(node.textValue());
        }
        for (JsonNode element : node) {
            if (element.isTextual()) {
                paths.add(element.textValue());
            }
        }
        return paths;
    }

    /** Returns the SBI that an entry is about: by its own word, or by the paths and objects it names. */
    static Optional<String> owner(ObjectNode object) {
        if (object.path("sbi_id").isTextual()
                && !object.path("sbi_id").textValue().isBlank()) {
            return Optional.of(object.path("sbi_id").textValue());
        }
        JsonNode artifacts = object.path("artifacts");
        for (JsonNode element : artifacts) {
            Optional<String> named = element.isTextual()
                    ? ownerOfPath(element.textValue())
                    : element.path("id").isTextual()
                            ? Optional.of(element.path("id").textValue())
                            : Optional.empty();
            if (named.isPresent()) {
                return named;
            }
        }
        return artifacts.isTextual() ? ownerOfPath(artifacts.textValue()) : Optional.empty();
    }

    /** Returns the id of the folder that a path lies in, if it lies in one of an SBI. */
    static Optional<String> ownerOfPath(String path) {
        Matcher matcher = OWNER.matcher(path);
        return matcher.find() ? SbiName.of(matcher.group(1)).map(SbiName::id) : Optional.empty();
    }

    /** As {@link #owner} of a plain entry, without building its tree; nothing if it takes a closer look. */
    static Optional<String> quickOwner(byte[] bytes) {
        try (JsonParser parser = STREAMS.createParser(bytes)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String key = parser.currentName();
                JsonToken value = parser.nextToken();
                if (key.equals("sbi_id")) {
                    return value == JsonToken.VALUE_STRING ? Optional.of(parser.getText()) : Optional.empty();
                }
                parser.skipChildren();
            }
        } catch (IOException _) {
            return Optional.empty(); // read again with all care
        }
        return Optional.empty();
    }
}
