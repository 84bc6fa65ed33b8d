package dev.daybook.cli;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.daybook.event.SpelledNumbers;
import dev.daybook.operation.Column;
import dev.daybook.text.DisplayWidth;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes results to standard output in the chosen format. */
final class Output {

    /** Numbers keep their spelling: 8.50 is not 8.5 to whoever wrote it. */
    static final ObjectMapper JSON = JsonMapper.builder(new SpelledNumbers(new JsonFactoryBuilder()))
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private static final String PROJECT = "project";

    private final PrintStream out;
    private final Terminal terminal;
    private final Format format;
    private final Records records;
    private final Supplier<LocalTimes> times;
    private final InstantSource clock;
    private final ShortIds shortIds;

    /** Returns how much of each id tells it from all others of its category. */
    @FunctionalInterface
    interface ShortIds {
        Map<String, String> of(String category, List<String> ids);
    }

    /** @param times asked for at the first time that is written */
    Output(
            PrintStream out,
            Terminal terminal,
            Format format,
            Records records,
            Supplier<LocalTimes> times,
            InstantSource clock,
            ShortIds shortIds) {
        this.times = times;
        this.clock = clock;
        this.shortIds = shortIds;
        this.out = out;
        this.terminal = terminal;
        this.format = format;
        this.records = records;
    }

    Format format() {
        return format;
    }

    /** Returns what is wanted of the records. */
    Records records() {
        return records;
    }

    /** Writes a list: as table and CSV the columns, as JSON everything. Rows may come slowly and without end. */
    void rows(List<Column> columns, Iterator<JsonNode> rows, String ifNone) {
        switch (format) {
            case table -> table(columns, rows, ifNone);
            case csv -> csv(columns, begun(rows));
            case ndjson -> rows.forEachRemaining(this::line);
            case json -> array(begun(rows));
        }
        records.end();
        out.flush();
    }

    /** Has the first row come: where it cannot be got, there is no heading either. */
    private static Iterator<JsonNode> begun(Iterator<JsonNode> rows) {
        var _ = rows.hasNext();
        return rows;
    }

    /** Writes one thing: as a table one line per field. */
    void fields(List<Column> columns, JsonNode thing) {
        switch (format) {
            case table -> {
                int width = columns.stream()
                        .mapToInt(oneColumn -> DisplayWidth.of(oneColumn.name()))
                        .max()
                        .orElse(0);
                for (Column column : columns) {
                    var text = cell(column, thing);
                    if (!text.isEmpty()) {
                        out.println(terminal.bold(Text.pad(terminal.out(column.name()), width)) + "  "
                                + indent(terminal.out(text), width + 2));
                    }
                }
            }
            case csv -> csv(columns, List.of(thing).iterator());
            case ndjson -> line(thing);
            case json -> print(records.of(thing));
        }
        records.end();
        out.flush();
    }

    /** Writes one thing of any shape; there are no columns for it, so a table shows its fields as they are. */
    void thing(JsonNode thing) {
        var columns = new ArrayList<Column>();
        for (Map.Entry<String, JsonNode> field : thing.properties()) {
            columns.add(new Column(
                    field.getKey(), row -> lines(row.path(field.getKey())), Column.holds(field.getKey()), ""));
        }
        fields(columns, thing);
    }

    /** Returns a value as a person reads it: what has objects in it on lines of its own, indented as they lie. */
    private static String lines(JsonNode value) {
        boolean flat = value.valueStream().noneMatch(JsonNode::isContainerNode);
        if (flat && !value.isObject()) {
            return Column.plain(value);
        }
        Stream<String> parts = value.isObject()
                ? value.propertyStream().map(entry -> entry.getKey() + ":" + nested(entry.getValue()))
                : value.valueStream().map(Column::plain);
        return parts.collect(Collectors.joining("\n"));
    }

    private static String nested(JsonNode value) {
        String text = lines(value);
        return value.isContainerNode() && text.indexOf('\n') >= 0 ? indent("\n" + text, 2) : " " + text;
    }

