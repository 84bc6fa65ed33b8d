package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.daybook.operation.ArgumentForm;
import dev.daybook.operation.CommandForm;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operation.Effect;
import dev.daybook.operation.Operation.Place;
import dev.daybook.operation.Operation.Revision;
import dev.daybook.operation.Operations;
import dev.daybook.shape.Argument;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** A command that carries out an operation of the catalogue: its options and its table follow from the description. */
final class OperationCommand extends Action {

    static final String LIMIT = "--limit";
    static final String YES = "--yes";
    static final String PROJECT = "--project";
    static final String AT = "--at";
    static final String AS_RECORDED = "--as-recorded";
    static final String BRANCH = "--branch";
    static final String REVEAL = "--reveal";

    private static final int CONFLICT = 409;

    private final Operation<?, ?> operation;
    /** The command that shows what there is of its kind; empty if there is none. */
    private final String listing;

    private final CommandForm form;
    private final Optional<WriteOptions> writing;
    private final ArgumentOptions options;
    private final Optional<Procedure> procedure;
    private final FailOn failOn = new FailOn();
    private final OperationRequest request;

    private OperationCommand(
            Operation<?, ?> operation,
            List<String> thing,
            String listing,
            boolean isAbove,
            Optional<Procedure> procedure) {
        this.procedure = procedure;
        this.operation = operation;
        this.listing = listing;
        this.form = operation.form();
        this.options = new ArgumentOptions(operation, isAbove);
        this.writing = operation.isRecorded() ? Optional.of(new WriteOptions()) : Optional.empty();
        this.request = new OperationRequest(operation, writing, thing, this::common);
    }

