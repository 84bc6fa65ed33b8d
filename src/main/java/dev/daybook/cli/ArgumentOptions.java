package dev.daybook.cli;

import dev.daybook.domain.Json;
import dev.daybook.operation.ArgumentForm;
import dev.daybook.operation.CommandForm;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operation.Effect;
import dev.daybook.shape.Argument;
import dev.daybook.shape.Argument.Kind;
import dev.daybook.text.ShellWord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The arguments of an operation as words and options of a command: they follow from the description. */
final class ArgumentOptions {

    /** Begins the names of members of a body: no argument is called so. */
    static final String MEMBER = ".";

    static final String ASSIGNED = "NAME[=VALUE]";

    private final Operation<?, ?> operation;
    private final CommandForm form;
    private final Map<String, ArgSpec> given = new LinkedHashMap<>();

    /** Whether other commands stand below this one: its words are wanted only where none of them is called. */
    private final boolean isAbove;

    ArgumentOptions(Operation<?, ?> operation, boolean isAbove) {
        this.isAbove = isAbove;
        this.operation = operation;
        this.form = operation.form();
    }

    /** Returns what is missing of the words that are wanted though they may be left out. */
    List<String> missing(Set<String> values) {
        return isAbove
                ? form.words().stream()
                        .filter(word -> given.containsKey(word) && !values.contains(word))
                        .map(word -> Objects.requireNonNull(given.get(word)).paramLabel())
                        .toList()
                : List.of();
    }

    /** Returns what each argument is given by, once they are described; {@code kind/key} is given by one word. */
    Map<String, ArgSpec> given() {
        return given;
    }

    /** Returns a call with all that has to be given, as its arguments may well be. */
    String example() {
        Map<String, Argument> arguments = operation.arguments().described().stream()
                .collect(Collectors.toMap(Argument::name, argument -> argument, (a, _) -> a, LinkedHashMap::new));
        var call = new StringBuilder("daybook " + operation.name());
        for (String word : form.words()) {
            List<Argument> named = List.of(word.split("/")).stream()
                    .map(arguments::remove)
                    .map(Objects::requireNonNull)
                    .toList();
            if (named.getFirst().required() || form.isEach(word)) {
                String value = named.stream().map(this::example).collect(Collectors.joining("/"));
                call.append(' ').append(ShellWord.of(value));
            }
        }
        arguments.values().stream()
                .filter(argument -> argument.required()
                        && !form.isHidden(argument.name())
                        && !form.isKeyOfFolder(argument.name())
                        && !form.lookedUp().containsKey(argument.name()))
                .forEach(argument -> call.append(' ')
                        .append(form.option(argument.name()))
                        .append(' ')
                        .append(ShellWord.of(example(argument))));
        form.oneOf().stream()
                .limit(1)
                .forEach(text -> call.append(' ')
                        .append(form.option(text))
                        .append(' ')
                        .append(example(Objects.requireNonNull(
                                arguments.get(form.nameFor(text).orElse(text))))));
        return call.append(form.assigned().isEmpty() ? "" : " status=done").toString();
    }

    private String example(Argument argument) {
        if (form.isFile(argument.name())) {
            return argument.name() + (argument.kind() == Kind.JSON ? ".json" : ".md");
        }
        return argument.example()
                .map(json ->
                        argument.kind() == Kind.JSON ? json.text() : json.text().replaceAll("[\\[\\]\"]", ""))
                .orElseGet(() -> argument.words().isEmpty()
                        ? argument.label()
                        : argument.words().getFirst());
    }

    /** Puts words and options for all arguments into the command. */
    void describe(CommandSpec spec) {
        Map<String, Argument> arguments = operation.arguments().described().stream()
                .collect(Collectors.toMap(Argument::name, argument -> argument, (a, _) -> a, LinkedHashMap::new));
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
        arguments.values().stream()
                .filter(argument -> !form.isHidden(argument.name()))
                .forEach(argument -> option(spec, argument));
        form.members().forEach(oneMember -> member(spec, oneMember));
        form.flags()
                .forEach(flag -> spec.addOption(OptionSpec.builder(flag.option())
                        .type(boolean.class)
                        .description(flag.says())
                        .build()));
        form.asked()
                .ifPresent(asked -> spec.addOption(OptionSpec.builder(OperationCommand.YES)
                        .type(boolean.class)
                        .description(
                                asked.isOnDemand()
                                        ? "with %s: go on without asking; without a terminal nothing goes on otherwise"
                                                .formatted(form.option(asked.argument()))
                                        : "do not ask; without a terminal nothing is asked anyway")
                        .build()));
        if (operation.projects().isPresent()) {
            spec.addOption(OptionSpec.builder(OperationCommand.PROJECT)
                    .paramLabel("NAME|PATH")
                    .type(String.class)
                    .description("only what is of this project of a tool: the beginning of its name, or a path in it")
                    .build());
        }
        if (operation.isTimed()) {
            spec.addOption(OptionSpec.builder(OperationCommand.AT)
                    .paramLabel("POSITION|TIME")
                    .type(String.class)
                    .description("as it was at that position of the journal, or by that time")
                    .build());
            spec.addOption(OptionSpec.builder(OperationCommand.AS_RECORDED)
                    .paramLabel("TIME")
                    .type(String.class)
                    .description("as it was known at that time: what was written down later is left out")
                    .build());
        }
        if (operation.isBranched()) {
            spec.addOption(OptionSpec.builder(OperationCommand.BRANCH)
                    .paramLabel("NAME")
                    .type(String.class)
                    .description("as it would be in that branch: daybook branch makes one")
                    .build());
        }
        if (operation.mayReveal()) {
            spec.addOption(OptionSpec.builder(OperationCommand.REVEAL)
                    .type(boolean.class)
                    .description("show secrets as they are, not masked; that you did is written down")
                    .build());
        }
        if (operation.isPaged()) {
            String standard = form.limit() == 0
                    ? "0, all"
                    : form.isLimitOfTables()
                            ? form.limit() + " in a table, else all; 0 is all"
                            : form.limit() + "; 0 is all";
            spec.addOption(OptionSpec.builder(OperationCommand.LIMIT)
                    .paramLabel("N")
                    .type(Integer.class)
                    .description("how many at most (default: %s)".formatted(standard))
                    .build());
        }
    }

