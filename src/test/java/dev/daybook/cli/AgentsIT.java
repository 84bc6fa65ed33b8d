package dev.daybook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.importing.Folder;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What agents with a shell are told, and how their programs are told of Daybook. */
class AgentsIT {

    private static final int PRIME_BYTES_MAX = 1_500 * 4;

    @TempDir
    private Path root;

    @Test
    void an_agent_is_told_what_is_in_work_ready_and_blocked_and_what_changed_since_its_last_visit() {
        var program =
                Program.in(root).with("XDG_STATE_HOME", root.resolve("state").toString());
        program.command("sbi", "register", "Dig the pond", "--priority", "2");
        String ready = program.command("sbi", "register", "Plant reeds", "--format", "json")
                .json()
                .path("id")
                .asText();
        program.command("sbi", "register", "Keep fish", "--depends-on", ready);
        program.command("sbi", "pick", "--as", "digger");

        String first = program.command("prime").out();
        assertThat(first)
                .containsSubsequence("In work (1)", "Dig the pond", "by digger", "Ready", "(1)", "Plant reeds");
        assertThat(first)
                .containsSubsequence(
                        "Blocked (1)", "waits for " + ready + " READY  Keep fish", "How to go on", "daybook sbi pick");
        assertThat(first).doesNotContain("Changed since");

        program.command("sbi", "note", ready, "Rushes, too", "--as", "ada");
        String second = program.command("prime").out();
        assertThat(second).contains("Changed since", "(1)").contains("sbi/" + ready + "  note-added  by ada");
        assertThat(program.command("prime").out()).contains("(0)").doesNotContain("note-added");
        assertThat(program.command("prime", "--format", "json")
                        .json()
                        .at("/blocked/0/title")
                        .asText())
                .isEqualTo("Keep fish");
    }

    @Test
    void who_may_only_read_is_told_by_http_as_well_and_from_the_position_on_that_it_names() throws Exception {
        var program = Program.in(root);
        program.command("sbi", "register", "Dig the pond");
        String reader = program.command("token", "add", "reader", "--role", "read", "--format", "json")
                .json()
                .path("token")
                .asText();
        try (var server = program.served();
                var http = HttpClient.newHttpClient()) {
            JsonNode first = prime(http, server, reader, "");
            assertThat(first.at("/ready/0/title").asText()).isEqualTo("Dig the pond");
            assertThat(first.has("changed")).isFalse();

            program.command("sbi", "register", "Plant reeds", "--as", "ada");
            JsonNode second =
                    prime(http, server, reader, "?seen=" + first.path("head").asText());

            assertThat(second.at("/changed/things").asInt()).isEqualTo(1);
            assertThat(second.at("/changed/items/0/actors").toString()).isEqualTo("[\"ada\"]");
            assertThat(second.at("/counts/ready").asInt()).isEqualTo(2);
        }
    }

    private static JsonNode prime(HttpClient http, Program.Served server, String token, String query) throws Exception {
        var request = HttpRequest.newBuilder(server.endpoint().resolve("/api/v1/prime" + query))
                .header("Authorization", "Bearer " + token)
                .build();
        var answer = http.send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Output.JSON.readTree(answer.body());
    }

    @Test
    void an_agent_is_told_of_the_tasks_that_agents_share_and_answers_in_plain_words() {
        var program = Program.in(root);
        program.command("agent", "register", "web-1", "builder");
        program.command("agent", "register", "web-2", "builder");
        program.command("agent", "add", "Login form", "--id", "login");
        program.command("agent", "add", "Logout", "--id", "logout");
        program.command("agent", "claim", "login", "--holder", "web-1");
        assertThat(program.command("show", "task/login", "--format", "json")
                        .json()
                        .path("holder")
                        .asText())
                .isEqualTo("web-1");
        program.command("message", "send", "Who takes logout?", "--to", "web-2", "--id", "m-1", "--as", "web-1");

        var answered = program.command("message", "answer", "m-1", "I do", "--as", "web-2");

        assertThat(answered.code()).as(answered.err()).isZero();
        assertThat(program.command("inbox", "web-1").out()).contains("I do");
        String told = program.command("prime").out();
        assertThat(told)
                .containsSubsequence(
                        "Tasks of agents (2)", "login  in_progress  Login form  by web-1", "logout  pending  Logout");
        assertThat(told.getBytes(StandardCharsets.UTF_8).length).isLessThan(1_500 * 4);
    }

