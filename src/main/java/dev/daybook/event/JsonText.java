package dev.daybook.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.domain.Texts;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.regex.Pattern;

/**
 * JSON of somebody else's making: checked, made compact, and otherwise left as it is. The order of keys, keys that
 * stand twice and the spelling of numbers ({@code 1.50}, {@code 1e5}) stay.
 */
public final class JsonText {

    /** As much as the largest value that a request or an import may carry. */
    static final int TEXT_CHARS_MAX = 64 << 20;

    /** Deeper texts would exhaust the stack of whoever walks the tree. */
    static final int DEPTH_MAX = 500;

    /** Matches whole characters: a surrogate that is one has no other half. */
    private static final Pattern HALF = Pattern.compile("\\p{Cs}");

    static final JsonFactory FACTORY = limits().build();

    static final JsonMapper TREES = JsonMapper.builder(new SpelledNumbers(limits()))
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private static JsonFactoryBuilder limits() {
        return new JsonFactoryBuilder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxStringLength(TEXT_CHARS_MAX)
                        .maxNestingDepth(DEPTH_MAX)
                        .build())
                // Each of a thousand requests has a thread of its own, which would keep buffers for as long as it
                // waits.
                .recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool())
                // Keys are of somebody else's choice: a table of all that were ever seen would only grow.
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES);
    }

    /**
     * Returns the one JSON value that {@code text} is.
     *
     * @throws Rejected if it is none
     */
    public static Json parse(String text) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            return whole(parser);
        } catch (IOException e) {
            throw rejected(e);
        }
    }

    /** As {@link #parse(String)}, of UTF-8. */
    public static Json parse(byte[] text) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            return whole(parser);
        } catch (IOException e) {
            throw rejected(e);
        }
    }

    /** Returns the value as text. Numbers are written as the tree holds them. */
    public static Json of(JsonNode tree) {
        try (JsonParser parser = TREES.treeAsTokens(tree)) {
            parser.nextToken();
            return read(parser);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a tree in memory is well-formed
        }
    }

    /** Returns the value as a tree; numbers with a point become decimals that are written as they stand here. */
    public static JsonNode tree(Json json) {
        try {
            return TREES.readTree(json.text());
        } catch (IOException e) {
            throw rejected(e);
        }
    }

    private static Json whole(JsonParser parser) throws IOException {
        if (parser.nextToken() == null) {
            throw Rejected.invalid("an empty text is not JSON: want a value such as {} or null");
        }
        Json json = read(parser);
        if (parser.nextToken() != null) {
            throw Rejected.invalid("there is more after the JSON value: want exactly one");
        }
        return json;
    }

    private static Rejected rejected(IOException e) {
        return Rejected.invalid(
                "not JSON: %s",
                e instanceof JsonProcessingException it ? JsonReasons.of(it) : String.valueOf(e.getMessage()));
    }

    /** Reads the value that {@code parser} stands at; afterwards it stands at the value's last token. */
    static Json read(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_NULL) {
            return Json.NULL;
        }
        if (token == JsonToken.START_OBJECT) {
            if (parser.nextToken() == JsonToken.END_OBJECT) {
                return Json.EMPTY_OBJECT;
            }
            return new Json(text(parser, true));
        }
        return new Json(text(parser, false));
    }

    /** Reads the value, or the rest of an object that {@code parser} stands in at its first key. */
    private static String text(JsonParser parser, boolean insideObject) throws IOException {
        var out = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(out)) {
            if (insideObject) {
                generator.writeStartObject();
            }
            copy(parser, generator, insideObject ? 1 : 0);
        }
        return escaped(out.toString());
    }

    /** Copies tokens, beginning with the current one, until {@code depth} has gone back to 0. */
    static void copy(JsonParser parser, JsonGenerator generator, int depth) throws IOException {
        JsonToken token = parser.currentToken();
        while (true) {
            switch (token) {
                case START_OBJECT -> {
                    generator.writeStartObject();
                    depth++;
                }
                case START_ARRAY -> {
                    generator.writeStartArray();
                    depth++;
                }
                case END_OBJECT -> {
                    generator.writeEndObject();
                    depth--;
                }
                case END_ARRAY -> {
                    generator.writeEndArray();
                    depth--;
                }
                case FIELD_NAME -> generator.writeFieldName(parser.currentName());
                case VALUE_STRING -> generator.writeString(parser.getText());
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> generator.writeNumber(parser.getText());
                default -> generator.copyCurrentEvent(parser);
            }
            if (depth == 0) {
                return;
            }
            token = parser.nextToken();
        }
    }

    /** Returns JSON with halves of surrogate pairs as escapes: JSON can spell them, UTF-8 cannot. */
    private static String escaped(String json) {
        return isUnicode(json)
                ? json
                : HALF.matcher(json)
                        .replaceAll(
                                half -> "\\\\u%04X".formatted((int) half.group().charAt(0)));
    }

    /** Returns whether every surrogate has its other half. */
    static boolean isUnicode(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i)) && !Texts.isPair(text, i++)) {
                return false;
            }
        }
        return true;
    }
}
