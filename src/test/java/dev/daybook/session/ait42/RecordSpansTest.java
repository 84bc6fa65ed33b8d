package dev.daybook.session.ait42;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.daybook.session.ait42.RecordSpans.Damaged;
import dev.daybook.session.ait42.RecordSpans.Element;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordSpansTest {

    @Test
    void records_are_found_with_their_ids() throws Damaged {
        String text =
                "\u00EF\u00BB\u00BF [ {\"id\":\"a\"},\r\n 7, null,\t{\"x\":{\"id\":\"no\"},\"i\\u0064\" : \"b\\\"\\u00e9\"} ,"
                        + "[{\"id\":\"deep\"}],{\"id\":5},{\"id\":\"first\",\"id\":\"last\"},{}]\n";

        RecordSpans spans = spans(text);

        assertThat(spans.elements().stream().map(it -> it.id().orElse("-")))
                .containsExactly("a", "-", "-", "b\"é", "-", "-", "last", "-");
        assertThat(text(spans, 0)).isEqualTo("{\"id\":\"a\"}");
        assertThat(text(spans, 1)).isEqualTo("7");
        assertThat(text(spans, 4)).isEqualTo("[{\"id\":\"deep\"}]");
        assertThat(text(spans, 7)).isEqualTo("{}");
        assertThat(text.substring(spans.listStart(), spans.listEnd()))
                .startsWith("[ {")
                .endsWith("{}]");
    }

    @Test
    void a_list_under_sessions_is_the_list() throws Damaged {
        RecordSpans spans = spans("{\"version\":[{\"id\":\"no\"}],\"sessions\":[{\"id\":\"a\"}],\"more\":{}}");

        assertThat(spans.elements()).hasSize(1);
        assertThat(text(spans, 0)).isEqualTo("{\"id\":\"a\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n\t\r\n", "\u00EF\u00BB\u00BF"})
    void white_space_is_no_list(String text) throws Damaged {
        assertThat(spans(text).listStart()).isNegative();
        assertThat(spans(text).elements()).isEqualTo(List.of());
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
        assertThatThrownBy(() -> spans(text)).isInstanceOf(Damaged.class).hasMessageStartingWith("byte ");
    }

    @Test
    void what_is_nested_deeply_is_passed_over() throws Damaged {
        String deep = "[".repeat(200_000) + "]".repeat(200_000);

        assertThat(spans("[{\"junk\":" + deep + ",\"id\":\"a\"}]").find("a")).isPresent();
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
            spans(text);
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

    private static RecordSpans spans(String letters) throws Damaged {
        return RecordSpans.of(letters.getBytes(ISO_8859_1));
    }

    private static String text(RecordSpans spans, int element) {
        Element it = spans.elements().get(element);
        return new String(spans.bytes(it), ISO_8859_1);
    }
}
