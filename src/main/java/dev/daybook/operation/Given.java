package dev.daybook.operation;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.daybook.operation.Operation.Place;
import dev.daybook.shape.Argument;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a caller has given, as texts by the names of parameters, and a body.
 *
 * @param texts the values of a path, query or header parameter by the name it has there
 * @param body JSON; empty if there is none
 */
@SuppressWarnings("ArrayRecordComponent") // read only
public record Given(Texts texts, byte[] body) {

    private static final byte[] NONE = {'{', '}'};
    private static final Pattern FLAG = Pattern.compile("true|false");
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)");

    /** What stands outside of the body. */
    @FunctionalInterface
    public interface Texts {
        List<String> of(Place place, String name);
    }

    /**
     * Reads the arguments strictly: all that is wrong is named at once.
     *
     * @throws dev.daybook.shape.Flawed if they are not as described
     */
    <A> A as(Operation<A, ?> operation) {
        var members = new ArrayList<String>();
        for (Argument argument : operation.arguments().described()) {
            Place place = operation.place(argument.name());
            if (place != Place.BODY) {
                String header = operation.header(argument.name());
                List<String> values = texts.of(place, header.isEmpty() ? argument.name() : header);
                if (!values.isEmpty()) {
                    members.add(quoted(argument.name()) + ":" + value(argument, values));
                }
            }
        }
        Set<String> elsewhere = operation.arguments().described().stream()
                .map(Argument::name)
                .filter(name -> operation.place(name) != Place.BODY)
                .collect(Collectors.toSet());
        byte[] beside = ("{" + String.join(",", members) + "}").getBytes(StandardCharsets.UTF_8);
        return operation.arguments().strict(body.length == 0 ? NONE : body, beside, elsewhere, operation.wholeBody());
    }

    private static String value(Argument argument, List<String> values) {
        return switch (argument.kind()) {
            case TEXT -> quoted(values.getFirst());
            case TEXTS -> list(values).stream().map(Given::quoted).collect(Collectors.joining(",", "[", "]"));
            case FLAG -> values.getFirst().isEmpty() ? "true" : bare(FLAG, values.getFirst());
            case NUMBER -> bare(NUMBER, values.getFirst());
            case JSON -> values.getFirst();
        };
    }

    /** Returns a value as JSON has it; what is none of that form is a text, and refused as such. */
    private static String bare(Pattern form, String value) {
        return form.matcher(value).matches() ? value : quoted(value);
    }

    /** Returns the values of a parameter that may be repeated or have several values separated by commas. */
    private static List<String> list(List<String> values) {
        return values.stream()
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .filter(value -> !value.isEmpty())
                .toList();
    }

    private static String quoted(String text) {
        return TextNode.valueOf(text).toString();
    }
}
