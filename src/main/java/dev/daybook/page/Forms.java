package dev.daybook.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Json;
import dev.daybook.event.JsonText;
import dev.daybook.operation.ArgumentForm.Member;
import dev.daybook.operation.Column;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operation.Effect;
import dev.daybook.operation.Operation.Place;
import dev.daybook.page.Form.Field;
import dev.daybook.page.Form.Kind;
import dev.daybook.shape.Argument;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Forms of operations that change something: each argument is a field, and what is sent becomes their arguments again. */
public final class Forms {

    /** Where forms stand, by the names of operations in the contract. */
    public static final String PATH = "/do/";

    /** Where somebody chooses a folder of this machine. */
    public static final String FOLDERS = "/folders";

    /** The revision that was shown, by its tag. */
    public static final String TAG = "_tag";

    /** By which the same form is carried out once, however often it is sent. */
    public static final String KEY = "_key";

    /** Whoever sends it has seen what it would do. */
    public static final String SURE = "_sure";

    /** Whoever sends it wants to change what was filled in. */
    public static final String BACK = "_back";

    /** The argument of what tells what it would do, and does nothing. */
    public static final String DRY_RUN = "dryRun";

    /** The status of an answer about what goes on behind it. */
    private static final int BEGUN = 202;

    /** A text with more has lines. */
    private static final int LINE_CHARS_MAX = 500;

    private Forms() {}

    /** Returns whether a browser is shown a form of it. */
    public static boolean isForm(Operation<?, ?> operation) {
        boolean works =
                operation.effect() == Effect.WORKS && !operation.method().equals("GET");
        return (operation.isRecorded() || works)
                && !operation.isOnlyCommand()
                && !operation.isProtocol()
                && (operation.wholeBody().isEmpty()
                        || !operation.form().members().isEmpty());
    }

    /**
     * Returns the form of an operation.
     *
     * @param values what is filled in
     */
    public static Form of(Operation<?, ?> operation, Map<String, String> values, Map<String, String> hidden) {
        return refused(operation, values, hidden, "", "");
    }

    /**
     * As {@link #of}, of what was refused.
     *
     * @param problem why
     * @param wrong the argument that has to be mended first; empty if it is none of them
     */
    public static Form refused(
            Operation<?, ?> operation,
            Map<String, String> values,
            Map<String, String> hidden,
            String problem,
            String wrong) {
        var fields = new ArrayList<Field>();
        for (Argument argument : arguments(operation, values)) {
            boolean fixed = operation.place(argument.name()) == Place.PATH;
            fields.add(new Field(
                    argument.name(),
                    argument.says(),
                    values.getOrDefault(argument.name(), ""),
                    argument.words(),
                    fixed && !values.getOrDefault(argument.name(), "").isEmpty()
                            ? Kind.FIXED
                            : operation.form().folders().containsKey(argument.name()) ? Kind.LINE : kind(argument),
                    argument.required() && !operation.form().isKeyOfFolder(argument.name()),
                    isFolder(operation, argument)
                            ? folders(operation.id(), argument.name(), values.getOrDefault(argument.name(), ""))
                            : ""));
        }
        for (Member member : operation.form().members()) {
            fields.add(new Field(
                    member.name(),
                    member.says(),
                    values.getOrDefault(member.name(), member.standard()),
                    List.of(),
                    member.option().isEmpty() ? Kind.TEXT : Kind.LINE,
                    operation.form().isWanted(member),
                    ""));
        }
        return new Form(
                operation.says().stream().findFirst().orElse(""),
                PATH + operation.id(),
                fields,
                hidden,
                problem,
                wrong,
                operation.effect() == Effect.DESTROYS);
    }

    /** Returns what is sent once more by whoever has seen what it would do. */
    public static Form sure(Operation<?, ?> operation, Map<String, String> sent) {
        return new Form("", PATH + operation.id(), List.of(), sent, "", "", operation.effect() == Effect.DESTROYS);
    }

    /** Returns whether an operation tells by itself, and at once, what it would do. */
    public static boolean isTried(Operation<?, ?> operation) {
        return operation.isArgument(DRY_RUN)
                && operation.place(DRY_RUN) == Place.BODY
                && !operation.isLong()
                && operation.status() != BEGUN;
    }

    private static Stream<Argument> all(Operation<?, ?> operation) {
        return Stream.of(Place.PATH, Place.BODY, Place.QUERY).flatMap(place -> operation.given(place).stream());
    }

    /** Returns the names of the values that are given: members stand for the body that they make up. */
    static List<String> names(Operation<?, ?> operation) {
        return Stream.concat(
                        operation.arguments().described().stream()
                                .map(Argument::name)
                                .filter(name -> !name.equals(operation.wholeBody())),
                        operation.form().members().stream().map(Member::name))
                .toList();
    }

    private static List<Argument> arguments(Operation<?, ?> operation, Map<String, String> values) {
        return all(operation)
                .filter(argument -> !argument.name().equals(operation.wholeBody()))
                .filter(argument -> !isSaidByKey(operation, argument, values))
                .filter(argument -> operation.place(argument.name()) == Place.PATH
                        || !operation.form().isHidden(argument.name()))
                .filter(argument -> !argument.name().equals(DRY_RUN) || !isTried(operation))
                .sorted(Comparator.comparing(argument -> rank(operation, argument, values)))
                .toList();
    }

    /** First what it is about, then what has to be said, then the rest. */
    private static int rank(Operation<?, ?> operation, Argument argument, Map<String, String> values) {
        boolean isOpen = values.getOrDefault(argument.name(), "").isEmpty();
        if (isOpen && operation.form().isKeyOfFolder(argument.name())) {
            return 2; // people know the folder
        }
        boolean about = operation.place(argument.name()) == Place.PATH
                || operation.form().words().contains(argument.name())
                || hasKey(operation, argument);
        return about ? 0 : argument.required() ? 1 : 2;
    }