    static CommandSpec spec(Operation<?, ?> operation, Operations<?> group, Optional<Procedure> procedure) {
        List<String> thing = group.all().stream()
                .filter(oneOperation ->
                        oneOperation.path().equals(operation.path()) && oneOperation.effect() == Effect.READS)
                .flatMap(oneOperation -> oneOperation.given(Place.QUERY).stream())
                .map(Argument::name)
                .toList();
        String listing = listing(operation, group);
        boolean isAbove = group.all().stream().anyMatch(below -> below.name().startsWith(operation.name() + " "));
        var command = new OperationCommand(operation, thing, listing, isAbove, procedure);
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

    /** Returns what stands at an option that many commands have; of a flag, if it is set, that it is. */
    private Optional<String> common(String option) {
        return Optional.ofNullable(spec().findOption(option))
                .flatMap(found -> Optional.ofNullable(found.<Object>getValue()))
                .map(Object::toString)
                .filter(text -> !text.equals("false"));
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
        return operation.isLook() && !writes() && common(REVEAL).isEmpty(); // that is written down
    }

    @Override
    Exit run(CommandContext context) {
        var arguments = new ArgumentValues(operation, spec(), options.given());
        Map<String, JsonNode> values = arguments.values(context);
        List<String> missing = options.missing(values.keySet());
        if (!missing.isEmpty()) {
            throw Failure.usage(
                    "%s is missing".formatted(missing.getFirst()),
                    "daybook %s --help shows how it is used".formatted(operation.name()));
        }
        if (form.isWithoutJournal(values.keySet())) {
            context.connection().writeNothing();
        }
        if (form.isHelpWhereDamaged()) {
            context.connection().doWithoutDamaged();
        }
        form.needed().forEach((flag, other) -> {
            if (values.containsKey(flag) && !values.containsKey(other.argument())) {
                throw Failure.usage(
                        "%s needs %s".formatted(form.option(flag), form.option(other.argument())),
                        "add it: " + other.why());
            }
        });
        try {
            var ids = new WholeIds(operation, this::option);
            ids.complete(context, values, Set.of(Place.QUERY, Place.BODY));
            try {
                return carryOut(context, arguments.withLookedUp(context, values));
            } catch (Failure failure) {
                if (!isUnknown(failure) || !ids.complete(context, values, Set.of(Place.PATH))) {
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
        if (told.next().filter(ProblemTexts.HISTORY::equals).isPresent()) {
            return thing(values)
                    .map(named -> told.withNext("daybook history %s tells what it was".formatted(named)))
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
                        && !List.of(
                                        "limit",
                                        "project",
                                        Operation.AS_OF,
                                        Operation.AS_RECORDED,
                                        Operation.BRANCH,
                                        Operation.REVEAL)
                                .contains(name))) {
            return ProblemTexts.member(pointer);
        }
        if (name.equals(Operation.AS_OF)) {
            return AT;
        }
        return options.given().containsKey(name)
                        && !Objects.requireNonNull(options.given().get(name)).isOption()
                ? Objects.requireNonNull(options.given().get(name)).paramLabel()
                : form.option(name);
    }

    /**
     * Shows the thing that these arguments name.
     *
     * @param common what stands at options that many commands have
     */
    static Exit show(
            Operation<?, ?> operation,
            Map<String, String> named,
            Function<String, Optional<String>> common,
            CommandContext context) {
        var values = new LinkedHashMap<String, JsonNode>();
        named.forEach((name, value) -> {
            if (!value.isEmpty()) {
                values.put(name, TextNode.valueOf(value));
            }
        });
        var request = new OperationRequest(operation, Optional.empty(), List.of(), common);
        try {
            return new OperationAnswer(operation, request, new FailOn(), Optional.empty()).print(context, values);
        } catch (Failure failure) {
            throw failure.problem()
                    .map(problem -> context.failure(problem, OperationCommand::moment))
                    .orElse(failure);
        }
    }

    /** Returns the option that says when or where a thing is looked at, else what a member is called. */
    private static String moment(String pointer) {
        return switch (pointer) {
            case "/" + Operation.AS_OF -> AT;
            case "/" + Operation.AS_RECORDED -> AS_RECORDED;
            case "/" + Operation.BRANCH -> BRANCH;
            default -> ProblemTexts.member(pointer);
        };
    }

    /** Shows a person what would be done, and goes on only if the answer is yes. */
    private void ask(CommandContext context, Map<String, JsonNode> values, ArgumentForm.Asked asked) {
        boolean yes = Boolean.TRUE.equals(spec().findOption(YES).getValue());
        boolean isShownOnly = values.containsKey(asked.argument());
        if (asked.isOnDemand()
                ? !isShownOnly || !(yes || Confirmation.isAsked())
                : yes || isShownOnly || !Confirmation.isAsked()) {
            return;
        }
        var shown = new LinkedHashMap<>(values);
        shown.put(asked.argument(), BooleanNode.TRUE);
        JsonNode answer = request.answer(context, shown);
        answers().present(context, shown, answer);
        if (!answer.path(form.unasked()).asText("").isEmpty()) {
            values.remove(asked.argument());
            return; // it is refused in a moment, in the words of whoever refuses it
        }
        if (!yes) {
            Confirmation.ask(asked.question(), asked.refused());
        }
        values.remove(asked.argument());
        form.pin()
                .map(pin -> Map.entry(pin.argument(), pinned(answer, pin.member())))
                .filter(pinned -> !pinned.getValue().isEmpty()) // else it is what was named
                .ifPresent(pinned -> values.put(pinned.getKey(), TextNode.valueOf(pinned.getValue())));
    }

    private static String pinned(JsonNode answer, String member) {
        return (member.startsWith("/") ? answer.at(member) : answer.path(member)).asText();
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
                                    common(REVEAL).isPresent(),
                                    given -> request.answer(context, given),
                                    () -> answers().print(context, values)));
        }
        form.asked().ifPresent(asked -> ask(context, values, asked));
        return answers().print(context, values);
    }

    private OperationAnswer answers() {
        return new OperationAnswer(operation, request, failOn, Optional.of(spec()));
    }
}
