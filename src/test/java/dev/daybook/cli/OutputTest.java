package dev.daybook.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.operation.Column;
import dev.daybook.text.DisplayWidth;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OutputTest {

    private static final Terminal PIPE = new Terminal(false, false, false, 120);
    private static final LocalTimes TOKYO = new LocalTimes(ZoneId.of("Asia/Tokyo"));
    private static final InstantSource CLOCK = () -> Instant.parse("2026-02-01T03:00:00Z");
    private static final Output.ShortIds SHORT = (_, ids) -> ids.stream()
            .filter(it -> !it.contains("/")) // the beginning of a path tells nothing
            .collect(Collectors.toMap(it -> it, it -> it.substring(0, 12)));
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
                .allSatisfy(line -> assertThat(DisplayWidth.of(line)).isLessThanOrEqualTo(12));
    }

    @Test
    void on_a_terminal_a_sentence_loses_of_its_title_before_it_loses_its_end() {
        var rows = List.of(
                parse("{\"position\":12,\"says\":\"ada finished turn 3 of \\\"再試行する処理を実装する\\\": NEEDS_CHANGES\"}"),
                parse(
                        "{\"position\":7,\"says\":\"ada finished turn 1 of \\\"Retry the webhook of the billing service\\\": FAILED\"}"));

        output(new Terminal(true, true, false, 62), Format.table)
                .rows(List.of(Column.of("position"), Column.line("what", "says")), rows.iterator(), "none");

        assertThat(text()).isEqualTo("""
            position  what
            12        ada finished turn 3 of "再試行する…": NEEDS_CHANGES
            7         ada finished turn 1 of "Retry the webhook …": FAILED
            """);
    }

    @Test
    void on_a_terminal_the_end_of_a_path_is_what_stays_of_it() {
        var rows = List.of(
                parse("{\"path\":\"/home/ada/code/engine\",\"lastSeen\":\"2026-01-31T15:00:00.123456789Z\"}"),
                parse("{\"path\":\"/home/ada/仕事/請求書アプリ\",\"lastSeen\":\"2026-01-31T15:00:00Z\"}"));

        output(new Terminal(true, true, false, 28), Format.table)
                .rows(List.of(Column.of("path"), Column.of("lastSeen")), rows.iterator(), "none");

        assertThat(text()).isEqualTo("""
                path                lastSeen
                …e/ada/code/engine  00:00:00
                …仕事/請求書アプリ  00:00:00
                """);
    }

    @Test
    void on_a_terminal_names_that_begin_alike_keep_the_end_that_tells_them_apart() {
        var rows = List.of(
                parse(
                        "{\"id\":\"github.com/acme-internal/audit-search-1\",\"entity\":\"repository/github.com/acme-internal/audit-search-1\",\"description\":\"Work in progress on search\"}"),
                parse(
                        "{\"id\":\"github.com/acme-internal/delta-tundra-2\",\"entity\":\"repository/github.com/acme-internal/delta-tundra-2\",\"description\":\"Work in progress on tundra\"}"));
        var columns = List.of(Column.thing("entity", "entity", ""), Column.of("name", "id"), Column.of("description"));

        output(new Terminal(true, true, false, 66), Format.table).rows(columns, rows.iterator(), "none");

        assertThat(text()).isEqualTo("""
                entity                          name              description
                repository/…nal/audit-search-1  …/audit-search-1  Work in progres…
                repository/…nal/delta-tundra-2  …/delta-tundra-2  Work in progres…
                """);
    }

    @Test
    void on_a_terminal_ids_are_cut_only_as_far_as_they_stay_different_ones() {
        List<JsonNode> rows = Stream.of("file/web-17/notes.json", "file/web-18/notes.json", "mail/web-17/notes.json")
                .map(id -> parse("{\"id\":\"hive.%s\",\"title\":\"Notes of one day\",\"n\":1}".formatted(id)))
                .toList();

        for (Column id : List.of(Column.thing("id", "id", "item"), Column.of("id"))) {
            written.reset();
            output(new Terminal(true, true, false, 33), Format.table)
                    .rows(List.of(id, Column.of("title"), Column.of("n")), rows.iterator(), "none");

            assertThat(text()).as(id.holds().name()).isEqualTo("""
                id                 title
                hive.file/web-17…  Notes of one …
                hive.file/web-18…  Notes of one …
                hive.mail/web-17…  Notes of one …
                """);
        }
    }

    @Test
    void on_a_terminal_an_id_that_is_a_name_stays_whole_before_what_stands_behind_it() {
        List<JsonNode> rows = Stream.of(
                        "hive.completion/agent_completions.jsonl/1", "hive.completion/agent_completions.jsonl/2")
                .map(id -> parse(
                        "{\"id\":\"%s\",\"status\":\"completed\",\"title\":\"agent_completions.jsonl\",\"file\":\".claude/agent_completions.jsonl\"}"
                                .formatted(id)))
                .toList();

        output(new Terminal(true, true, false, 64), Format.table)
                .rows(
                        List.of(
                                Column.thing("id", "id", "item"),
                                Column.of("status"),
                                Column.of("title"),
                                Column.of("file")),
                        rows.iterator(),
                        "none");

        assertThat(text()).isEqualTo("""
            id                                         status
            hive.completion/agent_completions.jsonl/1  completed
            hive.completion/agent_completions.jsonl/2  completed
            """);
    }

    @Test
    void on_a_terminal_the_id_of_a_thing_that_is_somewhere_yields_to_what_stands_behind_it() {
        var row = parse("{\"entity\":\"project//home/ada/projects/my scratch\",\"action\":\"project.seen\"}");

        output(new Terminal(true, true, false, 36), Format.table)
                .rows(
                        List.of(Column.thing("entity", "entity", ""), Column.of("action")),
                        List.of(row).iterator(),
                        "none");

        assertThat(text()).isEqualTo("""
                entity                  action
                project/…ts/my scratch  project.seen
                """);
    }

    @Test
    void on_a_terminal_the_widest_text_yields_and_the_last_columns_have_no_place() {
        var columns = List.of(
                Column.thing("id", "id", "task"),
                Column.of("status"),
                Column.of("title"),
                Column.of("updated", "/updatedAt"),
                Column.of("label"));
        var row = parse("{\"id\":\"TASK-01K6GBQ7M4X2V9B8N0C5D3F1R1\",\"status\":\"DONE\",\"title\":\"Rewrite the silent"
                + " schema\",\"updatedAt\":\"2026-01-31T15:00:00Z\",\"label\":\"backend-and-frontend\"}");

        output(new Terminal(true, true, false, 50), Format.table)
                .rows(columns, List.of(row).iterator(), "none");
        assertThat(text()).isEqualTo("""
                id            status  title               updated
                TASK-01K6GBQ  DONE    Rewrite the silen…  00:00:00
                """);
        written.reset();
        output(PIPE, Format.table).rows(columns, List.of(row).iterator(), "none");
        assertThat(text()).endsWith("""
                TASK-01K6GBQ7M4X2V9B8N0C5D3F1R1  DONE    Rewrite the silent schema  2026-02-01T00:00:00.000+09:00\
                  backend-and-frontend
                """);
    }

    @Test
    void on_a_terminal_long_ids_are_cut_before_one_of_the_first_columns_has_no_place() {
        var table = new Table(
                List.of(
                        Column.of("when", "/at"),
                        Column.thing("entity", "entity", ""),
                        Column.of("action"),
                        Column.of("actor"),
                        Column.of("change"),
                        Column.of("position")),
                new Terminal(true, true, false, 80));
        table.add(
                List.of(
                        "00:00:00",
                        "repository/github.com/ada/private-notes",
                        "repository.seen",
                        "import:gum",
                        "name: private-notes",
                        "2857"),
                false);

        assertThat(table.lines((_, _) -> Map.of()).toList())
                .containsExactly(
                        "when      entity                   action           actor       change",
                        "00:00:00  repository/github.com/…  repository.seen  import:gum  name: private-n…");
    }

    @Test
    void in_a_pipe_one_long_text_does_not_move_the_columns_of_all_other_rows() {
        var rows = List.of(
                parse("{\"title\":\"%s\",\"n\":1}".formatted("x".repeat(90))), parse("{\"title\":\"y\",\"n\":2}"));

        output(PIPE, Format.table).rows(List.of(Column.of("title"), Column.of("n")), rows.iterator(), "none");

        assertThat(text().lines()).contains("x".repeat(90) + "  1", "y" + " ".repeat(41) + "2");
    }

    @Test
    void a_terminal_shows_in_colors_how_something_stands_and_pale_what_was_undone() {
        var rows = List.of(
                parse("{\"status\":\"DONE\"}"),
                parse("{\"status\":\"failed\"}"),
                parse("{\"status\":\"WIP\"}"),
                parse("{\"status\":\"DONE\",\"undone\":true}"));

        output(SCREEN, Format.table).rows(List.of(Column.of("status")), rows.iterator(), "none");

        assertThat(text().lines().skip(1))
                .containsExactly(
                        "\u001b[32mDONE\u001b[0m",
                        "\u001b[31mfailed\u001b[0m",
                        "\u001b[33mWIP\u001b[0m",
                        "\u001b[2mDONE\u001b[0m");
    }

    @Test
    void of_records_only_the_wanted_fields_are_printed_in_the_order_in_which_they_are_wanted() {
        var rows = List.of(parse("{\"id\":1,\"title\":\"在庫\",\"n\":8.50}"), parse("{\"id\":2,\"n\":7}"));

        output(PIPE, Format.ndjson, new Records(List.of("title", "id"), Optional.empty()))
                .rows(List.of(), rows.iterator(), "none");
        assertThat(text()).isEqualTo("""
                {"title":"在庫","id":1}
                {"id":2}
                """);
        written.reset();
        output(PIPE, Format.json, new Records(List.of("n"), Optional.empty())).thing(rows.getFirst());
        assertThat(text()).isEqualTo("{\n  \"n\" : 8.50\n}\n");
        var wrong = output(PIPE, Format.json, new Records(List.of("size"), Optional.empty()));
        assertThatThrownBy(() -> wrong.rows(List.of(), rows.iterator(), "none"))
                .hasMessage("--json has 'size', which is no field of what is printed here");
    }

    @Test
    void an_expression_of_jq_is_told_the_whole_list_or_each_line_of_it_and_its_texts_have_no_quotes() {
        var rows = List.of(parse("{\"id\":1,\"title\":\"在庫\"}"), parse("{\"id\":2,\"title\":\"b\"}"));

        output(PIPE, Format.json, new Records(List.of(), Optional.of(".[] | select(.id > 1) | .title, {id}")))
                .rows(List.of(), rows.iterator(), "none");
        assertThat(text()).isEqualTo("b\n{\n  \"id\" : 2\n}\n");
        written.reset();
        output(PIPE, Format.ndjson, new Records(List.of("title"), Optional.of(".title | length")))
                .rows(List.of(), rows.iterator(), "none");
        assertThat(text()).isEqualTo("2\n1\n");
        assertThatThrownBy(() -> new Records(List.of(), Optional.of(".["))).hasMessageContaining("--jq '.[': ");
    }

    @Test
    void a_person_never_reads_json() {
        output(PIPE, Format.table).thing(parse("""
                {"id": 1, "metadata": {"points": 3, "tags": ["a", "b"]}, "data": {"run": "r", "report": {"read": 2, "files":
                 [{"name": "x", "size": 1}, {"name": "y", "size": 2}]}}, "list": [1, 2], "none": {}}
                """));

        assertThat(text()).isEqualTo("""
                id        1
                metadata  points: 3
                          tags: a, b
                data      run: r
                          report:
                            read: 2
                            files:
                              name: x, size: 1
                              name: y, size: 2
                list      1, 2
                """);
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
    void a_list_that_cannot_be_got_is_not_begun() {
        for (Format format : Format.values()) {
            Iterator<JsonNode> refused = Stream.<JsonNode>generate(() -> {
                        throw Failure.usage("not said of what", "say it");
                    })
                    .iterator();

            assertThatThrownBy(() -> output(PIPE, format).rows(List.of(Column.of("id")), refused, "none"))
                    .isInstanceOf(Failure.class);
            assertThat(text()).as(format.name()).isEmpty();
        }
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
        assertThat(text()).endsWith("00:00:00  2026-01-31T15:00:00Z  soon\n");
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
        return output(terminal, format, new Records(List.of(), Optional.empty()));
    }

    private Output output(Terminal terminal, Format format, Records records) {
        return new Output(
                new PrintStream(written, true, StandardCharsets.UTF_8),
                terminal,
                format,
                records,
                () -> TOKYO,
                CLOCK,
                SHORT);
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
