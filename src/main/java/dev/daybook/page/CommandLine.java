package dev.daybook.page;

import dev.daybook.operation.Operation;
import dev.daybook.operation.Operation.Place;
import dev.daybook.shape.Argument;
import dev.daybook.text.ShellWord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The command that prints what a page shows. */
final class CommandLine {

    /** Options that do not follow from arguments of an operation. */
    private static final Map<String, String> COMMON = Map.of(
            "project",
            "--project",
            "limit",
            "--limit",
            Operation.AS_OF,
            "--at",
            Operation.AS_RECORDED,
            "--as-recorded",
            Operation.BRANCH,
            "--branch");

    private CommandLine() {}

    /** Returns it; empty if the operation has no command. */
    static String of(Operation<?, ?> operation, Asked asked) {
        if (operation.name().isEmpty()) {
            return "";
        }
        var words = new ArrayList<String>(List.of("daybook", operation.name()));
        var named = new ArrayList<String>();
        List<Argument> arguments = new ArrayList<>(operation.given(Place.PATH));
        arguments.addAll(operation.given(Place.QUERY));
        List<String> positional = operation.form().words();
        positional.forEach(name -> value(words, asked, name));
        Set<String> said =
                positional.stream().flatMap(word -> Stream.of(word.split("/"))).collect(Collectors.toSet());
        for (Argument argument : arguments) {
            String value = given(asked, argument.name());
            if (said.contains(argument.name())
                    || value.isEmpty()
                    || operation.form().isHidden(argument.name())) {
                continue;
            }
            named.add(operation.form().option(argument.name()));
            if (argument.kind() != Argument.Kind.FLAG) {
                named.add(ShellWord.of(value));
            }
        }
        COMMON.forEach((name, option) -> {
            String value = given(asked, name);
            if (!value.isEmpty()
                    && arguments.stream().noneMatch(argument -> argument.name().equals(name))) {
                named.add(option);
                named.add(ShellWord.of(value));
            }
        });
        words.addAll(named);
        return String.join(" ", words);
    }

    private static void value(List<String> words, Asked asked, String name) {
        String value = Stream.of(name.split("/")) // one word may be two arguments
                .map(part -> given(asked, part))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("/"));
        if (!value.isEmpty()) {
            words.add(ShellWord.of(value));
        }
    }

    private static String given(Asked asked, String name) {
        String value = asked.variables().getOrDefault(name, "");
        return value.isEmpty() ? asked.value(name) : value;
    }
}
