package dev.daybook.importing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.daybook.domain.Spelling;
import dev.daybook.importing.container.Container.Damaged;
import dev.daybook.importing.container.Container.Place;
import dev.daybook.importing.container.JsonDocument;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonPlacesTest {

    private static final JsonDocument CONTAINER =
            JsonDocument.json().each("/#").each("/sessions/#").orBare("[]");

    @Test
    void records_are_found_with_their_ids() throws Damaged {
        String text =
                "\u00EF\u00BB\u00BF [ {\"id\":\"a\"},\r\n 7, null,\t{\"x\":{\"id\":\"no\"},\"i\\u0064\" : \"b\\\"\\u00e9\"} ,"
                        + "[{\"id\":\"deep\"}],{\"id\":5},{\"id\":\"first\",\"id\":\"last\"},{}]\n";

        List<Place> places = places(text);

        assertThat(places)
                .extracting(it -> it.id().orElse("-"))
                .containsExactly("a", "-", "-", "b\"é", "-", "-", "last", "-");
        assertThat(text(text, places.get(0))).isEqualTo("{\"id\":\"a\"}");
        assertThat(text(text, places.get(1))).isEqualTo("7");
        assertThat(text(text, places.get(4))).isEqualTo("[{\"id\":\"deep\"}]");
        assertThat(text(text, places.get(7))).isEqualTo("{}");
    }

    @Test
    void a_list_under_sessions_is_the_list() throws Damaged {
        String text = "{\"version\":[{\"id\":\"no\"}],\"sessions\":[{\"id\":\"a\"}],\"more\":{}}";

        assertThat(places(text)).singleElement().satisfies(it -> {
            assertThat(it.path()).containsExactly("sessions", "0");
            assertThat(text(text, it)).isEqualTo("{\"id\":\"a\"}");
        });
    }

    @Test
    void records_without_a_list_are_found_over_several_lines() throws Damaged {
        assertThat(places("{\"id\":\"a\"}\n{\n  \"id\": \"b\"\n}"))
                .extracting(it -> it.id().orElse("-"))
                .containsExactly("a", "b");
    }

    @Test
    void records_are_found_at_the_end_of_each_pattern() throws Damaged {
        String text = "{\"tasks\":[{\"id\":1}],\"a/b\":{\"tasks\":[{\"id\":\"2\"}]},\"meta\":[{\"id\":3}]}";

        List<Place> places = JsonDocument.json()
                .each("/tasks/#", "main")
                .each("/*/tasks/#")
                .places(text.getBytes(ISO_8859_1), "/id", false);

        assertThat(places).extracting(Place::names).containsExactly(List.of("main"), List.of("a/b"));
        assertThat(places).extracting(it -> it.id().orElse("-")).containsExactly("1", "2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n\t\r\n", "\u00EF\u00BB\u00BF"})
    void white_space_is_no_list(String text) throws Damaged {
        assertThat(places(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[",
                "[{\"id\":\"a\"}",
                "[{\"id\":\"a\"},",
                "[{\"id\":\"a\"},]",
                "[{\"id\":\"a\"}]x",
                "[][]",
                "[]\0\0",
                "\0\0",
                "null",
                "{}",
                "{\"sessions\":{}}",
                "<html>",
                "[{\"id\":\"a\",}]",
                "[{'id':1}]",
                "[01]",
                "[1.]",
                "[-]",
                "[tru]",
                "[\"\t\"]",
                "[\"\\x\"]",
                "[\"\\u12G4\"]",
                "[\"",
                "[{\"a\"}]",
                "[{\"a\":1]]",
                "[1 2]",
                "[//\n]",
                "[1e]"
            })
    void a_damaged_file_is_refused(String text) {
        assertThatThrownBy(() -> places(text)).isInstanceOf(Damaged.class).hasMessageStartingWith("byte ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '!',
            value = {
                "1|{'id':'a'}~~{'id':'b'}~{'id':'c'}~|{'id':'a'}~~{'id':'c'}~",
                "0|~~{'id':'a'}~{'id':'b'}~|~~{'id':'b'}~",
                "1|{'id':'a'} {'id':'b'} {'id':'c'}|{'id':'a'} {'id':'c'}",
                "1|{'id':'a'}~{~  'id':'b'~}~~{'id':'c'}|{'id':'a'}~~{'id':'c'}",
                "2|{'id':'a'}~~~{'id':'b'}~{'id':'c'}|{'id':'a'}~~~{'id':'b'}~"
            })
    void of_records_without_a_list_the_one_of_that_number_is_removed_whatever_line_it_is_on(
            String number, String before, String after) {
        byte[] text = before.replace('\'', '"').replace('~', '\n').getBytes(UTF_8);

        byte[] edited = CONTAINER.edit(text, Spelling.COMPACT, List.of(List.of(number)), List.of());

        assertThat(new String(edited, UTF_8)).isEqualTo(after.replace('\'', '"').replace('~', '\n'));
    }

    @Test
    void what_is_nested_deeply_is_passed_over() throws Damaged {
        String deep = "[".repeat(200_000) + "]".repeat(200_000);

        assertThat(places("[{\"junk\":" + deep + ",\"id\":\"a\"}]")).hasSize(1);
    }

    @Test
    void it_takes_for_json_what_another_parser_does() {
        var random = new Random(42);
        for (int i = 0; i < 20_000; i++) {
            String text = broken(random);
            assertThat(isList(text)).as(text).isEqualTo(isJson(text));
        }
    }

    private static String broken(Random random) {
        var text = new StringBuilder(
                "[{\"id\":\"a\",\"n\":[1,-2.5e+3,true,null,{}],\"t\":\"x\\n\\u00e9\"},[],{\"id\":\"b\"}]");
        for (int changes = random.nextInt(3); changes > 0; changes--) {
            int at = 1 + random.nextInt(text.length() - 1);
            if (random.nextBoolean()) {
                text.deleteCharAt(at);
            } else {
                text.insert(at, "[]{},:\"0a\\ e-".charAt(random.nextInt(13)));
            }
        }
        return text.toString();
    }

    private static boolean isList(String text) {
        try {
            places(text);
            return true;
        } catch (Damaged _) {
            return false;
        }
    }

    private static boolean isJson(String text) {
        try (JsonParser parser = new JsonFactory().createParser(text)) {
            parser.nextToken();
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (IOException _) {
            return false;
        }
    }

    private static List<Place> places(String letters) throws Damaged {
        return CONTAINER.places(letters.getBytes(ISO_8859_1), "/id", false);
    }

    private static String text(String text, Place place) {
        return text.substring(place.start(), place.end());
    }
}
