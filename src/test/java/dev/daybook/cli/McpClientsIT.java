package dev.daybook.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.Patience;
import dev.daybook.access.OwnerToken;
import dev.daybook.text.ShellWord;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients of others ask: the TypeScript SDK, which speaks each of the two revisions in one of its two packages, and the
 * official conformance suite. They need Node and a way to the registry of npm; without, this is skipped, and says so.
 */
class McpClientsIT {

    private static final List<String> FILES = List.of("package.json", "clients.mjs", "conformance.mjs");
    private static final int NODE_MIN = 20;

    /** The suite uses what is new there. */
    private static final int NODE_OF_SUITE_MIN = 22;

    /** What asks for nothing but tools; all else of the suite is about prompts, resources and tools of its own. */
    private static final List<String> SCENARIOS = List.of(
            "2026-07-28/server-stateless",
            "2026-07-28/http-header-validation",
            "2026-07-28/tools-list",
            "2026-07-28/dns-rebinding-protection",
            "2026-07-28/server-sse-multiple-streams",
            "2025-11-25/server-initialize",
            "2025-11-25/ping",
            "2025-11-25/tools-list",
            "2025-11-25/dns-rebinding-protection",
            "2025-11-25/server-sse-multiple-streams");

    /** The suite has tools in mind that ask back and log. */
    private static final String NOT_OFFERED = "Error: Not testable: server does not list the diagnostic tool";

    @TempDir
    private Path root;

    private static final class Packages {
        private static final Path FOLDER = installed();
    }

    private static void skip(String why) {
        System.err.println("NOT TESTED: clients of others at POST /mcp: " + why);
        abort(why);
    }

    private static int node() {
        try {
            Process process = new ProcessBuilder("node", "--version").start();
            String version = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return Integer.parseInt(version.strip().replaceFirst("v([0-9]+)\\..*", "$1"));
        } catch (IOException | NumberFormatException _) {
            return 0;
        }
    }

    /** Installs the packages once for all runs, beside what else is built. */
    private static Path installed() {
        try {
            Path folder = Files.createDirectories(Program.jar().resolveSibling("mcp-clients"));
            boolean known = Files.exists(folder.resolve("node_modules/.package-lock.json"))
                    && Files.readString(folder.resolve("package.json")).equals(resource("package.json"));
            for (String file : FILES) {
                Files.writeString(folder.resolve(file), resource(file));
            }
            if (!known) {
                Process npm = new ProcessBuilder("npm", "install", "--no-audit", "--no-fund", "--ignore-scripts")
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("npm.log").toFile())
                        .start();
                if (!npm.waitFor(Patience.LIMIT) || npm.exitValue() != 0) {
                    npm.destroyForcibly();
                    Files.deleteIfExists(folder.resolve("package.json"));
                }
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(McpClientsIT.class.getResourceAsStream("/mcp/" + name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path packages(int nodeMin) {
        if (node() < nodeMin) {
            skip("Node %d or newer is not there: apt install nodejs npm, or see nodejs.org".formatted(nodeMin));
        }
        if (!Files.exists(Packages.FOLDER.resolve("package.json"))) {
            skip("npm cannot install the packages: see %s".formatted(Packages.FOLDER.resolve("npm.log")));
        }
        return Packages.FOLDER;
    }

    private static List<JsonNode> lines(Path folder, List<String> arguments) throws IOException {
        var command = new ArrayList<>(List.of("node"));
        command.addAll(arguments);
        var ended = Program.end(
                new ProcessBuilder(command).directory(folder.toFile()).start());
        assertThat(ended.code()).as(ended.err()).isZero();
        var lines = new ArrayList<JsonNode>();
        for (String line : ended.lines()) {
            lines.add(Output.JSON.readTree(line));
        }
        return lines;
    }

    @Test
    void clients_of_both_revisions_find_and_claim_by_http_and_by_standard_input() throws IOException {
        Path folder = packages(NODE_MIN);
        var program = Program.in(root);
        for (int number = 0; number < 4; number++) {
            assertThat(program.command("sbi", "register", "Dig pond " + number).code())
                    .isZero();
        }
        try (var server = program.serve()) {
            var arguments = new ArrayList<>(List.of(
                    "clients.mjs", server.endpoint().resolve("/mcp").toString(), OwnerToken.read(program.data())));
            arguments.addAll(program.shell(
                    "exec \"$@\" mcp --data " + ShellWord.of(program.data().toString())));

            List<JsonNode> visits = lines(folder, arguments);

            assertThat(visits.stream().map(it -> it.path("name").asText()))
                    .containsExactly("modern-http", "legacy-http", "modern-stdio", "legacy-stdio");
            assertThat(visits).allSatisfy(visit -> {
                assertThat(visit.path("server").asText()).isEqualTo("daybook");
                assertThat(visit.path("tools")).hasSize(9);
                JsonNode found = visit.path("found");
                assertThat(found.at("/structuredContent/hits")).hasSize(4);
                assertThat(Output.JSON.readTree(found.at("/content/0/text").asText()))
                        .isEqualTo(found.path("structuredContent"));
                assertThat(visit.at("/wrong/isError").asBoolean()).isTrue();
                assertThat(visit.at("/wrong/content/0/text").asText()).contains("q");
                assertThat(visit.at("/claimed/holder").asText())
                        .contains("/" + visit.path("name").asText());
            });
            assertThat(visits.stream().map(it -> it.at("/claimed/id").asText()).distinct())
                    .as("each has another task")
                    .hasSize(4);
        }
    }

    @Test
    void the_official_conformance_suite_finds_nothing_wrong_with_what_is_offered() throws IOException {
        Path folder = packages(NODE_OF_SUITE_MIN);
        var program = Program.in(root);
        try (var server = program.serve()) {
            List<String> arguments = Stream.concat(
                            Stream.of(
                                    "conformance.mjs",
                                    Integer.toString(server.endpoint().getPort()),
                                    OwnerToken.read(program.data())),
                            SCENARIOS.stream())
                    .toList();

            List<JsonNode> results = lines(folder, arguments);

            assertThat(results).hasSameSizeAs(SCENARIOS).allSatisfy(result -> {
                assertThat(result.path("said").asText()).as("it did not run").isEmpty();
                assertThat(result.path("succeeded").asInt())
                        .as(result.toString())
                        .isPositive();
                result.path("errors")
                        .forEach(error -> assertThat(error.asText())
                                .as(result.path("scenario").asText())
                                .startsWith(NOT_OFFERED));
            });
        }
    }
}
