package dev.daybook.session.ait42;

import static dev.daybook.session.ait42.Ait42ExportTest.file;
import static dev.daybook.session.ait42.Ait42ExportTest.plain;
import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.importing.Folder;
import dev.daybook.journal.StreamId;
import dev.daybook.session.SessionCommand.Delete;
import dev.daybook.session.SessionEvent;
import dev.daybook.session.SessionId;
import dev.daybook.session.Workspaces;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is known of further records of a session is what its files hold of them. */
final class FurtherRecordsTest {

    private static final String KEY = Workspaces.key("/srv/repos/shop");
    private static final String FILE = ".ait42/sessions/" + KEY + ".json";

    @TempDir
    Path temporary;

    private final Ait42Fixture user = new Ait42Fixture();

    @AfterEach
    void close() {
        user.close();
    }

    @Test
    void one_that_is_taken_out_of_its_file_is_gone() throws IOException {
        given(file(plain("a"), again("paused"), plain("b"), again("failed")));

        given(file(plain("a"), plain("b"), again("failed")));

        assertThat(places()).containsExactly(1);
        assertThat(exported()).isEqualTo(file(plain("a"), plain("b"), again("failed")));
        given(file(plain("a"), plain("b")));
        assertThat(places()).isEmpty();
        assertThat(exported()).isEqualTo(file(plain("a"), plain("b")));
    }

    @Test
    void one_that_only_stands_elsewhere_in_its_file_is_the_same() throws IOException {
        given(file(plain("b"), plain("a"), again("paused")));
        int before = facts();

        given(file(plain("a"), again("paused")));

        assertThat(facts()).isEqualTo(before);
        assertThat(exported()).isEqualTo(file(plain("a"), again("paused")));
    }

    @Test
    void those_of_a_file_that_is_damaged_stay() throws IOException {
        given(file(plain("a"), again("paused")));

        given(file(plain("a")).replace("\n]", ",\n  {\"id\": \"a\", \"ty"));

        assertThat(places()).containsExactly(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {",\n  {\"id\": \"a\", \"ty", ",\n", "\n]\n[1", "\n]\0\0\0"})
    void what_was_gone_when_a_damaged_file_was_whole_again_is_gone(String torn) throws IOException {
        given(file(plain("a"), again("paused")));
        given(file(plain("a")).replace("\n]", torn));

        given(file(plain("a")) + "\n");

        assertThat(places()).isEmpty();
        assertThat(exported()).isEqualTo(file(plain("a")) + "\n");
    }

    @Test
    void what_was_gone_when_a_file_in_another_encoding_was_written_anew_is_gone() throws IOException {
        Path written = temporary.resolve("home").resolve(FILE);
        Files.createDirectories(written.getParent());
        Files.writeString(written, "\uFEFF" + file(plain("a"), again("paused")), StandardCharsets.UTF_16LE);
        user.fixture.run(temporary.resolve("home"));
        assertThat(places()).containsExactly(1);

        given(file(plain("a")));

        assertThat(places()).isEmpty();
    }

    @Test
    void those_of_a_session_that_was_deleted_here_are_not_told_again() throws IOException {
        given(file(plain("a"), again("paused")));
        user.does(new Delete(id(), Optional.empty()));
        int before = facts();

        given(file(plain("a"), again("failed"), plain("b")));

        assertThat(facts()).isEqualTo(before);
    }

    @Test
    void they_are_told_anew_with_a_session_that_its_file_tells_anew() throws IOException {
        given(file(plain("a"), again("paused")));
        given(file(plain("b")));
        assertThat(places()).isEmpty();

        given(file(plain("a"), again("paused"), plain("b")));

        assertThat(places()).containsExactly(1);
        assertThat(exported()).isEqualTo(file(plain("a"), again("paused"), plain("b")));
    }

    private static String again(String status) {
        return plain("a").replace("\"running\"", "\"" + status + "\"");
    }

    private static SessionId id() {
        return new SessionId(KEY, "a");
    }

    private void given(String file) throws IOException {
        Folder.write(temporary.resolve("home"), FILE, file);
        user.fixture.run(temporary.resolve("home"));
    }

    private int facts() {
        return user.entries(new StreamId("session", id().text())).size();
    }

    /** Returns the places that the facts of the session come to. */
    private List<Integer> places() {
        var places = new TreeSet<Integer>();
        user.entries(new StreamId("session", id().text())).forEach(it -> {
            switch (it.event()) {
                case SessionEvent.VariantRecorded recorded -> places.add(recorded.place());
                case SessionEvent.VariantGone gone -> places.remove(gone.place());
                case SessionEvent.Deleted _ -> places.clear();
                default -> {}
            }
        });
        return List.copyOf(places);
    }

    private String exported() throws IOException {
        Path out = Files.createTempDirectory(temporary, "out");
        user.export(out);
        return Files.readString(out.resolve(FILE));
    }
}
