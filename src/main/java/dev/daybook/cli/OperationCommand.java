package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.daybook.operation.ArgumentForm;
import dev.daybook.operation.Column;
import dev.daybook.operation.CommandForm;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operation.Effect;
import dev.daybook.operation.Operation.Place;
import dev.daybook.operation.Operation.Revision;
import dev.daybook.operation.Operations;
import dev.daybook.shape.Argument;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** A command that carries out an operation of the catalogue: its options and its table follow from the description. */
final class OperationCommand extends Action {

    static final String LIMIT = "--limit";
    static final String YES = "--yes";
    static final String PROJECT = "--project";

    /** The argument with which only what is old is brought up to date. */
    private static final String IF_STALE = "ifStale";

    /** The argument that says of what kind a thing is. */
    private static final String KIND = "kind";

    private static final int CONFLICT = 409;

    private final Operation<?, ?> operation;
    /** The parameters that say which thing is meant, whatever is done to it. */
    private final List<String> thing;

    /** The command that shows what there is of its kind; empty if there is none. */
    private final String listing;

    private final CommandForm form;
    private final Optional<WriteOptions> writing;
    private final ArgumentOptions options;
    private final Optional<Procedure> procedure;
    private final FailOn failOn = new FailOn();

    private OperationCommand(
            Operation<?, ?> operation, List<String> thing, String listing, Optional<Procedure> procedure) {
        this.procedure = procedure;
        this.operation = operation;
        this.thing = thing;
        this.listing = listing;
        this.form = operation.form();
        this.options = new ArgumentOptions(operation);
        this.writing = operation.isRecorded() ? Optional.of(new WriteOptions()) : Optional.empty();
    }

    static CommandSpec spec(Operation<?, ?> operation, Operations<?> group, Optional<Procedure> procedure) {
        List<String> thing = group.all().stream()
                .filter(oneOperation ->
                        oneOperation.path().equals(operation.path()) && oneOperation.effect() == Effect.READS)
                .flatMap(oneOperation -> oneOperation.given(Place.QUERY).stream())
                .map(Argument::name)
                .toList();
        String listing = listing(operation, group);
        var command = new OperationCommand(operation, thing, listing, procedure);
        CommandSpec spec = CommandSpec.forAnnotatedObject(command);
        spec.usageMessage().description(operation.says().toArray(String[]::new));
        command.writing.ifPresent(writeOptions -> {
            CommandSpec written = CommandSpec.forAnnotatedObject(writeOptions);
            if (operation.revision() == Revision.NONE) {
                written.remove(written.findOption("--revision"));
            }
            spec.addMixin("writing", written);
        });
        command.options.describe(spec);
        if (operation.form().isForgiving()) {
            spec.addMixin("failOn", CommandSpec.forAnnotatedObject(command.failOn));
        }
        procedure.ifPresent(oneProcedure -> spec.addMixin("procedure", CommandSpec.forAnnotatedObject(oneProcedure)));
        spec.usageMessage().footer("", "Example: " + command.options.example().replace("%", "%%"));
        if (!operation.form().layouts().isEmpty()) {
            OptionSpec format = spec.findOption("--format");
            String words =
                    String.join(", ", Format.words(operation.form().layouts().keySet()));
            spec.remove(format);
            spec.addOption(format.toBuilder()
                    .names("-f", "--format")
                    .description("how results are written: %s (default: %s)"
                            .formatted(
                                    words,
                                    operation.form().format().isEmpty()
                                            ? Format.table
                                            : operation.form().format()))
                    .build());
        }
        return spec.name(operation.name().substring(operation.name().indexOf(' ') + 1));
    }

    @Override
    boolean begins() {
        return form.mayBegin() || writes();
    }

    private boolean writes() {
        return procedure.filter(Procedure::writes).isPresent();
    }

    @Override
    Set<String> formats() {
        return form.layouts().keySet();
    }

    @Override
    boolean reads() {
        return operation.isLook() && !writes();
    }

    @Override
    Exit run(CommandContext context) {
        var arguments = new ArgumentValues(operation, spec(), options.given());
        Map<String, JsonNode> values = arguments.values(context);
        if (form.isWithoutJournal(values.keySet())) {
            context.writeNothing();
        }
        form.needed().forEach((flag, other) -> {
            if (values.containsKey(flag) && !values.containsKey(other.argument())) {
                throw Failure.usage(
                        "%s needs %s".formatted(form.option(flag), form.option(other.argument())),
                        "add it: " + other.why());
            }
        });
        try {
            complete(context, values, Set.of(Place.QUERY, Place.BODY));
            try {
                return carryOut(context, arguments.withLookedUp(context, values));
            } catch (Failure failure) {
                if (!isUnknown(failure) || !complete(context, values, Set.of(Place.PATH))) {
                    throw failure;
                }
                // Nothing was done: the thing was not there.
                return carryOut(context, arguments.withLookedUp(context, values));
            }
        } catch (Failure failure) {
            throw failure.problem()
                    .map(problem -> inWordsOfOptions(context, problem, values))
                    .orElse(failure);
        }
    }

