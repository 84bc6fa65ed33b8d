package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.daybook.domain.Json;
import dev.daybook.operation.CommandForm;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operation.Effect;
import dev.daybook.operation.Operation.Place;
import dev.daybook.operation.Operation.Revision;
import dev.daybook.operation.Operations;
import dev.daybook.shape.Argument;
import dev.daybook.shape.Argument.Kind;
import dev.daybook.shape.Change;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** A command that carries out an operation of the catalogue: its options and its table follow from the description. */
final class OperationCommand extends Action {

    private static final String LIMIT = "--limit";
    private static final String ASSIGNED = "NAME[=VALUE]";

    private final Operation<?, ?> operation;
    /** The parameters that say which thing is meant, whatever is done to it. */
    private final List<String> thing;

    private final CommandForm form;
    private final Optional<WriteOptions> writing;
    /** What each argument is given by; {@code kind/key} is given by one word. */
    private final Map<String, ArgSpec> given = new LinkedHashMap<>();

    private OperationCommand(Operation<?, ?> operation, List<String> thing) {
        this.operation = operation;
        this.thing = thing;
        this.form = operation.form();
        this.writing = operation.effect() == Effect.READS ? Optional.empty() : Optional.of(new WriteOptions());
    }

    static CommandSpec spec(Operation<?, ?> operation, Operations<?> group) {
        List<String> thing = group.all().stream()
                .filter(it -> it.path().equals(operation.path()) && it.effect() == Effect.READS)
                .flatMap(it -> it.given(Place.QUERY).stream())
                .map(Argument::name)
                .toList();
        var command = new OperationCommand(operation, thing);
        CommandSpec spec = CommandSpec.forAnnotatedObject(command);
        spec.usageMessage().description(operation.says().toArray(String[]::new));
        command.writing.ifPresent(it -> spec.addMixin("writing", CommandSpec.forAnnotatedObject(it)));
        command.describe(spec);
        return spec.name(operation.name().substring(operation.name().indexOf(' ') + 1));
    }

    private void describe(CommandSpec spec) {
        Map<String, Argument> arguments = operation.arguments().described().stream()
                .collect(Collectors.toMap(Argument::name, it -> it, (a, _) -> a, LinkedHashMap::new));
        for (String word : form.words()) {
            List<Argument> named =
                    List.of(word.split("/")).stream().map(arguments::remove).toList();
            word(spec, word, named);
        }
        if (!form.assigned().isEmpty()) {
            var members = PositionalParamSpec.builder()
                    .index(spec.positionalParameters().size() + "..*")
                    .paramLabel(ASSIGNED)
                    .required(true)
                    .arity("1..*")
                    .type(List.class)
                    .auxiliaryTypes(String.class)
                    .description("what to change; VALUE is JSON, or else a text")
                    .build();
            spec.addPositional(members);
            given.put(ASSIGNED, members);
        }
        arguments.values().stream().filter(it -> !form.isHidden(it.name())).forEach(it -> option(spec, it));
        if (operation.isPaged()) {
            String standard = form.limit() == 0 ? "0, all" : form.limit() + "; 0 is all";
            spec.addOption(OptionSpec.builder(LIMIT)
                    .paramLabel("N")
                    .type(int.class)
                    .defaultValue(Integer.toString(form.limit()))
                    .description("how many at most (default: %s)".formatted(standard))
                    .build());
        }
    }

    private void word(CommandSpec spec, String word, List<Argument> named) {
        Argument first = named.getFirst();
        // A text that is looked for may be several words.
        boolean last = named.size() == 1
                && operation.effect() == Effect.READS
                && operation.name().indexOf(' ') < 0;
        var parameter = PositionalParamSpec.builder()
                .index(spec.positionalParameters().size() + (last ? "..*" : ""))
                .paramLabel(named.stream().map(Argument::label).collect(Collectors.joining("/")))
                .required(first.required())
                .arity(last ? "1..*" : first.required() ? "1" : "0..1")
                .type(last ? List.class : type(first))
                .auxiliaryTypes(String.class)
                .description(named.size() == 1 ? described(first) : both(first, named.getLast()))
                .build();
        spec.addPositional(parameter);
        given.put(word, parameter);
    }

