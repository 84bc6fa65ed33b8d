package dev.daybook.importing.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which files are of one form, and which of them a record stands in. */
class LayoutTest {

    private static Layout layout(String path, String id) {
        return new Layout(path, Layout.Role.RECORDS, Optional.empty(), "kind", id);
    }

    private static Layout layout(String path) {
        return layout(path, "/id");
    }

    @Test
    void one_star_is_any_part_of_a_name_and_two_are_any_names() {
        assertThat(List.of("a/b.json", "a/.json", "a/b c.json")).allMatch(layout("a/*.json")::matches);
        assertThat(List.of("a/b/c.json", "b/b.json", "a/bxjson", "a/b.json.bak", "x/a/b.json"))
                .noneMatch(layout("a/*.json")::matches);
        assertThat(List.of("a/b.json", "a/b/c.json")).allMatch(layout("a/**")::matches);
        assertThat(List.of("a", "ab/c", "b/a/c")).noneMatch(layout("a/**")::matches);
        assertThat(layout("a.b+(c)").matches("a.b+(c)")).isTrue();
        assertThat(layout("a.b").matches("axb")).isFalse();
    }

    @Test
    void its_folder_is_the_one_that_all_its_files_are_in() {
        assertThat(layout("a/b/c.json").folder()).isEqualTo("a/b");
        assertThat(layout("a/b/*.json").folder()).isEqualTo("a/b");
        assertThat(layout("a/b*/c.json").folder()).isEqualTo("a");
        assertThat(layout("a/**/c.json").folder()).isEqualTo("a");
        assertThat(layout("c.json").folder()).isEmpty();
        assertThat(layout("**").folder()).isEmpty();
        assertThat(layout("a/c.json").isOneFile()).isTrue();
        assertThat(layout("a/*").isOneFile()).isFalse();
    }

    @Test
    void a_file_that_is_a_record_is_named_by_what_comes_after_the_folder() {
        assertThat(layout("a/b/*.json").name("a/b/c.json").textValue()).isEqualTo("c.json");
        assertThat(layout("*.json").name("c.json").textValue()).isEqualTo("c.json");
    }

    @Test
    void the_key_of_a_record_tells_its_file_where_files_of_the_form_are_many() {
        assertThat(layout("a/b/*.json", Format.NAME).file("c.json")).contains("a/b/c.json");
        assertThat(layout("*.json", Format.NAME).file("c.json")).contains("c.json");
        assertThat(layout("a/*.json", Format.POSITION).file("c~1d.json/7")).contains("a/c/d.json");
        assertThat(layout("a/*.json", Format.CONTENT).file("7")).isEmpty();
        assertThat(layout("a/c.json", "/id").file("7")).contains("a/c.json");
        assertThat(layout("a/*.json", "/id").file("7")).isEmpty();
    }
}
