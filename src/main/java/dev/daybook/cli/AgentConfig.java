package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.daybook.domain.Json;
import dev.daybook.shape.Change;
import dev.daybook.shape.Flawed;
import dev.daybook.shape.JsonSplice;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How one client of the protocol is told of Daybook: an entry in a file of its own. */
sealed interface AgentConfig {

    /** Returns the file; it may not be there. */
    Path file();

    /** Returns the file with the entry; every other byte stays, of an entry that is there also what a user has added to it. */
    byte[] with(byte[] file);

    /** Returns the file as it was without the entry. */
    byte[] without(byte[] file);

    /** What is said once the entry is there. */
    String next();

    /** {@code .mcp.json} of a project, or {@code .claude.json} of a user. */
    record ClaudeCode(Path file, List<String> command) implements AgentConfig {

        private static final String SERVERS = "mcpServers";
        private static final List<String> ENTRY = List.of(SERVERS, "daybook");
        private static final String EMPTY = "{\n  \"mcpServers\": {\n  }\n}\n";

        @Override
        public byte[] with(byte[] file) {
            byte[] all = file.length == 0 ? EMPTY.getBytes(StandardCharsets.UTF_8) : file;
            JsonNode there = entry(all);
            ArrayNode arguments = Output.JSON.createArrayNode();
            command.stream().skip(1).forEach(arguments::add);
            added(there.path("args")).forEach(arguments::add);
            if (!there.isObject()) {
                ObjectNode entry = Output.JSON.createObjectNode();
                entry.put("command", command.getFirst()).set("args", arguments);
                return spliced(all, List.of(Change.set(ENTRY, new Json(entry.toString()))));
            }
            if (there.has("url")) {
                throw Failure.because(
                        "%s has an entry daybook that asks a server by HTTP: it would be lost".formatted(this.file),
                        "leave it, as it does the same; or daybook setup claude --remove takes it out first");
            }
            return spliced(
                    all,
                    Stream.of(
                                    Map.entry("command", (JsonNode) TextNode.valueOf(command.getFirst())),
                                    Map.entry("args", (JsonNode) arguments))
                            .filter(member -> !member.getValue().equals(there.path(member.getKey())))
                            .map(member -> Change.set(
                                    Stream.concat(ENTRY.stream(), Stream.of(member.getKey()))
                                            .toList(),
                                    new Json(member.getValue().toString())))
                            .toList());
        }

        /** What a user has added to the arguments of an entry of this command. */
        private static List<String> added(JsonNode args) {
            var added = new ArrayList<>(args.valueStream().map(JsonNode::asText).toList());
            if (added.isEmpty() || !added.getFirst().equals("mcp")) {
                return List.of();
            }
            added.removeFirst();
            int data = added.indexOf("--data");
            if (data >= 0) {
                added.subList(data, Math.min(added.size(), data + 2)).clear();
            }
            added.removeIf(argument -> argument.startsWith("--data="));
            return added;
        }

        /** Returns the entry that is there. */
        private JsonNode entry(byte[] bytes) {
            return read(bytes).path(SERVERS).path(ENTRY.getLast());
        }

        @Override
        public byte[] without(byte[] file) {
            JsonNode servers = read(file).path(SERVERS);
            if (!servers.has(ENTRY.getLast())) {
                return file;
            }
            byte[] rest = spliced(
                    file, List.of(servers.size() == 1 ? Change.remove(List.of(SERVERS)) : Change.remove(ENTRY)));
            return read(rest).isEmpty() ? new byte[0] : rest;
        }

        private JsonNode read(byte[] bytes) {
            try {
                return Output.JSON.readTree(bytes);
            } catch (IOException e) {
                throw noJson(e);
            }
        }

