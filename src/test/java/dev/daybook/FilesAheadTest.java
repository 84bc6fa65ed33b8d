package dev.daybook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.daybook.cli.DataDirectory;
import dev.daybook.cli.DataDirectoryOpener.Running;
import dev.daybook.importing.Folder;
import dev.daybook.journal.Append;
import dev.daybook.journal.Appended;
import dev.daybook.journal.AroundJournal;
import dev.daybook.journal.Journal;
import dev.daybook.journal.JournalUnavailable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A service whose journal fails while files come first: what was acknowledged is in them alone until it is back. */
class FilesAheadTest {

    private static final String TASK = "SBI-01K6GAQ7M4X2V9B8N0C5D3F1R0";

    private static final String SECRET = "AKIA2E0A8F3B244C9986";

    @TempDir
    private Path folder;

    private DataDirectory data;
    private Path tree;

    private final AtomicBoolean fails = new AtomicBoolean();

    private final AtomicBoolean dies = new AtomicBoolean();

    /** The process is gone before it could write. */
    @SuppressWarnings("serial")
    private static final class Killed extends Error {}

    /** As one whose server does not answer for a while. */
    private final class Failing extends AroundJournal {

        Failing(Journal journal) {
            super(journal);
        }

        @Override
        public CompletableFuture<Appended> append(Append append) {
            if (dies.get()
                    && append.drafts().stream()
                            .anyMatch(draft -> draft.metadata().idempotency().isPresent())) {
                throw new Killed();
            }
            return fails.get()
                    ? CompletableFuture.failedFuture(new JournalUnavailable("the server is \"away\""))
                    : super.append(append);
        }
    }

    private record Reply(int status, Optional<String> from, String body) {}

    @BeforeEach
    void given_a_tree_of_the_tool() throws IOException {
        data = DataDirectory.at(folder.resolve("book"));
        data.create();
        tree = folder.resolve("tree");
        Folder.write(tree, ".deespec/specs/sbi/" + TASK + "/spec.md", "# Dig\n");
    }

    /** Has commands of the tool write the files first, and then the journal. */
    private void writeBoth(Running running) throws Exception {
        ask(
                running,
                "POST",
                "/api/v1/rollout",
                "{\"kind\":\"deespec\",\"stage\":\"dual\",\"root\":\"%s\",\"force\":true,\"reason\":\"a test\"}"
                        .formatted(tree));
    }

    @Test
    void reads_say_that_they_are_behind_until_the_journal_has_what_was_acknowledged() throws Exception {
        try (Running running = InProcess.serve(data, Failing::new)) {
            writeBoth(running);
            assertThat(get(running, "/api/v1/sbis/" + TASK).from()).isEmpty();

            fails.set(true);
            Reply noted = ask(running, "POST", "/api/v1/sbis/" + TASK + "/notes", "{\"text\":\"a note\"}");

            assertThat(noted.status()).isEqualTo(200);
            assertThat(tree.resolve(".deespec/specs/sbi/" + TASK + "/impl_notes.md"))
                    .content()
                    .contains("a note");
            for (String path : new String[] {
                "/sbis/" + TASK,
                "/sbis",
                "/sbis/" + TASK + "/notes",
                "/search?q=note",
                "/audit",
                "/history/sbi/" + TASK,
                "/journal"
            }) {
                Reply behind = get(running, "/api/v1" + path);
                assertThat(behind.status()).isEqualTo(200);
                assertThat(behind.from())
                        .as(path)
                        .hasValueSatisfying(header -> assertThat(header)
                                .startsWith("journal; reason=\"the journal lacks the newest of 1 things")
                                .contains("sbi/" + TASK)
                                .endsWith("the server is 'away'\""));
            }
            assertThat(get(running, "/api/v1/agent-tasks").from())
                    .as("of another tool")
                    .isEmpty();
            assertThat(get(running, "/api/v1/status").body()).contains("rollout: the journal lacks");
            assertThat(get(running, "/readyz").body()).contains("rollout: the journal lacks");

            fails.set(false);
            await().atMost(Patience.LIMIT)
                    .untilAsserted(() -> assertThat(
                                    get(running, "/api/v1/sbis/" + TASK).from())
                            .isEmpty());
            long head = running.head();
            assertThat(get(running, "/api/v1/sbis/" + TASK + "/notes?after=" + head)
                            .body())
                    .as("as it was asked for, not as the file tells it")
                    .contains("\"text\":\"a note\"");
            assertThat(get(running, "/readyz").body()).doesNotContain("rollout:");
        }
        assertThat(Files.readString(tree.resolve(".deespec/specs/sbi/" + TASK + "/spec.md")))
                .isEqualTo("# Dig\n");
    }

