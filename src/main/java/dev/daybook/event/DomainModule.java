package dev.daybook.event;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.Deserializers;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.jsontype.TypeDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import com.fasterxml.jackson.databind.type.ReferenceType;
import dev.daybook.domain.Json;
import dev.daybook.domain.LongText;
import dev.daybook.domain.Rejected;
import dev.daybook.event.Facts.Word;
import dev.daybook.journal.Blobs;
import dev.daybook.shape.JsonCompact;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How the values of the domain stand in JSON; the domain itself knows nothing of it. */
@SuppressWarnings("serial")
final class DomainModule extends SimpleModule {

    /** Attribute of a reader: the {@link Blobs} in which it finds large values. */
    static final String BLOBS = "blobs";

    private final transient JsonReader jsonReader = new JsonReader();

    DomainModule(List<Word<?>> words) {
        super("daybook-domain");
        text(new Word<>(Instant.class, Instant::toString, word -> Optional.of(Instant.parse(word))));
        words.forEach(this::text);
        addSerializer(LongText.class, new LongTextWriter());
        addDeserializer(LongText.class, new LongTextReader(new TextReader()));
        addSerializer(Json.class, new JsonWriter());
        addDeserializer(Json.class, jsonReader);
        addSerializer(String.class, new TextWriter());
        addDeserializer(String.class, new TextReader());
    }

    private static Blobs blobs(DeserializationContext context) {
        return (Blobs) Objects.requireNonNull(context.getAttribute(BLOBS), "a reader has its blobs as an attribute");
    }

    private <T> void text(Word<T> of) {
        Class<T> type = of.type();
        addSerializer(type, new StdScalarSerializer<>(type) {
            @Override
            public void serialize(T value, JsonGenerator out, SerializerProvider provider) throws IOException {
                out.writeString(of.write().apply(value));
            }
        });
        addDeserializer(type, new StdScalarDeserializer<>(type) {
            @Override
            public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
                String word = in.currentToken() == JsonToken.VALUE_STRING ? in.getText() : in.getValueAsString();
                if (word == null) {
                    throw context.weirdStringException("", type, "want a text");
                }
                try {
                    Optional<T> value = of.read().apply(word);
                    if (value.isPresent()) {
                        return value.get();
                    }
                } catch (Rejected | DateTimeParseException e) {
                    throw context.weirdStringException(word, type, String.valueOf(e.getMessage()));
                }
                throw context.weirdStringException(word, type, "not one of its words");
            }
        });
    }

    /** Somebody else's JSON is embedded as it is; large values, and those that look like a reference, stand aside. */
    private static final class JsonWriter extends JsonSerializer<Json> {
        @Override
        public void serialize(Json value, JsonGenerator out, SerializerProvider provider) throws IOException {
            String text = value.text();
            if (BlobRefs.isLarge(text, provider) || BlobRefs.mayContainReference(text)) {
                BlobRefs.writeJson(text, out, provider);
            } else {
                out.writeRawValue(text);
            }
        }
    }

    private static final class JsonReader extends StdDeserializer<Json> {
        JsonReader() {
            super(Json.class);
        }

        @Override
        public Json deserialize(JsonParser in, DeserializationContext context) throws IOException {
            Json json = JsonText.read(in);
            Optional<BlobRefs.Reference> reference = BlobRefs.reference(json.text());
            return reference.isPresent() ? new Json(reference.get().json(blobs(context))) : json;
        }

        @Override
        public Json getNullValue(DeserializationContext context) {
            return Json.NULL; // null is a value like any other
        }
    }

    /** Tells a value that is null from one that is not there. */
    private static final class PerhapsJsonReader extends StdDeserializer<Optional<Json>> {
        private final transient JsonReader reader;

        PerhapsJsonReader(JsonReader reader, JavaType type) {
            super(type);
            this.reader = reader;
        }

        @Override
        public Optional<Json> deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return Optional.of(reader.deserialize(in, context));
        }

        @Override
        public Optional<Json> getNullValue(DeserializationContext context) {
            return Optional.of(Json.NULL);
        }

        @Override
        public Optional<Json> getAbsentValue(DeserializationContext context) {
            return Optional.empty();
        }
    }

    /** A text that is often the same stands aside sooner: there it is stored once. */
    private static final class LongTextWriter extends StdScalarSerializer<LongText> {
        LongTextWriter() {
            super(LongText.class);
        }

        @Override
        public void serialize(LongText value, JsonGenerator out, SerializerProvider provider) throws IOException {
            String text = value.text();
            if (text.length() <= BlobRefs.SHARED_CHARS_MAX && JsonText.isUnicode(text)) {
                out.writeString(text);
            } else if (text.length() > BlobRefs.SHARED_CHARS_MAX && provider.getAttribute(BlobRefs.COLLECTED) != null) {
                if (JsonText.isUnicode(text)) {
                    BlobRefs.writeText(text, out, provider);
                } else {
                    BlobRefs.writeJson(JsonCompact.quoted(text), out, provider);
                }
            } else {
                out.writeRawValue(JsonCompact.quoted(text));
            }
        }
    }

    private static final class LongTextReader extends StdScalarDeserializer<LongText> {
        private final transient TextReader texts;

        LongTextReader(TextReader texts) {
            super(LongText.class);
            this.texts = texts;
        }

        @Override
        public LongText deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return new LongText(texts.deserialize(in, context));
        }
    }

    private static final class TextWriter extends StdScalarSerializer<String> {
        TextWriter() {
            super(String.class);
        }

        @Override
        public void serialize(String value, JsonGenerator out, SerializerProvider provider) throws IOException {
            if (!JsonText.isUnicode(value)) {
                String quoted = JsonCompact.quoted(value);
                if (BlobRefs.isLarge(quoted)) {
                    BlobRefs.writeJson(quoted, out, provider);
                } else {
                    out.writeRawValue(quoted);
                }
            } else if (BlobRefs.isLarge(value)) {
                BlobRefs.writeText(value, out, provider);
            } else {
                out.writeString(value);
            }
        }
    }

    private static final class TextReader extends StdScalarDeserializer<String> {
        TextReader() {
            super(String.class);
        }

        @Override
        public String deserialize(JsonParser in, DeserializationContext context) throws IOException {
            if (in.currentToken() == JsonToken.VALUE_STRING) {
                return in.getText();
            }
            if (in.currentToken() == JsonToken.START_OBJECT) {
                Json json = JsonText.read(in);
                Optional<BlobRefs.Reference> reference = BlobRefs.reference(json.text());
                if (reference.isPresent()) {
                    return reference.get().text(blobs(context));
                }
            }
            return (String) context.handleUnexpectedToken(String.class, in);
        }
    }

    @Override
    public void setupModule(SetupContext context) {
        super.setupModule(context);
        context.addDeserializers(new Deserializers.Base() {
            @Override
            public @Nullable JsonDeserializer<?> findReferenceDeserializer(
                    ReferenceType type,
                    DeserializationConfig config,
                    BeanDescription bean,
                    @Nullable TypeDeserializer typed,
                    @Nullable JsonDeserializer<?> content) {
                return type.hasRawClass(Optional.class) && type.getContentType().hasRawClass(Json.class)
                        ? new PerhapsJsonReader(jsonReader, type)
                        : null;
            }
        });
    }
}
