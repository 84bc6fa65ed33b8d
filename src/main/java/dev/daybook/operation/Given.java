package dev.daybook.operation;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.daybook.operation.Operation.Place;
import dev.daybook.shape.Argument;
import dev.daybook.shape.Argument.Kind;
import dev.daybook.shape.Flaw;
import dev.daybook.shape.Flaw.Code;
import dev.daybook.shape.Flawed;
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
        var flaws = new ArrayList<Flaw>();
        for (Argument argument : operation.arguments().described()) {
            Place place = operation.place(argument.name());
            if (place != Place.BODY) {
                String header = operation.header(argument.name());
                List<String> values = texts.of(place, header.isEmpty() ? argument.name() : header);
                if (!values.isEmpty()) {
                    boolean whole = argument.kind() != Kind.TEXTS || operation.isRepeated(argument.name());
                    members.add(quoted(argument.name()) + ":" + value(argument, whole ? values : list(values), flaws));
                }
            }
        }
        if (!flaws.isEmpty()) {
            throw new Flawed(flaws);
        }
        Set<String> elsewhere = operation.arguments().described().stream()
                .map(Argument::name)
                .filter(name -> operation.place(name) != Place.BODY)
                .collect(Collectors.toSet());
        byte[] beside = ("{" + String.join(",", members) + "}").getBytes(StandardCharsets.UTF_8);
        return operation.arguments().strict(body.length == 0 ? NONE : body, beside, elsewhere, operation.wholeBody());
    }

    private static String value(Argument argument, List<String> values, List<Flaw> flaws) {
        return switch (argument.kind()) {
            case TEXT -> quoted(values.getFirst());
            case TEXTS -> values.stream().map(Given::quoted).collect(Collectors.joining(",", "[", "]"));
            case FLAG ->
                values.getFirst().isEmpty() ? "true" : bare(argument, FLAG, "true or false", values.getFirst(), flaws);
            case NUMBER -> bare(argument, NUMBER, "a whole number", values.getFirst(), flaws);
            case JSON -> values.getFirst();
        };
    }

    /** Returns a value that stands in JSON as it stands here. */
    private static String bare(Argument argument, Pattern form, String wanted, String value, List<Flaw> flaws) {
        if (!form.matcher(value).matches()) {
            String detail = "is '%s': want %s".formatted(value, wanted);
            flaws.add(new Flaw("/" + argument.name(), Code.WRONG_TYPE, detail, -1, -1));
        }
        return value;
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
