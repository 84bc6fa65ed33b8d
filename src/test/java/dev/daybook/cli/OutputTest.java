package dev.daybook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutputTest {

    private static final Terminal PIPE = new Terminal(false, false, false, 120);
    private static final Terminal SCREEN = new Terminal(true, true, true, 40);

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @Test
    void a_table_aligns_its_columns_and_counts_japanese_as_two() {
        rows(PIPE, Format.table);

        assertThat(text()).isEqualTo("""
                id  title           labels
                1   在庫を直す      a, b
                22  Plain, "quote"
                """);
    }

    @Test
    void a_table_on_a_terminal_fits_its_width() {
        rows(new Terminal(true, true, false, 12), Format.table);

        assertThat(text().lines())
                .allSatisfy(line -> assertThat(Text.width(line)).isLessThanOrEqualTo(12));
    }

    @Test
    void a_terminal_gets_a_bold_heading() {
        rows(SCREEN, Format.table);

        assertThat(text()).startsWith("\u001b[1mid");
    }

    @Test
    void csv_quotes_what_needs_it() {
        rows(PIPE, Format.csv);

        assertThat(text()).isEqualTo("id,title,labels\r\n1,在庫を直す,\"a, b\"\r\n22,\"Plain, \"\"quote\"\"\",\r\n");
    }

    @Test
    void json_is_one_array_and_ndjson_one_line_each() {
        rows(PIPE, Format.json);
        assertThat(parse(text())).hasSize(2);

        written.reset();
        rows(PIPE, Format.ndjson);
        assertThat(text().lines())
                .hasSize(2)
                .allSatisfy(line -> assertThat(parse(line).isObject()).isTrue());
    }

    @Test
    void an_empty_table_says_what_to_do_and_an_empty_array_is_one() {
        output(PIPE, Format.table).rows(List.of(), Collections.emptyIterator(), "none yet");
        assertThat(text()).isEqualTo("none yet\n");

        written.reset();
        output(PIPE, Format.json).rows(List.of(), Collections.emptyIterator(), "none yet");
        assertThat(parse(text())).isEmpty();
    }

    private void rows(Terminal terminal, Format format) {
        var rows = List.of(
                parse("{\"id\":1,\"title\":\"在庫を直す\",\"labels\":[\"a\",\"b\"]}"),
                parse("{\"id\":22,\"title\":\"Plain, \\\"quote\\\"\"}"));
        output(terminal, format)
                .rows(List.of(Column.of("id"), Column.of("title"), Column.of("labels")), rows.iterator(), "none");
    }

    private Output output(Terminal terminal, Format format) {
        return new Output(new PrintStream(written, true, StandardCharsets.UTF_8), terminal, format);
    }

    private String text() {
        return written.toString(StandardCharsets.UTF_8);
    }

    private static JsonNode parse(String json) {
        try {
            return Output.JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(json, e);
        }
    }
}
