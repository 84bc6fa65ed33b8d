package dev.daybook.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.operation.Column;
import dev.daybook.operation.JsonPage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Rows one after the other, each as soon as it is known: NDJSON or CSV (RFC 4180, with a header line). */
final class RowStream {

    static final String NDJSON = "application/x-ndjson";
    static final String CSV = "text/csv";
    private static final byte[] LF = {'\n'};
    private static final String CRLF = "\r\n";

    private RowStream() {}

    /** What a spreadsheet takes for a formula: no number. */
    private static final Pattern FORMULA =
            Pattern.compile("(?!-?[0-9.]+(?:[eE][-+]?[0-9]+)?$)[=+@\\t\\r-].*", Pattern.DOTALL);

    static boolean isRows(String media) {
        return media.equals(CSV) || media.equals(NDJSON);
    }

    /**
     * Answers with rows.
     *
     * @param columns those of CSV
     * @param mask what is done to their JSON before anybody sees it
     */
    static Answer answer(String media, List<Column> columns, Iterator<?> rows, UnaryOperator<byte[]> mask) {
        return switch (media) {
            case CSV ->
                Answer.streamed(CSV + "; charset=utf-8; header=present", out -> {
                    line(
                            out,
                            columns.stream().map(column -> cell(column.name())).collect(Collectors.joining(",")));
                    while (rows.hasNext()) {
                        line(out, csv(columns, JsonOutput.read(mask.apply(JsonOutput.bytes(rows.next())))));
                    }
                });
            case NDJSON ->
                Answer.streamed(NDJSON, out -> {
                    while (rows.hasNext()) {
                        out.write(mask.apply(
                                switch (rows.next()) {
                                    case JsonPage page -> page.lines();
                                    case Object row -> JsonOutput.bytes(row);
                                }));
                        out.write(LF);
                    }
                });
            default -> throw new IllegalArgumentException("%s has no rows".formatted(media));
        };
    }

    private static void line(OutputStream out, String line) throws IOException {
        out.write((line + CRLF).getBytes(StandardCharsets.UTF_8));
    }

    private static String csv(List<Column> columns, JsonNode row) {
        return columns.stream().map(column -> cell(column.text().apply(row))).collect(Collectors.joining(","));
    }

    private static String cell(String text) {
        String safe = FORMULA.matcher(text).matches() ? "'" + text : text;
        boolean quoted = safe.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return quoted ? "\"" + safe.replace("\"", "\"\"") + "\"" : safe;
    }
}
