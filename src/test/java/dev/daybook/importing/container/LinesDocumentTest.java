package dev.daybook.importing.container;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.domain.Json;
import dev.daybook.domain.Spelling;
import dev.daybook.event.JsonText;
import dev.daybook.importing.container.Container.Added;
import dev.daybook.importing.container.Container.Damaged;
import dev.daybook.importing.container.Container.Pieces;
import dev.daybook.importing.container.Container.Place;
import dev.daybook.importing.container.Container.Pulled;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A text with a record on each line that is not blank. */
class LinesDocumentTest {

    private static final LinesDocument JSON = LinesDocument.jsonLines();
    private static final LinesDocument TEXT = LinesDocument.textLines();

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static List<Added> added(String... records) {
        var added = new ArrayList<Added>();
        for (String it : records) {
            added.add(new Added(List.of(), new Json(it)));
        }
        return added;
    }

    private static String edited(LinesDocument lines, String text, List<Added> added) {
        return new String(lines.edit(bytes(text), Spelling.COMPACT, List.of(), added), UTF_8);
    }

    @Test
    void a_line_of_text_is_its_own_id() throws Damaged {
        List<Place> places = TEXT.places(bytes("one\n\n{\"id\":\"two\"}\n"), "/id", false);

        assertThat(places).extracting(Place::path).containsExactly(List.of("0"), List.of("2"));
        assertThat(places).extracting(place -> place.id().orElseThrow()).containsExactly("one", "{\"id\":\"two\"}");
    }

    @Test
    void a_line_that_is_no_json_is_told_by_its_byte_unless_the_others_will_do() throws Damaged {
        byte[] text = bytes("{\"id\":\"a\"}\n{\"id\":\n{\"id\":\"c\"}\n");

        assertThatThrownBy(() -> JSON.places(text, "/id", false))
                .isInstanceOf(Damaged.class)
                .hasMessage("byte 17: want one JSON value on a line");
        assertThat(JSON.places(text, "/id", true))
                .extracting(place -> place.id().orElseThrow())
                .containsExactly("a", "c");
    }

    @Test
    void a_line_of_text_is_replaced_and_one_of_json_changed_in_its_place() {
        assertThat(TEXT.revise(bytes("one"), JsonText.parse("\"two\""), Spelling.COMPACT))
                .asString(UTF_8)
                .isEqualTo("two");
        assertThat(JSON.revise(bytes("{ \"a\" : 1, \"b\" : 2 }"), new Json("{\"a\":1,\"b\":3}"), Spelling.COMPACT))
                .asString(UTF_8)
                .isEqualTo("{ \"a\" : 1, \"b\" : 3 }");
    }

    @Test
    void each_line_that_is_added_stands_on_its_own_whether_or_not_the_last_one_ends() {
        assertThat(edited(JSON, "1\n", added("2", "3"))).isEqualTo("1\n2\n3\n");
        assertThat(edited(JSON, "1\r\n2", added("3", "4"))).isEqualTo("1\r\n2\r\n3\r\n4");
        assertThat(edited(JSON, "", added("1", "2"))).isEqualTo("1\n2\n");
        assertThat(edited(TEXT, "one", added("\"two\"", "\"three\""))).isEqualTo("one\ntwo\nthree");
    }

    @Test
    void lines_are_pulled_one_by_one_with_what_stands_between_them() throws IOException {
        Pieces pieces = pieces("\n{}\nno\n\n7\nrest", 100);

        assertThat(next(pieces)).isEqualTo("1 line 2 '\n' {}");
        assertThat(next(pieces)).isEqualTo("4 line 5 '\nno\n\n' 7");
        assertThat(pieces.next()).isEmpty();
        assertThat(pieces.rest(100)).asString(UTF_8).isEqualTo("\nrest");
        assertThat(pieces.isComplete()).isTrue();
    }

    @Test
    void what_is_no_record_is_kept_as_long_as_there_is_room_for_it() throws IOException {
        assertThat(passed("no\nno\n", 6).isComplete()).isTrue();

        Pieces more = passed("no\nno\n", 5);
        assertThat(more.isComplete()).isFalse();
        assertThat(more.rest(100)).isEmpty();
    }

    private static Pieces pieces(String text, int recordBytesMax) {
        return JSON.pieces(new ByteArrayInputStream(bytes(text)), recordBytesMax)
                .orElseThrow();
    }

    /** Reads a text in which there is no record to its end. */
    private static Pieces passed(String text, int recordBytesMax) throws IOException {
        Pieces pieces = pieces(text, recordBytesMax);
        assertThat(pieces.next()).isEmpty();
        return pieces;
    }

    private static String next(Pieces pieces) throws IOException {
        Optional<Pulled> next = pieces.next();
        return next.map(it -> "%s %s '%s' %s"
                        .formatted(
                                String.join("/", it.place().path()),
                                it.where(),
                                new String(it.gap(), UTF_8),
                                new String(it.record(), UTF_8)))
                .orElseThrow();
    }
}