    /** Of several paths it is the one that the operation is about. */
    private static boolean isFolder(Operation<?, ?> operation, Argument argument) {
        return operation.form().folders().containsKey(argument.name())
                && (argument.required()
                        || operation.form().words().contains(argument.name())
                        || hasKey(operation, argument));
    }

    /** Returns whether it is a folder of which the key is known. */
    private static boolean isSaidByKey(Operation<?, ?> operation, Argument argument, Map<String, String> values) {
        String key = operation.form().folders().getOrDefault(argument.name(), "");
        String known = values.getOrDefault(key, "");
        return !known.isEmpty() && !known.equals(Site.BESIDE);
    }

    /** Returns whether it is a folder in place of which a key may be given. */
    private static boolean hasKey(Operation<?, ?> operation, Argument argument) {
        return !operation.form().folders().getOrDefault(argument.name(), "").isEmpty();
    }

    /** Returns where somebody chooses a folder for an argument of a form, beginning at one; empty: at home. */
    public static String folders(String form, String argument, String folder) {
        return FOLDERS + "?form=" + Operation.encoded(form) + "&argument=" + Operation.encoded(argument)
                + (folder.isEmpty() ? "" : "&at=" + Operation.encoded(folder));
    }

    static Kind kind(Argument argument) {
        return switch (argument.kind()) {
            case FLAG -> Kind.FLAG;
            case TEXTS, JSON -> Kind.TEXT;
            case NUMBER -> Kind.LINE;
            case TEXT ->
                JsonText.tree(argument.schema()).path("maxLength").asLong(LINE_CHARS_MAX + 1) > LINE_CHARS_MAX
                                && argument.words().isEmpty()
                        ? Kind.TEXT
                        : Kind.LINE;
        };
    }

    /** Returns what a thing says now of the arguments of an operation that changes it. */
    public static Map<String, String> filled(Operation<?, ?> operation, JsonNode thing) {
        return operation.given(Place.BODY).stream()
                .filter(argument -> !text(argument, thing.path(argument.name())).isEmpty())
                .collect(Collectors.toMap(Argument::name, argument -> text(argument, thing.path(argument.name()))));
    }

    private static String text(Argument argument, JsonNode value) {
        return switch (argument.kind()) {
            case TEXTS -> value.valueStream().map(Column::plain).collect(Collectors.joining("\n"));
            case JSON -> value.isMissingNode() || value.isNull() ? "" : value.toString();
            default -> Column.plain(value);
        };
    }

    /** Returns the path of what is sent, and what stands behind it. */
    public static String address(Operation<?, ?> operation, Map<String, String> sent) {
        String query = operation.given(Place.QUERY).stream()
                .map(argument -> Map.entry(argument.name(), sent.getOrDefault(argument.name(), "")))
                .filter(value -> !value.getValue().isEmpty())
                .map(value -> value.getKey() + "=" + Operation.encoded(value.getValue()))
                .collect(Collectors.joining("&"));
        String path = Operation.path(operation.path(), name -> {
            String value = sent.getOrDefault(name, "");
            return value.isEmpty() && operation.form().isKeyOfFolder(name) ? Site.BESIDE : value;
        });
        return query.isEmpty() ? path : path + "?" + query;
    }

    /**
     * Returns the body of what is sent: what was changed of what was filled in, and of the rest what is not empty.
     *
     * @param filled what the form began with
     */
    public static Json body(Operation<?, ?> operation, Map<String, String> sent, Map<String, String> filled) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        boolean changes = operation.method().equals("PATCH");
        for (Argument argument : operation.given(Place.BODY)) {
            boolean flag = argument.kind() == Argument.Kind.FLAG; // one that is not set is not sent
            String before = normal(filled.getOrDefault(argument.name(), flag ? "false" : ""));
            String now = normal(sent.getOrDefault(argument.name(), flag ? "false" : before));
            boolean isTold = changes ? !now.equals(before) : !now.isEmpty();
            if (isTold && !operation.form().isHidden(argument.name())) {
                body.set(argument.name(), value(argument, now));
            }
        }
        for (Member member : operation.form().members()) {
            String given = normal(sent.getOrDefault(member.name(), ""));
            String now = given.isEmpty() ? member.standard() : given;
            if (!now.isEmpty()) {
                body.set(member.name(), member.number() ? number(now) : JsonNodeFactory.instance.textNode(now));
            }
        }
        return JsonText.of(body);
    }

    /** Browsers send line ends of their own. */
    static String normal(String text) {
        return text.replace("\r\n", "\n");
    }

    private static JsonNode number(String text) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return text.matches("-?[0-9]{1,18}")
                ? nodes.numberNode(Long.parseLong(text))
                : text.matches("-?[0-9]{1,40}(\\.[0-9]{1,40})?")
                        ? nodes.numberNode(new BigDecimal(text))
                        : nodes.textNode(text); // whoever reads it says what is wrong
    }

    private static JsonNode value(Argument argument, String text) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (argument.kind()) {
            case FLAG -> nodes.booleanNode(text.equals("true"));
            case NUMBER -> number(text);
            case TEXTS -> {
                ArrayNode all = nodes.arrayNode();
                text.lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(all::add);
                yield all;
            }
            case JSON -> {
                try {
                    yield JsonText.tree(new Json(text));
                } catch (RuntimeException _) {
                    yield nodes.textNode(text); // whoever reads it says what is wrong
                }
            }
            case TEXT -> text.isEmpty() && argument.clears() ? nodes.nullNode() : nodes.textNode(text);
        };
    }
}
