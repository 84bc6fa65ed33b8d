package dev.daybook.shape;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.shape.JsonElements.Element;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A list is taken apart whatever is wrong with it, and nothing of it is lost. */
class JsonElementsTest {

    private static final int MAX = 1 << 20;

    @Test
    void a_list_is_its_elements_and_what_stands_between_them() {
        JsonElements list = of("[ {\"a\":\"]}\\\"\"} ,\n[1,[2]],\"x,\" , 12]\n");

        assertThat(all(list))
                .containsExactly("[ ", "{\"a\":\"]}\\\"\"}", " ,\n", "[1,[2]]", ",", "\"x,\"", " , ", "12");
        assertThat(list.isClosed()).isTrue();
        assertThat(letters(list.rest(MAX))).isEqualTo("]\n");
    }

    @Test
    void behind_what_is_wrong_it_goes_on() {
        assertThat(all(of("[{} {bad, ,{}]"))).containsExactly("[", "{}", " ", "{bad, ,{}]");
        JsonElements odd = of("[{}{'},]\n[{\"b\":1}]tail");
        assertThat(all(odd)).containsExactly("[", "{}", "", "{'}", ",]\n[", "{\"b\":1}");
        assertThat(odd.hasStrayComma()).isTrue();
        assertThat(odd.isFollowed()).isTrue();
        assertThat(letters(odd.rest(MAX))).isEqualTo("]tail");
    }

    @Test
    void what_the_text_ends_within_is_cut() {
        JsonElements list = of("\u00EF\u00BB\u00BF[{},{\"t\":\"x\\");

        assertThat(list.next().orElseThrow().gap()).isEqualTo("\u00EF\u00BB\u00BF[".getBytes(ISO_8859_1));
        assertThat(list.next()).hasValueSatisfying(last -> {
            assertThat(last.cut()).isTrue();
            assertThat(letters(last.bytes())).isEqualTo("{\"t\":\"x\\");
        });
        assertThat(list.next()).isEmpty();
        assertThat(list.isClosed()).isFalse();
    }

    @Test
    void of_an_element_that_is_too_large_the_beginning_is_held() {
        String text = "[\"" + "x".repeat(300_000) + "\",{}]";
        JsonElements list =
                JsonElements.of(new ByteArrayInputStream(text.getBytes(ISO_8859_1)), text.length(), 100_000);

        Element large = list.next().orElseThrow();

        assertThat(large.isWhole()).isFalse();
        assertThat(large.sizeBytes()).isEqualTo(300_002);
        assertThat(letters(large.bytes())).isEqualTo(text.substring(1, 100_001));
        assertThat(letters(list.next().orElseThrow().bytes())).isEqualTo("{}");
    }

    @Test
    void all_pieces_together_are_the_text_whatever_it_is() {
        var random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            var text = new StringBuilder("[");
            for (int length = random.nextInt(30); length > 0; length--) {
                text.append("[]{},:\"\\a1 \n\u00e9".charAt(random.nextInt(13)));
            }
            JsonElements list = random.nextBoolean()
                    ? of(text.toString())
                    : JsonElements.at(text.toString().getBytes(ISO_8859_1), 0);
            String pieces = String.join("", all(list));
            assertThat(pieces + letters(list.rest(MAX))).isEqualTo(text.toString());
        }
    }

    private static JsonElements of(String letters) {
        return JsonElements.of(new ByteArrayInputStream(letters.getBytes(ISO_8859_1)), letters.length(), MAX);
    }

    private static List<String> all(JsonElements list) {
        var all = new ArrayList<String>();
        for (Optional<Element> next = list.next(); next.isPresent(); next = list.next()) {
            all.add(letters(next.get().gap()));
            all.add(letters(next.get().bytes()));
        }
        return all;
    }

    private static String letters(byte[] bytes) {
        return new String(bytes, ISO_8859_1);
    }
}
