package dev.daybook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.operation.Column;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutputTest {

    private static final Terminal PIPE = new Terminal(false, false, false, 120);
    private static final LocalTimes TOKYO = new LocalTimes(ZoneId.of("Asia/Tokyo"));
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

    @Test
    void what_would_act_on_a_terminal_is_shown_there() {
        var hostile = parse("""
            {"title": "a\\u001b[2Jb\\u009bc\\u0007d\\u202ee\\u2066f\\rg\\u007fh\\ud800i\\u2028j"}\
            """);
        var columns = List.of(Column.of("title"));
        var shown = "a\\u001b[2Jb\\u009bc\\u0007d\\u202ee\\u2066f\\u000dg\\u007fh\\ud800i\\u2028j";
        var screen = new Terminal(true, true, false, 120);

        for (Format format : Format.values()) {
            written.reset();
            var output = output(screen, format);
            output.rows(columns, List.of(hostile).iterator(), "none");
            output.fields(columns, hostile);
            output.thing(hostile);
            output.text(hostile.path("title").asText());
            output.line(hostile);
            output.say(hostile.path("title").asText());
            assertThat(text()).as(format.name()).doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}&&[^\\r\\n]]|\\?");
            assertThat(text()).as(format.name()).contains("a\\u001b[2Jb\\u009bc\\u0007d\\u202ee");
        }
        written.reset();
        output(screen, Format.table).text(hostile.path("title").asText() + "\r\n\tend");
        assertThat(text()).isEqualTo(shown + "\n\tend\n");
        written.reset();
        output(screen, Format.json).thing(hostile);
        assertThat(parse(text()).path("title")).isEqualTo(hostile.path("title"));
    }

    @Test
    void a_program_gets_it_as_it_is() {
        var hostile = parse("""
            {"title": "a\\u001b[2Jb\\u009bc\\u202ed"}\
            """);
        for (Format format : List.of(Format.table, Format.csv)) {
            written.reset();
            output(PIPE, format)
                    .rows(List.of(Column.of("title")), List.of(hostile).iterator(), "none");
            assertThat(text()).as(format.name()).contains("a\u001b[2Jb\u009bc\u202ed");
        }
        for (Format format : List.of(Format.json, Format.ndjson)) {
            written.reset();
            output(PIPE, format).thing(hostile);
            assertThat(text()).as(format.name()).contains("a\\u001B[2Jb\u009bc\u202ed");
        }
    }

    @Test
    void a_person_reads_times_of_the_place_and_a_program_with_their_offset() {
        var row = parse(
                "{\"at\":\"2026-01-31T15:00:00.123456789Z\",\"title\":\"2026-01-31T15:00:00Z\",\"endedAt\":\"soon\"}");
        var columns = List.of(Column.of("at"), Column.of("title"), Column.of("ended", "/endedAt"));

        output(new Terminal(true, true, false, 120), Format.table)
                .rows(columns, List.of(row).iterator(), "none");
        assertThat(text()).endsWith("2026-02-01 00:00:00  2026-01-31T15:00:00Z  soon\n");
        written.reset();
        output(PIPE, Format.csv).rows(columns, List.of(row).iterator(), "none");
        assertThat(text()).endsWith("2026-02-01T00:00:00.123+09:00,2026-01-31T15:00:00Z,soon\r\n");
        written.reset();
        output(PIPE, Format.table).thing(row);
        assertThat(text()).contains("at       2026-02-01T00:00:00.123+09:00\n");
        written.reset();
        output(PIPE, Format.json).thing(row);
        assertThat(parse(text())).isEqualTo(row);
    }

    @Test
    void a_day_is_meant_with_all_its_hours_where_the_user_is() {
        assertThat(TOKYO.from("2026-02-01")).isEqualTo("2026-01-31T15:00:00Z");
        assertThat(TOKYO.until("2026-02-01")).isEqualTo("2026-02-01T15:00:00Z");
        assertThat(TOKYO.last("2026-02-01")).isEqualTo("2026-02-01T14:59:59.999999999Z");
        assertThat(TOKYO.until("2026-02-01 09:30")).isEqualTo("2026-02-01T00:30:00Z");
        assertThat(TOKYO.until("2026-02-01T09:30:00+01:00")).isEqualTo("2026-02-01T09:30:00+01:00");
        assertThat(TOKYO.last("7d")).isEqualTo("7d");
        assertThat(TOKYO.last("42")).isEqualTo("42");
        assertThat(TOKYO.from("2026-02-31")).isEqualTo("2026-02-31");
        assertThat(TOKYO.within("leased by ada until 2026-01-31T15:00:00.862928847Z", true))
                .isEqualTo("leased by ada until 2026-02-01 00:00:00");
        var clocksGoForward = new LocalTimes(ZoneId.of("Europe/Berlin"));
        assertThat(clocksGoForward.until("2026-03-29")).isEqualTo("2026-03-29T22:00:00Z");
    }

    private void rows(Terminal terminal, Format format) {
        var rows = List.of(
                parse("{\"id\":1,\"title\":\"在庫を直す\",\"labels\":[\"a\",\"b\"]}"),
                parse("{\"id\":22,\"title\":\"Plain, \\\"quote\\\"\"}"));
        output(terminal, format)
                .rows(List.of(Column.of("id"), Column.of("title"), Column.of("labels")), rows.iterator(), "none");
    }

    private Output output(Terminal terminal, Format format) {
        return new Output(new PrintStream(written, true, StandardCharsets.UTF_8), terminal, format, () -> TOKYO);
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
