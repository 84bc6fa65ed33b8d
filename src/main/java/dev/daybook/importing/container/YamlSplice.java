package dev.daybook.importing.container;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.daybook.event.JsonText;
import dev.daybook.importing.Limits;
import dev.daybook.importing.Results;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * A YAML mapping with some top-level values changed in their places: comments, quotes, order and everything else stay
 * as they were written. For the small meta files of tools: values are texts, numbers and lists of texts.
 *
 * <p>Where that would be read as something else, as where a value goes that others are an alias of, each member is
 * written anew on a line of its own: then what was only written differently is lost, but nothing that was said.
 */
public final class YamlSplice {

    private String text;

    private YamlSplice(String text) {
        this.text = text;
    }

    /** Begins with a text as it stands. */
    public static YamlSplice of(String text) {
        return new YamlSplice(text);
    }

    /** Returns the text as it is now. */
    public String text() {
        return text;
    }

    /** Sets a text; it is quoted where it would be read as something else. */
    public YamlSplice set(String key, String value) {
        return changed(() -> put(key, value, List.of(), false), all -> all.put(key, value));
    }

    /** Sets something that is written as it is, such as a number or {@code null}. */
    public YamlSplice setPlain(String key, String value) {
        return changed(
                () -> put(key, value, List.of(), true),
                all -> read("value: " + value).ifPresent(read -> all.set(key, read.path("value"))));
    }

    /** Sets a list, in the style of the one that stands there. */
    public YamlSplice set(String key, List<String> values) {
        return changed(() -> put(key, null, values, false), all -> {
            ArrayNode list = all.putArray(key);
            values.forEach(list::add);
        });
    }

    /** Sets anything: a text, a list of texts, or else JSON, which is YAML on one line. */
    YamlSplice set(String key, JsonNode value) {
        return value.isTextual()
                ? set(key, value.textValue())
                : areTexts(value) ? set(key, texts(value)) : setPlain(key, json(value));
    }

    /** Removes the key with its value. */
    public YamlSplice remove(String key) {
        return changed(() -> cut(key), all -> all.remove(key));
    }

    /** Changes the text in its place if that is read as what was wanted, else as a whole. */
    private YamlSplice changed(Runnable splice, Consumer<ObjectNode> change) {
        Optional<ObjectNode> wanted = read(text)
                .or(() -> Optional.of(JsonNodeFactory.instance.objectNode()).filter(_ -> text.isBlank())); // a tab, say
        wanted.ifPresent(change);
        splice.run();
        wanted.filter(all -> !read(text).equals(wanted)).ifPresent(all -> text = anew(all));
        return this;
    }

    private static Optional<ObjectNode> read(String text) {
        return YamlFile.read("", text.getBytes(StandardCharsets.UTF_8), Limits.DEFAULT, new Results())
                .map(YamlFile::object);
    }

    private String anew(ObjectNode all) {
        return all.properties().stream()
                .map(member ->
                        scalar(member.getKey(), ScalarStyle.PLAIN) + ": " + written(member.getValue()) + newline())
                .collect(Collectors.joining("", text.startsWith("\uFEFF") ? "\uFEFF" : "", ""));
    }

    private static String written(JsonNode value) {
        return value.isTextual()
                ? scalar(value.textValue(), ScalarStyle.PLAIN)
                : areTexts(value) ? flow(texts(value)) : json(value);
    }

    private static boolean areTexts(JsonNode value) {
        return value.isArray() && !value.isEmpty() && value.valueStream().allMatch(JsonNode::isTextual);
    }

    private static List<String> texts(JsonNode list) {
        return list.valueStream().map(JsonNode::textValue).toList();
    }

    private void cut(String key) {
        Optional<MappingNode> root = root();
        Optional<NodeTuple> tuple = root.flatMap(mappingNode -> tuple(mappingNode, key));
        if (tuple.isEmpty()) {
            return;
        }
        int start = start(tuple.get().getKeyNode());
        int end = end(tuple.get());
        if (isFlow(root.get())) {
            int comma = text.indexOf(',', end);
            boolean last = root.get().getValue().getLast() == tuple.get();
            if (!last && comma >= 0) {
                end = comma + 1;
            } else if (last && root.get().getValue().size() > 1) {
                start = text.lastIndexOf(',', start);
            }
        } else {
            int newline = text.indexOf('\n', Math.max(end - 1, 0));
            end = newline < 0 ? text.length() : newline + 1;
        }
        replace(start, end, "");
    }