    @Test
    void what_was_acknowledged_while_the_journal_failed_comes_to_it_after_a_restart_as_it_was_asked_for()
            throws Exception {
        String path = "/api/v1/sbis/" + TASK + "/notes";
        try (Running running = InProcess.serve(data, Failing::new)) {
            writeBoth(running);
            fails.set(true);
            assertThat(ask(running, "POST", path, "{\"text\":\"a note\"}").status())
                    .isEqualTo(200);
        }
        try (Running running = InProcess.serve(data, Failing::new)) {
            assertThat(get(running, path).from()).isPresent();
            assertThat(ask(running, "POST", path, "{\"text\":\"another one\"}").status())
                    .as("commands go on")
                    .isEqualTo(200);
            fails.set(false);
            await().atMost(Patience.LIMIT)
                    .untilAsserted(() -> assertThat(get(running, path).from()).isEmpty());

            String notes = get(running, path + "?after=" + running.head()).body();

            assertThat(notes).contains("\"text\":\"a note\"", "\"text\":\"another one\"");
            assertThat(get(running, "/readyz").body()).doesNotContain("rollout:");
        }
        assertThat(tree.resolve(".deespec/specs/sbi/" + TASK + "/impl_notes.md"))
                .content()
                .contains("a note", "another one");
    }

    @Test
    void a_command_that_was_kept_and_cannot_be_carried_on_is_told_and_keeps_nothing_from_starting() throws Exception {
        Folder.write(data.path(), "pending/ahead-0000000000000000001.json", "{\"version\":1,");
        try (Running running = InProcess.serve(data, Failing::new)) {
            for (String path : List.of("/api/v1/status", "/readyz")) {
                Reply told = get(running, path);
                assertThat(told.status()).isEqualTo(200);
                assertThat(told.body())
                        .contains(
                                "pending: of the requests that were kept for the journal 1 cannot",
                                "ahead-0000000000000000001.json.unreadable");
            }
        }
    }

    /** The journal gets it first, then it is erased like all else. */
    @ParameterizedTest
    @ValueSource(strings = {"--match=" + SECRET, "--entity=sbi/" + TASK})
    void what_was_acknowledged_while_the_journal_failed_can_be_erased(String which) throws Exception {
        try (Running running = InProcess.serve(data, Failing::new)) {
            writeBoth(running);
            fails.set(true);
            ask(running, "POST", "/api/v1/sbis/" + TASK + "/notes", "{\"text\":\"key: " + SECRET + "\"}", "one");
        }
        assertThat(holding())
                .allMatch(file -> file.startsWith("pending/ahead-"))
                .hasSize(1);

        String preview = command("erase", which, "--reason", "leaked", "--dry-run");
        String erased = command("erase", which, "--reason", "leaked", "--yes");

        assertThat(preview).contains("sbi.note-added");
        assertThat(erased).contains("sbi.note-added");
        assertThat(holding()).isEmpty();
        try (var pending = Files.list(data.path().resolve("pending"))) {
            assertThat(pending).as("the journal knows what became of it").isEmpty();
        }
        assertThat(command("verify")).contains("no findings");
    }

    private String command(String... words) {
        var out = new ByteArrayOutputStream();
        var all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--data", data.path().toString()));
        int code = InProcess.run(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                Map.of(),
                all.toArray(String[]::new));
        assertThat(code).as(out.toString(StandardCharsets.UTF_8)).isZero();
        return out.toString(StandardCharsets.UTF_8);
    }

    private List<String> holding() throws IOException {
        var holding = new ArrayList<String>();
        try (var files = Files.walk(data.path())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(SECRET)) {
                    holding.add(data.path().relativize(file).toString());
                }
            }
        }
        return holding;
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/sbis/" + TASK + "/notes", "/api/v1/sbis"})
    void killed_between_the_files_and_the_journal_a_request_that_comes_again_is_carried_out_once(String path)
            throws Exception {
        String body = path.endsWith("notes")
                ? "{\"text\":\"a note\"}"
                : "{\"id\":\"SBI-01K6GBQ7M4X2V9B8N0C5D3F1R1\",\"title\":\"Water\",\"labels\":[\"field\"]}";
        try (Running running = InProcess.serve(data, Failing::new)) {
            writeBoth(running);
            dies.set(true);
            assertThatThrownBy(() -> ask(running, "POST", path, body, "one")).isInstanceOf(Killed.class);
        }
        dies.set(false);
        try (Running running = InProcess.serve(data, Failing::new)) {
            Reply again = ask(running, "POST", path, body, "one");

            assertThat(again.body()).contains("\"replayed\":true");
            long head = running.head();
            Reply read = get(running, path + "?after=" + head);
            assertThat(read.body().split(path.endsWith("notes") ? "a note" : "Water", -1))
                    .as(read.body())
                    .hasSize(2);
        }
    }

    private static Reply get(Running running, String path) throws Exception {
        return ask(running, "GET", path, "", "");
    }

    private static Reply ask(Running running, String method, String path, String body) throws Exception {
        return ask(running, method, path, body, "");
    }

    private static Reply ask(Running running, String method, String path, String body, String key) throws Exception {
        Map<String, String> headers = key.isEmpty()
                ? Map.of("content-type", "application/json")
                : Map.of("content-type", "application/json", "idempotency-key", key);
        var reply = running.exchange().send(method, path, headers, body.getBytes(StandardCharsets.UTF_8));
        try (InputStream in = reply.body()) {
            return new Reply(
                    reply.status(),
                    Optional.ofNullable(reply.headers().get("daybook-read-from")),
                    new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
