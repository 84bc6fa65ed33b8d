package dev.daybook.importing.frame;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Json;
import dev.daybook.domain.Spelling;
import dev.daybook.event.JsonText;
import dev.daybook.importing.container.JsonSpelling;
import dev.daybook.importing.frame.FileEntity.Content;
import dev.daybook.shape.JsonWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What has to be kept of a log besides its records, so that it can be written again. Its records stand in it by the
 * numbers of their lines, which others keep; a frame of millions of them is small.
 *
 * @param lines how many there are; of an array: elements
 * @param newline what ends each line unless it says so: {@code LF} or {@code CRLF}
 * @param array how the array is spelled that the log is; nothing if there is a record on each line
 * @param pieces what is no record of its own
 */
public record LogFrame(
        int lines,
        boolean byteOrderMark,
        boolean finalNewline,
        String newline,
        Optional<Spelling> array,
        List<Piece> pieces) {

    /** A line, or an element of an array, that is no record: as it stands there, without its line end. */
    record Piece(int line, Content content) {}

    /** Gives the lines that others keep. */
    public interface Records {

        /** Returns what stands on a line, without its line feed; nothing if it is gone. */
        Optional<byte[]> line(int number) throws IOException;
    }

    /** Returns the frame of an array. */
    static LogFrame array(int elements, Spelling as, List<Piece> pieces) {
        return new LogFrame(elements, as.byteOrderMark(), as.finalNewline(), as.newline(), Optional.of(as), pieces);
    }

    /** Returns it as the journal keeps it. */
    Json json() {
        ObjectNode frame = JsonNodeFactory.instance
                .objectNode()
                .put("form", array.isPresent() ? "array" : "lines")
                .put("lines", lines)
                .put("byteOrderMark", byteOrderMark)
                .put("finalNewline", finalNewline)
                .put("newline", newline);
        array.ifPresent(spelling -> frame.set("spelling", JsonSpelling.json(spelling)));
        ArrayNode all = frame.putArray("pieces");
        for (Piece it : pieces) {
            all.addObject()
                    .put("line", it.line())
                    .put("encoding", it.content().encoding())
                    .put("content", it.content().content());
        }
        return JsonText.of(frame);
    }

    /** Returns what a frame says; nothing if it is none of a log. */
    public static Optional<LogFrame> of(Json json) {
        JsonNode frame = JsonText.tree(json);
        String form = frame.path("form").asText();
        if (!form.equals("lines") && !form.equals("array")) {
            return Optional.empty();
        }
        var pieces = new ArrayList<Piece>();
        frame.path("pieces")
                .forEach(piece -> pieces.add(new Piece(
                        piece.path("line").asInt(),
                        new Content(
                                piece.path("encoding").asText(),
                                piece.path("content").asText()))));
        return Optional.of(new LogFrame(
                frame.path("lines").asInt(),
                frame.path("byteOrderMark").asBoolean(),
                frame.path("finalNewline").asBoolean(),
                frame.path("newline").asText(),
                Optional.of(frame.path("spelling"))
                        .filter(_ -> form.equals("array"))
                        .map(JsonSpelling::of),
                pieces));
    }

    /**
     * Writes the log again.
     *
     * @param fresh records that stand behind all others
     * @param edited whether a line says something else than it did
     */
    public void write(OutputStream to, Records records, List<Json> fresh, boolean edited) throws IOException {
        var out = new BufferedOutputStream(to);
        if (byteOrderMark) {
            write(out, "\uFEFF");
        }
        Map<Integer, Content> kept = new HashMap<>();
        pieces.forEach(piece -> kept.put(piece.line(), piece.content()));
        Records all = number -> kept.containsKey(number)
                ? Optional.of(kept.get(number)).map(Content::bytes)
                : records.line(number).map(line -> withoutLineEnd(number, line));
        if (array.isPresent()) {
            elements(out, array.get(), all, fresh, edited);
        } else {
            lines(out, all, fresh);
        }
        out.flush();
    }

    private void lines(OutputStream out, Records records, List<Json> fresh) throws IOException {
        String end = newline.equals("CRLF") ? "\r\n" : "\n";
        String before = "";
        boolean gone = false;
        for (int number = 1; number <= lines; number++) {
            Optional<byte[]> line = records.line(number);
            if (line.isEmpty()) {
                gone = true;
                continue;
            }
            write(out, before);
            out.write(line.get());
            before = end;
        }
        for (Json it : fresh) {
            write(out, before + it.text());
            before = end;
        }
        if (finalNewline || !fresh.isEmpty() || gone) {
            write(out, before);
        }
    }

    /** Returns a record without the carriage return of its line end: the last line has none if nothing ends it. */
    private byte[] withoutLineEnd(int number, byte[] line) {
        boolean ended = newline.equals("CRLF") && (number < lines || finalNewline);
        boolean returned = ended && line.length > 0 && line[line.length - 1] == '\r';
        return returned ? Arrays.copyOf(line, line.length - 1) : line;
    }

    private void elements(OutputStream out, Spelling as, Records records, List<Json> fresh, boolean edited)
            throws IOException {
        if (as.verbatim().isPresent() && fresh.isEmpty() && !edited) {
            write(out, as.verbatim().get());
            return;
        }
        var all = new ArrayList<String>();
        for (int number = 1; number <= lines; number++) {
            records.line(number).ifPresent(bytes -> all.add(new String(bytes, StandardCharsets.UTF_8).strip()));
        }
        fresh.forEach(json -> all.add(json.text()));
        Json array = JsonText.parse("[" + String.join(",", all) + "]");
        out.write(JsonWriter.text(array, as.withVerbatim(Optional.empty())));
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }
}
