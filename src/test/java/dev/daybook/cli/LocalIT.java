package dev.daybook.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.daybook.cli.DataDirectory.Claim;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands on a directory that nobody serves: carried out in their own process, and questions without its lock. */
class LocalIT {

    private static final int TASKS = 12;
    private static final int PAGE = 4_096;

    @TempDir
    private Path root;

    @ParameterizedTest
    @ValueSource(ints = {32, 36, 40, 44, 48})
    void where_hardly_a_file_can_be_opened_no_read_model_is_taken_for_a_damaged_one(int files) throws IOException {
        var program = filled();
        String before = inReadModels(program);

        var ended = Program.end(program.launch(
                program.shell("ulimit -n " + files + "; exec \"$@\" sbi list --data " + program.data())));

        assertThat(inReadModels(program)).as(ended.err()).isEqualTo(before).doesNotContain("aside");
        assertThat(ended.code() == 0 || ended.err().matches("(?s).*(ulimit -n|Too many open files).*"))
                .as(ended.err())
                .isTrue();
    }

    private static String inReadModels(Program program) throws IOException {
        try (Stream<Path> files = Files.list(program.data().resolve("read"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.endsWith("-shm") && !name.endsWith("-wal"))
                    .sorted()
                    .toList()
                    .toString();
        }
    }

    @Test
    void read_models_that_may_not_be_written_are_told_of_in_a_sentence_each() throws IOException {
        var program = filled();
        Path models = program.data().resolve("read");
        Files.setPosixFilePermissions(models, PosixFilePermissions.fromString("r-x------"));

        var ended = program.runUnprivileged("sbi register Late --data " + program.data());

        Files.setPosixFilePermissions(models, PosixFilePermissions.fromString("rwx------"));
        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(ended.err())
                .contains("the read model sbi does not follow the journal: ")
                .doesNotContain("\tat ");
        assertThat(program.command("sbi", "list").out()).contains("Late");
    }

    @Test
    void questions_and_refusals_are_told_the_same_with_and_without_a_server() {
        var program = filled();
        var id = program.command("sbi", "list", "--format", "json")
                .json()
                .get(0)
                .path("id")
                .asText();
        var commands = new ArrayList<List<String>>();
        for (String format : List.of("table", "json", "csv", "ndjson")) {
            commands.add(List.of("sbi", "list", "--format", format));
            commands.add(List.of("sbi", "show", id, "--format", format));
            commands.add(List.of("search", "task", "--format", format));
            commands.add(List.of("config", "list", "--format", format));
        }
        commands.add(List.of("sbi", "list", "--limit", "3"));
        commands.add(List.of("sbi", "list", "--limit", "-1"));
        commands.add(List.of("sbi", "list", "--status", "NEVER"));
        commands.add(List.of("sbi", "show", "SBI-01K6GBQ7M4X2V9B8N0C5D3F1R1"));
        commands.add(List.of("sbi", "show", "none"));
        commands.add(List.of("config", "get", "none"));
        commands.add(List.of("config", "get", "a", "--as", "José"));
        commands.add(List.of("checkpoints"));
        commands.add(List.of("item", "list"));
        commands.add(List.of("session", "list"));
        commands.add(List.of("session", "workspaces"));
        commands.add(List.of("token", "list"));

        var alone = commands.stream().map(it -> told(program, it)).toList();
        try (var _ = program.served()) {
            assertThat(commands.stream().map(it -> told(program, it))).containsExactlyElementsOf(alone);
        }
    }

    @Test
    void changes_are_carried_out_the_same_with_and_without_a_server() {
        var changes = List.of(
                List.of("config", "set", "a", "2", "--key", "once"),
                List.of("config", "set", "a", "2", "--key", "once"),
                List.of("config", "set", "a", "3", "--key", "once"),
                List.of("config", "set", "a", "3", "--revision", "7"),
                List.of("config", "remove", "none"),
                List.of("checkpoint", "here", "--why", "to see"));
        var alone = filled();
        var without = changes.stream().map(it -> told(alone, it)).toList();
        var served = Program.in(root.resolve("served"));
        fill(served);
        try (var _ = served.served()) {
            assertThat(changes.stream().map(it -> told(served, it))).containsExactlyElementsOf(without);
        }
    }

    @Test
    void a_key_is_the_same_key_with_and_without_a_server() {
        var program = filled();
        var first = program.command("config", "set", "b", "1", "--key", "k", "--format", "json")
                .json();
        try (var _ = program.served()) {
            var again = program.command("config", "set", "b", "1", "--key", "k", "--format", "json")
                    .json();
            assertThat(again.path("replayed").asBoolean()).isTrue();
            assertThat(again.path("position")).isEqualTo(first.path("position"));
        }
    }

    @Test
    void a_question_needs_no_lock_and_who_waits_for_it_is_told_for_whom() throws Exception {
        var program = filled();
        var before = told(program, List.of("sbi", "list"));
        var held = (Claim.Mine) DataDirectory.at(program.data()).claim("test of locks");
        Process writing;
        try (var _ = held.lock()) {
            var asked = program.run("sbi", "list");
            assertThat(asked.out()).as(asked.err()).isEqualTo(before.getFirst());
            assertThat(asked.err()).isEmpty();

            writing = program.startOnData("config", "set", "c", "1");
            var err = new BufferedReader(new InputStreamReader(writing.getErrorStream(), StandardCharsets.UTF_8));
            assertThat(err.readLine())
                    .isEqualTo("waiting for process %d (daybook test of locks), which has %s"
                            .formatted(ProcessHandle.current().pid(), program.data()));
        }
        assertThat(writing.waitFor()).isZero();
    }

    @Test
    void a_question_reads_what_a_killed_server_left() throws Exception {
        var program = filled();
        var before = told(program, List.of("sbi", "list", "--format", "csv"));
        try (var server = program.serve()) {
            program.command("sbi", "register", "Written just before");
            program.command("sbi", "list"); // asked of the server
            long head = program.command("projections", "--format", "json")
                    .json()
                    .at("/0/head")
                    .asLong();
            await().until(() -> readModels(program).stream().allMatch(file -> posted(file) == head));
            server.kill();
        }
        var held = (Claim.Mine) DataDirectory.at(program.data()).claim("somebody");
        try (var _ = held.lock()) { // nobody brings anything up to date meanwhile
            var after = program.run("sbi", "list", "--format", "csv");
            assertThat(after.err()).isEmpty();
            assertThat(after.out())
                    .contains("Written just before")
                    .contains(before.getFirst().lines().skip(1).toList());
        }
    }

    /** Returns how far the rows of a read model go, as its file says: a server knows it a moment sooner. */
    private static long posted(Path file) {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var sql = connection.createStatement();
                var row = sql.executeQuery("SELECT position FROM checkpoint")) {
            assertThat(row.next()).isTrue();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"table", "json", "ndjson", "csv"})
    void a_question_that_finds_damaged_read_models_has_them_built_anew_and_is_answered(String format)
            throws IOException, SQLException {
        var program = filled();
        var question = List.of("sbi", "list", "--format", format);
        var before = told(program, question);
        for (Path file : readModels(program)) {
            emptyTables(file);
        }

        assertThat(told(program, question)).isEqualTo(before);
        assertThat(program.command("verify").code()).isZero();
    }