    /** Returns what a column says of a row, times as the reader wants them. */
    String cell(Column column, JsonNode row) {
        var text = column.text().apply(row);
        return switch (column.holds()) {
            case TEXT, STATE, THING, MARKED -> text;
            case TIME -> time(text);
            case TIMES, LINE -> times.get().within(text, terminal.standardOutput());
        };
    }

    /** Returns a time in the user's zone: for a person as of a clock on the wall, for a program with its offset. */
    String time(String text) {
        return text.isEmpty() ? text : times.get().shown(text, terminal.standardOutput());
    }

    /** Writes a line as it is, in every format. */
    void text(String line) {
        out.println(terminal.out(line));
    }

    /** A line, with the times in it as they are read here. */
    void timed(String line) {
        text(times.get().within(line, terminal.standardOutput()));
    }

    /** A sentence for a person: shown with tables only, so that the other formats stay readable by programs. */
    void say(String text) {
        if (format == Format.table) {
            text(text);
        }
    }

    private void table(List<Column> named, Iterator<JsonNode> rows, String ifNone) {
        var all = new ArrayList<JsonNode>();
        rows.forEachRemaining(all::add);
        boolean one = all.stream().noneMatch(node -> node.hasNonNull(PROJECT)); // there are not several
        List<Column> columns = named.stream()
                .filter(column -> !one || !column.name().equals(PROJECT))
                .toList();
        var table = new Table(columns, terminal);
        all.forEach(row -> table.add(
                columns.stream()
                        .map(column -> terminal.out(Text.oneLine(inTable(column, row))))
                        .toList(),
                row.path("undone").asBoolean()));
        if (table.isEmpty()) {
            text(ifNone);
        } else {
            table.lines(shortIds).forEach(out::println);
        }
    }

    private String inTable(Column column, JsonNode row) {
        return column.holds() == Column.Holds.TIME && terminal.standardOutput()
                ? times.get().brief(column.text().apply(row), clock.instant())
                : cell(column, row);
    }

    private void csv(List<Column> columns, Iterator<JsonNode> rows) {
        out.print(String.join(
                        ",",
                        columns.stream().map(column -> quoted(column.name())).toList()) + "\r\n");
        rows.forEachRemaining(row -> out.print(String.join(
                        ",",
                        columns.stream()
                                .map(column -> quoted(terminal.out(cell(column, row))))
                                .toList())
                + "\r\n"));
    }

    private static String quoted(String text) {
        return text.chars()
                        .anyMatch(character ->
                                character == ',' || character == '"' || character == '\n' || character == '\r')
                ? "\"" + text.replace("\"", "\"\"") + "\""
                : text;
    }

    private void array(Iterator<JsonNode> rows) {
        if (records.isExpression()) {
            ArrayNode all = JSON.createArrayNode();
            rows.forEachRemaining(row -> all.add(records.of(row)));
            print(all);
            return;
        }
        out.print("[");
        for (boolean first = true; rows.hasNext(); first = false) {
            out.print((first ? "\n" : ",\n") + terminal.out(pretty(records.of(rows.next()))));
        }
        out.println("\n]");
    }

    void line(JsonNode row) {
        records.each(records.of(row), node -> out.println(terminal.out(plain(node, node.toString()))));
    }

    private void print(JsonNode whole) {
        records.each(whole, node -> out.println(terminal.out(plain(node, pretty(node)))));
    }

    /** Returns the text that an expression has made, or the JSON that it or nobody has. */
    private String plain(JsonNode value, String json) {
        return records.isExpression() && value.isTextual() ? value.textValue() : json;
    }

    private static String pretty(JsonNode node) {
        try {
            return Pretty.WRITER.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree cannot be written", e);
        }
    }

    private static String indent(String text, int columns) {
        return text.stripTrailing().replace("\n", "\n" + " ".repeat(columns));
    }

    /** Made on first use: most commands print tables. */
    private static final class Pretty {
        static final ObjectWriter WRITER = JSON.writer(new DefaultPrettyPrinter()
                .withObjectIndenter(new DefaultIndenter("  ", "\n"))
                .withArrayIndenter(new DefaultIndenter("  ", "\n")));
    }
}
