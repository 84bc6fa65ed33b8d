package dev.daybook.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Fingerprint;
import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.event.JsonText;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operation.Place;
import dev.daybook.shape.Argument;
import java.util.HashMap;
import java.util.Map;

/**
 * What a form that changes a thing was filled in with, carried in the form by fingerprints. A field that comes back as it
 * was filled in was not touched: it is to stay as the thing has it, whoever has changed that meanwhile.
 */
public final class FilledIn {

    /** The hidden value that carries it. */
    public static final String NAME = "_filled";

    private static final String UNSET = "false"; // of a flag: a browser does not send it

    private FilledIn() {}

    /** Returns the hidden value of a form that is filled in with what a thing says now. */
    public static String of(Operation<?, ?> operation, Map<String, String> filled) {
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        for (Argument argument : operation.given(Place.BODY)) {
            all.put(argument.name(), fingerprint(filled.getOrDefault(argument.name(), empty(argument))));
        }
        return JsonText.of(all).text();
    }

    /**
     * Returns what was sent with the fields that were not touched as the thing has them now.
     *
     * @param now what the thing says now of the operation's arguments
     * @throws Rejected if what the form carried is not as it was
     */
    public static Map<String, String> touched(
            Operation<?, ?> operation, Map<String, String> sent, Map<String, String> now) {
        JsonNode filled = read(sent.getOrDefault(NAME, "{}"));
        var touched = new HashMap<>(sent);
        for (Argument argument : operation.given(Place.BODY)) {
            String name = argument.name();
            boolean isAsFilled = fingerprint(sent.getOrDefault(name, empty(argument)))
                    .equals(filled.path(name).asText());
            if (isAsFilled) {
                touched.remove(name);
                if (now.containsKey(name)) {
                    touched.put(name, now.getOrDefault(name, ""));
                }
            }
        }
        return touched;
    }

    private static JsonNode read(String text) {
        try {
            return JsonText.tree(new Json(text));
        } catch (RuntimeException _) {
            throw Rejected.invalid("%s is '%s': want it as the form had it", NAME, text);
        }
    }

    private static String empty(Argument argument) {
        return argument.kind() == Argument.Kind.FLAG ? UNSET : "";
    }

    private static String fingerprint(String text) {
        return Fingerprint.of(Forms.normal(text)).sha256();
    }
}
