package dev.daybook.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.daybook.domain.Json;
import dev.daybook.domain.Worded;
import dev.daybook.event.SpelledNumbers;
import java.io.IOException;
import java.time.Instant;
import java.util.function.UnaryOperator;

/** JSON as it goes over the wire: records by their components, what is absent left out, times in ISO 8601. */
final class JsonOutput {

    /** Less than what can be stored: a value stands a few levels down in its event. */
    private static final int DEPTH_MAX = 400;

    private static final JsonMapper MAPPER = mapper();

    private JsonOutput() {}

    private static JsonMapper mapper() {
        SimpleModule words = new SimpleModule()
                .addSerializer(written(Json.class, (json, out) -> out.writeRawValue(json.text())))
                .addSerializer(written(Worded.class, (word, out) -> out.writeString(word.text())))
                .addSerializer(written(Instant.class, (time, out) -> out.writeString(time.toString())));
        return JsonMapper.builder(new SpelledNumbers(new JsonFactoryBuilder()
                        .streamReadConstraints(StreamReadConstraints.builder()
                                .maxNestingDepth(DEPTH_MAX)
                                .build())
                        .recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool()))) // as JsonText does
                .addModule(new Jdk8Module())
                .addModule(words)
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS))
                .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
                .enable(
                        DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS,
                        DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
                .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                .disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM)
                .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                .build();
    }

    private interface ValueWriter<T> {
        void write(T value, JsonGenerator out) throws IOException;
    }

    @SuppressWarnings("serial")
    private static <T> StdSerializer<T> written(Class<T> type, ValueWriter<T> writer) {
        return new StdSerializer<>(type) {
            @Override
            public void serialize(T value, JsonGenerator out, SerializerProvider provider) throws IOException {
                writer.write(value, out);
            }
        };
    }

    static byte[] bytes(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write a " + value.getClass().getSimpleName() + " as JSON", e);
        }
    }

    /** Returns JSON that may stand in a header: on one line, without letters beyond ASCII. */
    static String ascii(Object value) {
        try {
            return MAPPER.writer().with(JsonWriteFeature.ESCAPE_NON_ASCII).writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("no JSON: " + value, e);
        }
    }

    /** Returns the value as a tree of what would be written. */
    static JsonNode tree(Object value) {
        return masked(value, UnaryOperator.identity()); // not valueToTree: raw JSON within the value would stay a text
    }

    /** Returns a value as a tree of what would be written, after {@code mask} is done to it. */
    static JsonNode masked(Object value, UnaryOperator<byte[]> mask) {
        try {
            return read(mask.apply(bytes(value)));
        } catch (IOException e) {
            throw new IllegalStateException("what was just written as JSON cannot be read", e);
        }
    }

    /** Reads exactly one value; a name twice in one object is a mistake. */
    static JsonNode read(byte[] json) throws IOException {
        return MAPPER.readTree(json);
    }
}
