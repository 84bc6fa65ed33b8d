package dev.daybook.code.parsing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.text.TextEncoding;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files as they are not meant to be. */
class TreeParserTest {

    @TempDir
    private static Path libraries;

    private static TreeParser parser;

    @BeforeAll
    static void open() throws IOException {
        parser = new TreeParser(Libraries.unpackInto(libraries));
    }

    @AfterAll
    static void close() {
        parser.close();
    }

    @Test
    void a_column_is_counted_in_characters_whatever_bytes_they_have() {
        Definition method = only("/* 日本語 ünï 😀 */ class A { void 計算() {} }", UTF_8, "計算");

        assertThat(method.line()).isEqualTo(1);
        assertThat(method.column())
                .isEqualTo("/* 日本語 ünï 😀 */ class A { void ".codePoints().count());
    }

    @Test
    void a_file_with_a_byte_order_mark_is_read_in_its_encoding() {
        String text = "\uFEFF// é\r\nclass 帳簿 {\r\n}\r\n";

        for (Charset charset : List.of(UTF_8, UTF_16LE, UTF_16BE)) {
            Definition type = only(text, charset, "帳簿");
            assertThat(List.of(type.line(), type.column())).as(charset.name()).isEqualTo(List.of(2, 6));
        }
    }

    @Test
    void a_file_in_latin_1_is_read_as_that() {
        assertThat(only("class Caf\u00e9 { void ma\u00f1ana() {} }", ISO_8859_1, "Caf\u00e9")
                        .name())
                .isEqualTo("Caf\u00e9");
    }

    @Test
    void an_odd_byte_leaves_the_rest_of_a_text_as_it_is() {
        byte[] bytes = "class 帳簿 { /* ? */ void 計算() {} }".getBytes(UTF_8);
        bytes["class 帳簿 { /* ".getBytes(UTF_8).length] = (byte) 0xFF;

        assertThat(java(bytes).definitions()).extracting(Definition::name).containsExactly("帳簿", "計算");
    }

    @Test
    void an_empty_file_and_one_of_zeros_have_nothing_in_them() {
        assertThat(java(new byte[0])).isEqualTo(ParsedFile.NOTHING);
        assertThat(java(new byte[10_000]).definitions()).isEmpty();
    }

    @Test
    void lines_end_as_on_any_system() {
        var parsed = java("class A {\r\n  /** Doc.\r\n   * More. */\r\n  void a(int x,\r\n    int y) {}\r\n}\r\n"
                .getBytes(UTF_8));

        Definition method = parsed.definitions().getLast();
        assertThat(method.docstring()).contains("Doc.\nMore.");
        assertThat(method.signature()).contains("void a(int x, int y)");
        assertThat(method.line()).isEqualTo(4);
    }

    @Test
    void a_line_of_five_megabytes_is_read_with_all_that_it_defines() {
        String filler = "日本語 ".repeat(50);
        var line = new StringBuilder("class A { ");
        int functions = 0;
        while (line.length() < 5 << 20) {
            line.append("/* %s */ int f%d() { return g(\"%s\"); } ".formatted(filler, functions++, filler));
        }
        var parsed = java(line.append('}').toString().getBytes(UTF_8));

        assertThat(parsed.broken()).isFalse();
        assertThat(parsed.definitions()).hasSize(functions + 1);
        assertThat(parsed.definitions().getLast().column()).isBetween(5_000_000, line.length());
        assertThat(parsed.references()).containsExactly(new Reference("g", List.of(1)));
    }

    @Test
    void a_file_of_more_definitions_than_anybody_writes_is_cut_and_says_so() {
        var parsed = parsed(("class A {" + "int f(){}".repeat(Outcome.ITEMS_MAX + 6) + "}").getBytes(UTF_8));

        assertThat(parsed.file().definitions()).hasSize(Outcome.ITEMS_MAX);
        assertThat(parsed.cut()).isEqualTo(7);
        assertThat(parsed.finding().orElseThrow()).contains("first 20000", "7 more are not");

        var names = new StringBuilder("class A { void f() {");
        for (int i = 0; i < Outcome.ITEMS_MAX + 3; i++) {
            names.append(" int v").append(i).append("; use").append(i).append("();");
        }
        assertThat(parsed(names.append("}}").toString().getBytes(UTF_8)).cut())
                .as("symbols and used names")
                .isEqualTo(6);
        assertThat(parsed("class A {}".getBytes(UTF_8)).finding()).isEmpty();
    }

    @Test
    void a_deep_nest_is_read_without_a_deep_stack() {
        int depth = 20_000;
        var deep = "int x = " + "(".repeat(depth) + "1" + ")".repeat(depth) + ";";
        var functions = "function f() { ".repeat(2_000) + "}".repeat(2_000);

        assertThat(java(("class A { " + deep + " void after() {} }").getBytes(UTF_8))
                        .definitions())
                .extracting(Definition::name)
                .containsExactly("A", "after");
        List<Definition> nested = parser.parse(Grammar.JAVASCRIPT, functions.getBytes(UTF_8), List.of())
                .file()
                .definitions();
        assertThat(nested).hasSize(2_000);
        assertThat(nested.getLast().scope().orElseThrow()).startsWith("f.f.f.");
    }

    private static Definition only(String text, Charset charset, String name) {
        return java(text.getBytes(charset)).definitions().stream()
                .filter(definition -> definition.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static ParsedFile java(byte[] bytes) {
        return parsed(bytes).file();
    }

    private static Outcome.Parsed parsed(byte[] bytes) {
        return parser.parse(
                Grammar.JAVA, TextEncoding.of(bytes).orElse(TextEncoding.UTF_8).utf8(bytes), List.of());
    }
}
