package dev.daybook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.daybook.masking.Fakes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets on the command line: masked, listed, revealed, allowed, erased. */
class SecretsCommandTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TOKEN = Fakes.githubPat();
    private static final String MARK = "ghp_…[masked github-pat]";
    private static final String ID = "SBI-01K6GBQ7M4X2V9B8N0C5D3F1R1";

    @TempDir
    private Path root;

    private Program program;

    @BeforeEach
    void given_a_secret_in_a_title_that_was_changed_since() {
        program = Program.in(root);
        done("sbi", "register", "Add login", "--id", ID);
        done("sbi", "edit", ID, "--title", "Rotate " + TOKEN);
    }

    private String done(String... command) {
        Program.Ended ended = program.command(command);
        assertThat(ended.code())
                .as("%s: %s%s", String.join(" ", command), ended.out(), ended.err())
                .isZero();
        return ended.out();
    }

    private JsonNode json(String... command) throws IOException {
        return JSON.readTree(done(command));
    }

    private boolean isHeld() throws IOException {
        try (var files = Files.walk(program.data())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(TOKEN)) {
                    return true;
                }
            }
        }
        return false;
    }

    @Test
    void the_command_that_the_list_names_takes_a_secret_out_of_every_file() throws IOException {
        JsonNode listed = json("secrets", "--format", "json");
        assertThat(listed).hasSize(1);
        JsonNode one = listed.get(0);
        assertThat(one.path("rule").asText()).isEqualTo("github-pat");
        assertThat(one.path("thing").asText()).isEqualTo("sbi/" + ID);
        assertThat(one.path("position").asLong()).isEqualTo(2);
        assertThat(one.path("where").asText()).isEqualTo("/title");
        assertThat(one.path("status").asText()).isEqualTo("open");
        assertThat(listed.toString()).doesNotContain(TOKEN);
        assertThat(done("secrets", "--rule", "jwt")).contains("no likely secrets");
        assertThat(isHeld()).isTrue();

        List<String> command = List.of(one.path("erase").asText().split(" "));
        assertThat(command.getFirst()).isEqualTo("daybook");
        done(command.subList(1, command.size()).toArray(String[]::new));

        assertThat(isHeld()).isFalse();
        assertThat(done("secrets")).contains("no likely secrets");
        assertThat(done("show", ID)).contains("Add login");
    }

    @Test
    void an_admin_sees_it_and_the_journal_says_that_and_what_is_allowed_is_shown_to_all() throws IOException {
        assertThat(done("show", ID)).contains(MARK).doesNotContain(TOKEN);
        assertThat(done("sbi", "list", "--format", "csv")).contains(MARK).doesNotContain(TOKEN);

        assertThat(done("show", ID, "--reveal", "--as", "ada")).contains(TOKEN);
        assertThat(done("sbi", "list", "--reveal", "--format", "ndjson")).contains(TOKEN);
        assertThat(done("log")).contains("read /api/v1/sbis/" + ID + " without masks");

        String fingerprint = json("secrets", "--thing", "sbi/" + ID, "--format", "json")
                .get(0)
                .path("fingerprint")
                .asText();
        assertThat(program.command("secrets", "allow", "0123456789abcdef", "--reason", "none")
                        .err())
                .contains("daybook secrets lists them");
        done("secrets", "allow", fingerprint, "--reason", "a token of a test");

        assertThat(done("show", ID)).contains(TOKEN);
        assertThat(json("secrets", "--status", "allowed", "--format", "json")
                        .get(0)
                        .path("why")
                        .asText())
                .isEqualTo("a token of a test");
        assertThat(done("secrets", "--status", "open")).contains("no likely secrets");
        done("secrets", "disallow", fingerprint, "--reason", "a real one");
        assertThat(done("show", ID)).contains(MARK).doesNotContain(TOKEN);
    }

    @Test
    void rules_of_the_users_hold_from_the_next_start_on_and_those_that_are_none_are_refused() throws IOException {
        Path rules = Files.writeString(
                root.resolve("rules.json"),
                "{\"rules\":[{\"id\":\"our-login\",\"regex\":\"Add [a-z]+\",\"keywords\":[\"login\"]}]}");
        Files.createDirectories(program.data());
        Files.writeString(program.data().resolve("daybook.properties"), "secrets.rules = " + rules);

        assertThat(done("journal", "show", "1")).contains("…[masked our-login]").doesNotContain("Add login");
        assertThat(done("secrets", "--rule", "our-login")).contains("sbi/" + ID);
        assertThat(done("search", "Add")).doesNotContain("login\n");

        Files.writeString(rules, "{\"rules\":[{\"id\":\"our-login\",\"regex\":\"(\",\"keywords\":[\"login\"]}]}");
        assertThat(program.command("sbi", "list").err()).contains("the rule our-login", "secrets.rules");
    }

    @Test
    void bytes_with_a_secret_are_written_to_a_file_as_they_are_or_not_at_all() throws IOException {
        Path small = Files.writeString(root.resolve("small.bin"), "\0 " + TOKEN);
        Path large = Files.writeString(root.resolve("large.bin"), "\0 ".repeat(5 << 20) + TOKEN);
        for (Path attached : List.of(small, large)) {
            String name = attached.getFileName().toString();
            Path out = root.resolve("out-" + name);
            done("sbi", "attach", ID, name, attached.toString());

            Program.Ended refused = program.command("sbi", "attachment", ID, name, "--output", out.toString());

            assertThat(refused.code()).isNotZero();
            assertThat(refused.err()).contains("likely secrets", "reveal");
            assertThat(out).doesNotExist();
            done("sbi", "attachment", ID, name, "--output", out.toString(), "--reveal");
            assertThat(out).hasSameBinaryContentAs(attached);
        }
    }

    @Test
    void what_a_migration_rejected_is_written_out_with_its_secrets_only_on_demand_and_erased_as_all_else()
            throws IOException {
        Path tree = root.resolve("tree/.deespec/specs/sbi/SBI-01K66T7KTRPSBC7THJB2XZ6V6Y");
        Files.createDirectories(tree);
        String flawed = "{ no state, but " + TOKEN;
        Files.writeString(tree.resolve("state.json"), flawed);
        program.command("migrate", root.resolve("tree").toString(), "--keep-going");
        String run = json("migrations", "--format", "json").get(0).path("run").asText();
        Path masked = root.resolve("masked");
        Path whole = root.resolve("whole");

        Program.Ended refused = program.command("migrations", "show", run, "--rejected", "--out", masked.toString());

        assertThat(refused.code()).isNotZero();
        assertThat(refused.err()).contains("in 1 of them are likely secrets", "--reveal");
        assertThat(masked).isEmptyDirectory();
        done("migrations", "show", run, "--rejected", "--out", whole.toString(), "--reveal");
        assertThat(whole.resolve("0001-.deespec_specs_sbi_SBI-01K66T7KTRPSBC7THJB2XZ6V6Y_state.json"))
                .hasContent(flawed);

        done("erase", "--match", TOKEN, "--reason", "leaked", "--yes");

        assertThat(json("secrets", "--status", "open", "--format", "json")).isEmpty();
    }
}
