package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operation.Place;
import dev.daybook.shape.Argument;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Whole ids in place of the beginnings that a user gave. */
record WholeIds(Operation<?, ?> operation, UnaryOperator<String> option) {

    /** The argument that says of what kind a thing is. */
    private static final String KIND = "kind";

    /**
     * Puts whole ids where their beginnings were given. Returns whether there are any. What is a filter or stands in a
     * body is not missed by the one who is asked, or missed as a mistake: it has to be whole before.
     */
    boolean complete(CommandContext context, Map<String, JsonNode> values, Set<Place> places) {
        boolean completed = false;
        for (Argument argument : operation.arguments().described()) {
            JsonNode given = values.get(argument.name());
            if (given != null && !argument.thing().isEmpty() && places.contains(operation.place(argument.name()))) {
                JsonNode whole = given.isArray()
                        ? Output.JSON.valueToTree(given.valueStream()
                                .map(node -> whole(context, argument, node, values))
                                .toList())
                        : whole(context, argument, given, values);
                values.put(argument.name(), whole);
                completed |= !whole.equals(given);
            }
        }
        return completed;
    }

    private JsonNode whole(CommandContext context, Argument argument, JsonNode given, Map<String, JsonNode> values) {
        String text = given.asText();
        boolean any = argument.thing().equals(Argument.ANY_THING);
        String kind = any ? values.getOrDefault(KIND, MissingNode.getInstance()).asText("") : argument.thing();
        boolean asItIs =
                !given.isTextual() || text.startsWith("/") || (any && kind.isEmpty() && text.matches("[0-9]+"));
        if (asItIs) { // nothing, a path, or a position
            return given;
        }
        var things = new Things(context.client());
        boolean maybeKind = any && kind.isEmpty() && text.indexOf('/') < 0; // and all of it is meant
        return (maybeKind ? things.generatedId(text, where(argument)) : things.generated(kind, text, where(argument)))
                .<JsonNode>map(TextNode::valueOf)
                .orElse(given);
    }

    /** Of a word it is clear from the word where it was given. */
    private String where(Argument argument) {
        String named = option.apply(argument.name());
        return named.startsWith("--") ? named + " " : "";
    }
}