    private String both(Argument first, Argument second) {
        String example = first.example().orElse(Json.NULL).text() + "/"
                + second.example().orElse(Json.NULL).text();
        return "%s, such as %s".formatted(second.says(), example.replace("\"", ""));
    }

    private void option(CommandSpec spec, Argument argument) {
        String name = form.option(argument.name());
        var option = OptionSpec.builder(name)
                .paramLabel(argument.label())
                .required(argument.required() && !form.lookedUp().containsKey(argument.name()))
                .type(type(argument))
                .description(described(argument));
        if (argument.kind() == Kind.TEXTS) {
            option.auxiliaryTypes(String.class);
            if (form.takesCommas(argument.name())) {
                option.splitRegex(",");
            }
        }
        given.put(argument.name(), spec.addOption(option.build()).findOption(name));
        if (argument.clears()) {
            spec.addOption(OptionSpec.builder("--no-" + name.substring(2))
                    .type(boolean.class)
                    .description("none from now on")
                    .build());
        }
    }

    private static Class<?> type(Argument argument) {
        return switch (argument.kind()) {
            case NUMBER -> Long.class;
            case FLAG -> boolean.class;
            case TEXTS -> List.class;
            default -> String.class;
        };
    }

    private String described(Argument argument) {
        var text = new StringBuilder(argument.says());
        if (!argument.words().isEmpty()) {
            text.append(": ").append(String.join(", ", argument.words()));
        }
        argument.example()
                .filter(_ ->
                        argument.words().isEmpty() && argument.kind() == Kind.TEXT && !form.isFile(argument.name()))
                .ifPresent(it -> text.append(", such as ").append(it.text().replace("\"", "")));
        if (form.isFile(argument.name())) {
            text.append("; - is standard input");
        }
        argument.standard()
                .filter(it -> argument.kind() != Kind.TEXTS && argument.kind() != Kind.FLAG)
                .ifPresent(
                        it -> text.append(" (default: %s)".formatted(it.text().replace("\"", ""))));
        return text.toString().replace("%", "%%");
    }

    @Override
    boolean begins() {
        return form.mayBegin();
    }

    @Override
    Exit run(CommandContext context) {
        Map<String, JsonNode> values = values(context);
        String path = path(operation.path(), values);
        if (operation.isPaged()) {
            var rows = new Paging(context.client(), path, query(values), limit());
            context.output().rows(operation.columns(), rows, form.none());
            if (form.limit() > 0 && rows.hasMore()) {
                context.note("there are more: --limit 0 shows all");
            }
            return Exit.OK;
        }
        JsonNode answer = answer(context, path, values);
        if (answer.isMissingNode()) {
            context.output().say(form.none());
        } else if (!form.shown().isEmpty() && context.output().format() == Format.table) {
            context.output().text(answer.path(form.shown()).toString());
        } else if (operation.columns().isEmpty()) {
            context.output().thing(answer);
        } else if (!form.none().isEmpty()) {
            context.output().rows(operation.columns(), answer.path("items").iterator(), form.none());
        } else {
            context.output().fields(operation.columns(), answer);
        }
        return Exit.OK;
    }

    private int limit() {
        Integer limit = spec().findOption(LIMIT).getValue();
        return limit;
    }

    private JsonNode answer(CommandContext context, String path, Map<String, JsonNode> values) {
        if (writing.isEmpty()) {
            return context.client().get(path + query(values));
        }
        JsonNode body = operation.hasBody() ? body(values) : MissingNode.getInstance();
        return operation.revision() == Revision.REQUIRED
                ? writing.get().sendTo(context, operation.method(), path + shown(values), path + query(values), body)
                : writing.get().send(context, operation.method(), path + query(values), body);
    }

