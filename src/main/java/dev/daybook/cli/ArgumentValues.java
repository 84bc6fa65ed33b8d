package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.daybook.domain.file.StoredContent;
import dev.daybook.operation.ArgumentForm;
import dev.daybook.operation.CommandForm;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operation.Place;
import dev.daybook.shape.Argument;
import dev.daybook.shape.Argument.Kind;
import dev.daybook.shape.Change;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** What a user gave for the arguments of an operation, in words, options, files and settings. */
final class ArgumentValues {

    private static final String BY_FOLDER = "-";

    private final Operation<?, ?> operation;
    private final CommandForm form;
    private final CommandSpec spec;
    private final Map<String, ArgSpec> given;

    /** The arguments whose values are names of what was stored. */
    private final Set<String> stored = new HashSet<>();

    /** @param given what each argument is given by, see {@link ArgumentOptions#given} */
    ArgumentValues(Operation<?, ?> operation, CommandSpec spec, Map<String, ArgSpec> given) {
        this.operation = operation;
        this.form = operation.form();
        this.spec = spec;
        this.given = given;
    }

    /** Returns what was given, by the names of arguments. */
    Map<String, JsonNode> values(CommandContext context) {
        var values = new LinkedHashMap<String, JsonNode>();
        Map<String, Argument> arguments = operation.arguments().described().stream()
                .collect(Collectors.toMap(Argument::name, argument -> argument, (a, _) -> a));
        given.forEach((name, from) -> {
            Object value = from.getValue();
            if (name.equals(ArgumentOptions.ASSIGNED)) {
                assign((List<?>) value, values);
            } else if (name.startsWith(ArgumentOptions.MEMBER)) {
                member(name, value, values);
            } else if (name.contains("/")) {
                pair(context, name, String.valueOf(value), values);
            } else if (isGiven(from, value)
                    || (Boolean.FALSE.equals(value)
                            && ArgumentOptions.isOnAsARule(Objects.requireNonNull(arguments.get(name))))) {
                values.put(name, value(context, Objects.requireNonNull(arguments.get(name)), value));
                form.nameFor(name).ifPresent(other -> numberOr(other, name, values));
            } else {
                form.several(name).ifPresent(standard -> values.put(name, TextNode.valueOf(standard)));
            }
        });
        arguments.values().stream().filter(Argument::clears).forEach(argument -> {
            var none = spec.findOption("--no-" + form.option(argument.name()).substring(2));
            if (Boolean.TRUE.equals(none.getValue())
                    || values.getOrDefault(argument.name(), MissingNode.getInstance())
                            .asText("-")
                            .isEmpty()) {
                values.put(argument.name(), NullNode.getInstance());
            }
        });
        chosen(values);
        form.fixed()
                .forEach((name, value) ->
                        values.put(name, value.equals("true") ? BooleanNode.TRUE : TextNode.valueOf(value)));
        form.flags().stream()
                .filter(flag ->
                        Boolean.TRUE.equals(spec.findOption(flag.option()).getValue()))
                .forEach(flag -> values.put(flag.argument(), TextNode.valueOf(flag.value())));
        form.folders().forEach((folder, key) -> folder(folder, key, values));
        form.insides().forEach((folder, inside) -> {
            if (!values.containsKey(folder)) {
                values.put(inside, TextNode.valueOf(absolute(".")));
            }
        });
        fromFile(context, values);
        stored.forEach(argument -> values.put(form.stored().get(argument), TextNode.valueOf(StoredContent.ENCODING)));
        form.settings().forEach((name, property) -> {
            if (!values.containsKey(name)) {
                ProgramSetting setting = ProgramSetting.ofProperty(property).orElseThrow();
                values.put(
                        name,
                        Objects.requireNonNull(arguments.get(name)).kind() == Kind.NUMBER
                                ? IntNode.valueOf(context.settings().number(setting))
                                : TextNode.valueOf(context.settings().text(setting)));
            }
        });
        return values;
    }

