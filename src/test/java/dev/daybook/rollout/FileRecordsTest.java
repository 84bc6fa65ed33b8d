package dev.daybook.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the files of a unit say, as they stand there. */
class FileRecordsTest {

    @TempDir
    private Path root;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(root.resolve(name), text, StandardCharsets.UTF_8);
    }

    @Test
    void records_are_told_compactly_and_in_the_order_of_files_and_lists() throws IOException {
        List<Path> files = List.of(
                file("one", "[ {\"id\": \"b\", \"n\": 1.50},\n {\"id\": \"a\"} ]"),
                root.resolve("missing"),
                file("blank", " \n"),
                file("none", "[]"),
                file("two", "[{\"id\":\"a\",\"second\":true},{}]"));

        assertThat(FileRecords.all(files))
                .containsExactly("{\"id\":\"b\",\"n\":1.50}", "{\"id\":\"a\"}", "{\"id\":\"a\",\"second\":true}", "{}");
        assertThat(FileRecords.find(files, "a")).contains("{\"id\":\"a\"}");
        assertThat(FileRecords.find(files, "c")).isEmpty();
    }

    @Test
    void a_record_of_a_later_file_is_found() throws IOException {
        List<Path> files = List.of(file("one", "[{\"id\":\"a\"}]"), file("two", "[{\"id\":\"b\"}]"));

        assertThat(FileRecords.find(files, "b")).contains("{\"id\":\"b\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[{\"id\":\"a\"},", "{\"id\":\"a\"}", "nothing"})
    void a_file_that_is_no_list_to_its_end_is_told_by_its_name(String text) throws IOException {
        List<Path> files = List.of(file("cut.json", text));

        assertThatThrownBy(() -> FileRecords.all(files))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cut.json cannot be read: ");
        assertThatThrownBy(() -> FileRecords.find(files, "a"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cut.json cannot be read: ");
    }
}
