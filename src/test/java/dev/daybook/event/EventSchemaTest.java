package dev.daybook.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.AllSlices;
import dev.daybook.domain.Event;
import dev.daybook.domain.Json;
import dev.daybook.event.Contracts.Contract;
import dev.daybook.journal.Draft;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Payload;
import dev.daybook.journal.Sha256;
import dev.daybook.journal.StreamId;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The contracts in {@code journal-schema/events} and the records of the domain say the same. */
class EventSchemaTest {

    private static final Path FOLDER = Path.of("journal-schema", "events");

    private static final Catalog CATALOG = AllSlices.of().facts().catalog();

    private final Map<Sha256, Payload> stored = new HashMap<>();
    private final Codec codec = new Codec(
            hash -> Optional.ofNullable(stored.get(hash)), AllSlices.of().facts());

    static List<Catalog.Type> types() {
        return CATALOG.types();
    }

    @Test
    void every_event_has_a_schema_and_an_example_and_nothing_else_is_there() throws IOException {
        var wanted = new ArrayList<String>();
        for (Catalog.Type type : types()) {
            for (int version = 1; version <= type.version(); version++) {
                wanted.add(Contracts.path(type, version) + ".schema.json");
                wanted.add(Contracts.path(type, version) + ".example.json");
            }
        }
        try (Stream<Path> files = Files.walk(FOLDER)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(it -> FOLDER.relativize(it).toString().replace('\\', '/')))
                    .containsExactlyInAnyOrderElementsOf(wanted);
        }
        assertThat(Contracts.all(CATALOG)).hasSize(wanted.size() / 2);
    }

    @ParameterizedTest
    @MethodSource("types")
    void the_schema_names_the_components_of_the_record(Catalog.Type type) {
        JsonNode schema = tree(contract(type).schema());
        assertThat(schema.path("title").asText()).isEqualTo(type.name() + " v" + type.version());
        assertThat(schema.path("additionalProperties").booleanValue()).isFalse();
        assertThat(names(schema.path("properties"))).containsExactlyElementsOf(components(type, false));
        assertThat(texts(schema.path("required"))).containsExactlyElementsOf(components(type, true));
        schema.path("properties")
                .forEach(property ->
                        assertThat(property.path("description").asText()).isNotBlank());
    }

    @ParameterizedTest
    @MethodSource("types")
    void the_example_is_valid_and_reads_and_writes_the_same(Catalog.Type type) {
        Json example = JsonText.parse(contract(type).example());
        assertThat(errors(type, example.text())).isEmpty();

        Event event = codec.decode(Entries.entry(type.name(), type.version(), example.text()));
        assertThat(event).isInstanceOf(type.record());
        assertThat(draft(event).payload()).hasToString(example.text());
    }

    @ParameterizedTest
    @MethodSource("types")
    void the_example_shows_every_field(Catalog.Type type) {
        assertThat(names(tree(contract(type).example()))).containsExactlyInAnyOrderElementsOf(components(type, false));
    }

    @ParameterizedTest
    @MethodSource("types")
    void schema_and_codec_refuse_a_field_too_many_and_one_too_few(Catalog.Type type) {
        ObjectNode example = (ObjectNode) tree(contract(type).example());
        refused(type, example.deepCopy().put("surprise", 1));
        for (String required : components(type, true)) {
            ObjectNode without = example.deepCopy();
            without.remove(required);
            refused(type, without);
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    void optional_fields_may_be_left_out(Catalog.Type type) {
        ObjectNode example = (ObjectNode) tree(contract(type).example());
        example.retain(components(type, true));
        assertThat(errors(type, example.toString())).isEmpty();
        Event event = codec.decode(Entries.entry(type.name(), type.version(), example.toString()));
        assertThat(draft(event).payload()).hasToString(example.toString());
    }

    @ParameterizedTest
    @MethodSource("types")
    void a_large_value_is_valid_where_it_may_stand_aside(Catalog.Type type) {
        ObjectNode example = (ObjectNode) tree(contract(type).example());
        JsonNode properties = tree(contract(type).schema()).path("properties");
        for (String name : names(properties)) {
            if (properties.path(name).has("oneOf")) {
                ObjectNode large = example.deepCopy().put(name, "x".repeat(BlobRefs.INLINE_BYTES_MAX + 1));
                Draft draft = draft(codec.decode(Entries.entry(type.name(), type.version(), large.toString())));
                assertThat(draft.blobs()).hasSize(1);
                assertThat(errors(type, draft.payload().toString())).isEmpty();
                assertThat(codec.tree(Entries.entry(
                                type.name(), type.version(), draft.payload().toString())))
                        .isEqualTo(large);
            }
        }
    }

    @Test
    void a_contract_is_found_by_name_and_version() {
        assertThat(Contracts.find(CATALOG, "sbi.registered", 1).map(Contract::name))
                .contains("sbi.registered");
        assertThat(Contracts.find(CATALOG, "sbi.registered", 0)).isEmpty();
        assertThat(Contracts.find(CATALOG, "sbi.vanished", 1)).isEmpty();
    }

    private void refused(Catalog.Type type, ObjectNode payload) {
        assertThat(errors(type, payload.toString())).isNotEmpty();
        assertThatThrownBy(() -> codec.decode(Entries.entry(type.name(), type.version(), payload.toString())))
                .isInstanceOf(Undecodable.class);
    }

    private Draft draft(Event event) {
        Draft draft = codec.draft(
                new UUID(1, 2), StreamId.parse("sbi/SBI-1"), event, Metadata.of("me", "test"), Entries.NOON);
        draft.blobs().forEach(it -> stored.put(it.hash(), it.content()));
        return draft;
    }

    private static List<String> errors(Catalog.Type type, String payload) {
        OutputUnit result = Validator.create(
                        JsonSchema.of(new JsonObject(contract(type).schema())),
                        new JsonSchemaOptions()
                                .setBaseUri("https://daybook.dev/")
                                .setOutputFormat(OutputFormat.Basic))
                .validate(new JsonObject(payload));
        return result.getValid()
                ? List.of()
                : result.getErrors().stream()
                        .map(it -> it.getInstanceLocation() + ": " + it.getError())
                        .toList();
    }

    private static Contract contract(Catalog.Type type) {
        return Contracts.find(CATALOG, type.name(), type.version()).orElseThrow();
    }

    private static List<String> components(Catalog.Type type, boolean requiredOnly) {
        return Arrays.stream(type.record().getRecordComponents())
                .filter(it -> !requiredOnly || it.getType() != Optional.class)
                .map(RecordComponent::getName)
                .toList();
    }

    private static JsonNode tree(String json) {
        return JsonText.tree(new Json(json));
    }

    private static List<String> names(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).toList();
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asText).toList();
    }
}
