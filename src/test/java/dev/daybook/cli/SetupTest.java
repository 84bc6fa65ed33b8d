package dev.daybook.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Entries in the configurations of others, who find the rest as they left it. */
class SetupTest {

    private static final List<String> COMMAND = List.of("/opt/day book/daybook", "mcp", "--data", "/srv/\"book\"");
    private static final AgentConfig CLAUDE = new AgentConfig.ClaudeCode(Path.of(".mcp.json"), COMMAND);
    private static final AgentConfig CODEX = new AgentConfig.Codex(Path.of("config.toml"), COMMAND);
    private static final AgentConfig AGENTS = new AgentConfig.AgentsMd(Path.of("AGENTS.md"), "daybook");

    @TempDir
    private Path folder;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static JsonNode json(byte[] bytes) {
        try {
            return Output.JSON.readTree(bytes);
        } catch (IOException e) {
            throw new AssertionError(text(bytes), e);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\n}\n",
                "{\"numStartups\":12,\"projects\":{\"/a\":{\"cost\":1.50e3}}}",
                "{\n\t\"mcpServers\": {\n\t\t\"other\": {\"command\": \"x\"}\n\t},\n\t\"z\": [1, 2]\n}",
                "{\r\n  \"a\": \"\\u00e9é\"\r\n}\r\n"
            })
    void an_entry_of_claude_code_comes_and_goes_and_leaves_all_else_as_it_was(String before) {
        byte[] with = CLAUDE.with(bytes(before));

        JsonNode entry = json(with).at("/mcpServers/daybook");
        assertThat(entry.path("command").asText()).isEqualTo(COMMAND.getFirst());
        assertThat(entry.path("args").toString()).isEqualTo("[\"mcp\",\"--data\",\"/srv/\\\"book\\\"\"]");
        assertThat(CLAUDE.with(with)).as("a second time changes nothing").isEqualTo(with);
        byte[] without = CLAUDE.without(with);
        if (!json(bytes(before)).isEmpty()) {
            assertThat(text(without)).isEqualTo(before);
        }
        assertThat(CLAUDE.without(without)).isEqualTo(without);
    }

    @Test
    void a_file_of_claude_code_that_was_not_there_is_made_and_goes_again() {
        byte[] made = CLAUDE.with(new byte[0]);

        assertThat(json(made).at("/mcpServers/daybook/args/0").asText()).isEqualTo("mcp");
        assertThat(text(made))
                .startsWith("{\n  \"mcpServers\": {\n    \"daybook\"")
                .endsWith("}\n");
        assertThat(CLAUDE.without(made)).isEmpty();
    }

    @Test
    void what_a_user_added_to_the_entry_of_claude_code_stays() {
        String before = """
            {"mcpServers": {"daybook": {
              "type": "stdio",
              "command": "/old/daybook", "args": ["mcp", "--data", "/old", "--as", "ada"],
              "env": {"DAYBOOK_JAVA_OPTS": "-Xmx64m"}
            }}}
            """;

        String with = text(CLAUDE.with(bytes(before)));

        assertThat(with)
                .isEqualTo(before.replace("/old/daybook", "/opt/day book/daybook")
                        .replace("\"/old\"", "\"/srv/\\\"book\\\"\""));
        assertThat(text(CLAUDE.with(bytes(with)))).isEqualTo(with);
    }

    @Test
    void an_entry_of_claude_code_that_asks_by_http_is_left_alone() {
        assertThatThrownBy(
                        () -> CLAUDE.with(
                                bytes(
                                        "{\"mcpServers\": {\"daybook\": {\"type\": \"http\", \"url\": \"http://127.0.0.1:7070/mcp\"}}}")))
                .hasMessageContaining("has an entry daybook that asks a server by HTTP");
    }

    @Test
    void a_file_that_is_no_json_is_left_alone() {
        assertThatThrownBy(() -> CLAUDE.with(bytes("{\"a\":")))
                .hasMessageContaining(".mcp.json is no JSON object")
                .hasMessageContaining("line 1")
                .hasMessageNotContaining("Source");
        assertThatThrownBy(() -> CLAUDE.with(bytes("[]"))).hasMessageContaining("no JSON object");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "null", "[{\"command\": \"hunter2\"}]", "\"hunter2\""})
    void a_file_whose_servers_are_no_object_is_left_alone(String servers) {
        byte[] file = bytes("{\"mcpServers\": %s}".formatted(servers));

        assertThatThrownBy(() -> CLAUDE.with(file))
                .hasMessageContaining(".mcp.json has mcpServers that are no JSON object: ")
                .hasMessageNotContaining("hunter2");
        assertThat(CLAUDE.without(file)).isEqualTo(file);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "model = \"gpt-5\"\n",
                "model = \"gpt-5\"",
                "[mcp_servers.other]\r\ncommand = \"x\"\r\n",
                "\n\n",
                "# Agents\n\nRun the tests. \u00e9\n\n\n"
            })
    void a_block_comes_and_goes_and_leaves_all_else_as_it_was(String before) {
        for (AgentConfig config : List.of(CODEX, AGENTS)) {
            byte[] with = config.with(bytes(before));

            assertThat(text(with)).startsWith(before).contains("daybook:begin", "daybook:end");
            assertThat(config.with(with)).as("a second time changes nothing").isEqualTo(with);
            assertThat(text(config.without(with))).isEqualTo(before);
            byte[] continued = bytes(text(with) + "[more]\n");
            assertThat(text(config.without(continued))).isEqualTo(before + "[more]\n");
        }
        assertThat(CODEX.without(CODEX.with(new byte[0]))).isEmpty();
    }

    @Test
    void the_block_of_codex_is_a_table_of_toml() {
        assertThat(text(CODEX.with(new byte[0]))).contains("""
                [mcp_servers.daybook]
                command = "/opt/day book/daybook"
                args = ["mcp", "--data", "/srv/\\"book\\""]
                """);
        assertThatThrownBy(() -> CODEX.with(bytes("[mcp_servers.\"daybook\"]\ncommand = \"mine\"\n")))
                .hasMessageContaining("of its own");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[mcp_servers]\ndaybook = { command = \"mine\" }\n",
                "[mcp_servers]\n[mcp_servers.other]\n",
                "mcp_servers.daybook.command = \"mine\"\n",
                "mcp_servers = { daybook = { command = \"mine\" } }\n",
                "[\"mcp_servers\".daybook]\n",
                "[ mcp_servers . 'daybook' ] # mine\n",
                "[mcp_servers.\"day\\u0062ook\"]\n"
            })
    void a_file_of_codex_that_may_have_the_table_already_is_left_alone(String before) {
        assertThatThrownBy(() -> CODEX.with(bytes(before)))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("of its own");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[mcp_servers.other]\n",
                "[mcp_servers.daybook2] # theirs\n",
                "[ mcp_servers . \"a b\" . env ]\n",
                "[mcp_servers.daybook.env]\nX = \"1\"\n",
                "# mcp_servers.daybook is what setup writes\n"
            })
    void tables_of_other_servers_stand_beside_that_of_codex(String before) {
        assertThat(text(CODEX.with(bytes(before)))).startsWith(before).contains("[mcp_servers.daybook]\n");
    }

    @Test
    void where_a_block_ends_nobody_knows_what_is_whose() {
        for (AgentConfig config : List.of(CODEX, AGENTS)) {
            String block = text(config.with(new byte[0]));
            String begin = block.substring(0, block.indexOf('\n') + 1);
            for (String torn : List.of(begin + "mine\n", begin + "mine\n" + block, block + "mine\n" + block)) {
                assertThatThrownBy(() -> config.with(bytes(torn)))
                        .isInstanceOf(Failure.class)
                        .hasMessageContaining(config.file() + " has the line");
                assertThatThrownBy(() -> config.without(bytes(torn))).isInstanceOf(Failure.class);
            }
        }
    }

    @Test
    void what_a_client_wrote_since_its_file_was_shown_is_not_lost() throws IOException {
        Path file = Files.writeString(folder.resolve(".mcp.json"), "{}");
        var shown = Setup.read(file);
        Files.writeString(file, "{\"theirs\":1}");

        for (byte[] wanted : List.of(bytes("{\"ours\":1}"), new byte[0])) {
            assertThatThrownBy(() -> Setup.write(shown, wanted))
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining("changed meanwhile");
        }

        assertThat(file).hasContent("{\"theirs\":1}");
        assertThat(folder).isDirectoryNotContaining("glob:**.tmp");
        Setup.write(Setup.read(file), bytes("{\"ours\":1}"));
        assertThat(file).hasContent("{\"ours\":1}");
    }

    @Test
    void what_changes_is_shown_as_a_diff() {
        assertThat(LineDiff.of("f", "a\nb\nc\nd\ne\n", "a\nb\nc\nx\nd\ne\n"))
                .containsExactly("--- f", "+++ f", "@@ -1,5 +1,6 @@", " a", " b", " c", "+x", " d", " e");
        assertThat(LineDiff.of("f", "", "x\n")).containsExactly("--- f", "+++ f", "@@ -0,0 +1,1 @@", "+x");
        assertThat(LineDiff.of("f", "x\n", "")).containsExactly("--- f", "+++ f", "@@ -1,1 +0,0 @@", "-x");
        assertThat(LineDiff.of("f", "a\n", "a\n")).isEmpty();
    }
}
