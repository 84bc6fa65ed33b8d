package dev.daybook.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.Patience;
import dev.daybook.importing.Folder;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way of one tree from another tool to Daybook and back, in one data directory. */
class MoveIT {

    private static final Path SAMPLE = Path.of("src/test/resources/legacy/deespec/valid/design-layout");
    private static final String GUARD = "SBI-01K6GBQ7M4X2V9B8N0C5D3F1R1";
    private static final String GUARD_STATE = state(GUARD);
    private static final String OTHER = "SBI-01K6GCQ7M4X2V9B8N0C5D3F1R2";

    @TempDir
    private Path root;

    private Program program;
    private Path tree;

    @BeforeEach
    void a_tree() throws IOException {
        program = Program.in(root);
        tree = Folder.copy(SAMPLE, root.resolve("tree"));
    }

    @Test
    void a_tree_moves_over_is_followed_and_given_back() throws IOException, InterruptedException {
        assertThat(program.command("migrate", tree.toString()).code()).isZero();
        assertThat(verified(tree, 0).at("/against/0/compared").asInt()).isPositive();
        try (var server = program.serve("--follow", tree.toString())) {
            what_the_other_tool_writes_can_be_read_here(server);
            the_export_is_the_tree_byte_by_byte();
            what_was_edited_here_differs_there_and_nowhere_else();
            a_contradiction_is_told_but_is_no_damage(server);
            a_changed_value_is_named_with_its_task_and_field();
        }
        following_in_the_foreground_ends_when_told_to();
    }

    private void what_the_other_tool_writes_can_be_read_here(Program.Server server) throws IOException {
        replace(tree, GUARD_STATE, "Guard the import endpoint", "Guard the export endpoint");

        await().untilAsserted(() -> assertThat(
                        get(server, "/sbis/" + GUARD).path("title").asText())
                .isEqualTo("Guard the export endpoint"));
        assertThat(program.command("sbi", "show", GUARD).out()).contains("Guard the export endpoint");
        verified(tree, 0);
    }

    private void the_export_is_the_tree_byte_by_byte() throws IOException {
        Path out = root.resolve("untouched");

        var exported = program.command("export", "--out", out.toString());

        assertThat(exported.code()).as(exported.err()).isZero();
        assertThat(Folder.bytes(out)).hasSizeGreaterThan(70).isEqualTo(Folder.bytes(tree));
    }

    private void what_was_edited_here_differs_there_and_nowhere_else() throws IOException {
        Path out = root.resolve("edited");
        assertThat(program.command("sbi", "edit", GUARD, "--title", "Guard both endpoints")
                        .code())
                .isZero();

        var exported = program.command("export", "--out", out.toString());

        assertThat(exported.code()).as(exported.err()).isZero();
        var now = new TreeMap<>(Folder.bytes(out));
        var before = new TreeMap<>(Folder.bytes(tree));
        assertThat(now.remove(GUARD_STATE)).isNotEqualTo(before.remove(GUARD_STATE));
        assertThat(now).isEqualTo(before);
        assertThat(out.resolve(GUARD_STATE)).content().contains("\"title\": \"Guard both endpoints\"");
        verified(tree, 0);
    }

    private void a_contradiction_is_told_but_is_no_damage(Program.Server server) throws IOException {
        replace(tree, state(OTHER), "\"status\": \"REVIEW\"", "\"status\": \"DONE\"");

        await().untilAsserted(() -> assertThat(
                        get(server, "/sbis/" + OTHER).path("status").asText())
                .isEqualTo("DONE"));
        assertThat(verified(tree, 2).at("/consistency/items"))
                .anySatisfy(it -> assertThat(it.path("entity").asText()).isEqualTo("sbi/" + OTHER));
    }

    private void a_changed_value_is_named_with_its_task_and_field() throws IOException {
        Path changed = Folder.copy(tree, root.resolve("changed"));
        replace(changed, GUARD_STATE, "\"priority\": 1", "\"priority\": 2");

        var verified = program.command("verify", "--against", changed.toString());

        assertThat(verified.code()).as(verified.out() + verified.err()).isEqualTo(4);
        assertThat(verified.out()).contains("sbi/" + GUARD + " /priority is '2' in the files, '1' in the read model");
        verified(tree, 2);
    }

    private void following_in_the_foreground_ends_when_told_to() throws IOException, InterruptedException {
        var process = program.startOnData("follow", tree.toString(), "--format", "ndjson");
        Queue<String> out = new ConcurrentLinkedQueue<>();
        Queue<String> err = new ConcurrentLinkedQueue<>();
        var outReader = Thread.ofPlatform()
                .daemon()
                .start(() -> process.inputReader(StandardCharsets.UTF_8).lines().forEach(out::add));
        var errReader = Thread.ofPlatform()
                .daemon()
                .start(() -> process.errorReader(StandardCharsets.UTF_8).lines().forEach(err::add));
        try {
            await().untilAsserted(() -> assertThat(err).anyMatch(it -> it.endsWith(tree + " following")));
            replace(tree, ".deespec/specs/sbi/" + OTHER + "/spec.md", "# ", "# Once more: ");
            await().untilAsserted(() -> assertThat(out).anyMatch(it -> it.contains(OTHER + "/spec.md")));
        } finally {
            process.destroy();
        }

        assertThat(process.waitFor(Patience.LIMIT)).as("it ends: %s", err).isTrue();
        outReader.join();
        errReader.join();
        assertThat(process.exitValue()).isEqualTo(128 + 15);
        assertThat(err).as("nothing to complain about").allMatch(it -> it.startsWith(tree.toString()));
        verified(tree, 2);
    }

    /** Verifies everything there is and returns what was found: the contents never differ. */
    private JsonNode verified(Path against, int code) {
        var verified = program.command("verify", "--check-all", "--against", against.toString(), "--format", "json");
        assertThat(verified.code()).as(verified.out() + verified.err()).isEqualTo(code);
        assertThat(verified.json().path("ok").asBoolean()).isTrue();
        return verified.json();
    }

    private static String state(String id) {
        return ".deespec/specs/sbi/" + id + "/state.json";
    }

    private static void replace(Path tree, String file, String old, String now) throws IOException {
        var text = Files.readString(tree.resolve(file));
        assertThat(text).contains(old);
        Folder.write(tree, file, text.replace(old, now));
    }

    private static JsonNode get(Program.Server server, String path) throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            var request = server.request(path).build();
            return Output.JSON.readTree(
                    http.send(request, BodyHandlers.ofString()).body());
        }
    }
}