    private Client.Query shown(Map<String, JsonNode> values) {
        var query = Client.query();
        thing.forEach(name -> Optional.ofNullable(values.get(name)).ifPresent(value -> query.with(name, text(value))));
        return query;
    }

    private Client.Query query(Map<String, JsonNode> values) {
        var query = Client.query();
        operation
                .given(Place.QUERY)
                .forEach(it -> Optional.ofNullable(values.get(it.name()))
                        .ifPresent(value -> query.with(it.name(), text(value))));
        return query;
    }

    private static String text(JsonNode value) {
        var texts = new ArrayList<String>();
        value.forEach(it -> texts.add(it.asText()));
        return value.isArray() ? String.join(",", texts) : value.asText();
    }

    private ObjectNode body(Map<String, JsonNode> values) {
        ObjectNode body = Bodies.object();
        operation
                .given(Place.BODY)
                .forEach(it ->
                        Optional.ofNullable(values.get(it.name())).ifPresent(value -> body.set(it.name(), value)));
        if (body.isEmpty() && operation.method().equals("PATCH")) {
            throw Failure.usage(
                    "nothing to change was given",
                    "daybook %s --help lists what can be changed".formatted(operation.name()));
        }
        return body;
    }

    /** Returns what was given, by the names of arguments. */
    private Map<String, JsonNode> values(CommandContext context) {
        var values = new LinkedHashMap<String, JsonNode>();
        Map<String, Argument> arguments = operation.arguments().described().stream()
                .collect(Collectors.toMap(Argument::name, it -> it, (a, _) -> a));
        given.forEach((name, from) -> {
            Object value = from.getValue();
            if (name.equals(ASSIGNED)) {
                assign((List<?>) value, values);
            } else if (name.contains("/")) {
                pair(name, String.valueOf(value), values);
            } else if (isGiven(from, value)) {
                values.put(name, value(context, Objects.requireNonNull(arguments.get(name)), value));
            }
        });
        arguments.values().stream().filter(Argument::clears).forEach(it -> {
            var none = spec().findOption("--no-" + form.option(it.name()).substring(2));
            if (Boolean.TRUE.equals(none.getValue())
                    || values.getOrDefault(it.name(), MissingNode.getInstance())
                            .asText("-")
                            .isEmpty()) {
                values.put(it.name(), NullNode.getInstance());
            }
        });
        form.fixed().forEach((name, value) -> values.put(name, TextNode.valueOf(value)));
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
        form.lookedUp().forEach((name, template) -> {
            if (!values.containsKey(name)) {
                values.put(
                        name,
                        context.client().now(path(template, values)).body().path(name));
            }
        });
        return values;
    }

    private static String path(String template, Map<String, JsonNode> values) {
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
        if (form.isFile(argument.name())) {
            String text = Bodies.text(Optional.of(value.toString())).orElseThrow();
            return argument.kind() == Kind.JSON
                    ? Bodies.json(argument.says().split(";")[0], text)
                    : TextNode.valueOf(text);
        }
        if (argument.kind() == Kind.JSON) {
            return Bodies.json(form.words().contains(argument.name()) ? "the value" : option, value.toString());
        }
        if (value instanceof List<?> list && argument.kind() == Kind.TEXT) {
            return TextNode.valueOf(list.stream().map(Object::toString).collect(Collectors.joining(" ")));
        }
        if (value instanceof List<?> list) {
            return Output.JSON.valueToTree(
                    list.stream().filter(it -> !"".equals(it)).toList());
        }
        Optional<CommandForm.When> when = form.time(argument.name());
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

    /** Only the first slash separates. */
    private static void pair(String names, String word, Map<String, JsonNode> values) {
        int slash = word.indexOf('/');
        if (slash <= 0 || slash == word.length() - 1) {
            throw Failure.usage(
                    "'%s' names nothing".formatted(word),
                    "want %s, such as sbi/SBI-01… or config/max_turns".formatted(names.toUpperCase(Locale.ROOT)));
        }
        String[] both = names.split("/");
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