    @Test
    void records_of_other_tools_are_counted_by_their_status() throws IOException {
        var program = Program.in(root);
        for (int number = 0; number < 3; number++) {
            Path record = Files.writeString(
                    program.work().resolve("task.json"), "{\"id\":%d,\"status\":\"pending\"}".formatted(number));
            assertThat(program.command("item", "put", "taskmaster.task/main/" + number, record.toString())
                            .code())
                    .isZero();
        }

        assertThat(program.command("prime").out())
                .containsSubsequence("Records of other tools (3)", "taskmaster.task pending: 3");
    }

    @Test
    void however_many_are_ready_none_of_them_is_told_as_blocked() throws IOException {
        var program = Program.in(root);
        for (int number = 0; number < 600; number++) {
            Folder.write(root, "tree/.deespec/specs/sbi/SBI-01K6%022d/spec.md".formatted(number), "# Dig\n");
        }
        assertThat(program.command("migrate", root.resolve("tree").toString()).code())
                .isZero();

        var told = program.command("prime", "--format", "json").json();

        assertThat(told.path("ready").size()).isBetween(20, 100);
        assertThat(told.at("/counts/ready").asInt()).isEqualTo(600);
        assertThat(told.at("/counts/blocked").asInt()).isZero();
        assertThat(told.path("blocked")).isEmpty();
        assertThat(program.command("prime").out()).contains("(600)", "Blocked (0)");
    }

    @Test
    void however_much_changed_since_the_last_visit_all_of_it_is_counted_whatever_the_clock_says() throws IOException {
        var program = Program.in(root);
        Path state = root.resolve("state");
        program.with("XDG_STATE_HOME", state.toString());
        program.command("sbi", "register", "Dig the pond");
        assertThat(program.command("prime").code()).isZero();
        try (var visits = Files.list(state.resolve("daybook/visits"))) {
            Path visit = visits.findFirst().orElseThrow();
            String later = Files.readString(visit).replaceAll("[0-9]{4}(-[^ ]*Z)", "2999$1");
            Files.writeString(visit, later);
        }
        for (int number = 0; number < 250; number++) {
            Folder.write(root, "tree/.deespec/specs/sbi/SBI-01K6%022d/spec.md".formatted(number), "# Dig\n");
        }
        program.command("migrate", root.resolve("tree").toString());

        assertThat(program.command("prime").out()).containsPattern("Changed since .* \\(25[0-9]\\)");
        assertThat(program.command("prime").out()).containsPattern("Changed since .* \\(0\\)");
    }

    @Test
    void however_much_there_is_it_takes_fifteen_hundred_tokens_at_most() {
        var program = Program.in(root);
        program.command("demo", "--exit");
        assertThat(program.command("prime").code()).isZero();
        for (int number = 0; number < 30; number++) {
            program.command("sbi", "register", "池を掘る".repeat(20) + number, "--as", "ada".repeat(40));
        }

        String told = program.command("prime").out();

        assertThat(told.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(PRIME_BYTES_MAX);
        assertThat(told).contains(" more").endsWith("carried out once.\n");
    }

    @Test
    void a_client_is_told_of_daybook_and_forgets_it_again() throws IOException {
        var program = Program.in(root);
        Path mcp = program.work().resolve(".mcp.json");
        Files.writeString(mcp, "{\"mcpServers\": {\"other\": {\"command\": \"x\"}}}");

        try (var resident = program.resident()) {
            setUpAndRemove(program, mcp, resident);
        }
    }

    private static void setUpAndRemove(Program program, Path mcp, Resident resident) throws IOException {
        var done = program.runIn(resident, "setup", "claude");
        assertThat(done.code()).as(done.err()).isZero();
        assertThat(done.out()).contains("+++ ", "\"daybook\"");
        assertThat(Output.JSON
                        .readTree(mcp.toFile())
                        .at("/mcpServers/daybook/args")
                        .toString())
                .isEqualTo("[\"mcp\",\"--data\",\"%s\"]".formatted(program.data()));
        assertThat(program.runIn(resident, "setup", "claude").out()).contains("nothing to change");
        assertThat(program.runIn(resident, "setup", "claude", "--remove").code())
                .isZero();
        assertThat(mcp).hasContent("{\"mcpServers\": {\"other\": {\"command\": \"x\"}}}");

        assertThat(program.runIn(resident, "setup", "codex", "--yes").code()).isZero();
        Path toml = program.home().resolve(".codex/config.toml");
        assertThat(toml).content().contains("[mcp_servers.daybook]");
        assertThat(program.runIn(resident, "setup", "codex", "--remove").code()).isZero();
        assertThat(toml).doesNotExist();

        assertThat(program.runIn(resident, "setup", "agents-md").code()).isZero();
        assertThat(program.work().resolve("AGENTS.md")).content().contains("daybook prime");
        assertThat(program.runIn(resident, "setup", "cobol").code()).isEqualTo(3);
        assertThat(program.data()).as("nothing is begun by that").doesNotExist();
    }
}
