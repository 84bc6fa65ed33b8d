package dev.daybook.session.ait42;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.domain.LongText;
import dev.daybook.importing.Finding;
import dev.daybook.importing.Folder;
import dev.daybook.session.Message;
import dev.daybook.session.SessionCommand.AddMessage;
import dev.daybook.session.SessionCommand.ChangeStatus;
import dev.daybook.session.SessionCommand.Create;
import dev.daybook.session.SessionCommand.Delete;
import dev.daybook.session.SessionId;
import dev.daybook.session.SessionRecord;
import dev.daybook.session.WorkspaceEvent.Located;
import dev.daybook.session.Workspaces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class Ait42ExportTest {

    private static final String KEY = Workspaces.key("/srv/repos/shop");
    private static final String FILE = ".ait42/sessions/" + KEY + ".json";
    private static final String MAPPING = ".ait42/workspace_mapping.json";
    private static final String AT = "2026-01-02T03:04:05Z";
    private static final String LATER = "2026-01-02T03:04:06Z";

    /** Keys out of order, one unknown, one missing, blanks where the tool has none. */
    private static final String ODD =
            "{ \"status\":\"running\",\"id\":\"odd\", \"type\": \"debate\",\n\"task\":\"caf\\u00e9\","
                    + "\"zoom\": [ 1,2 ],\"createdAt\":\"" + AT + "\",\"updatedAt\":\"" + AT
                    + "\",\"instances\":[],\"chatHistory\":[]}";

    @TempDir
    Path temporary;

    private final Ait42Fixture user = new Ait42Fixture();

    @AfterEach
    void close() {
        user.close();
    }

    @Test
    void a_session_that_was_changed_and_changed_back_is_written_as_it_was() throws IOException {
        given(file(plain("a"), ODD, plain("b")));

        user.does(new ChangeStatus(id("a"), "paused", LATER));
        user.does(new ChangeStatus(id("odd"), "paused", LATER));
        user.does(new ChangeStatus(id("a"), "running", "2026-01-03T03:04:05Z"));
        user.does(new ChangeStatus(id("odd"), "running", "2026-01-03T03:04:05Z"));

        assertThat(exported()).isEqualTo(file(plain("a"), ODD, plain("b")));
    }

    @Test
    void one_changed_value_changes_only_itself_and_the_time() throws IOException {
        given(file(plain("a"), ODD, plain("b")));

        user.does(new ChangeStatus(id("a"), "paused", LATER));
        user.does(new ChangeStatus(id("odd"), "failed", LATER));

        assertThat(exported())
                .isEqualTo(file(
                        plain("a")
                                .replace("\"running\"", "\"paused\"")
                                .replace("\"updatedAt\": \"" + AT, "\"updatedAt\": \"" + LATER),
                        ODD.replace("\"running\"", "\"failed\"")
                                .replace("\"updatedAt\":\"" + AT, "\"updatedAt\":\"" + LATER),
                        plain("b")));
    }

    @Test
    void a_time_that_was_taken_from_another_one_stays_when_that_changes() throws IOException {
        String lacking = ODD.replace("\"createdAt\":\"" + AT + "\",", "").replace("\"type\": \"debate\",\n", "");
        given(file(lacking));

        user.does(new ChangeStatus(id("odd"), "failed", LATER));

        assertThat(exported()).contains("\"status\":\"failed\"", "\"createdAt\":\"" + AT + "\"");
        assertThat(exported()).contains("\"zoom\": [ 1,2 ]").doesNotContain("type");
    }

    @Test
    void every_spelling_of_a_number_stays_when_another_field_changes() throws IOException {
        String numbers = "\"zoom\": [-0.0, 0e0, 1e5, 1.0, 1E+2, 1.10, 123456789012345678901234567890, -0, 1e-400]";
        String spelled = ODD.replace("\"zoom\": [ 1,2 ]", numbers + ", \"totalDuration\": 6e1, \"winnerId\": -0.0");
        given(file(plain("a"), spelled));

        user.does(new ChangeStatus(id("odd"), "failed", LATER));

        assertThat(exported())
                .isEqualTo(file(
                        plain("a"),
                        spelled.replace("\"running\"", "\"failed\"")
                                .replace("\"updatedAt\":\"" + AT, "\"updatedAt\":\"" + LATER)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n]\n", "]", "\n]\r\n\r\n", "\n]\n]", "\n]\0\0", "\n", ""})
    void how_a_list_ends_stays(String end) throws IOException {
        given(file(plain("a"), plain("b")).replace("\n]", end));

        assertThat(exported()).isEqualTo(file(plain("a"), plain("b")).replace("\n]", end));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n]\n", "]", "\n]\r\n\r\n"})
    void how_a_list_ends_stays_when_a_record_is_taken_out_of_it(String end) throws IOException {
        given(file(plain("a"), plain("b")).replace("\n]", end));

        user.does(new Delete(id("a"), Optional.empty()));

        assertThat(exported()).isEqualTo(file(plain("b")).replace("\n]", end));
    }

    @Test
    void records_without_a_list_stay_so_and_change_in_place() throws IOException {
        String lines = line("a") + "\n" + ODD + "\n" + line("b") + "\n";
        given(lines);
        assertThat(exported()).isEqualTo(lines);

        user.does(new ChangeStatus(id("b"), "failed", LATER));
        assertThat(exported())
                .isEqualTo(line("a") + "\n" + ODD + "\n"
                        + line("b")
                                .replace("running", "failed")
                                .replace("updatedAt\":\"" + AT, "updatedAt\":\"" + LATER)
                        + "\n");

        user.does(new Delete(id("b"), Optional.empty()));
        user.does(new Delete(id("a"), Optional.empty()));
        user.does(new Create(id("new"), record("new"), Optional.empty()));
        assertThat(exported()).isEqualTo(ODD + "\n" + line("new") + "\n");
    }

    static String line(String id) {
        return new String(SessionRendering.line(record(id)), java.nio.charset.StandardCharsets.UTF_8);
    }

    @Test
    void what_the_agents_and_the_installer_write_comes_back() throws IOException {
        Path home = temporary.resolve("home");
        Folder.write(home, ".ait42/config.yaml", "agents: 49\n");
        Folder.write(home, ".ait42/memory/providers/claude-stats.yaml", "runs: 3\n");
        Folder.write(home, ".ait42/tasks/empty", "");
        Folder.write(home, ".ait42/agents/a/notes.md", "# Notes\n");
        given(file(plain("a")));

        exported();

        assertThat(Folder.bytes(last)).isEqualTo(Folder.bytes(home));
    }

    @Test
    void a_secret_beside_what_the_agents_write_is_not_imported() throws IOException {
        Path home = temporary.resolve("home");
        Folder.write(home, ".ait42/agents/a/.env", "KEY=hush\n");
        Folder.write(home, ".ait42/agents/a/notes.md", "# Notes\n");
        given(file(plain("a")));

        exported();

        assertThat(Folder.bytes(last))
                .containsKey(".ait42/agents/a/notes.md")
                .doesNotContainKey(".ait42/agents/a/.env");
    }

    @Test
    void new_sessions_come_last_and_deleted_ones_are_left_out() throws IOException {
        given(file(plain("a"), ODD, plain("b"), plain("b").replace("\"running\"", "\"failed\"")));

        user.does(new Create(id("new"), record("new"), Optional.empty()));
        user.does(new Delete(id("a"), Optional.empty()));

        assertThat(exported())
                .isEqualTo(file(ODD, plain("b"), plain("b").replace("\"running\"", "\"failed\""), plain("new")));

        user.does(new Delete(id("odd"), Optional.empty()));
        user.does(new Delete(id("b"), Optional.empty()));
        user.does(new Delete(id("new"), Optional.empty()));

        assertThat(exported()).isEqualTo("[]");
    }

    @Test
    void an_empty_list_of_a_folder_that_nobody_names_is_written() throws IOException {
        given("[]");

        assertThat(exported()).isEqualTo("[]");

        user.does(new Create(id("new"), record("new"), Optional.empty()));

        assertThat(exported()).isEqualTo(file(plain("new")));
    }

    @Test
    void a_second_record_that_a_command_made_comes_last() throws IOException {
        given(file(plain("a"), plain("b")));

        user.does(new Create(
                id("a"),
                with("a", "paused"),
                Optional.of(new LongText(plain("a").replace("\"running\"", "\"paused\"")))));

        assertThat(exported()).isEqualTo(file(plain("a"), plain("b"), plain("a").replace("\"running\"", "\"paused\"")));
    }

    @Test
    void a_workspace_that_only_commands_know_gets_its_file_and_its_line() throws IOException {
        Folder.write(temporary.resolve("home"), MAPPING, "{\n  \"" + KEY + "\": \"/srv/repos/shop\"\n}");
        given(file(plain("a")));
        String other = Workspaces.key("/srv/repos/other");

        user.locates(new Located(other, Optional.of("/srv/repos/other"), other));
        user.does(new Create(new SessionId(other, "x"), record("x"), Optional.empty()));

        assertThat(exported()).isEqualTo(file(plain("a")));
        assertThat(read(".ait42/sessions/" + other + ".json")).isEqualTo(file(plain("x")));
        assertThat(read(MAPPING))
                .isEqualTo("{\n  \"" + KEY + "\": \"/srv/repos/shop\",\n  \"" + other + "\": \"/srv/repos/other\"\n}");
    }

    @Test
    void a_mapping_begins_with_the_first_folder_that_is_named() throws IOException {
        given(file(plain("a")));

        user.locates(new Located(KEY, Optional.of("/srv/repos/shop"), KEY));

        assertThat(exported()).isEqualTo(file(plain("a")));
        assertThat(read(MAPPING)).isEqualTo("{\n  \"" + KEY + "\": \"/srv/repos/shop\"\n}");
    }

    @Test
    void a_damaged_file_is_written_as_it_was_unless_something_in_it_has_changed() throws IOException {
        String cut = file(plain("a"), plain("b")) + "\n[{\"id\": \"c\", \"ty";
        given(cut);

        assertThat(exported()).isEqualTo(cut);

        user.does(new ChangeStatus(id("b"), "paused", LATER));
        var report = user.export(temporary.resolve("changed"));

        assertThat(Files.readString(temporary.resolve("changed").resolve(FILE)))
                .isEqualTo(file(
                        plain("a"),
                        plain("b")
                                .replace("\"running\"", "\"paused\"")
                                .replace("\"updatedAt\": \"" + AT, "\"updatedAt\": \"" + LATER)));
        assertThat(report.findings()).extracting(Finding::code).containsExactly("TRUNCATED_JSON");
    }

    @Test
    void a_message_is_added_to_the_sessions_of_a_file_of_another_era() throws IOException {
        Folder.write(temporary.resolve("home"), ".ait42/sessions.json", file(plain("old")));
        given(file(plain("a")));

        user.does(new AddMessage(
                new SessionId(SessionId.UNASSIGNED, "old"),
                new Message("m", "user", new LongText("hi"), LATER, Optional.empty(), Optional.empty()),
                LATER));

        assertThat(exported()).isEqualTo(file(plain("a")));
        assertThat(read(".ait42/sessions.json"))
                .contains("\"content\": \"hi\"")
                .contains("\"updatedAt\": \"" + LATER + "\"");
    }

    @Test
    void several_homes_are_written_each_into_its_own_folder() throws IOException {
        given(file(plain("a"), plain("b")));
        Folder.write(temporary.resolve("second"), FILE, file(plain("c"), plain("d")));
        user.fixture.run(temporary.resolve("second"));

        user.export(temporary.resolve("both"));

        var homes = Folder.bytes(temporary.resolve("both"));
        assertThat(homes.keySet()).containsExactlyInAnyOrder("main/" + FILE, "second/" + FILE);
        assertThat(Files.readString(temporary.resolve("both/main").resolve(FILE)))
                .isEqualTo(file(plain("a"), plain("b")));
        assertThat(Files.readString(temporary.resolve("both/second").resolve(FILE)))
                .isEqualTo(file(plain("c"), plain("d")));
    }

    @Test
    void what_was_written_is_imported_without_news() throws IOException {
        given(file(plain("a"), ODD, "7", plain("a")));
        user.does(new ChangeStatus(id("a"), "paused", LATER));
        user.does(new Create(id("new"), record("new"), Optional.empty()));
        user.export(temporary.resolve("again"));

        user.fixture.run(temporary.resolve("again"));
        user.export(temporary.resolve("third"));

        assertThat(Folder.bytes(temporary.resolve("third"))).isEqualTo(Folder.bytes(temporary.resolve("again")));
    }

    private void given(String file) throws IOException {
        Folder.write(temporary.resolve("home"), FILE, file);
        user.fixture.run(temporary.resolve("home"));
    }

    private String exported() throws IOException {
        Path out = Files.createTempDirectory(temporary, "out");
        user.export(out);
        last = out;
        return read(FILE);
    }

    private Path last = Path.of("");

    private String read(String file) throws IOException {
        return Files.readString(last.resolve(file));
    }

    private static SessionId id(String id) {
        return new SessionId(KEY, id);
    }

    static String file(String... records) {
        return "[\n  " + String.join(",\n  ", records) + "\n]";
    }

    static String plain(String id) {
        return new String(SessionRendering.bytes(record(id)), java.nio.charset.StandardCharsets.UTF_8);
    }

    static SessionRecord record(String id) {
        return with(id, "running");
    }

    static SessionRecord with(String id, String status) {
        return new SessionRecord(
                id,
                new dev.daybook.session.Profile(
                        "competition",
                        "Add login",
                        status,
                        AT,
                        AT,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                List.of(),
                List.of());
    }
}
