package dev.daybook.importing.frame;

import dev.daybook.domain.Json;
import dev.daybook.domain.Spelling;
import dev.daybook.importing.Finding;
import dev.daybook.importing.Limits;
import dev.daybook.importing.Results;
import dev.daybook.importing.container.JsonFile;
import dev.daybook.importing.container.Quarantine;
import dev.daybook.shape.JsonCursor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** One pass over a log that is one array, under the same name. */
final class LogArray {

    private static final int WINDOW_BYTES = 64 << 10;

    /** Whoever reads a value is stricter. */
    private static final int DEPTH_MAX = 10_000;

    private final Limits limits;
    private final String name;
    private final RecordLog file;
    private final Results results;
    private final Seen seen = new Seen();
    private int elements;

    LogArray(Limits limits, String name, RecordLog file, Results results) {
        this.limits = limits;
        this.name = name;
        this.file = file;
        this.results = results;
    }

    /** Reads the file through; returns its frame. */
    Json read() throws IOException {
        results.info(name, "", "FORMAT_MISMATCH", "is called .ndjson and is one array: read as such");
        if (file.sizeBytes() > limits.fileBytesMax()) {
            end(elements(), new byte[0]);
            // assumed of a file too large to be looked at as a whole
            return LogFrame.array(elements, Spelling.INDENTED, file.pieces(true))
                    .json();
        }
        byte[] bytes = file.stream().readAllBytes();
        JsonFile whole = JsonFile.read(name, bytes, limits, JsonFile.Role.PIECE);
        if (whole.tree().isEmpty()) {
            end(elements(), bytes);
            return FileEntity.raw(bytes);
        }
        Quarantine.tell(
                whole.findings().stream()
                        .filter(finding -> !finding.code().equals("OVERSIZE_LINE"))
                        .toList(),
                whole.altered(),
                bytes,
                results);
        if (whole.altered()) { // positions are those of its values as text
            file.replace(whole.json().orElseThrow().text().getBytes(StandardCharsets.UTF_8));
        }
        elements();
        return whole.altered()
                ? FileEntity.raw(bytes)
                : LogFrame.array(elements, whole.style(), file.pieces(true)).json();
    }

    private End elements() throws IOException {
        return elements(file.stream(), this::element);
    }

    private void end(End end, byte[] raw) {
        String where = "[%d]".formatted(elements);
        if (end == End.CUT) {
            Finding cut =
                    Finding.warn(name, where, "TRUNCATED_JSON", "is cut short: the elements before it are imported");
            results.finding(cut);
            results.kept(cut, name, raw);
        } else if (end == End.BROKEN) {
            results.rejected(
                    Finding.error(name, where, "INVALID_JSON", "is not JSON from here on: kept as it is"), raw);
        }
    }

    private void element(long from, long to) throws IOException {
        int place = ++elements;
        String where = "[%d]".formatted(place - 1);
        int size = (int) Math.min(to - from, Integer.MAX_VALUE);
        if (size > limits.fileBytesMax() || place > limits.journalLinesMax()) {
            results.error(name, where, "RESOURCE_LIMIT", "goes beyond what is read: raise the limit to import it");
            return;
        }
        byte[] content = file.bytes(from, size);
        if (!isEntry(content, place, where, from)) {
            file.piece(place, content, false, results);
        }
    }

    private boolean isEntry(byte[] content, int place, String where, long from) {
        int before = seen.before(content, place);
        if (before > 0) {
            results.info(name, where, "DUPLICATE", "is the same as [%d]: taken once", before - 1);
            return false;
        }
        JsonFile read = JsonFile.read(name, content, limits, JsonFile.Role.SCANNED);
        if (read.object().isEmpty()) {
            results.rejected(Finding.error(name, where, "WRONG_TYPE", "is no object: kept raw"), content);
        }
        return read.object().isPresent() && file.record(read, place, from, content.length, results);
    }

    /** Hears of one value. */
    interface Spans {
        void value(long from, long to) throws IOException;
    }

    /** How the text ended. */
    enum End {
        WHOLE,
        CUT,
        /** Something that is no JSON came in between. */
        BROKEN
    }

    /** Tells of all elements of the array that {@code in} is, as far as it is one. */
    static End elements(InputStream in, Spans spans) throws IOException {
        return values(in, true, spans);
    }

    /** Tells of all values that stand one after the other in {@code bytes}. */
    static End glued(byte[] bytes, Spans spans) throws IOException {
        return values(new ByteArrayInputStream(bytes), false, spans);
    }

    private static End values(InputStream in, boolean array, Spans spans) throws IOException {
        try {
            JsonCursor cursor = JsonCursor.windows(in, WINDOW_BYTES, DEPTH_MAX);
            if (array && (cursor.next() != JsonCursor.Kind.LIST || !cursor.enter())) {
                return End.BROKEN;
            }
            while (array ? cursor.element() : !cursor.isAtEnd()) {
                cursor.skip();
                if (cursor.isSound()) {
                    spans.value(cursor.start(), cursor.end());
                }
            }
            return switch (cursor.state()) {
                case SOUND -> End.WHOLE;
                case CUT -> End.CUT;
                case BROKEN, TOO_DEEP, TOO_LARGE -> End.BROKEN;
            };
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
