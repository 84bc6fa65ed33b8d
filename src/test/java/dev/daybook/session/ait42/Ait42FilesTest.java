package dev.daybook.session.ait42;

import static dev.daybook.session.ait42.Ait42ExportTest.file;
import static dev.daybook.session.ait42.Ait42ExportTest.line;
import static dev.daybook.session.ait42.Ait42ExportTest.plain;
import static dev.daybook.session.ait42.Ait42ExportTest.record;
import static dev.daybook.session.ait42.Ait42ExportTest.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.daybook.importing.Folder;
import dev.daybook.importing.Stores;
import dev.daybook.importing.file.FileStore;
import dev.daybook.importing.file.FileStore.Written;
import dev.daybook.importing.file.FilesChanged;
import dev.daybook.journal.StreamId;
import dev.daybook.session.SessionCommand.ChangeStatus;
import dev.daybook.session.SessionCommand.Create;
import dev.daybook.session.SessionCommand.Delete;
import dev.daybook.session.SessionId;
import dev.daybook.session.Workspaces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class Ait42FilesTest {

    private static final String KEY = Workspaces.key("/srv/repos/shop");
    private static final String FILE = ".ait42/sessions/" + KEY + ".json";
    private static final SessionId A = new SessionId(KEY, "a");
    private static final StreamId STREAM = new StreamId("session", A.text());

    /** Nothing of it is as the tool writes it. */
    private static final String ODD = "{ \"id\":\"odd\",\"task\" : \"caf\\u00e9\", \"n\":1.50 }";

    @TempDir
    Path home;

    private final Ait42Fixture user = new Ait42Fixture();
    private final Ait42Files files = new Ait42Files();

    @AfterEach
    void close() {
        user.close();
    }

    @Test
    void one_record_is_replaced_and_all_others_stay_byte_by_byte() throws IOException {
        given(file(ODD, plain("a"), "null", plain("b")) + "\n");
        user.does(new Create(A, with("a", "failed"), Optional.empty()));

        write();

        String wanted = file(ODD, plain("a").replace("running", "failed"), "null", plain("b")) + "\n";
        assertThat(content()).isEqualTo(wanted);
        assertThat(write()).isEmpty();
    }

    @Test
    void a_record_of_odd_spelling_keeps_it() throws IOException {
        String odd = "{ \"status\":\"running\", \"zoom\": [ 1,2 ],\"id\":\"a\",\"chatHistory\":[]}";
        given(file(plain("b"), odd));
        user.fixture.run(home);
        user.does(new ChangeStatus(A, "paused", "2026-01-02T03:04:06Z"));

        write();

        assertThat(content())
                .startsWith("[\n  " + plain("b") + ",\n  ")
                .contains("{ \"status\":\"paused\", \"zoom\": [ 1,2 ],\"id\":\"a\",\"chatHistory\":[]");
    }

    @Test
    void a_new_session_comes_last_and_a_deleted_one_goes_with_all_its_records() throws IOException {
        given(file(plain("a"), plain("b"), plain("a"), plain("c"), plain("a")));
        user.does(new Create(A, record("a"), Optional.empty()));
        assertThat(write()).isEmpty();

        user.does(new Delete(A, Optional.empty()));
        write();
        assertThat(content()).isEqualTo(file(plain("b"), plain("c")));

        user.does(new Create(A, record("a"), Optional.empty()));
        write();
        assertThat(content()).isEqualTo(file(plain("b"), plain("c"), plain("a")));
    }

    @Test
    void of_an_id_that_stands_twice_the_first_record_is_meant() throws IOException {
        given(file(plain("a"), plain("a").replace("running", "failed")));
        user.does(new Create(A, with("a", "paused"), Optional.empty()));

        write();

        assertThat(content())
                .isEqualTo(
                        file(plain("a").replace("running", "paused"), plain("a").replace("running", "failed")));
        assertThat(files.fields(home, STREAM).orElseThrow()).containsEntry("/status", "paused");
        assertThat(files.things(home, KEY)).containsExactly(STREAM);
    }

    @Test
    void records_without_a_list_are_replaced_added_and_removed_line_by_line() throws IOException {
        given(line("b") + "\n" + line("a") + "\n");
        user.does(new Create(A, with("a", "failed"), Optional.empty()));
        write();
        assertThat(content()).isEqualTo(line("b") + "\n" + line("a").replace("running", "failed") + "\n");
        assertThat(files.fields(home, STREAM).orElseThrow()).containsEntry("/status", "failed");

        user.does(new Delete(A, Optional.empty()));
        write();
        assertThat(content()).isEqualTo(line("b") + "\n");

        user.does(new Create(A, record("a"), Optional.empty()));
        write();
        assertThat(content()).isEqualTo(line("b") + "\n" + line("a") + "\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n", "[]", "[ ]"})
    void the_first_session_of_an_empty_file_is_written_into_it(String empty) throws IOException {
        given(empty);
        user.does(new Create(A, record("a"), Optional.empty()));

        write();

        assertThat(content().strip()).isEqualTo(file(plain("a")));
    }

    @Test
    void the_file_of_a_new_workspace_begins_with_its_first_session() throws IOException {
        Files.createDirectories(home.resolve(".ait42"));
        user.does(new Create(A, record("a"), Optional.empty()));
        assertThat(files.fields(home, STREAM)).isEmpty();
        assertThat(files.units(home)).isEmpty();

        write();

        assertThat(content()).isEqualTo(file(plain("a")));
        assertThat(files.units(home)).containsExactly(KEY);
        assertThat(files.files(home, KEY)).containsExactly(home.resolve(FILE));
        assertThat(files.unit(STREAM)).isEqualTo(KEY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[{\"id\":\"a\"", "[{\"id\":\"a\"}][{\"id\":\"b\"}]", "null", "\0\0\0\0", "<html>"})
    void a_damaged_file_is_refused_and_left_as_it_is(String damaged) throws IOException {
        given(damaged);
        user.does(new Create(A, record("a"), Optional.empty()));

        assertThatThrownBy(this::write).isInstanceOf(IOException.class).hasMessageContaining("is damaged (byte ");
        assertThatThrownBy(() -> files.fields(home, STREAM)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> files.things(home, KEY)).isInstanceOf(IOException.class);

        assertThat(content()).isEqualTo(damaged);
        assertThat(Folder.bytes(home)).hasSize(1);
    }

    @Test
    void without_the_folder_of_the_tool_nothing_can_be_told() {
        assertThatThrownBy(() -> files.fields(home, STREAM)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> files.units(home)).isInstanceOf(IOException.class);
    }

    @Test
    void a_link_is_never_replaced() throws IOException {
        Path target = Files.writeString(home.resolve("elsewhere.json"), "[]");
        Files.createDirectories(home.resolve(".ait42/sessions"));
        Files.createSymbolicLink(home.resolve(FILE), target);
        user.does(new Create(A, record("a"), Optional.empty()));

        assertThatThrownBy(this::write).isInstanceOf(IOException.class).hasMessageContaining("no plain file");

        assertThat(target).hasContent("[]");
    }

    @Test
    void what_the_tool_writes_after_its_news_were_taken_is_not_written_over() throws IOException {
        given(file(plain("a"), plain("b")));
        user.does(new Create(A, with("a", "failed"), Optional.empty()));
        FileStore.Check asNow = Stores.asNow(files, home, KEY);
        given(file(plain("a").replace("running", "paused"), plain("b")));

        assertThatThrownBy(() -> files.write(home, List.of(STREAM), user::entries, asNow))
                .isInstanceOf(FilesChanged.class);
        assertThatThrownBy(() -> files.write(
                        home, List.of(STREAM), user::entries, () -> given(file(plain("a"), plain("theirs")))))
                .isInstanceOf(FilesChanged.class);

        assertThat(content()).isEqualTo(file(plain("a"), plain("theirs")));
    }

    @Test
    void the_rights_of_a_file_stay() throws IOException {
        given(file(plain("b")));
        Files.setPosixFilePermissions(home.resolve(FILE), PosixFilePermissions.fromString("rw-r-----"));
        user.does(new Create(A, record("a"), Optional.empty()));

        write();

        assertThat(content()).isEqualTo(file(plain("b"), plain("a")));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve(FILE))))
                .isEqualTo("rw-r-----");
    }

    @Test
    void a_file_of_two_megabytes_changes_in_one_place() throws IOException {
        var records = new ArrayList<String>();
        for (int i = 0; i < 5_000; i++) {
            records.add(plain("s" + i));
        }
        records.set(2_000, plain("a"));
        given(file(records.toArray(String[]::new)));
        user.does(new Create(A, with("a", "failed"), Optional.empty()));

        write();

        records.set(2_000, plain("a").replace("running", "failed"));
        assertThat(content()).isEqualTo(file(records.toArray(String[]::new)));
        assertThat(content().length()).isGreaterThan(2_000_000);
        assertThat(files.things(home, KEY)).hasSize(5_000);
    }

    @ParameterizedTest
    @ValueSource(ints = {10_000, 60_000})
    void each_of_many_sessions_is_told_without_reading_the_file_as_often(int sessions) throws IOException {
        var records = new ArrayList<String>();
        for (int i = 0; i < sessions; i++) {
            records.add(plain("s" + i));
        }
        given(file(records.toArray(String[]::new)));
        var told = new AtomicInteger();

        assertTimeout(
                Duration.ofSeconds(60), // a scan for each would take most of an hour
                () -> files.each(home, KEY, (_, fields) -> {
                    assertThat(fields).containsEntry("/status", "running");
                    told.incrementAndGet();
                }));

        assertThat(told).hasValue(sessions);
    }

    @Test
    void what_another_writer_puts_into_the_file_in_place_is_told_at_once() throws IOException {
        String paused = plain("a").replace("running", "paused!");
        given(file(plain("a"), plain("b")));
        assertThat(files.fields(home, STREAM).orElseThrow()).containsEntry("/status", "running");

        given(file(paused, plain("b")));
        assertThat(files.fields(home, STREAM).orElseThrow()).containsEntry("/status", "paused!");

        given(file(plain("b"), plain("c")));
        assertThat(files.fields(home, STREAM)).isEmpty();

        Files.delete(home.resolve(FILE));
        assertThat(files.fields(home, STREAM)).isEmpty();
        assertThat(files.things(home, KEY)).isEmpty();
    }

    @Test
    void a_record_that_moved_in_a_file_of_the_same_time_and_size_is_found_again() throws IOException {
        String longer = plain("bb");
        var before = FileTime.from(Instant.parse("2026-01-02T03:04:05Z"));
        given(file(plain("a"), longer));
        Files.setLastModifiedTime(home.resolve(FILE), before);
        assertThat(files.fields(home, STREAM)).isPresent();

        Files.writeString(home.resolve(FILE), file(longer, plain("a").replace("running", "stopped")));
        Files.setLastModifiedTime(home.resolve(FILE), before);

        assertThat(files.fields(home, STREAM).orElseThrow()).containsEntry("/status", "stopped");
    }

    @Test
    void sessions_of_the_one_file_of_all_projects_stand_there() throws IOException {
        Folder.write(home, FILE, "[]");
        Folder.write(home, ".ait42/sessions.json", file(plain("old")));
        var old = new StreamId("session", "unassigned/old");
        user.does(new Create(new SessionId("unassigned", "old"), with("old", "paused"), Optional.empty()));

        Stores.write(files, home, old, user.entries(old));

        assertThat(home.resolve(".ait42/sessions.json"))
                .hasContent(file(plain("old").replace("running", "paused")));
        assertThat(files.units(home)).containsExactly(KEY, "unassigned");
    }

    private void given(String file) throws IOException {
        Folder.write(home, FILE, file);
    }

    private List<Written> write() throws IOException {
        return Stores.write(files, home, STREAM, user.entries(STREAM));
    }

    private String content() throws IOException {
        return Files.readString(home.resolve(FILE));
    }
}
