package dev.daybook.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.daybook.journal.sqlite.SqliteJournal;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A data directory whose journal is gone, empty, damaged, or taken away while a server runs. */
class LostJournalIT {

    private static final int PAGE = 4_096;

    @TempDir
    private Path root;

    private Program program;
    private Path journal;

    @BeforeEach
    void given_a_directory_with_a_task() {
        program = Program.in(root);
        assertThat(program.command("sbi", "register", "Kept").code()).isZero();
        journal = program.data().resolve("journal.db");
    }

    @Test
    void a_missing_journal_is_refused_and_nothing_is_touched() throws IOException {
        Files.delete(journal);

        assertRefused("journal.db is missing or empty, but the read models are made of one with 1 entries");
        assertThat(journal).doesNotExist();
    }

    @Test
    void an_emptied_journal_is_refused() throws IOException {
        Files.write(journal, new byte[0]);

        assertRefused("journal.db is missing or empty, but the read models are made of one with 1 entries");
        assertThat(journal).isEmptyFile();
    }

    @Test
    void a_journal_without_entries_in_its_place_is_refused() throws IOException {
        Path other = root.resolve("other.db");
        SqliteJournal.open(other, InstantSource.system()).close();
        Files.copy(other, journal, StandardCopyOption.REPLACE_EXISTING);

        assertRefused("journal.db is without entries, but the read models are made of one with 1 entries");
    }

    @Test
    void the_lock_alone_knows_that_there_was_one() throws IOException {
        Files.delete(journal);
        remove(program.data().resolve("read"));
        Files.deleteIfExists(program.data().resolve("snapshots.db"));

        assertRefused("this directory was left with one of 1 entries");
    }

    /** SQLite would take the file for new, and delete the log. */
    @Test
    void a_log_without_its_journal_is_refused_and_kept() throws IOException {
        try (var server = program.serve()) {
            register(server, "In the log");
            server.kill();
        }
        remove(program.data().resolve("read"));
        Files.delete(journal);

        assertRefused("its write-ahead log journal.db-wal is there");
        assertThat(program.data().resolve("journal.db-wal")).isNotEmptyFile();
    }

    /** What was committed and not yet folded into the file stands in the log alone. */
    @Test
    void a_log_that_is_gone_is_told_by_the_read_models_and_a_kept_head_and_a_backup_gives_it_back() throws IOException {
        String backups = root.resolve("backups").toString();
        Path head = root.resolve("head.json");
        try (var server = program.serve()) {
            assertThat(program.command("backup", "create", "--to", backups)
                            .code()) // folds the log, as it is a full one
                    .isZero();
            assertThat(register(server, "In the log").statusCode()).isEqualTo(201);
            await().untilAsserted(
                            () -> assertThat(get(server, "/api/v1/sbis").body()).contains("In the log"));
            assertThat(program.command("backup", "create", "--to", backups).code())
                    .isZero();
            Files.writeString(head, program.command("head", "--sign").out());
            server.kill();
        }
        Files.delete(program.data().resolve("journal.db-wal"));
        Files.delete(program.data().resolve("journal.db-shm"));

        try (var server = program.serve()) {
            await().untilAsserted(() -> assertThat(server.err())
                    .anyMatch(line -> line.contains(
                            "made of entries up to position 2, but the journal ends at 1: entries were lost")));
            assertThat(get(server, "/api/v1/sbis").body()).contains("Kept").doesNotContain("In the log");
            server.stop();
        }
        assertThat(program.command("verify", "--head", head.toString()).code()).isEqualTo(4);
        var repaired = program.command("repair", "--from", backups, "--head", head.toString());
        assertThat(repaired.code()).as(repaired.out() + repaired.err()).isZero();
        assertThat(program.command("sbi", "list").out()).contains("Kept", "In the log");
        assertThat(program.command("verify", "--head", head.toString()).code()).isZero();
    }

    /** The read models and the lock know more than the journal that is there. */
    @Test
    void an_older_copy_is_told_and_what_came_after_it_is_listed_no_more() throws IOException {
        Path copy = root.resolve("copy.db");
        Files.copy(journal, copy);
        assertThat(program.command("sbi", "register", "After the copy").code()).isZero();
        Files.copy(copy, journal, StandardCopyOption.REPLACE_EXISTING);

        var listed = program.run("sbi", "list"); // its log is read, too

        assertThat(listed.code()).as(listed.err()).isZero();
        assertThat(listed.err()).contains("journal.db ends at position 1, it was known to reach 2");
        assertThat(listed.out()).contains("Kept").doesNotContain("After the copy");
        assertThat(program.command("sbi", "register", "Anew").code()).isZero();
        assertThat(program.command("sbi", "list").out())
                .contains("Kept", "Anew")
                .doesNotContain("After the copy");
        assertThat(program.command("verify").code()).isZero();
    }