    /** Returns what was given, with what the thing that is meant says where it was not. */
    Map<String, JsonNode> withLookedUp(CommandContext context, Map<String, JsonNode> values) {
        var all = new LinkedHashMap<>(values);
        form.lookedUp().forEach((name, template) -> {
            if (!all.containsKey(name)) {
                all.put(name, context.client().now(path(template, all)).body().path(name));
            }
        });
        return all;
    }

    private void chosen(Map<String, JsonNode> values) {
        List<String> chosen = form.oneOf().stream()
                .filter(text -> values.containsKey(text)
                        || form.nameFor(text).filter(values::containsKey).isPresent())
                .toList();
        if (!form.oneOf().isEmpty() && chosen.size() != 1) {
            List<String> options = form.oneOf().stream().map(form::option).toList();
            throw Failure.usage(
                    "%s wants one of %s and %s"
                            .formatted(
                                    operation.name(),
                                    String.join(", ", options.subList(0, options.size() - 1)),
                                    options.getLast()),
                    "daybook %s --help shows how it is used".formatted(operation.name()));
        }
    }

    /** A text that is no number is the other argument. */
    private static void numberOr(String other, String name, Map<String, JsonNode> values) {
        String text = Objects.requireNonNull(values.remove(name)).asText();
        if (text.matches("[0-9]{1,18}")) {
            values.put(name, LongNode.valueOf(Long.parseLong(text)));
        } else {
            values.put(other, TextNode.valueOf(text));
        }
    }

    private void member(String name, @Nullable Object value, Map<String, JsonNode> values) {
        ArgumentForm.Member member = form.members().stream()
                .filter(oneMember -> name.equals(ArgumentOptions.MEMBER + oneMember.name()))
                .findFirst()
                .orElseThrow();
        if (value != null) {
            boolean read = member.option().isEmpty() && value.equals("-");
            values.put(
                    name,
                    Output.JSON.valueToTree(read ? Bodies.text(Optional.of("-")).orElse("") : value));
        } else if (!member.standard().isEmpty()) {
            values.put(name, TextNode.valueOf(member.standard()));
        }
    }

    /** The server stands elsewhere: a folder is told from its root. */
    private void folder(String folder, String key, Map<String, JsonNode> values) {
        if (!key.isEmpty() && values.containsKey(key) && values.containsKey(folder)) {
            throw Failure.usage(
                    "%s and %s are given".formatted(form.option(key), form.option(folder)), "want one of them");
        }
        if (!key.isEmpty() && !values.containsKey(key)) {
            values.put(key, TextNode.valueOf(BY_FOLDER));
            values.putIfAbsent(folder, TextNode.valueOf("."));
        }
        Optional.ofNullable(values.get(folder)).ifPresent(node -> values.put(folder, absolute(node)));
    }

    private static JsonNode absolute(JsonNode path) {
        return path.isArray()
                ? Output.JSON.valueToTree(
                        path.valueStream().map(ArgumentValues::absolute).toList())
                : TextNode.valueOf(absolute(path.asText()));
    }

    /** What no folder is called is left to the server's judgement. */
    static String absolute(String path) {
        return path.isBlank() || path.startsWith("/") || path.chars().anyMatch(Character::isISOControl)
                ? path
                : Path.of(path).toAbsolutePath().normalize().toString();
    }

    private void fromFile(CommandContext context, Map<String, JsonNode> values) {
        String body = operation.wholeBody();
        if (!body.isEmpty() && form.isFile(body) && form.members().isEmpty() && !values.containsKey(body)) {
            Argument argument = operation.given(Place.BODY).getFirst();
            values.put(body, value(context, argument, "-"));
        }
        form.inFile().forEach((name, member) -> {
            String text = Optional.ofNullable(values.get(name))
                    .or(() -> Optional.ofNullable(values.get(body)).map(node -> node.path(member)))
                    .map(JsonNode::asText)
                    .orElse("");
            if (text.isEmpty()) {
                throw Failure.usage(
                        "it is not said what to %s".formatted(operation.name()),
                        "name it, or put its %s into the file".formatted(member));
            }
            values.put(name, TextNode.valueOf(text));
        });
    }

    static String path(String template, Map<String, JsonNode> values) {
        return Operation.path(
                template,
                name -> values.getOrDefault(name, MissingNode.getInstance()).asText());
    }

