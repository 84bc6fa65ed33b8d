package dev.daybook.importing.container;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.domain.Json;
import dev.daybook.domain.Spelling;
import dev.daybook.domain.Spelling.Escapes;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What all have in common that hold records. */
class ContainerTest {

    private static final Container JSON = JsonDocument.json().each("/#");

    private static List<String> difference(String before, String after) {
        return Container.difference(new Json(before), new Json(after)).stream()
                .map(change ->
                        change.pointer() + " " + change.now().map(Json::text).orElse("-"))
                .toList();
    }

    @Test
    void values_differ_by_the_smallest_that_do() {
        assertThat(difference("{\"a\":1}", "{\"a\":1}")).isEmpty();
        assertThat(difference("{\"a\":1,\"b\":{\"c\":2,\"d\":3}}", "{\"b\":{\"c\":2,\"d\":4},\"e\":null}"))
                .containsExactly("/a -", "/b/d 4", "/e null");
        assertThat(difference("{\"l\":[1,{\"a\":2},3]}", "{\"l\":[1,{\"a\":4},5]}"))
                .containsExactly("/l/1/a 4", "/l/2 5");
        assertThat(difference("{\"l\":[1,2]}", "{\"l\":[1]}")).containsExactly("/l [1]");
        assertThat(difference("{\"l\":[1]}", "{\"l\":{\"0\":1}}")).containsExactly("/l {\"0\":1}");
        assertThat(difference("{\"l\":{\"0\":1}}", "{\"l\":[1]}")).containsExactly("/l [1]");
        assertThat(difference("1", "2")).containsExactly(" 2");
    }

    @Test
    void a_record_is_spelled_as_it_stands_however_deep_that_is() {
        String record = "{\n      \"a\": \"\\u5728\"\n    }";
        var value = new Json("{\"a\":\"在\"}");

        Spelling look = JSON.look(record.getBytes(UTF_8), value, 2);

        assertThat(look.indent()).isEqualTo("  ");
        assertThat(look.escapes()).isNotEqualTo(Escapes.NONE);
        assertThat(JSON.print(value, 2, look)).asString(UTF_8).isEqualTo(record);
        assertThat(JSON.look("{\n   \"a\": 1\n}".getBytes(UTF_8), new Json("{\"a\":1}"), 1)
                        .indent())
                .isEqualTo("   ");
    }

    @Test
    void a_record_that_is_cut_has_no_id() {
        assertThat(JSON.id("{\"id\":\"a\"}".getBytes(UTF_8), "/id")).contains("a");
        assertThat(JSON.id("{\"id\":\"a\"".getBytes(UTF_8), "/id")).isEmpty();
    }

    @Test
    void a_file_of_lines_begins_empty() {
        assertThat(LinesDocument.jsonLines().empty()).isEmpty();
        assertThat(LinesDocument.jsonLines().place(new byte[0], List.of())).isEmpty();
    }
}
