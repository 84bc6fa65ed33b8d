package dev.daybook.importing.container;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.domain.Json;
import dev.daybook.domain.Spelling;
import dev.daybook.importing.Limits;
import dev.daybook.importing.container.Container.Added;
import dev.daybook.importing.container.Container.Damaged;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A file that is one record: a JSON object. */
class ObjectDocumentTest {

    private static final ObjectDocument OBJECT = ObjectDocument.jsonObject();

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static Container.Contents read(ObjectDocument document, String text) {
        return document.read("a.json", bytes(text), Limits.DEFAULT);
    }

    private static List<String> told(Container.Contents contents) {
        return contents.findings().stream()
                .map(finding -> finding.severity() + " " + finding.code())
                .toList();
    }

    @Test
    void the_record_is_all_but_the_mark_and_the_blanks_around_it() throws Damaged {
        for (String around : List.of("|", " \t\r\n| \t\r\n", "|\0", "\uFEFF|\n", "\uFEFF |")) {
            String text = around.replace("|", "{ \"a\": 1 }");

            assertThat(read(OBJECT, text).pieces()).as(around).singleElement().satisfies(piece -> {
                assertThat(piece.value()).isEqualTo(new Json("{\"a\":1}"));
                assertThat(text(text, piece.place())).isEqualTo("{ \"a\": 1 }");
            });
            if (around.indexOf('\0') < 0) {
                assertThat(OBJECT.places(bytes(text), "/id", false))
                        .singleElement()
                        .satisfies(place -> assertThat(text(text, place)).isEqualTo("{ \"a\": 1 }"));
            }
        }
    }

    private static String text(String text, Container.Place place) {
        return new String(bytes(text), place.start(), place.end() - place.start(), UTF_8);
    }

    @Test
    void what_is_no_object_is_no_record() {
        assertThat(read(OBJECT, "{\"a\":1}").whole()).isTrue();
        assertThat(read(OBJECT, "{\n  \"a\": 1\n}").as().indent()).isEqualTo("  ");
        for (String text : List.of("[1]", "no json", "", "{\n<<<<<<< a\n\"a\":1\n=======\n\"a\":2\n>>>>>>> b\n}\n")) {
            assertThat(read(OBJECT, text).pieces()).as(text).isEmpty();
            assertThat(read(OBJECT, text).whole()).as(text).isFalse();
        }
        assertThat(told(read(OBJECT, "[1]"))).containsExactly("ERROR WRONG_TYPE");
        assertThat(OBJECT.value(bytes("[1]"))).isEmpty();
        assertThat(OBJECT.value(bytes("{'a':1}"))).contains(new Json("{\"a\":1}"));
    }

    @Test
    void a_damaged_one_costs_more_where_the_tool_cannot_go_on_without_it() {
        assertThat(told(read(OBJECT, "{\"a\":"))).isNotEqualTo(told(read(OBJECT.orDefaults(), "{\"a\":")));
    }

    @Test
    void a_file_of_which_the_tool_would_choke_is_refused() throws Damaged {
        for (String text : List.of("[1]", "", "7")) {
            assertThatThrownBy(() -> OBJECT.places(bytes(text), "/id", true))
                    .as(text)
                    .isInstanceOf(Damaged.class)
                    .hasMessage("byte 0: want a JSON object");
        }
        for (String text : List.of("{\"a\":1} {}", "{\"a\":1")) {
            assertThatThrownBy(() -> OBJECT.places(bytes(text), "/id", true))
                    .as(text)
                    .isInstanceOf(Damaged.class)
                    .hasMessageEndingWith("want one JSON object and no more");
        }
        assertThatThrownBy(() -> OBJECT.places(bytes("{\"a\":1,}"), "/id", false))
                .isInstanceOf(Damaged.class);
        assertThat(OBJECT.places(bytes("{\"a\":1,}"), "/id", true)).hasSize(1);
    }

    @Test
    void it_is_changed_in_its_place_and_another_one_is_the_file() {
        assertThat(OBJECT.revise(bytes("{ \"a\" : 1 }"), new Json("{\"a\":2}"), Spelling.COMPACT))
                .isEqualTo(bytes("{ \"a\" : 2 }"));
        assertThat(OBJECT.revise(bytes("[1]"), new Json("{\"a\":2}"), Spelling.COMPACT))
                .isEqualTo(bytes("[1]"));
        assertThat(OBJECT.edit(bytes("{}\n"), Spelling.COMPACT, List.of(), List.of()))
                .isEqualTo(bytes("{}\n"));
        assertThat(OBJECT.edit(
                        bytes("{}\n"),
                        Spelling.COMPACT,
                        List.of(),
                        List.of(new Added(List.of(), new Json("{\"a\":1}")))))
                .isEqualTo(bytes("{\"a\":1}"));
    }
}
