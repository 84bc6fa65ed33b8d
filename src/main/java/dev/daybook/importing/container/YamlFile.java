package dev.daybook.importing.container;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Spelling;
import dev.daybook.importing.Finding;
import dev.daybook.importing.Limits;
import dev.daybook.importing.Results;
import java.io.StringReader;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * A YAML file that holds a mapping.
 *
 * @param object all of it, as JSON; bytes and times are texts as they stand
 * @param text as it stands in the file, without a byte order mark
 */
public record YamlFile(ObjectNode object, String text, boolean byteOrderMark) {

    /** Of keys and values, each alias counted as what it stands for: it may stand for the same list again and again. */
    private static final int NODES_MAX = 100_000;

    /** A longer number is kept as a text: it counts nothing, and reading it as a number takes ever longer. */
    private static final int NUMBER_CHARS_MAX = 400;

    /** What YAML takes for a number by its form, and no reader can. */
    private static final Pattern NO_DIGITS = Pattern.compile("[-+]?\\._+(?:[eE][-+]?[0-9]+)?");

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
    public static Optional<YamlFile> read(String file, byte[] bytes, Limits limits, Results results) {
        TextFile decoded = TextFile.of(file, bytes, limits);
        decoded.findings().forEach(results::finding);
        boolean mark = decoded.text().startsWith("\uFEFF");
        String whole = mark ? decoded.text().substring(1) : decoded.text();
        if (whole.isBlank()) {
            results.warn(file, "", "EMPTY_FILE", "is empty: nothing to import");
            return Optional.empty();
        }
        boolean unmerged =
                decoded.findings().stream().anyMatch(finding -> finding.code().equals("CONFLICT_MARKER"));
        try {
            var yaml = new Loader(limits);
            @Nullable Node composed = yaml.compose(unmerged ? TextFile.ourSide(whole) : whole);
            if (composed == null) {
                results.warn(file, "", "EMPTY_FILE", "holds nothing but comments: nothing to import");
                return Optional.empty();
            }
            var expansion = new Expansion(limits.jsonDepthMax());
            if (expansion.nodes(composed, 1) > NODES_MAX) {
                throw new TooLarge();
            }
            expansion.twice.forEach(scalarNode -> results.warn(
                    file,
                    "line " + (scalarNode.getStartMark().getLine() + 1),
                    "DUPLICATE_KEY",
                    "'%s' stands twice: the last value counts",
                    scalarNode.getValue()));
            JsonNode tree = json(yaml.loaded(composed));
            if (tree instanceof ObjectNode object) {
                return Optional.of(new YamlFile(object, whole, mark));
            }
            results.rejected(
                    Finding.error(file, "", "WRONG_TYPE", "is %s, not a mapping: kept raw", JsonFile.kind(tree)),
                    bytes);
        } catch (TooLarge _) {
            results.rejected(
                    Finding.error(
                            file,
                            "",
                            "RESOURCE_LIMIT",
                            "expands to more than %d values or %d levels: kept raw",
                            NODES_MAX,
                            limits.jsonDepthMax()),
                    bytes);
        } catch (MarkedYAMLException e) {
            String where = e.getProblemMark() == null
                    ? ""
                    : "line " + (e.getProblemMark().getLine() + 1);
            results.rejected(
                    Finding.error(file, where, "INVALID_YAML", "is no YAML: %s; kept raw", e.getProblem()), bytes);
        } catch (YAMLException e) {
            results.rejected(Finding.error(file, "", "INVALID_YAML", "is no YAML that is read: kept raw"), bytes);
        }
        return Optional.empty();
    }

