package dev.daybook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.AllSlices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What there is to use stands in the documents: they follow from the commands and from the contract. */
class DocsTest {

    private static final List<String> METHODS = List.of("get", "post", "put", "patch", "delete");

    /** The generated files stand beside the sources, so that a change is seen in review. */
    @Test
    void every_command_is_in_the_document_of_commands() throws IOException {
        assertIsDocument("commands.md", commands());
    }

    @Test
    void every_route_is_in_the_document_of_routes() throws IOException {
        assertIsDocument("http.md", routes());
    }

    private static void assertIsDocument(String name, String text) throws IOException {
        Path anew = Path.of("target", name);
        Files.writeString(anew, text);
        Path file = Path.of("docs", name);
        assertThat(Files.exists(file) && Files.readString(file).equals(text))
                .as("%s says what there is: else look at %s, and copy it there", file, anew)
                .isTrue();
    }

    private static String commands() {
        CommandLine tree = Cli.tree(new Environment(
                System.out,
                System.err,
                Map.of(),
                InstantSource.system(),
                "test",
                new OpeningOnly(_ -> {
                    throw new AssertionError("nothing is opened here");
                }),
                () -> AllSlices.of().catalogue()));
        Set<String> common = CommandSpec.forAnnotatedObject(new Common()).options().stream()
                .map(OptionSpec::longestName)
                .collect(Collectors.toSet());
        var text = new StringBuilder("""
                # Every command

                Made from the commands by `DocsTest`; `daybook help COMMAND` tells the same. All commands have these options, too:

                """);
        CommandSpec.forAnnotatedObject(new Common()).options().forEach(it -> text.append(option(it)));
        tree.getSubcommands().values().forEach(it -> command(it, common, text));
        return text.toString();
    }

    private static void command(CommandLine line, Set<String> common, StringBuilder text) {
        CommandSpec spec = line.getCommandSpec();
        if (spec.usageMessage().hidden()) {
            return;
        }
        if (line.getSubcommands().isEmpty() || spec.userObject() instanceof Action) {
            String words = spec.positionalParameters().stream()
                    .map(it -> " " + (it.required() ? it.paramLabel() : "[" + it.paramLabel() + "]")
                            + (it.arity().max() > 1 ? "…" : ""))
                    .collect(Collectors.joining());
            text.append("\n## `").append(spec.qualifiedName()).append(words).append("`\n\n");
            text.append(String.join(" ", spec.usageMessage().description()).replace("%%", "%"))
                    .append('\n');
            var rows = new ArrayList<String>();
            spec.positionalParameters().forEach(it -> rows.add("- `%s`: %s\n".formatted(it.paramLabel(), says(it))));
            spec.options().stream()
                    .filter(option -> !option.hidden())
                    .filter(it -> !common.contains(it.longestName()))
                    .forEach(it -> rows.add(option(it)));
            text.append(rows.isEmpty() ? "" : "\n" + String.join("", rows));
            Arrays.stream(spec.usageMessage().footer())
                    .filter(it -> it.startsWith("Example: "))
                    .forEach(it -> text.append("\n    ")
                            .append(it.substring(9).replace("%%", "%"))
                            .append('\n'));
        }
        line.getSubcommands().values().forEach(it -> command(it, common, text));
    }

    private static String option(OptionSpec option) {
        String value = option.arity().max() == 0 ? "" : " " + option.paramLabel();
        return "- `%s%s`: %s\n".formatted(option.longestName(), value, says(option));
    }

    private static String says(ArgSpec arg) {
        return String.join(" ", arg.description())
                .replace("%%", "%")
                .replace(
                        "${COMPLETION-CANDIDATES}",
                        arg.type().isEnum()
                                ? Arrays.stream(arg.type().getEnumConstants())
                                        .map(Object::toString)
                                        .collect(Collectors.joining(", "))
                                : "")
                .replace("${DEFAULT-VALUE}", String.valueOf(arg.defaultValue()));
    }

    private static String routes() throws IOException {
        JsonNode contract = Output.JSON.readTree(Files.readString(Path.of("src/main/resources/openapi.json")));
        var text = new StringBuilder("""
                # Every route

                Made from the contract by `DocsTest`; a running server has the contract at `/openapi.json` and shows it at `/docs`.
                All stand below `/api/v1`. Each list is there as rows, too: with `.csv`, `.ndjson` or `.json` behind its path, or as
                `Accept` says; all of it unless `limit` is given.
                """);
        contract.path("tags").forEach(tag -> {
            String name = tag.path("name").asText();
            List<String> rows = contract.path("paths")
                    .propertyStream()
                    .filter(path -> !path.getKey().endsWith(".{format}")) // there is one for each list
                    .flatMap(path -> path.getValue()
                            .propertyStream()
                            .filter(it -> METHODS.contains(it.getKey()))
                            .filter(it ->
                                    it.getValue().path("tags").path(0).asText().equals(name))
                            .map(it -> route(contract, it.getKey(), path.getKey(), it.getValue())))
                    .toList();
            if (!rows.isEmpty()) {
                text.append(
                        "\n## %s: %s\n".formatted(name, tag.path("description").asText()));
                rows.forEach(text::append);
            }
        });
        return text.toString();
    }

    private static String route(JsonNode contract, String method, String path, JsonNode operation) {
        var text = new StringBuilder("\n### `%s %s`\n\n%s\n"
                .formatted(
                        method.toUpperCase(Locale.ROOT),
                        path,
                        Stream.of("summary", "description")
                                .map(it -> operation.path(it).asText().strip())
                                .filter(it -> !it.isEmpty())
                                .map(it -> it.endsWith(".") ? it : it + ".")
                                .collect(Collectors.joining(" "))
                                .replaceAll("\\s+", " ")));
        var rows = new ArrayList<String>();
        for (JsonNode given : operation.path("parameters")) {
            JsonNode parameter = resolved(contract, given);
            if (List.of("path", "query").contains(parameter.path("in").asText())) {
                rows.add(member(
                        (parameter.path("in").asText().equals("path") ? "" : "?")
                                + parameter.path("name").asText(),
                        parameter.path("description").asText(),
                        parameter.path("required").asBoolean()));
            }
        }
        JsonNode body = resolved(
                contract,
                operation
                        .path("requestBody")
                        .path("content")
                        .path("application/json")
                        .path("schema"));
        Set<String> required =
                body.path("required").valueStream().map(JsonNode::asText).collect(Collectors.toSet());
        body.path("properties")
                .properties()
                .forEach(it -> rows.add(member(
                        it.getKey() + " in the body",
                        resolved(contract, it.getValue()).path("description").asText(),
                        required.contains(it.getKey()))));
        return text.append(rows.isEmpty() ? "" : "\n" + String.join("", rows)).toString();
    }

    private static String member(String name, String says, boolean required) {
        return "- `%s`%s%s\n"
                .formatted(
                        name, required ? ", required" : "", says.isEmpty() ? "" : ": " + says.replaceAll("\\s+", " "));
    }

    private static JsonNode resolved(JsonNode contract, JsonNode node) {
        return node.has("$ref") ? contract.at(node.path("$ref").asText().substring(1)) : node;
    }
}
