package dev.daybook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.daybook.operation.ArgumentForm;
import dev.daybook.operation.CommandForm;
import dev.daybook.shape.Argument;
import dev.daybook.shape.Argument.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** An example as it is typed. */
final class CommandWords {

    private CommandWords() {}

    /** @param folder where arguments that are files are written */
    static List<String> of(DoorExample example, Path folder) throws IOException {
        CommandForm form = example.operation().form();
        Map<String, Argument> left = new LinkedHashMap<>();
        example.operation().arguments().described().stream()
                .filter(it -> example.arguments().has(it.name()) && !form.isHidden(it.name()))
                .forEach(it -> left.put(it.name(), it));
        var words = new ArrayList<>(List.of(example.operation().name().split(" ")));
        for (String word : form.words()) {
            if (example.of(word) instanceof ArrayNode list) {
                left.remove(word);
                list.forEach(it -> words.add(it.asText()));
                continue;
            }
            List<String> values = new ArrayList<>();
            for (String name : word.split("/")) {
                if (!left.containsKey(name) && !argument(example, name).required()) {
                    continue;
                }
                values.add(typed(folder, example, Objects.requireNonNull(left.remove(name), name), form));
            }
            if (!values.isEmpty()) {
                words.add(String.join("/", values));
            }
        }
        JsonNode whole = example.of(example.operation().wholeBody());
        for (ArgumentForm.Member member : form.members()) {
            JsonNode value = whole.path(member.name());
            if (member.option().isEmpty()) {
                words.add(value.asText());
            } else if (form.isHidden(example.operation().wholeBody()) && !value.isMissingNode()) {
                words.addAll(List.of(member.option(), value.asText()));
            }
        }
        for (ArgumentForm.Flag flag : form.flags()) {
            if (example.of(flag.argument()).asText().equals(flag.value())) {
                words.add(flag.option());
            }
        }
        for (Argument argument : example.operation().arguments().described()) {
            form.nameFor(argument.name())
                    .map(example::of)
                    .filter(it -> !it.isMissingNode())
                    .ifPresent(it -> words.addAll(List.of(form.option(argument.name()), it.asText())));
        }
        if (!form.assigned().isEmpty()) {
            example.of(form.assigned().getFirst())
                    .properties()
                    .forEach(it -> words.add(it.getKey().substring(1) + "=" + it.getValue()));
            example.of(form.assigned().getLast())
                    .forEach(it -> words.add(it.asText().substring(1)));
        }
        for (Argument argument : left.values()) {
            if (!form.isKeyOfFolder(argument.name())
                    || !example.of(argument.name()).asText().equals("-")) {
                words.addAll(option(folder, example, argument, form));
            }
        }
        return words;
    }

    private static Argument argument(DoorExample example, String name) {
        return example.operation().arguments().described().stream()
                .filter(it -> it.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> option(Path folder, DoorExample example, Argument argument, CommandForm form)
            throws IOException {
        String name = form.option(argument.name());
        JsonNode value = example.of(argument.name());
        if (argument.kind() == Kind.FLAG) {
            return value.asBoolean() ? List.of(name) : List.of("--no-" + name.substring(2));
        }
        if (argument.kind() == Kind.TEXTS) {
            return value.valueStream()
                    .flatMap(it -> List.of(name, it.asText()).stream())
                    .toList();
        }
        return List.of(name, typed(folder, example, argument, form));
    }

    private static String typed(Path folder, DoorExample example, Argument argument, CommandForm form)
            throws IOException {
        JsonNode value = example.of(argument.name());
        String text = argument.kind() == Kind.JSON ? value.toString() : value.asText();
        return form.isFile(argument.name())
                ? Files.writeString(folder.resolve(argument.name()), text).toString()
                : text;
    }
}
