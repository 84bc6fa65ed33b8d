package dev.daybook.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How facts stand in JSON. A reader has {@link DomainModule#BLOBS} as an attribute before it reads. Thread-safe.
 *
 * <p>Equal facts have the same forms in all of a process: Jackson looks long at each record.
 */
final class Forms {

    private static final Map<Facts, Forms> OF = new ConcurrentHashMap<>();

    /** The reader and writer of one event type, made once and only when needed: it takes long for all of them. */
    record Form(Catalog.Type type, ObjectWriter writer, ObjectReader reader) {}

    private final Catalog catalog;
    private final JsonMapper mapper;
    private final Map<String, Form> byName = new ConcurrentHashMap<>();

    static Forms of(Facts facts) {
        return OF.computeIfAbsent(facts, Forms::new);
    }

    private Forms(Facts facts) {
        this.catalog = facts.catalog();
        this.mapper = JsonMapper.builder(JsonText.FACTORY.copy())
                .annotationIntrospector(new SealedTypes())
                .addModule(new Jdk8Module())
                .addModule(new DomainModule(facts.words()))
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS))
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .disable(MapperFeature.CAN_OVERRIDE_ACCESS_MODIFIERS)
                .build();
    }

    Catalog catalog() {
        return catalog;
    }

    Form of(Catalog.Type type) {
        return byName.computeIfAbsent(
                type.name(), _ -> new Form(type, mapper.writerFor(type.record()), mapper.readerFor(type.record())));
    }

    ObjectWriter writer(Class<?> type) {
        return mapper.writerFor(type);
    }

    ObjectReader reader(Class<?> type) {
        return mapper.readerFor(type);
    }
}
