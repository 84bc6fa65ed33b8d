package dev.daybook.importing.container;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.event.SpelledNumbers;
import dev.daybook.importing.Finding;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Builds the tree of one JSON value without recursion, and tells what a strict reader would pass over in silence:
 * repeated keys, halves of surrogate pairs, values nested too deep. For one value.
 */
final class TreeBuilder {

    private final String file;
    private final int depthMax;
    private final List<Finding> findings;
    private final JsonNodeFactory nodes = JsonNodeFactory.instance;
    private final Deque<Level> levels = new ArrayDeque<>();
    private boolean altered;

    private static final class Level {
        final ContainerNode<?> node;

        @Nullable
        String key;

        Level(ContainerNode<?> node) {
            this.node = node;
        }
    }

    TreeBuilder(String file, int depthMax, List<Finding> findings) {
        this.file = file;
        this.depthMax = depthMax;
        this.findings = findings;
    }

    /** Whether the tree lacks something that the text says. */
    boolean altered() {
        return altered;
    }

    /** Builds the value that {@code parser} stands at. */
    JsonNode build(JsonParser parser) throws IOException {
        JsonNode root = value(parser, parser.currentToken());
        while (!levels.isEmpty()) {
            JsonToken token = parser.nextToken();
            if (token == JsonToken.FIELD_NAME) {
                levels.element().key = key(parser.currentName());
            } else if (token == JsonToken.END_OBJECT || token == JsonToken.END_ARRAY) {
                levels.pop();
            } else {
                Level level = levels.element();
                String key = level.key;
                JsonNode value = value(parser, token);
                if (level.node instanceof ObjectNode object && key != null) {
                    object.set(key, value);
                } else if (level.node instanceof ArrayNode array) {
                    array.add(value);
                }
            }
        }
        return root;
    }

    private String key(String name) {
        String clean = clean(name);
        if (levels.element().node.has(clean)) {
            levels.element().key = clean;
            findings.add(Finding.warn(file, where(), "DUPLICATE_KEY", "stands twice: the last value counts"));
        }
        return clean;
    }

    private JsonNode value(JsonParser parser, JsonToken token) throws IOException {
        return switch (token) {
            case START_OBJECT -> opened(parser, nodes.objectNode());
            case START_ARRAY -> opened(parser, nodes.arrayNode());
            case VALUE_STRING -> nodes.textNode(clean(parser.getText()));
            case VALUE_NUMBER_INT -> DecimalNode.valueOf(SpelledNumbers.decimal(parser));
            case VALUE_NUMBER_FLOAT -> number(parser);
            case VALUE_TRUE -> nodes.booleanNode(true);
            case VALUE_FALSE -> nodes.booleanNode(false);
            default -> nodes.nullNode();
        };
    }

    private JsonNode number(JsonParser parser) throws IOException {
        if (parser.isNaN()) {
            altered = true;
            findings.add(Finding.warn(file, where(), "WRONG_TYPE", "%s is no JSON number: absent", parser.getText()));
            return nodes.nullNode();
        }
        return DecimalNode.valueOf(SpelledNumbers.decimal(parser));
    }

    private JsonNode opened(JsonParser parser, ContainerNode<?> node) throws IOException {
        if (levels.size() >= depthMax) {
            altered = true;
            findings.add(Finding.warn(
                    file, top(), "RESOURCE_LIMIT", "is nested deeper than %d levels: dropped there", depthMax));
            parser.skipChildren();
            return nodes.nullNode();
        }
        levels.push(new Level(node));
        return node;
    }

    private String clean(String text) {
        StringBuilder clean = null;
        for (int i = 0; i < text.length(); i++) {
            char it = text.charAt(i);
            boolean pair = Character.isHighSurrogate(it)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (pair) {
                i++;
            } else if (it == 0 || Character.isSurrogate(it)) {
                clean = clean == null ? new StringBuilder(text) : clean;
                clean.setCharAt(i, '\uFFFD');
            }
        }
        if (clean == null) {
            return text;
        }
        findings.add(Finding.warn(
                file, where(), "LONE_SURROGATE", "holds half a surrogate pair or an escaped NUL: shown as U+FFFD"));
        return clean.toString();
    }

    /** Where the parser stands, such as {@code meta.labels[2]}. */
    private String where() {
        var path = new ArrayList<String>();
        for (Level level : levels) {
            int opened = path.isEmpty() ? 0 : 1; // what is inside another one was added to it when it began
            path.add(
                    level.node instanceof ArrayNode array
                            ? "[" + (array.size() - opened) + "]"
                            : level.key == null ? "" : level.key);
        }
        Collections.reverse(path);
        return String.join(".", path).replace(".[", "[");
    }

    /** The key below the root: enough for a place that is hundreds of levels deep. */
    private String top() {
        Level root = levels.peekLast();
        return root == null || root.key == null ? "" : root.key;
    }
}