    @Test
    void a_new_journal_is_begun_if_told_so_and_what_was_there_is_set_aside() throws IOException {
        Files.write(journal, new byte[0]);

        var begun = program.run("sbi", "register", "New", "--new"); // its log is read, too

        assertThat(begun.code()).as(begun.err()).isZero();
        assertThat(begun.err()).contains("what was there lies in").contains("set-aside");
        assertThat(program.command("sbi", "list", "--format", "json").json())
                .singleElement()
                .satisfies(it -> assertThat(it.path("title").asText()).isEqualTo("New"));
        assertThat(program.command("verify").code()).isZero();
        try (var aside = Files.list(program.data().resolve("set-aside"))) {
            assertThat(aside.toList()).singleElement().satisfies(it -> {
                assertThat(it.resolve("journal.db")).exists();
                assertThat(it.resolve("read/manifest.json")).exists();
            });
        }
    }

    @Test
    void a_whole_journal_is_not_set_aside() {
        var refused = program.command("sbi", "list", "--new");

        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("journal.db is whole and holds 1 entries", "leave --new out");
        assertThat(program.command("sbi", "list").out()).contains("Kept");
    }

    @Test
    void a_damaged_journal_is_refused_and_verify_names_the_place_with_exit_code_4() throws IOException {
        byte[] whole = Files.readAllBytes(journal);
        int pages = whole.length / PAGE;
        byte[] first = whole.clone();
        Arrays.fill(first, 0, PAGE, (byte) 0);
        byte[] last = whole.clone();
        Arrays.fill(last, whole.length - PAGE, whole.length, (byte) 0);
        Map<String, byte[]> damages = new TreeMap<>(Map.of(
                "nothing is left from page %d on".formatted(pages / 2 + 1),
                Arrays.copyOf(whole, pages / 2 * PAGE),
                "its first page, bytes 0 to 99",
                first,
                "page " + pages,
                last));

        Files.write(journal, first);
        assertRefused("journal.db is damaged");
        for (var damage : damages.entrySet()) {
            Files.write(journal, damage.getValue());
            var verified = program.command("verify");
            assertThat(verified.code()).as(verified.err()).isEqualTo(4);
            assertThat(verified.out()).contains(damage.getKey());
            assertThat(verified.err()).contains("--new").doesNotContain("Exception");
        }
        Files.write(journal, whole);
        assertThat(program.command("verify").code()).isZero();
    }

    @Test
    void a_server_whose_journal_was_removed_acknowledges_nothing_more() throws IOException {
        try (var server = program.serve()) {
            assertThat(register(server, "Acknowledged").statusCode()).isEqualTo(201);
            Files.delete(journal);

            var lost = register(server, "Lost");
            assertThat(lost.statusCode()).isEqualTo(503);
            assertThat(lost.body())
                    .contains("journal.db was removed or renamed while it was open")
                    .contains("Whether this was written is unknown")
                    .contains("Idempotency-Key")
                    .contains("behind position 2");
            var ready = get(server, "/readyz");
            assertThat(ready.statusCode()).isEqualTo(503);
            assertThat(ready.body()).contains("position").contains("can be read but takes nothing");
            await() // the read models follow
                    .untilAsserted(() -> assertThat(get(server, "/api/v1/sbis").body())
                            .contains("Kept")
                            .contains("Acknowledged"));
            assertThat(register(server, "Lost too").statusCode()).isEqualTo(503);
            server.stop();
        }
        try (var copies = Files.list(program.data().resolve("backups"))) {
            Files.copy(copies.findFirst().orElseThrow(), journal);
        }
        Files.deleteIfExists(program.data().resolve("journal.db-wal"));
        Files.deleteIfExists(program.data().resolve("journal.db-shm"));
        assertThat(program.command("sbi", "list").out()).contains("Kept", "Acknowledged");
        assertThat(program.command("verify").code()).isZero();
    }

    private void assertRefused(String why) {
        var refused = program.run("serve", "--port", "0");
        assertThat(refused.code()).as(refused.out() + refused.err()).isEqualTo(4);
        assertThat(refused.err()).contains(why).contains("--new").contains("put the right journal.db back");
    }

    private static void remove(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static HttpResponse<String> register(Program.Server server, String title) {
        return send(server.request("/sbis")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"title\":\"" + title + "\"}")));
    }

    private static HttpResponse<String> get(Program.Server server, String path) {
        return send(server.request(path));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        try (var http = HttpClient.newHttpClient()) {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
