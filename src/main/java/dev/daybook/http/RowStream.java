package dev.daybook.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;

/** Rows one after the other, each as soon as it is known: NDJSON or CSV (RFC 4180, with a header line). */
final class RowStream {

    static final String NDJSON = "application/x-ndjson";
    static final String CSV = "text/csv";
    private static final byte[] LF = {'\n'};
    private static final String CRLF = "\r\n";

    private RowStream() {}

    /** Answers with rows; {@code columns} are those of CSV, by the names that the rows have in JSON. */
    static Answer answer(String media, List<String> columns, Iterator<?> rows) {
        return switch (media) {
            case CSV ->
                Answer.streamed(CSV + "; charset=utf-8; header=present", out -> {
                    line(out, String.join(",", columns));
                    while (rows.hasNext()) {
                        line(out, csv(columns, JsonOutput.tree(rows.next())));
                    }
                });
            case NDJSON ->
                Answer.streamed(NDJSON, out -> {
                    while (rows.hasNext()) {
                        JsonOutput.write(out, rows.next());
                        out.write(LF);
                    }
                });
            default -> throw new IllegalArgumentException("%s has no rows".formatted(media));
        };
    }

    private static void line(OutputStream out, String line) throws IOException {
        out.write((line + CRLF).getBytes(StandardCharsets.UTF_8));
    }

    private static String csv(List<String> columns, JsonNode row) {
        return columns.stream().map(column -> cell(row.path(column))).collect(Collectors.joining(","));
    }

    private static String cell(JsonNode value) {
        String text = value.isValueNode() ? value.asText("") : value.isMissingNode() ? "" : value.toString();
        // A spreadsheet takes a cell that begins so for a formula.
        String safe =
                !text.isEmpty() && value.isTextual() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        boolean quoted = safe.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return quoted ? "\"" + safe.replace("\"", "\"\"") + "\"" : safe;
    }
}
