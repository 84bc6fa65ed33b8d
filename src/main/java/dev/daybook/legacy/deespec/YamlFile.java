package dev.daybook.legacy.deespec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Spelling;
import dev.daybook.legacy.Finding;
import dev.daybook.legacy.LegacySource.Reader;
import dev.daybook.legacy.Limits;
import dev.daybook.legacy.TextFile;
import java.math.BigDecimal;
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
 * A YAML file that holds a mapping.
 *
 * @param object all of it, as JSON; times are texts as they stand
 * @param text as it stands in the file, without a byte order mark
 */
record YamlFile(ObjectNode object, String text, boolean byteOrderMark) {

    private static final int ALIASES_MAX = 50;
    private static final int VALUES_MAX = 20_000; // aliases may name the same list again and again

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

    /** Reads the file; nothing, and a finding, if it is empty, no mapping, or if no YAML parser would read it. */
    static Optional<YamlFile> read(String file, byte[] bytes, Limits limits, Reader reader) {
        TextFile decoded = TextFile.of(file, bytes, limits);
        decoded.findings().forEach(reader::finding);
        boolean mark = decoded.text().startsWith("\uFEFF");
        String whole = mark ? decoded.text().substring(1) : decoded.text();
        if (whole.isBlank()) {
            reader.finding(Finding.warn(file, "", "EMPTY_FILE", "is empty: nothing to import"));
            return Optional.empty();
        }
        boolean unmerged = decoded.findings().stream().anyMatch(it -> it.code().equals("CONFLICT_MARKER"));
        try {
            Object loaded = yaml(limits).load(unmerged ? TextFile.ourSide(whole) : whole);
            JsonNode tree = new Converter(limits.jsonDepthMax()).json(loaded, 0);
            if (tree instanceof ObjectNode object) {
                return Optional.of(new YamlFile(object, whole, mark));
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

    /** Returns its spelling, which is the text itself: YAML has too many ways to say the same. */
    Spelling spelling() {
        boolean crlf = text.contains("\r\n");
        return new Spelling(
                "  ",
                crlf ? "CRLF" : "LF",
                byteOrderMark,
                text.endsWith("\n"),
                ",",
                ": ",
                Spelling.Escapes.NONE,
                Optional.of(text));
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
