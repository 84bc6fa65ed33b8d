package dev.daybook.importing.container;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.domain.Json;
import dev.daybook.domain.Spelling;
import dev.daybook.importing.Finding;
import dev.daybook.importing.Limits;
import dev.daybook.importing.container.Container.Added;
import dev.daybook.importing.container.Container.Damaged;
import dev.daybook.importing.container.Container.Pieces;
import dev.daybook.importing.container.Container.Pulled;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One JSON value with records somewhere in it. */
class JsonDocumentTest {

    private static final JsonDocument TAGGED =
            JsonDocument.json().each("/tasks/#", "main").each("/*/tasks/#");
    private static final JsonDocument LIST =
            JsonDocument.json().each("/#").each("/sessions/#").orBare("[]");

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static Container.Contents read(JsonDocument document, String text) {
        return document.read("a.json", bytes(text), Limits.DEFAULT);
    }

    private static List<String> told(List<Finding> findings) {
        return findings.stream()
                .map(finding -> "%s %s '%s'".formatted(finding.severity(), finding.code(), finding.where()))
                .toList();
    }

    private static String edited(
            JsonDocument document, String text, Collection<List<String>> removed, List<String> to, String... records) {
        List<Added> added = List.of(records).stream()
                .map(record -> new Added(to, new Json(record)))
                .toList();
        return new String(document.edit(bytes(text), Spelling.COMPACT, removed, added), UTF_8);
    }

    @Test
    void a_file_without_records_is_what_is_looked_in_first() {
        assertThat(JsonDocument.json().each("/#").empty()).isEqualTo(bytes("[]\n"));
        assertThat(JsonDocument.json().each("/*").each("/#").empty()).isEqualTo(bytes("{}\n"));
        assertThat(JsonDocument.json().each("/#").each("/*").empty()).isEqualTo(bytes("[]\n"));
        assertThat(JsonDocument.json().each("/a/#").empty()).isEqualTo(bytes("{}\n"));
        assertThat(JsonDocument.json().orBare("").each("/#").empty()).isEmpty();
        assertThat(LIST.empty()).isEqualTo(bytes("[]"));
    }

    @Test
    void records_are_read_with_the_spelling_of_all_of_the_file() {
        Container.Contents contents = read(TAGGED, "{\n  \"tasks\": [\n    1\n  ],\n  \"b\": {\"tasks\": [2]}\n}\n");

        assertThat(contents.whole()).isTrue();
        assertThat(contents.findings()).isEmpty();
        assertThat(contents.pieces()).extracting(Container.Piece::where).containsExactly("/tasks/0", "/b/tasks/0");
        assertThat(contents.pieces())
                .extracting(piece -> piece.place().names())
                .containsExactly(List.of("main"), List.of("b"));
        assertThat(contents.as().indent()).isEqualTo("  ");
        assertThat(contents.as().verbatim()).isEmpty();
    }

    @Test
    void a_file_that_two_have_changed_tells_no_records() {
        Container.Contents torn = read(LIST, "[\n<<<<<<< ours\n1\n=======\n2\n>>>>>>> theirs\n]\n");

        assertThat(torn.whole()).isFalse();
        assertThat(torn.pieces()).isEmpty();
        assertThat(told(torn.findings())).contains("WARN CONFLICT_MARKER ''");
        assertThat(read(LIST, "no json").pieces()).isEmpty();
        assertThat(read(LIST, "no json").whole()).isFalse();
    }

    @Test
    void of_a_name_that_stands_twice_the_last_record_counts() {
        Container.Contents contents = read(JsonDocument.json().each("/*"), "{\"a\":1,\"b\":2,\"a\":3}");

        assertThat(contents.pieces())
                .extracting(piece -> piece.where() + piece.value().text())
                .containsExactly("/b2", "/a3");
    }

    @Test
    void a_large_file_is_pulled_record_by_record_with_what_stands_between_them() throws IOException {
        Pieces pieces = pieces("{\"v\": 1, \"tasks\": [ {\"id\":1}, \"x\" ,\n 3]}\n");

        assertThat(next(pieces)).isEqualTo("/tasks/0 [main] '{\"v\": 1, \"tasks\": [ ' {\"id\":1} {\"id\":1}");
        assertThat(next(pieces)).isEqualTo("/tasks/1 [main] ', ' \"x\" \"x\"");
        assertThat(next(pieces)).isEqualTo("/tasks/2 [main] ' ,\n ' 3 3");
        assertThat(pieces.next()).isEmpty();
        assertThat(pieces.rest(100)).isEqualTo(bytes("]}\n"));
        assertThat(pieces.flaws("a.json")).isEmpty();
    }

