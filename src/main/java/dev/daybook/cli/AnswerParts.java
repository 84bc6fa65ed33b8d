package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.operation.Part;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Shows a person an answer part by part. */
final class AnswerParts {

    /** Shows them as a table; in the other formats the answer is shown as it is, as CSV the one list that there is in it. */
    static void show(CommandContext context, List<Part> parts, JsonNode answer) {
        Output output = context.output();
        List<Part> data =
                parts.stream().filter(part -> !(part instanceof Part.Line)).toList();
        if (output.format() == Format.csv && data.size() == 1 && data.getFirst() instanceof Part.Rows list) {
            output.rows(list.columns(), answer.at(list.pointer()).iterator(), "");
            return;
        }
        if (output.format() != Format.table) {
            output.thing(answer);
            return;
        }
        for (Part part : parts) {
            switch (part) {
                case Part.Line it -> {
                    String text = it.text().apply(answer);
                    if (!text.isEmpty()) {
                        output.say(filled(context, text));
                    }
                }
                case Part.Fields it -> output.fields(it.columns(), answer);
                case Part.Others it ->
                    output.thing(((ObjectNode) answer).deepCopy().without(it.without()));
                case Part.Rows it -> rows(output, it, answer.at(it.pointer()), part == parts.getFirst());
            }
        }
    }

    private static void rows(Output output, Part.Rows part, JsonNode items, boolean first) {
        if (items.isEmpty() && (part.none().isEmpty() || items.isMissingNode())) {
            return;
        }
        if (!first) {
            output.say("");
        }
        output.rows(part.columns(), first(items, part.max()), part.none());
        if (items.size() > part.max()) {
            output.say("… and %d more: --format json has all".formatted(items.size() - part.max()));
        }
    }

    private static Iterator<JsonNode> first(JsonNode items, int max) {
        var first = new ArrayList<JsonNode>();
        items.valueStream().limit(max).forEach(first::add);
        return first.iterator();
    }

    /** Returns a text with what it has to say of the data directory. */
    static String filled(CommandContext context, String text) {
        return text.replace("{--data}", context.dataFlag())
                .replace("{data}", context.data().path().toString());
    }

    private AnswerParts() {}
}