        private byte[] spliced(byte[] bytes, List<Change> changes) {
            JsonNode root = read(bytes);
            if (!root.isObject()) {
                throw noJson(new IOException("it is no object"));
            }
            if (root.has(SERVERS) && !root.path(SERVERS).isObject()) {
                throw Failure.because(
                        "%s has %s that are no JSON object: they are of type %s"
                                .formatted(
                                        file,
                                        SERVERS,
                                        root.path(SERVERS)
                                                .getNodeType()
                                                .name()
                                                .toLowerCase(Locale.ROOT)), // their values may be secrets
                        "mend the file first");
            }
            try {
                return JsonSplice.of(bytes, changes);
            } catch (Flawed e) {
                throw noJson(e);
            }
        }

        private Failure noJson(Exception cause) {
            return Failure.because(
                    "%s is no JSON object: %s".formatted(file, Failures.describe(cause)), "mend the file first", cause);
        }

        @Override
        public String next() {
            return "claude mcp list shows it; Claude Code asks once whether it may be used";
        }
    }

    /** {@code config.toml} of Codex. */
    record Codex(Path file, List<String> command) implements AgentConfig {

        private static final String NAME = "([A-Za-z0-9_-]+|\"[^\"\\\\]*\"|'[^']*')";

        /** How another server is named: the one way that cannot collide with the table of the block. */
        private static final Pattern OTHER = Pattern.compile(
                "\\s*\\[\\s*mcp_servers\\s*\\.\\s*(?!([\"']?)daybook\\1\\s*])%s(\\s*\\.\\s*%<s)*\\s*]\\s*(#.*)?"
                        .formatted(NAME));

        private MarkedBlock block() {
            return new MarkedBlock(
                    file, "# daybook:begin (daybook setup codex --remove takes it out)", "# daybook:end");
        }

        @Override
        public byte[] with(byte[] bytes) {
            MarkedBlock block = block();
            block.beside(bytes)
                    .lines()
                    .filter(line ->
                            line.contains("mcp_servers") && !line.strip().startsWith("#"))
                    .filter(line -> !OTHER.matcher(line).matches())
                    .findFirst()
                    .ifPresent(line -> {
                        throw Failure.because(
                                "%s has a table mcp_servers.daybook of its own, or may have: '%s'"
                                        .formatted(file, line.strip()),
                                "take it out first, or write each server as a table [mcp_servers.NAME]: a table must not"
                                        + " stand twice");
                    });
            return block.put(bytes, """
                    [mcp_servers.daybook]
                    command = %s
                    args = [%s]
                    """.formatted(
                            quoted(command.getFirst()),
                            command.stream().skip(1).map(Codex::quoted).collect(Collectors.joining(", "))));
        }

        /** Basic strings of TOML are those of JSON. */
        private static String quoted(String text) {
            return Output.JSON.getNodeFactory().textNode(text).toString();
        }

        @Override
        public byte[] without(byte[] bytes) {
            return block().remove(bytes);
        }

        @Override
        public String next() {
            return "codex mcp list shows it";
        }
    }

    /** {@code AGENTS.md} of a project, for agents that have a shell. */
    record AgentsMd(Path file, String program) implements AgentConfig {

        private MarkedBlock block() {
            return new MarkedBlock(
                    file,
                    "<!-- daybook:begin (daybook setup agents-md --remove takes it out) -->",
                    "<!-- daybook:end -->");
        }

        @Override
        public byte[] with(byte[] bytes) {
            return block().put(bytes, """
                    ## Daybook

                    What was planned, done and decided here is on record in Daybook. Run `%1$s prime` before you work: it
                    tells what is in work, ready and blocked, what changed since your last visit, and how to go on.

                    - Find: `%1$s search WORDS`, `%1$s sbi show ID`, `%1$s history sbi/ID`, `%1$s audit --entity sbi/ID`
                    - Take a task: `%1$s sbi pick` leases the next one; name the lease it prints: `--lease-generation N`
                    - Work on it: `%1$s sbi start ID implement`, `%1$s sbi note ID TEXT`, `%1$s sbi finish ID SUCCEEDED`
                    """.formatted(program));
        }

        @Override
        public byte[] without(byte[] bytes) {
            return block().remove(bytes);
        }

        @Override
        public String next() {
            return "agents that read AGENTS.md find it at their next start";
        }
    }
}