    @Test
    void where_a_large_file_is_no_json_any_more_is_told_by_its_byte() throws IOException {
        Pieces cut = pieces("{\"tasks\": [1, 2");
        assertThat(cut.next()).isPresent();
        while (cut.next().isPresent()) {
            assertThat(cut.isComplete()).isTrue();
        }
        assertThat(told(cut.flaws("a.json"))).containsExactly("ERROR TRUNCATED_JSON 'byte 15'");

        Pieces broken = pieces("{\"tasks\": [1 }");
        assertThat(broken.next()).isPresent();
        assertThat(broken.next()).isEmpty();
        assertThat(told(broken.flaws("a.json"))).containsExactly("ERROR INVALID_JSON 'byte 13'");

        Pieces more = pieces("{\"tasks\": [1]} {}");
        assertThat(more.next()).isPresent();
        assertThat(more.next()).isEmpty();
        assertThat(told(more.flaws("a.json"))).containsExactly("ERROR INVALID_JSON 'byte 15'");
    }

    private static Pieces pieces(String text) {
        return TAGGED.pieces(new ByteArrayInputStream(bytes(text)), 1_000).orElseThrow();
    }

    private static String next(Pieces pieces) throws IOException {
        Pulled next = pieces.next().orElseThrow();
        return "%s %s '%s' %s %s"
                .formatted(
                        next.where(),
                        next.place().names(),
                        new String(next.gap(), UTF_8),
                        new String(next.record(), UTF_8),
                        next.value().orElseThrow().text());
    }

    @Test
    void a_file_in_which_no_record_can_stand_is_refused() throws Damaged {
        assertThatThrownBy(() -> TAGGED.places(bytes(" [1]"), "/id", false))
                .isInstanceOf(Damaged.class)
                .hasMessage("byte 1: want a list or an object of records");
        assertThat(TAGGED.places(bytes("{}"), "/id", false)).isEmpty();
        assertThat(TAGGED.places(bytes(" "), "/id", false)).isEmpty();
        assertThat(TAGGED.places(bytes("{\"tasks\": [1,], // more\n}"), "", true))
                .hasSize(1);
    }

    @Test
    void a_record_is_added_where_a_list_of_its_names_is_or_may_be() {
        byte[] both = bytes("{\"tasks\":[1],\"b\":{\"tasks\":[2]}}");

        assertThat(TAGGED.place(both, List.of("main"))).containsExactly("tasks");
        assertThat(TAGGED.place(both, List.of("b"))).containsExactly("b", "tasks");
        assertThat(TAGGED.place(both, List.of("c"))).containsExactly("c", "tasks");
        assertThat(TAGGED.place(bytes("{\"main\":{\"tasks\":[]}}"), List.of("main")))
                .containsExactly("main", "tasks");
        assertThat(TAGGED.place(both, List.of())).isEmpty();
        assertThat(TAGGED.place(both, List.of("b", "c"))).isEmpty();
        assertThat(LIST.place(bytes("[1]"), List.of())).isEmpty();
        assertThat(LIST.place(bytes("{\"sessions\":[]}"), List.of())).containsExactly("sessions");
        assertThat(LIST.place(bytes("{}"), List.of())).containsExactly("sessions");
    }

    @Test
    void records_come_last_in_their_list_and_nowhere_else() {
        String text = "{\"tasks\":[1, 2],\"no\":{\"tasks\":7}}";

        assertThat(edited(TAGGED, text, List.of(List.of("tasks", "0")), List.of("tasks"), "3", "4"))
                .isEqualTo("{\"tasks\":[2,3,4],\"no\":{\"tasks\":7}}");
        assertThat(edited(TAGGED, text, List.of(), List.of("no", "tasks"), "3")).isEqualTo(text);
        assertThat(edited(TAGGED, "{}", List.of(), List.of("b", "tasks"), "3")).isEqualTo("{\"b\":{\"tasks\":[3]}}");
        assertThat(edited(LIST, "[]", List.of(), List.of(), "3")).isEqualTo("[3]");
        assertThat(edited(LIST, "\"a\"\n\"b\"\n", List.of(List.of("0")), List.of(), "\"c\""))
                .isEqualTo("\"b\"\n\"c\"\n");
    }

    @Test
    void a_record_is_changed_in_its_place_also_where_only_the_import_can_read_it() {
        assertThat(revised("{ \"a\" : 1, 'b' : 2, }", "{\"a\":1,\"b\":3}")).isEqualTo("{ \"a\" : 1, 'b' : 3, }");
        assertThat(revised("no json", "{}")).isEqualTo("no json");
        assertThat(TAGGED.value(bytes("{'a':1}"))).contains(new Json("{\"a\":1}"));
    }

    private static String revised(String record, String now) {
        return new String(TAGGED.revise(bytes(record), new Json(now), Spelling.COMPACT), UTF_8);
    }
}
