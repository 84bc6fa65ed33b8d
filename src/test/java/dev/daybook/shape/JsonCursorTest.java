package dev.daybook.shape;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import dev.daybook.domain.Rejected;
import dev.daybook.event.JsonText;
import dev.daybook.shape.JsonCursor.Kind;
import dev.daybook.shape.JsonCursor.State;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonCursorTest {

    private static final int TEXTS = 20_000;

    @Test
    void members_and_elements_are_met_in_their_order_with_their_places() {
        byte[] json = " {\"a\" : 1, \"b\":[true ,null], \"a\":\"x\\u0041\"} ".getBytes(UTF_8);
        var in = JsonCursor.of(json);
        var met = new ArrayList<String>();

        in.enter();
        while (in.member()) {
            String name = in.memberName();
            in.skip();
            met.add(name + "=" + new String(in.bytes(in.start(), in.end()), UTF_8));
        }

        assertThat(met).containsExactly("a=1", "b=[true ,null]", "a=\"x\\u0041\"");
        assertThat(in.isAtEnd()).isTrue();
        assertThat(in.isSound()).isTrue();
    }

    @Test
    void a_number_is_read_with_its_spelling() {
        var in = JsonCursor.of("[-0, 1e5, 1.50, 9007199254740993, 99999999999999999999]".getBytes(UTF_8));
        var spelt = new ArrayList<String>();

        in.enter();
        while (in.element()) {
            in.number();
            spelt.add(in.spelling() + (in.isWhole() ? "=" + in.whole() : ""));
        }

        assertThat(spelt)
                .containsExactly("-0", "1e5", "1.50", "9007199254740993=9007199254740993", "99999999999999999999");
    }

    @Test
    void a_text_that_is_cut_short_is_a_state_at_a_place() {
        byte[] json = "{\"a\":[1,{\"b\":\"tex\\u00e4t\"}],\"c\":-1.5e3,\"d\":true}".getBytes(UTF_8);

        for (int length = 0; length < json.length; length++) {
            var in = JsonCursor.of(json, 0, length);
            in.skip();

            assertThat(in.state()).as("%d bytes", length).isEqualTo(State.CUT);
            assertThat(in.flawAt()).isEqualTo(length);
        }
    }

    @Test
    void what_is_broken_is_told_with_its_place() {
        var in = JsonCursor.of("{\"a\":1 \"b\":2}".getBytes(UTF_8));
        in.skip();

        assertThat(in.state()).isEqualTo(State.BROKEN);
        assertThat(in.flawAt()).isEqualTo(7);
        assertThat(in.flaw()).isEqualTo("',' or '}'");
        assertThat(in.member()).isFalse();
        assertThat(in.next()).isEqualTo(Kind.NONE);
    }

    @Test
    void a_text_is_no_deeper_than_allowed() {
        byte[] deep = ("[".repeat(501) + "]".repeat(501)).getBytes(UTF_8);

        var in = JsonCursor.of(deep);
        in.skip();
        assertThat(in.state()).isEqualTo(State.TOO_DEEP);

        var deeper = JsonCursor.lenient(deep, 501);
        deeper.skip();
        assertThat(deeper.isSound()).isTrue();
    }

    @Test
    void a_byte_order_mark_is_passed_over() {
        var in = JsonCursor.of("\uFEFF{}".getBytes(UTF_8));
        in.skip();

        assertThat(in.hasByteOrderMark()).isTrue();
        assertThat(in.start()).isEqualTo(3);
        assertThat(in.isSound()).isTrue();
    }

    @Test
    void a_text_that_is_no_utf_8_is_broken_where_it_is_read_and_passed_over_where_not() {
        for (byte[] bad : List.of(
                new byte[] {(byte) 0xFF},
                new byte[] {(byte) 0xC0, (byte) 0xAF},
                new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
                new byte[] {(byte) 0xE3, (byte) 0x81})) {
            byte[] json = new byte[bad.length + 2];
            json[0] = '"';
            System.arraycopy(bad, 0, json, 1, bad.length);
            json[json.length - 1] = '"';

            var reading = JsonCursor.of(json);
            reading.text();
            assertThat(reading.state()).isEqualTo(State.BROKEN);

            var passing = JsonCursor.of(json);
            passing.skip();
            assertThat(passing.isSound()).isTrue();
        }
    }

    @Test
    void whatever_the_bytes_are_it_says_of_them_what_jackson_says() {
        var random = new Random(11);
        JsonFactory strict = new JsonFactory();
        for (int i = 0; i < TEXTS; i++) {
            byte[] json = Jsons.damaged(random, Jsons.text(random).getBytes(UTF_8));
            if (hasHalfInName(strict, json)) {
                continue; // Jackson refuses those since lately
            }
            Optional<String> theirs = jackson(strict, json);
            var in = JsonCursor.of(json);
            String ours = in.compact().text();
            boolean sound = in.isSound() && in.isAtEnd() && in.isSound();

            assertThat(sound).as(new String(json, UTF_8)).isEqualTo(theirs.isPresent());
            theirs.ifPresent(text -> assertThat(ours).isEqualTo(text));
            if (theirs.isPresent()) {
                var passing = JsonCursor.of(json);
                passing.skip();
                assertThat(passing.isSound()).isTrue();
                assertThat(new String(passing.bytes(passing.start(), passing.end()), UTF_8))
                        .isEqualTo(new String(json, UTF_8).strip());
            }
        }
    }

    @Test
    void a_lenient_one_takes_what_a_lenient_jackson_takes() {
        JsonFactory lenient = new JsonFactoryBuilder()
                .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
                .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
                .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
                .enable(JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES)
                .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
                .enable(JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER)
                .enable(JsonReadFeature.ALLOW_LEADING_ZEROS_FOR_NUMBERS)
                .build();
        for (String json : List.of(
                "{ // one\n a: 1, /* two */ 'b': 'it\\'s \"so\"', }",
                "[1,2,]",
                "{\"a\":\"x\ty\"}",
                "{\"a\":\"\\q\"}",
                "{\"a\":\"a 'b' c\"}",
                "{\"$ref\":[], _x: {}}",
                "/* first */ {}",
                "{'ä':'\\ä'}")) {
            var in = JsonCursor.lenient(json.getBytes(UTF_8), 100);
            String ours = in.compact().text();

            assertThat(in.isSound()).as(json + in.flaw()).isTrue();
            assertThat(in.isOdd() || json.contains(" 'b' ")).isTrue();
            assertThat(jackson(lenient, json.getBytes(UTF_8))).contains(ours);
        }
    }

    @Test
    void numbers_that_are_none_are_told_apart() {
        var in = JsonCursor.lenient("[NaN, -Infinity, 007]".getBytes(UTF_8), 100);
        in.enter();
        in.element();
        assertThat(in.next()).isEqualTo(Kind.NOT_A_NUMBER);
        in.skip();
        in.element();
        assertThat(in.next()).isEqualTo(Kind.NOT_A_NUMBER);
        in.skip();
        in.element();
        assertThat(in.next()).isEqualTo(Kind.NUMBER);
        in.number();
        assertThat(in.whole()).isEqualTo(7);
        assertThat(in.element()).isFalse();
        assertThat(in.isSound()).isTrue();
    }

    @Test
    void a_text_in_windows_is_read_as_one_in_memory() {
        var random = new Random(12);
        for (int i = 0; i < TEXTS / 4; i++) {
            byte[] json = Jsons.damaged(random, Jsons.text(random).getBytes(UTF_8));
            var whole = JsonCursor.of(json);
            String expected = whole.compact().text();
            var in = JsonCursor.windows(trickle(json, random), 1 + random.nextInt(16), JsonCursor.DEPTH_MAX);
            String read = in.compact().text();

            assertThat(in.state()).as(new String(json, UTF_8)).isEqualTo(whole.state());
            assertThat(read).isEqualTo(expected);
            assertThat(in.offset()).isEqualTo(whole.offset());
            assertThat(in.start()).isEqualTo(whole.start());
        }
    }

    @Test
    void of_a_long_text_in_windows_only_what_is_held_is_in_memory() {
        int elements = 200_000;
        var in = JsonCursor.windows(new Elements(elements), 256, JsonCursor.DEPTH_MAX);
        int count = 0;
        in.enter();
        while (in.element()) {
            in.next();
            in.hold();
            in.skip();
            byte[] element = in.bytes(in.start(), in.end());
            assertThat(element).startsWith('{').endsWith('}');
            in.release();
            count++;
        }

        assertThat(in.isSound()).isTrue();
        assertThat(count).isEqualTo(elements);
        assertThat(in.windowBytes()).isLessThan(1024);
    }

    /** A list of so many objects. */
    private static final class Elements extends InputStream {
        private static final byte[] ONE = "{\"id\":12345,\"name\":\"a name of some length\"}".getBytes(UTF_8);
        private final int count;
        private int number = -1;
        private int at = ONE.length;

        Elements(int count) {
            this.count = count;
        }

        @Override
        public int read() {
            if (at < ONE.length) {
                return ONE[at++];
            }
            number++;
            at = 0;
            return number == 0 ? '[' : number < count ? ',' : number == count ? end() : -1;
        }

        private int end() {
            at = ONE.length;
            return ']';
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            int it = read();
            if (it < 0) {
                return -1;
            }
            into[offset] = (byte) it;
            return 1;
        }
    }

    private static InputStream trickle(byte[] json, Random random) {
        return new ByteArrayInputStream(json) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(length, 1 + random.nextInt(5)));
            }
        };
    }

    private static boolean hasHalfInName(JsonFactory factory, byte[] json) {
        try (JsonParser parser = factory.createParser(json)) {
            parser.nextToken();
            parser.skipChildren();
            return false;
        } catch (IOException e) {
            return String.valueOf(e.getMessage()).contains("surrogate");
        }
    }

    /** The value on one line, as the program writes it with Jackson; empty if it is no JSON. */
    private static Optional<String> jackson(JsonFactory factory, byte[] json) {
        try (JsonParser parser = factory.createParser(json)) {
            parser.nextToken();
            parser.skipChildren();
            if (parser.currentToken() == null || parser.nextToken() != null) {
                return Optional.empty();
            }
        } catch (IOException _) {
            return Optional.empty();
        }
        try {
            if (!Arrays.equals(new String(json, UTF_8).getBytes(UTF_8), json)) {
                return Optional.empty(); // Jackson takes some bytes that are no UTF-8
            }
            return Optional.of(Jsons.compact(factory, json));
        } catch (Rejected | IOException _) {
            return Optional.empty();
        }
    }

    @Test
    void a_value_on_one_line_is_what_the_journal_has() {
        var random = new Random(13);
        for (int i = 0; i < TEXTS / 4; i++) {
            byte[] json = Jsons.text(random).getBytes(UTF_8);

            assertThat(JsonCursor.of(json).compact()).isEqualTo(JsonText.parse(json));
        }
    }
}
