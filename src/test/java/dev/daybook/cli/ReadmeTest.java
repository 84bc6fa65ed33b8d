package dev.daybook.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.AllSlices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The README names whatever there is to use. */
class ReadmeTest {

    private static final Path README = Path.of("README.md");

    @Test
    void every_command_stands_in_the_readme() throws IOException {
        var readme = readme();
        var environment = new Environment(
                System.out,
                System.err,
                Map.of(),
                InstantSource.system(),
                "test",
                (_, _, _, _, _) -> {
                    throw new AssertionError("nothing is opened here");
                },
                () -> AllSlices.of().catalogue());

        assertThat(commands("", Cli.tree(environment)))
                .allSatisfy(command -> assertThat(readme).containsPattern("(`|daybook )" + command + "\\b"));
    }

    @Test
    void every_route_stands_in_the_readme() throws IOException {
        var readme = readme();
        JsonNode contract = Output.JSON.readTree(Files.readString(Path.of("src/main/resources/openapi.json")));

        assertThat(routes(contract))
                .isNotEmpty()
                .allSatisfy(route -> assertThat(readme).contains(route));
    }

    private static String readme() throws IOException {
        assumeThat(README).exists();
        return Files.readString(README);
    }

    /** A group stands there as {@code `plan list`, `plan show`}; its own name needs no line. */
    private static List<String> commands(String prefix, CommandLine line) {
        var commands = new ArrayList<String>();
        line.getSubcommands().forEach((name, command) -> {
            if (command.getCommandSpec().usageMessage().hidden()) {
                return;
            }
            var deeper = commands(prefix + name + " ", command);
            if (deeper.isEmpty() || command.getCommandSpec().userObject() instanceof Action) {
                commands.add(prefix + name);
            }
            commands.addAll(deeper);
        });
        return commands;
    }

    private static List<String> routes(JsonNode contract) {
        var routes = new ArrayList<String>();
        contract.path("paths")
                .properties()
                .forEach(path -> path.getValue().fieldNames().forEachRemaining(method -> {
                    if (List.of("get", "post", "put", "patch", "delete").contains(method)) {
                        routes.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey());
                    }
                }));
        return routes;
    }
}