    /** A member of a body that is one argument as a whole. */
    private void member(CommandSpec spec, ArgumentForm.Member member) {
        Class<?> type = member.number() ? Long.class : String.class;
        ArgSpec arg = member.option().isEmpty()
                ? PositionalParamSpec.builder()
                        .index(Integer.toString(spec.positionalParameters().size()))
                        .required(true)
                        .arity("1")
                        .type(type)
                        .paramLabel(member.label())
                        .description(member.says() + "; - is standard input")
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
                && form.words().size() == 1
                && first.kind() == Kind.TEXT
                && operation.effect() == Effect.READS
                && (operation.name().indexOf(' ') < 0 || operation.name().endsWith(" search"));
        boolean joined = form.several(word).isPresent();
        boolean several = last || joined || form.isEach(word) || first.kind() == Kind.TEXTS;
        if (last && !form.isEach(first.name())) { // -word is a word that must not occur
            spec.parser().unmatchedOptionsArePositionalParams(true).posixClusteredShortOptionsAllowed(false);
        }
        boolean required =
                first.required() && !isAbove && !joined && !form.inFile().containsKey(first.name());
        var parameter = PositionalParamSpec.builder()
                .index(spec.positionalParameters().size() + (several ? "..*" : ""))
                .paramLabel(named.stream().map(Argument::label).collect(Collectors.joining("/")))
                .required(required)
                .arity(several ? (required ? "1..*" : "0..*") : required ? "1" : "0..1")
                .type(several ? List.class : type(first))
                .auxiliaryTypes(several ? String.class : type(first))
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
        var option = OptionSpec.builder(
                        name, form.brief(argument.name()).stream().toArray(String[]::new))
                .paramLabel(argument.label())
                .required(argument.required()
                        && !form.lookedUp().containsKey(argument.name())
                        && !form.isKeyOfFolder(argument.name())
                        && !argument.name().equals(operation.wholeBody()))
                .type(form.nameFor(argument.name()).isPresent() ? String.class : type(argument))
                .description(described(argument));
        if (!words(argument).isEmpty()) {
            option.completionCandidates(words(argument));
        }
        if (isOnAsARule(argument)) {
            option.negatable(true).defaultValue("true").fallbackValue("true");
        }
        if (argument.kind() == Kind.TEXTS) {
            option.auxiliaryTypes(String.class);
            if (form.folders().containsKey(argument.name())) {
                option.arity("1..*");
            }
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

    static boolean isOnAsARule(Argument argument) {
        return argument.kind() == Kind.FLAG
                && argument.standard()
                        .filter(json -> json.text().equals("true"))
                        .isPresent();
    }

    private static Class<?> type(Argument argument) {
        return switch (argument.kind()) {
            case NUMBER -> Long.class;
            case FLAG -> boolean.class;
            case TEXTS -> List.class;
            default -> String.class;
        };
    }

    private List<String> words(Argument argument) {
        List<String> among = form.among(argument.name());
        return among.isEmpty() ? argument.words() : among;
    }

    private String described(Argument argument) {
        var text = new StringBuilder(argument.says());
        List<String> words = words(argument);
        if (!words.isEmpty()) {
            text.append(": ").append(String.join(", ", words));
        }
        form.several(argument.name()).ifPresent(oneText -> text.append(" (default: %s)".formatted(oneText)));
        form.among(argument.name()).stream()
                .limit(1)
                .forEach(oneText -> text.append(" (default: %s)".formatted(oneText)));
        argument.example()
                .filter(_ -> words.isEmpty() && argument.kind() == Kind.TEXT && !form.isFile(argument.name()))
                .ifPresent(json -> text.append(", such as ").append(json.text().replace("\"", "")));
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
        if (form.insides().containsKey(argument.name())) {
            text.append(" (default: the one that the current folder lies in)");
        }
        argument.standard()
                .filter(_ -> argument.kind() != Kind.TEXTS && argument.kind() != Kind.FLAG)
                .filter(_ -> form.among(argument.name()).isEmpty())
                .ifPresent(json ->
                        text.append(" (default: %s)".formatted(json.text().replace("\"", ""))));
        return text.toString().replace("%", "%%");
    }
}