    private void put(String key, @Nullable String scalar, List<String> values, boolean plain) {
        Optional<MappingNode> root = root();
        Optional<NodeTuple> tuple = root.flatMap(mappingNode -> tuple(mappingNode, key));
        if (tuple.isPresent()) {
            change(tuple.get(), scalar, values, plain);
        } else {
            add(root, key, scalar == null ? flow(values) : plain ? scalar : scalar(scalar, ScalarStyle.PLAIN));
        }
    }

    private void change(NodeTuple tuple, @Nullable String scalar, List<String> values, boolean plain) {
        Node value = tuple.getValueNode();
        int end = end(tuple);
        int afterColon = text.indexOf(':', end(tuple.getKeyNode())) + 1;
        if (scalar != null) {
            ScalarStyle style = value instanceof ScalarNode it ? it.getScalarStyle() : ScalarStyle.PLAIN;
            String written = plain ? scalar : scalar(scalar, style);
            replaceAfter(afterColon, value, end, written);
        } else if (value instanceof SequenceNode list && !isFlow(list) && !isAlias(tuple) && !values.isEmpty()) {
            String indent = " ".repeat(list.getValue().getFirst().getStartMark().getColumn() - dashGap(list));
            String gap = " ".repeat(dashGap(list) - 1);
            String lines = values.stream()
                    .map(text -> indent + "-" + gap + scalar(text, styleIn(list, text)))
                    .collect(Collectors.joining(newline()));
            int lineStart = text.lastIndexOf('\n', start(list)) + 1;
            replace(lineStart, end, lines);
        } else if (value instanceof SequenceNode list && isFlow(list) && !isAlias(tuple)) {
            replaceAfter(afterColon, value, end, flow(values, list));
        } else {
            boolean nested = value instanceof SequenceNode list && !isFlow(list);
            replace(afterColon, end, " " + (nested && values.isEmpty() ? "[]" : flow(values)));
        }
    }

    /** Replaces a value, or what stands after the colon if that is nothing or a name for something elsewhere. */
    private void replaceAfter(int afterColon, Node value, int end, String written) {
        int start = start(value);
        boolean inPlace = start >= afterColon
                && start < end
                && text.substring(afterColon, start).isBlank();
        boolean onItsLine = inPlace && text.substring(afterColon, start).indexOf('\n') < 0;
        if (inPlace && onItsLine) {
            replace(start, end, written);
        } else {
            replace(afterColon, Math.max(end, afterColon), " " + written);
        }
    }

    /** How far the text of an item stands behind its dash. */
    private int dashGap(SequenceNode list) {
        Node first = list.getValue().getFirst();
        int dash = text.lastIndexOf('-', start(first) - 1);
        return start(first) - dash;
    }

    /** The style that an item of the same text has, else that of the first one if it is quoted. */
    private static ScalarStyle styleIn(SequenceNode list, String text) {
        return list.getValue().stream()
                .filter(node ->
                        node instanceof ScalarNode scalar && scalar.getValue().equals(text))
                .findFirst()
                .or(() -> list.getValue().stream().findFirst())
                .map(node -> node instanceof ScalarNode scalar ? scalar.getScalarStyle() : ScalarStyle.PLAIN)
                .orElse(ScalarStyle.PLAIN);
    }

    private void add(Optional<MappingNode> root, String key, String written) {
        String member = scalar(key, ScalarStyle.PLAIN) + ": " + written;
        if (root.isPresent() && isFlow(root.get())) {
            int close = text.lastIndexOf('}', end(root.get()) - 1);
            String before = text.substring(0, close).stripTrailing();
            String gap = before.endsWith("{") ? "" : before.endsWith(",") ? " " : ", ";
            replace(before.length(), before.length(), gap + member);
            return;
        }
        int at = root.filter(mappingNode -> !mappingNode.getValue().isEmpty())
                .map(mappingNode -> end(mappingNode.getValue().getLast()))
                .orElse(text.length());
        int newline = text.indexOf('\n', Math.max(at - 1, 0));
        boolean openEnd = newline < 0;
        at = openEnd ? text.length() : newline + 1;
        String indent = root.map(
                        mappingNode -> " ".repeat(mappingNode.getStartMark().getColumn()))
                .orElse("");
        boolean lineBefore = openEnd && !text.isEmpty() && !text.endsWith("\n");
        replace(at, at, (lineBefore ? newline() : "") + indent + member + (lineBefore ? "" : newline()));
    }