    /** Returns its spelling, which is the text itself: YAML has too many ways to say the same. */
    public Spelling spelling() {
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

    /** Reads a text into its nodes, in which an alias is the node itself, and those into values. */
    private static final class Loader extends SafeConstructor {
        private final Yaml yaml;

        Loader(Limits limits) {
            super(options(limits));
            var dump = new DumperOptions();
            this.yaml = new Yaml(this, new Representer(dump), dump, getLoadingConfig(), new TextTimes());
        }

        private static LoaderOptions options(Limits limits) {
            var options = new LoaderOptions();
            options.setMaxAliasesForCollections(Integer.MAX_VALUE); // what they expand to is counted here
            options.setNestingDepthLimit(limits.jsonDepthMax());
            options.setCodePointLimit(limits.fileBytesMax());
            options.setAllowRecursiveKeys(false);
            options.setWarnOnDuplicateKeys(false); // told as a finding
            return options;
        }

        @Nullable
        Node compose(String text) {
            try {
                return yaml.compose(new StringReader(text));
            } catch (MarkedYAMLException e) {
                throw e;
            } catch (YAMLException e) {
                throw String.valueOf(e.getMessage()).startsWith("Nesting Depth exceeded") ? new TooLarge() : e;
            } catch (IllegalArgumentException e) {
                throw new YAMLException(e); // as of a letter by its number that is none, or cut
            }
        }

        @Nullable
        Object loaded(Node node) {
            try {
                return constructDocument(node);
            } catch (IllegalArgumentException | ClassCastException e) {
                throw new YAMLException(e); // of a value that is not what its tag says
            }
        }
    }

    /**
     * Counts what nodes expand to, without expanding them, and turns numbers that are none into texts, and so bytes and
     * times: as they stand they say the same in each reading.
     */
    private static final class Expansion {
        private final int levelsMax;
        private final IdentityHashMap<Node, Long> counted = new IdentityHashMap<>();
        private final IdentityHashMap<Node, Integer> heights = new IdentityHashMap<>();
        private final List<ScalarNode> twice = new ArrayList<>();
        private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());

        Expansion(int levelsMax) {
            this.levelsMax = levelsMax;
        }

        long nodes(Node node, int level) {
            Long known = counted.get(node);
            if (known != null) {
                below(level - 1 + heights.getOrDefault(node, 1));
                return known;
            }
            below(level);
            if (!open.add(node)) {
                throw new TooLarge(); // it holds itself
            }
            long nodes = 1;
            int height = 1;
            for (Node child : children(node)) {
                nodes += nodes(child, level + 1);
                height = Math.max(height, 1 + heights.getOrDefault(child, 1));
                if (nodes > NODES_MAX) {
                    throw new TooLarge();
                }
            }
            open.remove(node);
            counted.put(node, nodes);
            heights.put(node, height);
            return nodes;
        }

        private void below(int level) {
            if (level > levelsMax) {
                throw new TooLarge();
            }
        }

        private List<Node> children(Node node) {
            return switch (node) {
                case SequenceNode it -> it.getValue();
                case MappingNode it -> {
                    var keys = new HashSet<String>();
                    it.getValue().stream()
                            .map(NodeTuple::getKeyNode)
                            .filter(ScalarNode.class::isInstance)
                            .map(ScalarNode.class::cast)
                            .filter(key -> !key.getTag().equals(Tag.MERGE) && !keys.add(key.getValue()))
                            .forEach(twice::add);
                    yield it.getValue().stream()
                            .flatMap(pair -> Stream.of(pair.getKeyNode(), pair.getValueNode()))
                            .toList();
                }
                case ScalarNode it -> {
                    if (it.getTag().equals(Tag.BINARY) || it.getTag().equals(Tag.TIMESTAMP)) {
                        it.setTag(Tag.STR);
                    }
                    boolean number = it.getTag().equals(Tag.INT) || it.getTag().equals(Tag.FLOAT);
                    if (number
                            && (it.getValue().length() > NUMBER_CHARS_MAX
                                    || NO_DIGITS.matcher(it.getValue()).matches())) {
                        it.setTag(Tag.STR);
                    }
                    yield List.of();
                }
                default -> List.of();
            };
        }
    }

    @SuppressWarnings("serial")
    private static final class TooLarge extends RuntimeException {
        TooLarge() {
            super("too many values", null, false, false);
        }
    }

    private static JsonNode json(@Nullable Object value) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (value) {
            case null -> nodes.nullNode();
            case Map<?, ?> map -> {
                ObjectNode object = nodes.objectNode();
                map.forEach((key, oneValue) -> object.set(String.valueOf(key), json(oneValue)));
                yield object;
            }
            case Iterable<?> list -> {
                ArrayNode array = nodes.arrayNode();
                list.forEach(oneValue -> array.add(json(oneValue)));
                yield array;
            }
            case Boolean it -> nodes.booleanNode(it);
            case Double it when it.isNaN() || it.isInfinite() -> nodes.textNode(it.toString());
            case Number it -> DecimalNode.valueOf(new BigDecimal(it.toString()));
            default -> nodes.textNode(value.toString());
        };
    }
}