    /** Makes zeros of the first page of each table, but for those that say how far the rows go. */
    private static void emptyTables(Path file) throws IOException, SQLException {
        byte[] content = Files.readAllBytes(file);
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var sql = connection.createStatement();
                var page = sql.executeQuery("SELECT rootpage FROM sqlite_schema WHERE type = 'table' AND rootpage > 0"
                        + " AND name NOT IN ('checkpoint', 'quarantine')")) {
            while (page.next()) {
                int from = (page.getInt(1) - 1) * PAGE;
                Arrays.fill(content, from, from + PAGE, (byte) 0);
            }
        }
        Files.write(file, content);
    }

    @Test
    void a_question_that_finds_a_read_model_missing_or_emptied_has_it_built_anew_and_is_answered() throws IOException {
        var program = filled();
        var before = told(program, List.of("sbi", "list"));
        for (Path file : readModels(program)) {
            Files.delete(file);
            assertThat(told(program, List.of("sbi", "list"))).isEqualTo(before);
        }
        for (Path file : readModels(program)) {
            Files.write(file, new byte[0]);
            assertThat(told(program, List.of("sbi", "list"))).isEqualTo(before);
        }
        Files.write(program.data().resolve("read/manifest.json"), new byte[0]);
        assertThat(told(program, List.of("sbi", "list"))).isEqualTo(before);
        assertThat(program.command("verify").code()).isZero();
    }

    private static List<Path> readModels(Program program) throws IOException {
        try (var files = Files.list(program.data().resolve("read"))) {
            return files.filter(file -> file.toString().endsWith(".db")).toList();
        }
    }

    @Test
    void what_cannot_be_written_is_read_all_the_same_or_refused_with_what_to_do() throws IOException {
        var program = filled();
        var before = told(program, List.of("sbi", "list"));
        try (var _ = readOnly(program)) {
            assertThat(told(program, List.of("sbi", "list"))).isEqualTo(before);
            assertThat(program.run("sbi", "list").out()).isEqualTo(before.getFirst());
        }
        for (Path file : readModels(program)) {
            Files.write(file, new byte[0]);
        }
        try (var _ = readOnly(program)) {
            var refused = program.command("sbi", "list");
            assertThat(refused.code()).isEqualTo(1);
            assertThat(refused.err())
                    .contains(program.data() + " cannot be written", "copy it to where it can be written")
                    .doesNotContain("Exception");
        }
    }

    /** Takes the right to write from all folders, which root does not need. */
    private static Closeable readOnly(Program program) throws IOException {
        allow(program, "r-xr-xr-x");
        Closeable again = () -> allow(program, "rwxr-xr-x");
        if (Files.isWritable(program.data())) {
            again.close();
            abort("this user may write everywhere");
        }
        return again;
    }

    private static void allow(Program program, String rights) throws IOException {
        try (var files = Files.walk(program.data())) {
            for (Path folder : files.filter(Files::isDirectory).toList()) {
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(rights));
            }
        }
    }

    @Test
    void questions_go_on_while_read_models_are_built_anew_and_swapped() throws Exception {
        var program = filled();
        var before = told(program, List.of("sbi", "list"));
        for (int round = 0; round < 2; round++) {
            var rebuild = program.startOnData("rebuild");
            int asked = 0;
            do {
                assertThat(told(program, List.of("sbi", "list"))).isEqualTo(before);
                asked++;
            } while (rebuild.isAlive());
            Program.Ended ended = Program.end(rebuild);
            assertThat(ended.code()).as(ended.err()).isZero();
            assertThat(asked).isPositive();
        }
        assertThat(told(program, List.of("sbi", "list"))).isEqualTo(before);
    }

    @Test
    void what_was_written_without_the_read_models_is_there_for_the_next_question() {
        var program = filled();
        for (int i = 0; i < 5; i++) {
            program.command("config", "set", "count", Integer.toString(i));
            assertThat(program.command("config", "get", "count").out()).isEqualTo(i + "\n");
        }
    }

    private Program filled() {
        var program = Program.in(root.resolve("alone"));
        fill(program);
        return program;
    }

    private static void fill(Program program) {
        for (int i = 0; i < TASKS; i++) {
            program.command("sbi", "register", "Task " + i);
        }
        program.command("config", "set", "a", "1");
    }

    /** What a command says on both outputs, and how it ends; without what differs from run to run. */
    private static List<String> told(Program program, List<String> command) {
        var ended = program.command(command.toArray(String[]::new));
        return Stream.of(ended.out(), ended.err(), Integer.toString(ended.code()))
                .map(it -> it.replace(program.data().toString(), "DATA"))
                .toList();
    }
}
