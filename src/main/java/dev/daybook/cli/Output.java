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
import dev.daybook.event.SpelledNumbers;
import dev.daybook.operation.Column;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Writes results to standard output in the chosen format. */
final class Output {

    /** Numbers keep their spelling: 8.50 is not 8.5 to whoever wrote it. */
    static final ObjectMapper JSON = JsonMapper.builder(new SpelledNumbers(new JsonFactoryBuilder()))
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final PrintStream out;
    private final Terminal terminal;
    private final Format format;
    private final Supplier<LocalTimes> times;

    /** @param times asked for at the first time that is written */
    Output(PrintStream out, Terminal terminal, Format format, Supplier<LocalTimes> times) {
        this.times = times;
        this.out = out;
        this.terminal = terminal;
        this.format = format;
    }

    Format format() {
        return format;
    }

    /** Writes a list: as table and CSV the columns, as JSON everything. Rows may come slowly and without end. */
    void rows(List<Column> columns, Iterator<JsonNode> rows, String ifNone) {
        switch (format) {
            case table -> table(columns, rows, ifNone);
            case csv -> csv(columns, rows);
            case ndjson -> rows.forEachRemaining(this::line);
            case json -> array(rows);
        }
        out.flush();
    }

    /** Writes one thing: as a table one line per field. */
    void fields(List<Column> columns, JsonNode thing) {
        switch (format) {
            case table -> {
                int width = columns.stream()
                        .mapToInt(it -> Text.width(it.name()))
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
            case json -> out.println(terminal.out(pretty(thing)));
        }
        out.flush();
    }

    /** Writes one thing of any shape; there are no columns for it, so a table shows its fields as they are. */
    void thing(JsonNode thing) {
        var columns = new ArrayList<Column>();
        for (Map.Entry<String, JsonNode> field : thing.properties()) {
            columns.add(new Column(
                    field.getKey(),
                    row -> Column.plain(row.path(field.getKey())),
                    Column.isTime(field.getKey()) ? Column.Times.WHOLE : Column.Times.NONE));
        }
        fields(columns, thing);
    }

    /** Returns what a column says of a row, times as the reader wants them. */
    String cell(Column column, JsonNode row) {
        var text = column.text().apply(row);
        return switch (column.times()) {
            case NONE -> text;
            case WHOLE -> time(text);
            case WITHIN -> times.get().within(text, terminal.standardOutput());
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

    /** A sentence for a person: shown with tables only, so that the other formats stay readable by programs. */
    void say(String text) {
        if (format == Format.table) {
            text(text);
        }
    }

    private void table(List<Column> columns, Iterator<JsonNode> rows, String ifNone) {
        var lines = new ArrayList<List<String>>();
        while (rows.hasNext()) {
            var row = rows.next();
            lines.add(columns.stream()
                    .map(it -> terminal.out(Text.oneLine(cell(it, row))))
                    .toList());
        }
        if (lines.isEmpty()) {
            text(ifNone);
            return;
        }
        var widths = new int[columns.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = Text.width(columns.get(i).name());
            for (List<String> line : lines) {
                widths[i] = Math.max(widths[i], Text.width(line.get(i)));
            }
        }
        out.println(terminal.bold(line(columns.stream().map(Column::name).toList(), widths)));
        lines.forEach(line -> out.println(line(line, widths)));
    }

    private String line(List<String> cells, int[] widths) {
        var line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            line.append(i == 0 ? "" : "  ")
                    .append(i == cells.size() - 1 ? cells.get(i) : Text.pad(cells.get(i), widths[i]));
        }
        var text = line.toString().stripTrailing();
        return terminal.standardOutput() ? Text.cut(text, terminal.columns()) : text;
    }

    private void csv(List<Column> columns, Iterator<JsonNode> rows) {
        out.print(String.join(",", columns.stream().map(it -> quoted(it.name())).toList()) + "\r\n");
        rows.forEachRemaining(row -> out.print(String.join(
                        ",",
                        columns.stream()
                                .map(it -> quoted(terminal.out(cell(it, row))))
                                .toList())
                + "\r\n"));
    }

    private static String quoted(String text) {
        return text.chars().anyMatch(it -> it == ',' || it == '"' || it == '\n' || it == '\r')
                ? "\"" + text.replace("\"", "\"\"") + "\""
                : text;
    }

    private void array(Iterator<JsonNode> rows) {
        out.print("[");
        for (boolean first = true; rows.hasNext(); first = false) {
            out.print((first ? "\n" : ",\n") + terminal.out(pretty(rows.next())));
        }
        out.println("\n]");
    }

    void line(JsonNode row) {
        out.println(terminal.out(row.toString()));
    }

    private static String pretty(JsonNode node) {
        try {
            return Pretty.WRITER.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree cannot be written", e);
        }
    }

    private static String indent(String text, int columns) {
        return text.strip().replace("\n", "\n" + " ".repeat(columns));
    }

    /** Made on first use: most commands print tables. */
    private static final class Pretty {
        static final ObjectWriter WRITER = JSON.writer(new DefaultPrettyPrinter()
                .withObjectIndenter(new DefaultIndenter("  ", "\n"))
                .withArrayIndenter(new DefaultIndenter("  ", "\n")));
    }
}
