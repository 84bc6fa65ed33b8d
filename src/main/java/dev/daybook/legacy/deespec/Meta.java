package dev.daybook.legacy.deespec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.sbi.SbiId;
import dev.daybook.legacy.Finding;
import dev.daybook.legacy.LegacySource.Reader;
import dev.daybook.legacy.Limits;
import dev.daybook.legacy.TextFile;
import dev.daybook.legacy.Timestamps;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * What a {@code meta.yaml} or {@code meta.yml} says of a task.
 *
 * @param object all of it, as JSON
 */
record Meta(
        String file,
        ObjectNode object,
        Optional<String> id,
        Optional<String> title,
        Optional<List<String>> labels,
        Optional<List<String>> dependsOn,
        Optional<String> parent,
        Optional<Instant> createdAt,
        Optional<Instant> updatedAt) {

    private static final int ALIASES_MAX = 50;
    private static final int VALUES_MAX = 20_000; // aliases may name the same list again and again
    private static final int TITLE_CHARS_MAX = 10_000;

    /** Takes times for texts: their spelling is kept, and read by our own rules. */
    private static final class TextTimes extends Resolver {
        @Override
        protected void addImplicitResolvers() {
            addImplicitResolver(Tag.BOOL, BOOL, "yYnNtTfFoO");
            addImplicitResolver(Tag.INT, INT, "-+0123456789");
            addImplicitResolver(Tag.FLOAT, FLOAT, "-+0123456789.");
            addImplicitResolver(Tag.MERGE, MERGE, "<");
            addImplicitResolver(Tag.NULL, NULL, "~nN\0");
            addImplicitResolver(Tag.NULL, EMPTY, null);
        }
    }

    /** Reads the file; nothing, and a finding, if no YAML parser would. */
    static Optional<Meta> of(String file, byte[] bytes, SbiId sbi, Limits limits, Timestamps times, Reader reader) {
        TextFile decoded = TextFile.of(file, bytes, limits);
        decoded.findings().forEach(reader::finding);
        String text = decoded.text().startsWith("\uFEFF") ? decoded.text().substring(1) : decoded.text();
        if (text.isBlank()) {
            reader.finding(Finding.warn(file, "", "EMPTY_FILE", "is empty: nothing to import"));
            return Optional.empty();
        }
        if (decoded.findings().stream().anyMatch(it -> it.code().equals("CONFLICT_MARKER"))) {
            text = TextFile.ourSide(text);
        }
        try {
            JsonNode tree =
                    new Converter(limits.jsonDepthMax()).json(yaml(limits).load(text), 0);
            if (tree instanceof ObjectNode object) {
                return Optional.of(meta(file, object, sbi, times, reader));
            }
            reader.rejected(
                    Finding.error(file, "", "WRONG_TYPE", "is %s, not a mapping: kept raw", Fields.kind(tree)), bytes);
        } catch (TooLarge _) {
            reader.rejected(Finding.error(file, "", "RESOURCE_LIMIT", "expands beyond what is read: kept raw"), bytes);
        } catch (MarkedYAMLException e) {
            String where = e.getProblemMark() == null
                    ? ""
                    : "line " + (e.getProblemMark().getLine() + 1);
            reader.rejected(
                    Finding.error(file, where, "INVALID_YAML", "is no YAML: %s; kept raw", e.getProblem()), bytes);
        } catch (YAMLException e) {
            reader.rejected(Finding.error(file, "", "INVALID_YAML", "is no YAML that is read: kept raw"), bytes);
        }
        return Optional.empty();
    }

    private static Yaml yaml(Limits limits) {
        var options = new LoaderOptions();
        options.setMaxAliasesForCollections(ALIASES_MAX);
        options.setNestingDepthLimit(limits.jsonDepthMax());
        options.setCodePointLimit(limits.fileBytesMax());
        options.setAllowRecursiveKeys(false);
        var dump = new DumperOptions();
        return new Yaml(new SafeConstructor(options), new Representer(dump), dump, options, new TextTimes());
    }

    private static Meta meta(String file, ObjectNode object, SbiId sbi, Timestamps times, Reader reader) {
        var fields = new Fields(file, object, times, reader);
        Optional<String> id = fields.text("id");
        id.filter(it -> !it.equals(sbi.value()))
                .ifPresent(it -> reader.finding(Finding.warn(
                        file,
                        "id",
                        SbiName.isId(it) ? "ID_MISMATCH" : "ILLEGAL_ID",
                        "names '%s', the folder is %s: the folder counts",
                        it,
                        sbi)));
        return new Meta(
                file,
                object,
                id,
                fields.text("title").map(it -> it.length() <= TITLE_CHARS_MAX ? it : it.substring(0, TITLE_CHARS_MAX)),
                fields.texts("labels"),
                State.dependencies(file, fields, reader),
                object.path("pbi_id").isTextual()
                        ? fields.text("pbi_id").filter(it -> !it.equals("0") && !it.isBlank())
                        : Optional.empty(),
                fields.time("created_at", true),
                fields.time("updated_at", true));
    }

    @SuppressWarnings("serial")
    private static final class TooLarge extends RuntimeException {
        TooLarge() {
            super("too many values", null, false, false);
        }
    }

    /** Turns what the YAML parser made into JSON, counting values. */
    private static final class Converter {
        private final int depthMax;
        private final JsonNodeFactory nodes = JsonNodeFactory.instance;
        private int values;

        Converter(int depthMax) {
            this.depthMax = depthMax;
        }

        JsonNode json(@Nullable Object value, int depth) {
            if (++values > VALUES_MAX || depth > depthMax) {
                throw new TooLarge();
            }
            return switch (value) {
                case null -> nodes.nullNode();
                case Map<?, ?> map -> {
                    ObjectNode object = nodes.objectNode();
                    map.forEach((key, it) -> object.set(String.valueOf(key), json(it, depth + 1)));
                    yield object;
                }
                case Iterable<?> list -> {
                    ArrayNode array = nodes.arrayNode();
                    list.forEach(it -> array.add(json(it, depth + 1)));
                    yield array;
                }
                case Boolean it -> nodes.booleanNode(it);
                case Double it when it.isNaN() || it.isInfinite() -> nodes.textNode(it.toString());
                case Number it -> DecimalNode.valueOf(new BigDecimal(it.toString()));
                default -> nodes.textNode(value.toString());
            };
        }
    }
}
