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
import java.nio.file.Path;
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

    private static final String BY_FOLDER = "-";
    private static final String LIMIT = "--limit";
    /** Begins the names of members of a body: no argument is called so. */
    private static final String MEMBER = ".";

    private static final String ASSIGNED = "NAME[=VALUE]";

    private final Operation<?, ?> operation;
    /** The parameters that say which thing is meant, whatever is done to it. */
    private final List<String> thing;

    /** The command that shows what there is of its kind; empty if there is none. */
    private final String listing;

    private final CommandForm form;
    private final Optional<WriteOptions> writing;
    /** What each argument is given by; {@code kind/key} is given by one word. */
    private final Map<String, ArgSpec> given = new LinkedHashMap<>();

    private OperationCommand(Operation<?, ?> operation, List<String> thing, String listing) {
        this.operation = operation;
        this.thing = thing;
        this.listing = listing;
        this.form = operation.form();
        this.writing = operation.effect() == Effect.READS ? Optional.empty() : Optional.of(new WriteOptions());
    }

    static CommandSpec spec(Operation<?, ?> operation, Operations<?> group) {
        List<String> thing = group.all().stream()
                .filter(it -> it.path().equals(operation.path()) && it.effect() == Effect.READS)
                .flatMap(it -> it.given(Place.QUERY).stream())
                .map(Argument::name)
                .toList();
        String listing = group.all().stream()
                .filter(it -> it.isPaged() && it.name().endsWith(" list"))
                .map(Operation::name)
                .findFirst()
                .orElse("");
        var command = new OperationCommand(operation, thing, listing);
        CommandSpec spec = CommandSpec.forAnnotatedObject(command);
        spec.usageMessage().description(operation.says().toArray(String[]::new));
        command.writing.ifPresent(it -> spec.addMixin("writing", CommandSpec.forAnnotatedObject(it)));
        command.describe(spec);
        spec.usageMessage().footer("", "Example: " + command.example().replace("%", "%%"));
        return spec.name(operation.name().substring(operation.name().indexOf(' ') + 1));
    }

    /** Returns a call with all that has to be given, as its arguments may well be. */
    private String example() {
        Map<String, Argument> arguments = operation.arguments().described().stream()
                .collect(Collectors.toMap(Argument::name, it -> it, (a, _) -> a, LinkedHashMap::new));
        var call = new StringBuilder("daybook " + operation.name());
        for (String word : form.words()) {
            List<Argument> named = List.of(word.split("/")).stream()
                    .map(arguments::remove)
                    .map(Objects::requireNonNull)
                    .toList();
            if (named.getFirst().required()) {
                String value = named.stream().map(this::example).collect(Collectors.joining("/"));
                call.append(' ').append(Text.quoted(value));
            }
        }
        arguments.values().stream()
                .filter(it -> it.required()
                        && !form.isHidden(it.name())
                        && !form.isKeyOfFolder(it.name())
                        && !form.lookedUp().containsKey(it.name()))
                .forEach(it -> call.append(' ')
                        .append(form.option(it.name()))
                        .append(' ')
                        .append(Text.quoted(example(it))));
        return call.append(form.assigned().isEmpty() ? "" : " status=done").toString();
    }

    private String example(Argument argument) {
        if (form.isFile(argument.name())) {
            return argument.name() + (argument.kind() == Kind.JSON ? ".json" : ".md");
        }
        return argument.example()
                .map(it -> argument.kind() == Kind.JSON ? it.text() : it.text().replaceAll("[\\[\\]\"]", ""))
                .orElseGet(() -> argument.words().isEmpty()
                        ? argument.label()
                        : argument.words().getFirst());
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
        form.members().forEach(it -> member(spec, it));
        form.flags()
                .forEach(it -> spec.addOption(OptionSpec.builder(it.option())
                        .type(boolean.class)
                        .description(it.says())
                        .build()));
        if (operation.isPaged()) {
            String standard = form.limit() == 0
                    ? "0, all"
                    : form.isLimitOfTables()
                            ? form.limit() + " in a table, else all; 0 is all"
                            : form.limit() + "; 0 is all";
            spec.addOption(OptionSpec.builder(LIMIT)
                    .paramLabel("N")
                    .type(Integer.class)
                    .description("how many at most (default: %s)".formatted(standard))
                    .build());
        }
    }

    /** A member of a body that is one argument as a whole. */
    private void member(CommandSpec spec, CommandForm.Member member) {
        Class<?> type = member.number() ? Long.class : String.class;
        ArgSpec arg = member.option().isEmpty()
                ? PositionalParamSpec.builder()
                        .index(Integer.toString(spec.positionalParameters().size()))
                        .required(true)
                        .arity("1")
                        .type(type)
                        .paramLabel(member.label())
                        .description(member.says())
                        .build()
                : OptionSpec.builder(member.option())
                        .type(type)
                        .paramLabel(member.label())
                        .description(member.says())
                        .build();
        spec.add(arg);
        given.put(MEMBER + member.name(), arg);
    }

    private void word(CommandSpec spec, String word, List<Argument> named) {
        Argument first = named.getFirst();
        // A text that is looked for may be several words.
        boolean last = named.size() == 1
                && operation.effect() == Effect.READS
                && operation.name().indexOf(' ') < 0;
        boolean required = first.required() && !form.inFile().containsKey(first.name());
        var parameter = PositionalParamSpec.builder()
                .index(spec.positionalParameters().size() + (last ? "..*" : ""))
                .paramLabel(named.stream().map(Argument::label).collect(Collectors.joining("/")))
                .required(required)
                .arity(last ? "1..*" : required ? "1" : "0..1")
                .type(last ? List.class : type(first))
                .auxiliaryTypes(last ? String.class : type(first))
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
                .required(argument.required()
                        && !form.lookedUp().containsKey(argument.name())
                        && !form.isKeyOfFolder(argument.name())
                        && !argument.name().equals(operation.wholeBody()))
                .type(type(argument))
                .description(described(argument));
        if (isOnAsARule(argument)) {
            option.negatable(true).defaultValue("true").fallbackValue("true");
        }
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

    private static boolean isOnAsARule(Argument argument) {
        return argument.kind() == Kind.FLAG
                && argument.standard().filter(it -> it.text().equals("true")).isPresent();
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
            if (argument.name().equals(operation.wholeBody()) && form.members().isEmpty()) {
                text.append(" (default: -)");
            }
        }
        if (isOnAsARule(argument)) {
            text.append(" (default: yes)");
        }
        if (!form.folders().getOrDefault(argument.name(), "").isEmpty()) {
            text.append(" (default: the current one)");
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
    boolean reads() {
        return operation.effect() == Effect.READS;
    }

    @Override
    Exit run(CommandContext context) {
        Map<String, JsonNode> values = values(context);
        try {
            try {
                return carryOut(context, values);
            } catch (Failure failure) {
                if (!isUnknown(failure) || !complete(context, values)) {
                    throw failure;
                }
                return carryOut(context, values); // nothing was done: the thing was not there
            }
        } catch (Failure failure) {
            throw failure.problem().map(it -> inWordsOfOptions(context, it)).orElse(failure);
        }
    }

    private static boolean isUnknown(Failure failure) {
        return failure.problem().filter(it -> it.status() == 404).isPresent();
    }

    /** Puts whole ids where their beginnings were given. Returns whether there are any. */
    private boolean complete(CommandContext context, Map<String, JsonNode> values) {
        var things = new Things(context.client());
        boolean completed = false;
        for (Argument argument : operation.arguments().described()) {
            JsonNode value = values.get(argument.name());
            if (!argument.thing().isEmpty() && value != null && value.isTextual()) {
                Optional<String> whole = things.whole(argument.thing(), value.textValue());
                whole.ifPresent(it -> values.put(argument.name(), TextNode.valueOf(it)));
                completed |= whole.filter(it -> !it.equals(value.textValue())).isPresent();
            }
        }
        return completed;
    }

    private Failure inWordsOfOptions(CommandContext context, Failure.Problem problem) {
        Failure told = context.failure(problem, this::option);
        if (told.exit() == Exit.USAGE) {
            return told.withNext("daybook %s --help shows how it is used".formatted(operation.name()));
        }
        return isUnknown(told) && !listing.isEmpty()
                ? told.withNext("daybook %s shows what there is".formatted(listing))
                : told;
    }

    /** Returns what stands on the command line for the member at a JSON pointer. */
    private String option(String pointer) {
        String name = pointer.split("/")[pointer.startsWith("/") && pointer.length() > 1 ? 1 : 0];
        if (name.isEmpty() || (!given.containsKey(name) && !name.equals("limit"))) {
            return ProblemTexts.member(pointer);
        }
        return given.containsKey(name)
                        && !Objects.requireNonNull(given.get(name)).isOption()
                ? Objects.requireNonNull(given.get(name)).paramLabel()
                : form.option(name);
    }

    /** Shows the thing that these arguments name. */
    static Exit show(Operation<?, ?> operation, Map<String, String> named, CommandContext context) {
        var values = new LinkedHashMap<String, JsonNode>();
        named.forEach((name, value) -> {
            if (!value.isEmpty()) {
                values.put(name, TextNode.valueOf(value));
            }
        });
        return new OperationCommand(operation, List.of(), "").carryOut(context, values);
    }

    private Exit carryOut(CommandContext context, Map<String, JsonNode> values) {
        String path = path(operation.path(), values);
        boolean one = form.alone().filter(values::containsKey).isPresent();
        if (operation.isPaged() && !one) {
            var rows = new Paging(context.client(), path, asked(context, values), limit(context));
            boolean csv = context.output().format() == Format.csv;
            context.output().rows(csv ? operation.csv() : operation.columns(), rows, none(values));
            if (form.limit() > 0 && rows.hasMore()) {
                context.note("there are more: --limit 0 shows all");
            }
            return Exit.OK;
        }
        JsonNode whole = answer(context, path, values);
        JsonNode answer = form.inside().isEmpty() ? whole : whole.path(form.inside());
        if (answer.isArray()) {
            list(context, answer);
        } else if (answer.isMissingNode()) {
            context.output().say(form.none());
        } else if (!form.shown().isEmpty() && context.output().format() == Format.table) {
            context.output().text(answer.path(form.shown()).toString());
        } else if (operation.columns().isEmpty() || one) {
            context.output().thing(answer);
        } else if (!form.none().isEmpty()) {
            context.output().rows(operation.columns(), answer.path("items").iterator(), none(values));
        } else {
            context.output().fields(operation.columns(), answer);
        }
        return Exit.OK;
    }

    /** Things as a whole, one after the other: a table has no room for them. */
    private void list(CommandContext context, JsonNode things) {
        if (context.output().format() == Format.table) {
            context.output().text(things.toPrettyString());
        } else {
            context.output().rows(operation.columns(), things.iterator(), "");
        }
    }

    private String none(Map<String, JsonNode> values) {
        String sentence = form.none();
        for (Map.Entry<String, JsonNode> value : values.entrySet()) {
            sentence = sentence.replace("{" + value.getKey() + "}", text(value.getValue()));
        }
        return sentence;
    }

    private int limit(CommandContext context) {
        Integer given = spec().findOption(LIMIT).getValue();
        boolean all = form.isLimitOfTables() && context.output().format() != Format.table;
        int limit = given != null ? given : all ? 0 : form.limit();
        if (limit < 0) {
            throw Failure.usage(
                    "%s is %d: want a whole number, 0 or more".formatted(LIMIT, limit), "0 shows all there is");
        }
        return limit;
    }

    private JsonNode answer(CommandContext context, String path, Map<String, JsonNode> values) {
        if (writing.isEmpty()) {
            return context.client().get(path, asked(context, values));
        }
        JsonNode body = operation.hasBody() ? body(values) : MissingNode.getInstance();
        if (form.isUnseen()) {
            return writing.get().sendUnseen(context, operation.method(), path + query(values), body);
        }
        return operation.revision() == Revision.REQUIRED
                ? writing.get().sendTo(context, operation.method(), path + shown(values), path + query(values), body)
                : writing.get().send(context, operation.method(), path + query(values), body);
    }

    private Client.Query shown(Map<String, JsonNode> values) {
        var query = Client.query();
        thing.forEach(name -> Optional.ofNullable(values.get(name)).ifPresent(value -> query.with(name, text(value))));
        return query;
    }

    /** What was written by the command before must not be missing, although a server's read models come behind. */
    private Client.Query asked(CommandContext context, Map<String, JsonNode> values) {
        Client.Query query = query(values);
        Client client = context.client();
        return context.isRemote() && !operation.readModel().isEmpty() ? query.asOf(client.head()) : query;
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
        if (!operation.wholeBody().isEmpty()) {
            return whole(values);
        }
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

    /** Returns a body that is one argument as a whole, with the members that were given by themselves. */
    private ObjectNode whole(Map<String, JsonNode> values) {
        JsonNode json = values.getOrDefault(operation.wholeBody(), Bodies.object());
        if (!(json instanceof ObjectNode body)) {
            throw Failure.usage("the file is no JSON object", "want one, such as daybook %s prints".formatted(shows()));
        }
        form.members()
                .forEach(it -> Optional.ofNullable(values.get(MEMBER + it.name()))
                        .ifPresent(value -> body.set(it.name(), value)));
        if (body.isEmpty()) {
            throw Failure.usage(
                    "nothing to %s with was given".formatted(operation.name()),
                    "want %s, or --file with all of it"
                            .formatted(form.members().stream()
                                    .map(CommandForm.Member::option)
                                    .collect(Collectors.joining(", "))));
        }
        return body;
    }

    private String shows() {
        return operation.name().substring(0, operation.name().indexOf(' ')) + " show";
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
            } else if (name.startsWith(MEMBER)) {
                member(name, value, values);
            } else if (name.contains("/")) {
                pair(name, String.valueOf(value), values);
            } else if (isGiven(from, value)
                    || (Boolean.FALSE.equals(value) && isOnAsARule(Objects.requireNonNull(arguments.get(name))))) {
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
        form.flags().stream()
                .filter(it -> Boolean.TRUE.equals(spec().findOption(it.option()).getValue()))
                .forEach(it -> values.put(it.argument(), TextNode.valueOf(it.value())));
        form.folders().forEach((folder, key) -> folder(folder, key, values));
        fromFile(context, values);
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

    private void member(String name, @Nullable Object value, Map<String, JsonNode> values) {
        CommandForm.Member member = form.members().stream()
                .filter(it -> name.equals(MEMBER + it.name()))
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
        Optional.ofNullable(values.get(folder))
                .ifPresent(it -> values.put(folder, TextNode.valueOf(absolute(it.asText()))));
    }

    /** What no folder is called is left to the server's judgement. */
    private static String absolute(String path) {
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
                    .or(() -> Optional.ofNullable(values.get(body)).map(it -> it.path(member)))
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
