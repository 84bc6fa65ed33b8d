package dev.daybook.sbi.deespec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which SBI an entry of the tool's journal is about. */
final class EntryOwner {

    private static final Pattern FOLDER = Pattern.compile("(?:^|/)(?:specs|reports)/sbi/([^/]+)(?:/|$)");
    private static final JsonFactory STREAMS = new JsonFactory();

    /** Returns the SBI that an entry is about: by its own word, or by the paths and objects it names. */
    static Optional<String> of(ObjectNode object) {
        if (object.path("sbi_id").isTextual()
                && !object.path("sbi_id").textValue().isBlank()) {
            return Optional.of(object.path("sbi_id").textValue());
        }
        JsonNode artifacts = object.path("artifacts");
        for (JsonNode element : artifacts) {
            Optional<String> named = element.isTextual() ? ofPath(element.textValue()) : ofObject(element);
            if (named.isPresent()) {
                return named;
            }
        }
        return artifacts.isTextual() ? ofPath(artifacts.textValue()) : Optional.empty();
    }

    private static Optional<String> ofObject(JsonNode artifact) {
        for (String key : new String[] {"id", "task_id"}) {
            if (SbiName.isId(artifact.path(key).asText())) {
                return Optional.of(artifact.path(key).asText());
            }
        }
        return ofPath(artifact.path("path").asText())
                .or(() -> ofPath(artifact.path("spec_path").asText()));
    }

    /** Returns the id of the folder that a path names or lies in, if it is one of an SBI. */
    static Optional<String> ofPath(String path) {
        Matcher matcher = FOLDER.matcher(path);
        return matcher.find() ? SbiName.of(matcher.group(1)).map(SbiName::id) : Optional.empty();
    }

    /** As {@link #of} of a plain entry, without building its tree; nothing if it takes a closer look. */
    static Optional<String> quick(byte[] bytes) {
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

    private EntryOwner() {}
}