    private static boolean isGiven(ArgSpec from, @Nullable Object value) {
        return value != null
                && !Boolean.FALSE.equals(value)
                && !(value instanceof List<?> list && list.isEmpty() && !from.isOption());
    }

    private JsonNode value(CommandContext context, Argument argument, Object value) {
        String option = form.option(argument.name());
        if (form.stored().containsKey(argument.name()) && Bodies.isToBeStored(value.toString())) {
            stored.add(argument.name());
            return context.client().store(Path.of(value.toString())).path("content");
        }
        if (form.isFile(argument.name())) {
            String text = Bodies.text(Optional.of(value.toString())).orElseThrow();
            return argument.kind() == Kind.JSON
                    ? Bodies.json(argument.says().split(";")[0], text)
                    : TextNode.valueOf(text);
        }
        if (form.isOrText(argument.name())) {
            return jsonOrText(value.toString());
        }
        if (argument.kind() == Kind.JSON) {
            return Bodies.json(form.words().contains(argument.name()) ? "the value" : option, value.toString());
        }
        if (value instanceof List<?> list && argument.kind() == Kind.TEXT && !form.isEach(argument.name())) {
            list.stream()
                    .map(String::valueOf)
                    .filter(oneText -> oneText.startsWith("--"))
                    .findFirst()
                    .ifPresent(oneText -> {
                        throw Failure.usage(
                                "%s has no option %s".formatted(spec.qualifiedName(), oneText),
                                "%s --help shows how it is used".formatted(spec.qualifiedName()));
                    });
            return TextNode.valueOf(list.stream()
                    .map(Object::toString)
                    .collect(Collectors.joining(form.several(argument.name()).isPresent() ? "," : " ")));
        }
        if (value instanceof List<?> list) {
            return Output.JSON.valueToTree(
                    list.stream().filter(oneValue -> !"".equals(oneValue)).toList());
        }
        Optional<ArgumentForm.When> when = form.time(argument.name());
        if (when.isPresent()) {
            return TextNode.valueOf(
                    switch (when.get()) {
                        case FROM -> context.times().from(value.toString());
                        case UNTIL -> context.times().until(value.toString());
                        case LAST -> context.times().last(value.toString());
                    });
        }
        return Output.JSON.valueToTree(value);
    }

    /** Only the first slash separates; a thing of any kind may be named by its id alone. */
    private void pair(CommandContext context, String names, String given, Map<String, JsonNode> values) {
        String[] both = names.split("/");
        boolean anything = operation.arguments().described().stream()
                .anyMatch(argument ->
                        argument.name().equals(both[1]) && argument.thing().equals(Argument.ANY_THING));
        String word = anything && given.indexOf('/') < 0
                ? new Things(context.client()).whole("", given).orElse(given)
                : given;
        int slash = word.indexOf('/');
        if (slash <= 0 || slash == word.length() - 1) {
            throw Failure.usage(
                    "'%s' names nothing".formatted(word),
                    "want %s, such as sbi/SBI-01… or config/max_turns".formatted(names.toUpperCase(Locale.ROOT)));
        }
        values.put(both[0], TextNode.valueOf(word.substring(0, slash)));
        values.put(both[1], TextNode.valueOf(word.substring(slash + 1)));
    }

    private void assign(List<?> members, Map<String, JsonNode> values) {
        ObjectNode set = Bodies.object();
        var unset = Output.JSON.createArrayNode();
        for (Object each : members) {
            String member = each.toString();
            int equals = member.indexOf('=');
            if (equals < 0) {
                unset.add(Change.pointer(member));
            } else {
                set.set(Change.pointer(member.substring(0, equals)), jsonOrText(member.substring(equals + 1)));
            }
        }
        values.put(form.assigned().getFirst(), set);
        values.put(form.assigned().getLast(), unset);
    }

    private static JsonNode jsonOrText(String text) {
        try {
            return Bodies.json("the value", text);
        } catch (Failure _) {
            return TextNode.valueOf(text); // a word needs no quotes
        }
    }
}