    private Optional<MappingNode> root() {
        try {
            return new Yaml(new SafeConstructor(new LoaderOptions())).compose(new StringReader(text))
                            instanceof MappingNode it
                    ? Optional.of(it)
                    : Optional.empty();
        } catch (YAMLException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static Optional<NodeTuple> tuple(MappingNode root, String key) {
        return root.getValue().reversed().stream()
                .filter(nodeTuple -> nodeTuple.getKeyNode() instanceof ScalarNode scalar
                        && scalar.getValue().equals(key))
                .findFirst();
    }

    private boolean isAlias(NodeTuple tuple) {
        return start(tuple.getValueNode()) < start(tuple.getKeyNode());
    }

    private static boolean isFlow(Node node) {
        return node instanceof MappingNode map
                ? map.getFlowStyle() == FlowStyle.FLOW
                : node instanceof SequenceNode list && list.getFlowStyle() == FlowStyle.FLOW;
    }

    private int start(Node node) {
        return at(node.getStartMark());
    }

    private int end(Node node) {
        return at(node.getEndMark());
    }

    /** Where the value of a pair ends; white space and comments after it do not belong to it. */
    private int end(NodeTuple tuple) {
        if (isAlias(tuple)) {
            int line = text.indexOf('\n', end(tuple.getKeyNode()));
            return line < 0 ? text.length() : text.charAt(line - 1) == '\r' ? line - 1 : line;
        }
        return valueEnd(tuple.getValueNode());
    }

    private int valueEnd(Node value) {
        if (value instanceof SequenceNode list
                && !isFlow(list)
                && !list.getValue().isEmpty()) {
            return valueEnd(list.getValue().getLast());
        }
        if (value instanceof MappingNode map && !isFlow(map) && !map.getValue().isEmpty()) {
            return end(map.getValue().getLast());
        }
        int end = end(value);
        boolean block = value instanceof ScalarNode scalar
                && (scalar.getScalarStyle() == ScalarStyle.LITERAL || scalar.getScalarStyle() == ScalarStyle.FOLDED);
        while (block && end > start(value) && text.charAt(end - 1) <= ' ') {
            end--; // its last line end goes to the next line
        }
        return end;
    }

    /** Marks count code points. */
    private int at(Mark mark) {
        return text.offsetByCodePoints(0, mark.getIndex());
    }

    private String newline() {
        return text.contains("\r\n") ? "\r\n" : "\n";
    }

    private static String flow(List<String> values) {
        return values.stream().map(text -> scalar(text, ScalarStyle.PLAIN)).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String flow(List<String> values, SequenceNode like) {
        return values.stream()
                .map(text -> scalar(text, styleIn(like, text)))
                .collect(Collectors.joining(", ", "[", "]"));
    }

    /** Returns a text in that style, or in the plainest one that means the same. */
    private static String scalar(String text, ScalarStyle style) {
        boolean plain = text.codePoints().allMatch(YamlSplice::isPlain);
        if (style == ScalarStyle.SINGLE_QUOTED && plain) {
            return single(text);
        }
        if (style != ScalarStyle.DOUBLE_QUOTED && plain && means(text, text)) {
            return text;
        }
        return style != ScalarStyle.DOUBLE_QUOTED && plain ? single(text) : json(TextNode.valueOf(text));
    }

    /** Returns whether a character may stand in a line as it is, and neither ends nor folds it. */
    private static boolean isPlain(int character) {
        return character >= ' '
                && character != 0x85
                && character != 0x2028
                && character != 0x2029
                && StreamReader.isPrintable(character);
    }

    private static String single(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /** Returns a value as JSON that is YAML, too: what YAML does not take as it is can only stand in a text of it. */
    private static String json(JsonNode value) {
        return JsonText.of(value)
                .text()
                .codePoints()
                .mapToObj(character ->
                        isPlain(character) ? Character.toString(character) : "\\u%04x".formatted(character))
                .collect(Collectors.joining());
    }

    /** Returns whether a plain scalar is read as that text, alone and in a list. */
    private static boolean means(String written, String text) {
        return !written.isEmpty()
                && isText("k: " + written, text, value -> value)
                && isText(
                        "k: [" + written + "]",
                        text,
                        value -> value instanceof SequenceNode list
                                        && list.getValue().size() == 1
                                ? list.getValue().getFirst()
                                : value);
    }

    private static boolean isText(String yaml, String text, UnaryOperator<Node> place) {
        try {
            return new Yaml(new SafeConstructor(new LoaderOptions())).compose(new StringReader(yaml))
                            instanceof MappingNode map
                    && map.getValue().size() == 1
                    && place.apply(map.getValue().getFirst().getValueNode()) instanceof ScalarNode scalar
                    && scalar.getTag().equals(Tag.STR)
                    && scalar.getValue().equals(text);
        } catch (YAMLException | IllegalArgumentException _) {
            return false;
        }
    }

    private void replace(int start, int end, String with) {
        text = text.substring(0, start) + with + text.substring(end);
    }
}