    private static boolean isUnknown(Failure failure) {
        return failure.problem().filter(problem -> problem.status() == 404).isPresent();
    }

    /**
     * Puts whole ids where their beginnings were given. Returns whether there are any. What is a filter or stands in a
     * body is not missed by the one who is asked, or missed as a mistake: it has to be whole before.
     */
    private boolean complete(CommandContext context, Map<String, JsonNode> values, Set<Place> places) {
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
        boolean asItIs = !given.isTextual() || (any && kind.isEmpty() && text.matches("[0-9]+"));
        if (asItIs) { // nothing, or a position
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
        String option = option(argument.name());
        return option.startsWith("--") ? option + " " : "";
    }

    /** Returns the command that lists the things of an operation's route, else those of its group; empty if none does. */
    private static String listing(Operation<?, ?> operation, Operations<?> group) {
        Optional<String> ofRoute = group.all().stream()
                .filter(list -> list.isPaged()
                        && !list.path().contains("{")
                        && operation.path().startsWith(list.path() + "/"))
                .max(Comparator.comparingInt(list -> list.path().length()))
                .map(Operation::name);
        return ofRoute.or(() -> group.all().stream()
                        .filter(list -> list.isPaged() && list.name().endsWith(" list"))
                        .map(Operation::name)
                        .findFirst())
                .orElse("");
    }

    private Failure inWordsOfOptions(CommandContext context, Failure.Problem problem, Map<String, JsonNode> values) {
        Failure told = context.failure(problem, this::option);
        if (told.exit() == Exit.USAGE) {
            return told.withNext("daybook %s --help shows how it is used".formatted(operation.name()));
        }
        if (problem.status() == CONFLICT && !operation.isRecorded()) {
            return told.withoutNext(); // it is about files, which have no history here
        }
        if (problem.status() == CONFLICT
                && told.next().filter(ProblemTexts.LOOK::equals).isPresent()) {
            return thing(values)
                    .map(named -> told.withNext("daybook history %s shows what happened to it".formatted(named)))
                    .orElse(told);
        }
        return isUnknown(told) && !listing.isEmpty()
                ? told.withNext("daybook %s shows what there is".formatted(listing))
                : told;
    }

    /** Returns what these arguments name, {@code kind/id}. */
    private Optional<String> thing(Map<String, JsonNode> values) {
        return operation.given(Place.PATH).stream()
                .filter(argument ->
                        !argument.thing().isEmpty() && !argument.thing().equals(Argument.ANY_THING))
                .flatMap(argument -> Optional.ofNullable(values.get(argument.name())).stream()
                        .map(value -> argument.thing() + "/" + value.asText()))
                .findFirst();
    }

    /** Returns what stands on the command line for the member at a JSON pointer. */
    private String option(String pointer) {
        String name = pointer.split("/")[pointer.startsWith("/") && pointer.length() > 1 ? 1 : 0];
        if (name.isEmpty()
                || (!options.given().containsKey(name)
                        && !List.of("limit", "project").contains(name))) {
            return ProblemTexts.member(pointer);
        }
        return options.given().containsKey(name)
                        && !Objects.requireNonNull(options.given().get(name)).isOption()
                ? Objects.requireNonNull(options.given().get(name)).paramLabel()
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
        return new OperationCommand(operation, List.of(), "", Optional.empty()).carryOut(context, values);
    }

    /** Shows a person what would be done, and goes on only if the answer is yes. */
    private void ask(CommandContext context, Map<String, JsonNode> values, ArgumentForm.Asked asked) {
        boolean yes = Boolean.TRUE.equals(spec().findOption(YES).getValue());
        if (yes || values.containsKey(asked.argument()) || !Confirmation.isAsked()) {
            return;
        }
        var shown = new LinkedHashMap<>(values);
        shown.put(asked.argument(), BooleanNode.TRUE);
        JsonNode answer = answer(context, ArgumentValues.path(operation.path(), shown), shown);
        present(context, shown, answer);
        Confirmation.ask(asked.question(), asked.refused());
        form.pin()
                .ifPresent(pin -> values.put(
                        pin.argument(),
                        TextNode.valueOf(answer.path(pin.member()).asText())));
    }

    private Exit carryOut(CommandContext context, Map<String, JsonNode> values) {
        if (procedure.isPresent()) {
            return procedure
                    .get()
                    .run(
                            context,
                            new Procedure.Asked(
                                    operation,
                                    values,
                                    given -> answer(context, ArgumentValues.path(operation.path(), given), given),
                                    () -> print(context, values)));
        }
        form.asked().ifPresent(asked -> ask(context, values, asked));
        return print(context, values);
    }

    private Exit print(CommandContext context, Map<String, JsonNode> values) {
        String path = ArgumentValues.path(operation.path(), values);
        String named = context.format(form.layouts().keySet());
        boolean isNamed = form.layouts().isEmpty() // so it is where another command shows this thing, too
                || spec().commandLine().getParseResult().hasMatchedOption("--format")
                || context.output().format() != Format.table;
        Function<List<JsonNode>, Stream<String>> layout = form.layouts().get(isNamed ? named : form.format());
        if (layout != null) {
            var rows = new ArrayList<JsonNode>();
            JsonNode answer = operation.isPaged() ? MissingNode.getInstance() : answer(context, path, values);
            (operation.isPaged()
                            ? new Paging(context.client(), path, asked(context, values), limit(context))
                            : answer.path("items").iterator())
                    .forEachRemaining(rows::add);
            if (rows.isEmpty()) {
                context.note(none(values)); // beside what scripts read
            }
            layout.apply(rows).forEach(context.output()::text);
            return failOn.of(Exit.of(form.ending(answer)));
        }
        boolean one = form.alone().filter(values::containsKey).isPresent();
        if (context.output().records().wantNames()) {
            boolean listed = operation.isPaged()
                    ? !one
                    : !form.none().isEmpty() && form.inside().isEmpty();
            context.output().records().known(RecordFields.of(operation, listed));
        }
        if (operation.isPaged() && !one) {
            var rows = new Paging(context.client(), path, asked(context, values), limit(context));
            boolean csv = context.output().format() == Format.csv;
            context.output().rows(csv ? operation.csv() : columns(values), rows, none(values));
            if (form.limit() > 0 && rows.hasMore()) {
                context.note("there are more: --limit 0 shows all");
            }
            return Exit.OK;
        }
        return present(
                context, values, form.isSalvaging() ? salvaged(context, path, values) : answer(context, path, values));
    }

    private Exit present(CommandContext context, Map<String, JsonNode> values, JsonNode whole) {
        boolean one = form.alone().filter(values::containsKey).isPresent();
        JsonNode answer = form.inside().isEmpty() ? whole : whole.path(form.inside());
        form.notes(answer).forEach(text -> context.note(AnswerParts.filled(context, text)));
        if (form.isOfEach()) {
            each(context, answer.path("items"));
        } else if (!form.parts().isEmpty()) {
            AnswerParts.show(context, form.parts(), answer);
        } else if (answer.isArray()) {
            list(context, answer);
        } else if (answer.isMissingNode()) {
            context.output().say(form.none());
        } else if (!form.shown().isEmpty() && context.output().format() == Format.table) {
            Column.plain(answer.path(form.shown())).lines().forEach(context.output()::text);
        } else if (one && answer.has("items")) {
            answer.path("items").forEach(context.output()::thing);
        } else if (operation.columns().isEmpty() || one) {
            context.output().thing(answer);
        } else if (!form.none().isEmpty()) {
            boolean csv = context.output().format() == Format.csv;
            context.output()
                    .rows(
                            csv ? operation.csv() : columns(values),
                            answer.path("items").iterator(),
                            none(values));
        } else {
            context.output().fields(operation.columns(), answer);
        }
        return failOn.of(Exit.of(form.ending(answer)));
    }

    private void each(CommandContext context, JsonNode things) {
        if (context.output().format() == Format.table) {
            things.forEach(node -> AnswerParts.show(context, form.parts(), node));
        } else {
            context.output().rows(operation.csv(), things.iterator(), "");
        }
    }

    private List<Column> columns(Map<String, JsonNode> values) {
        return operation.table().stream()
                .filter(column -> Optional.ofNullable(form.columnsWith().get(column.name()))
                        .map(values::containsKey)
                        .orElse(true))
                .toList();
    }

    private JsonNode salvaged(CommandContext context, String path, Map<String, JsonNode> values) {
        try {
            return answer(context, path, values);
        } catch (Failure e) {
            if (e.exit() != Exit.INTEGRITY) {
                throw e;
            }
            return DamagedJournal.proof(context, e);
        }
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
        List<String> filters = operation.given(Place.QUERY).stream()
                .map(Argument::name)
                .filter(name -> values.containsKey(name) && form.narrowing().contains(name))
                .map(this::narrowedBy)
                .toList();
        if (!filters.isEmpty()) {
            return "none fits: without %s there may be more".formatted(String.join(" and ", filters));
        }
        String sentence = form.none();
        for (Map.Entry<String, JsonNode> value : values.entrySet()) {
            sentence = sentence.replace("{" + value.getKey() + "}", text(value.getValue()));
        }
        return sentence;
    }

    /** Returns the option that gave a filter: perhaps a shorter one. */
    private String narrowedBy(String argument) {
        return form.flags().stream()
                .filter(flag -> flag.argument().equals(argument))
                .map(ArgumentForm.Flag::option)
                .filter(option -> Boolean.TRUE.equals(spec().findOption(option).getValue()))
                .findFirst()
                .orElseGet(() -> form.option(argument));
    }

    private int limit(CommandContext context) {
        Integer given = spec().findOption(LIMIT).getValue();
        boolean all = form.isLimitOfTables() && context.output().format() != Format.table;
        return given != null ? given : all ? 0 : form.limit();
    }

    private JsonNode answer(CommandContext context, String path, Map<String, JsonNode> values) {
        JsonNode body = operation.hasBody() ? body(values) : MissingNode.getInstance();
        Optional<JsonNode> sent = Optional.of(body).filter(node -> !node.isMissingNode());
        Map<String, String> given = headers(values);
        if (operation.isLong()) {
            if (operation.isArgument(IF_STALE) && context.joins()) {
                ((ObjectNode) body).put(IF_STALE, true);
            }
            return LongWork.run(
                    context,
                    operation.name(),
                    operation.method(),
                    path + asked(context, values),
                    sent,
                    writing.map(options -> options.headers(given)).orElse(given));
        }
        if (writing.isEmpty()) {
            return context.client()
                    .send(operation.method(), path + asked(context, values), sent, given)
                    .body();
        }
        if (form.isUnseen()) {
            return writing.get().sendUnseen(context, operation.method(), path + query(values), body, given);
        }
        return operation.revision() == Revision.REQUIRED
                ? writing.get()
                        .sendTo(context, operation.method(), path + shown(values), path + query(values), body, given)
                : writing.get().send(context, operation.method(), path + query(values), body, given);
    }

    /** Returns the arguments that are given in headers: a lease that is not sent fences nobody off. */
    private Map<String, String> headers(Map<String, JsonNode> values) {
        var headers = new LinkedHashMap<String, String>();
        operation
                .given(Place.HEADER)
                .forEach(argument -> Optional.ofNullable(values.get(argument.name()))
                        .ifPresent(value -> headers.put(operation.header(argument.name()), text(value))));
        return headers;
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
        if (operation.projects().isPresent()) {
            Optional.<String>ofNullable(spec().findOption(PROJECT).getValue())
                    .ifPresent(text -> query.with(
                            "project", text.equals(".") || text.contains("/") ? ArgumentValues.absolute(text) : text));
        }
        operation
                .given(Place.QUERY)
                .forEach(argument -> Optional.ofNullable(values.get(argument.name()))
                        .ifPresent(value -> {
                            if (operation.isRepeated(argument.name())) {
                                value.forEach(each -> query.and(argument.name(), each.asText()));
                            } else {
                                query.with(argument.name(), text(value));
                            }
                        }));
        return query;
    }

    private static String text(JsonNode value) {
        var texts = new ArrayList<String>();
        value.forEach(node -> texts.add(node.asText()));
        return value.isArray() ? String.join(",", texts) : value.asText();
    }

    private ObjectNode body(Map<String, JsonNode> values) {
        if (!operation.wholeBody().isEmpty()) {
            return whole(values);
        }
        ObjectNode body = Bodies.object();
        operation
                .given(Place.BODY)
                .forEach(argument -> Optional.ofNullable(values.get(argument.name()))
                        .ifPresent(value -> body.set(argument.name(), value)));
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
                .forEach(member -> Optional.ofNullable(values.get(ArgumentOptions.MEMBER + member.name()))
                        .ifPresent(value -> body.set(member.name(), value)));
        if (body.isEmpty()) {
            throw Failure.usage(
                    "nothing to %s with was given".formatted(operation.name()),
                    "want %s, or --file with all of it"
                            .formatted(form.members().stream()
                                    .map(ArgumentForm.Member::option)
                                    .collect(Collectors.joining(", "))));
        }
        return body;
    }

    private String shows() {
        return operation.name().substring(0, operation.name().indexOf(' ')) + " show";
    }
}
