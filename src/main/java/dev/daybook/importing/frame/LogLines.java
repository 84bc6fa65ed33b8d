package dev.daybook.importing.frame;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.daybook.domain.Json;
import dev.daybook.importing.Finding;
import dev.daybook.importing.Limits;
import dev.daybook.importing.Results;
import dev.daybook.importing.container.JsonFile;
import dev.daybook.importing.container.Lines;
import dev.daybook.importing.container.Lines.Line;
import dev.daybook.importing.container.Quarantine;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One pass over a log with a record on each line: tells what is wrong with lines, and hands on where the records stand.
 * What is wrong inside a record that somebody keeps is told when it is read again.
 */
final class LogLines {

    /** A record over several lines is not sought beyond. */
    private static final int PRETTY_LINES_MAX = 2_000;

    private static final int PRETTY_BYTES_MAX = 1 << 20;

    private static final Pattern CONFLICT = Pattern.compile("<{7} .*|={7}|>{7} .*|\\|{7} .*");

    private final Limits limits;
    private final String name;
    private final RecordLog file;
    private final Results results;
    private final Seen seen = new Seen();
    private final Deque<Line> ahead = new ArrayDeque<>();
    private int count;
    private int ended;
    private int returned;
    private boolean marked;
    private boolean finalNewline = true;
    private boolean conflict;

    LogLines(Limits limits, String name, RecordLog file, Results results) {
        this.limits = limits;
        this.name = name;
        this.file = file;
        this.results = results;
    }

    /** Reads the file through; returns its frame. */
    Json read(InputStream in) throws IOException {
        var lines = new Lines(in, limits.fileBytesMax());
        Optional<Line> line = next(lines);
        while (line.isPresent() && line.get().number() <= limits.journalLinesMax()) {
            if (isOpened(line.get())) {
                pretty(line.get(), lines);
            } else {
                Line it = line.get();
                Optional<Line> following = next(lines);
                following.ifPresent(ahead::push);
                line(it, following.isEmpty());
            }
            line = next(lines);
        }
        line.ifPresent(oneLine -> results.error(
                name,
                "line " + oneLine.number(),
                "RESOURCE_LIMIT",
                "more than %d lines: the rest is not read; raise the limit to import it",
                limits.journalLinesMax()));
        if (count == 0) {
            results.info(name, "", "EMPTY_FILE", "is empty: nothing has happened yet");
        }
        boolean allReturned = ended > 0 && returned == ended;
        if (returned > 0) {
            results.info(name, "", "BOM", "has CRLF line ends: white space here");
        }
        return new LogFrame(
                        count,
                        marked,
                        finalNewline,
                        allReturned ? "CRLF" : "LF",
                        Optional.empty(),
                        file.pieces(allReturned))
                .json();
    }

    private Optional<Line> next(Lines lines) throws IOException {
        if (!ahead.isEmpty()) {
            return Optional.of(ahead.pop());
        }
        Optional<Line> line = lines.next();
        if (line.isPresent()) {
            count = line.get().number();
            file.line(line.get());
            finalNewline = !line.get().end().isEmpty();
            ended += finalNewline ? 1 : 0;
            returned += isReturned(line.get()) ? 1 : 0;
        }
        return line.map(oneLine -> oneLine.number() == 1 ? withoutMark(oneLine) : oneLine);
    }

    private static boolean isReturned(Line line) {
        return line.end().length() > 1;
    }

    private Line withoutMark(Line line) {
        byte[] it = line.bytes();
        marked = it.length > 2 && it[0] == (byte) 0xEF && it[1] == (byte) 0xBB && it[2] == (byte) 0xBF;
        if (marked) {
            results.info(name, "line 1", "BOM", "begins with a byte order mark: passed over");
        }
        return marked ? line.from(3) : line;
    }

    private static boolean isOpened(Line line) {
        return line.bytes().length > 0
                && line.bytes()[0] == '{'
                && line.bytes().length < 64
                && new String(line.bytes(), StandardCharsets.UTF_8).strip().equals("{");
    }

    private void keep(Line line) {
        file.piece(line.number(), line.bytes(), isReturned(line), results);
    }

    private void line(Line line, boolean last) throws IOException {
        String where = "line " + line.number();
        if (!line.isWhole()) {
            results.error(
                    name,
                    where,
                    "RESOURCE_LIMIT",
                    "has %d bytes, more than %d: not read; raise the limit to import it",
                    line.sizeBytes(),
                    limits.fileBytesMax());
        } else if (line.isBlank() || !isEntry(line, where, last)) {
            keep(line);
        }
    }

    /** Returns whether the line is nothing but the entry of an SBI; tells what else it is. */
    private boolean isEntry(Line line, String where, boolean last) throws IOException {
        if (line.isNulOnly()) {
            results.warn(name, where, "NUL_PADDING", "holds nothing but NUL bytes: no record");
            return false;
        }
        if (line.sizeBytes() > limits.lineCharsMax()) {
            results.info(name, where, "OVERSIZE_LINE", "a line of %d bytes: imported unshortened", line.sizeBytes());
        }
        if (isConflict(line)) {
            return false;
        }
        int before = seen.before(line.bytes(), line.number());
        if (before > 0) {
            results.info(name, where, "DUPLICATE", "is the same as line %d: taken once", before);
            return false;
        }
        Line clean = withoutNuls(line);
        boolean same = clean.bytes().length == line.bytes().length;
        if (!same) {
            kept(where, "NUL_PADDING", "has NUL bytes around its record: passed over", line.bytes());
        }
        JsonFile read = read(clean.bytes());
        if (read.tree().isEmpty()) {
            broken(line, clean, read, where, last);
        } else if (has(read, "TRAILING_DATA")) {
            glued(line, clean, where, last);
        } else if (read.object().isPresent()) {
            tell(read, line, where);
            return note(read, line, clean.offset(), clean.bytes().length) && !read.altered() && same;
        } else if (read.tree().get() instanceof ArrayNode array) {
            tell(read, line, where);
            unpack(line, clean, array.size(), where);
        } else {
            String kind = JsonFile.kind(read.tree().get());
            reject(where, "WRONG_TYPE", "is %s, not an object: kept raw".formatted(kind), line.bytes());
        }
        return false;
    }

    /** The marks of an unfinished merge are no records; what stands between them is. */
    private boolean isConflict(Line line) {
        byte first = line.bytes()[0];
        boolean may = first == '<' || first == '=' || first == '>' || first == '|';
        if (!may
                || !CONFLICT.matcher(new String(line.bytes(), StandardCharsets.UTF_8))
                        .matches()) {
            return false;
        }
        if (!conflict) {
            results.warn(
                    name,
                    "line " + line.number(),
                    "CONFLICT_MARKER",
                    "holds the marks of an unfinished merge: the records of both sides are imported");
        }
        conflict = true;
        return true;
    }

    /** Notes an entry; returns whether some SBI owns it. */
    private boolean note(JsonFile read, Line line, long offset, int sizeBytes) {
        return file.record(read, line.number(), offset, sizeBytes, results);
    }

    private JsonFile read(byte[] content) {
        return JsonFile.read(name, content, limits, JsonFile.Role.SCANNED);
    }

    private static boolean has(JsonFile read, String code) {
        return read.findings().stream().anyMatch(finding -> finding.code().equals(code));
    }

    private void tell(JsonFile read, Line line, String where) {
        List<Finding> findings = read.findings().stream()
                .filter(finding -> !finding.code().equals("OVERSIZE_LINE")
                        && !finding.code().equals("BOM"))
                .toList();
        Quarantine.tell(findings, read.altered(), line.bytes(), RecordLog.inLine(results, where));
    }

    private static Line withoutNuls(Line line) {
        byte[] bytes = line.bytes();
        int from = 0;
        int to = bytes.length;
        while (from < to && bytes[from] == 0) {
            from++;
        }
        while (to > from && bytes[to - 1] == 0) {
            to--;
        }
        byte[] clean = Arrays.copyOfRange(bytes, from, to);
        return new Line(line.number(), line.offset() + from, clean, clean.length, line.end());
    }

    private void reject(String where, String code, String message, byte[] raw) {
        results.rejected(Finding.error(name, where, code, "%s", message), raw);
    }

    /** Tells what is imported without these bytes. */
    private void kept(String where, String code, String message, byte[] raw) {
        Finding finding = Finding.warn(name, where, code, "%s", message);
        results.finding(finding);
        results.kept(finding, name, raw);
    }

    private void unpack(Line line, Line clean, int size, String where) throws IOException {
        var entries = new ArrayList<byte[]>();
        LogArray.elements(new ByteArrayInputStream(clean.bytes()), (from, to) -> {
            entries.add(Arrays.copyOfRange(clean.bytes(), (int) from, (int) to));
            value(line, clean.offset() + from, entries.getLast());
        });
        if (entries.size() == size) {
            results.warn(name, where, "WRONG_ENVELOPE", "is an array of %d on one line: unpacked", entries.size());
        } else {
            reject(where, "INVALID_JSON", "is an array that breaks the rules of JSON: kept raw", line.bytes());
        }
    }

    /** Notes a record that shares its line with others. */
    private void value(Line line, long offset, byte[] content) {
        JsonFile read = read(content);
        if (read.object().isPresent()) {
            note(read, line, offset, content.length);
        } else {
            reject("line " + line.number(), "WRONG_TYPE", "holds something that is no object", content);
        }
    }

    private void glued(Line line, Line clean, String where, boolean last) throws IOException {
        var ends = new ArrayList<Long>();
        LogArray.End end = LogArray.glued(clean.bytes(), (from, to) -> {
            ends.add(to);
            value(line, clean.offset() + from, Arrays.copyOfRange(clean.bytes(), (int) from, (int) to));
        });
        if (ends.size() > 1) {
            results.warn(name, where, "GLUED_RECORDS", "holds %d records without a line end between them", ends.size());
        }
        if (end == LogArray.End.WHOLE) {
            return;
        }
        int from = ends.isEmpty() ? 0 : Math.toIntExact(ends.getLast());
        byte[] rest = Arrays.copyOfRange(clean.bytes(), from, clean.bytes().length);
        String text = new String(rest, StandardCharsets.UTF_8).strip();
        if (text.startsWith("{")) {
            cut(rest, where, last);
        } else {
            kept(where, "TRAILING_DATA", "goes on after its record: kept raw", rest);
        }
    }

    private void cut(byte[] raw, String where, boolean last) {
        if (last) {
            kept(where, "TRUNCATED_JSON", "was not written to its end: no record yet", raw);
        } else {
            reject(where, "TRUNCATED_JSON", "is cut short: the record is kept raw", raw);
        }
    }

    private void broken(Line line, Line clean, JsonFile read, String where, boolean last) throws IOException {
        if (salvaged(line, clean, where)) {
            return;
        }
        if (has(read, "TRUNCATED_JSON")) {
            cut(line.bytes(), where, last);
        } else {
            tell(read, line, where);
        }
    }

    /** A record that was cut, and the next one right behind it: the second is whole. */
    private boolean salvaged(Line line, Line clean, String where) throws IOException {
        String text = new String(clean.bytes(), StandardCharsets.ISO_8859_1); // a character for each byte
        Matcher matcher = file.beginning.matcher(text);
        if (!matcher.find(Math.min(1, text.length()))) {
            return false;
        }
        int at = matcher.start();
        byte[] behind = Arrays.copyOfRange(clean.bytes(), at, clean.bytes().length);
        if (read(behind).object().isEmpty()) {
            return false;
        }
        results.warn(name, where, "GLUED_RECORDS", "holds a record right behind the beginning of another: taken over");
        cut(Arrays.copyOf(clean.bytes(), at), where, false);
        LogArray.glued(
                behind,
                (from, to) ->
                        value(line, clean.offset() + at + from, Arrays.copyOfRange(behind, (int) from, (int) to)));
        return true;
    }

    /** A record over several lines, from its brace to the one that closes it at the beginning of a line. */
    private void pretty(Line first, Lines lines) throws IOException {
        var content = new ByteArrayOutputStream();
        Line at = first;
        keep(first);
        content.writeBytes(first.bytes());
        Optional<Line> next = next(lines);
        while (next.isPresent()
                && next.get().isWhole()
                && at.number() - first.number() < PRETTY_LINES_MAX
                && content.size() < PRETTY_BYTES_MAX
                && !(next.get().bytes().length > 1 && next.get().bytes()[0] == '{')) {
            content.writeBytes(at.end().getBytes(StandardCharsets.US_ASCII));
            at = next.get();
            keep(at);
            content.writeBytes(at.bytes());
            next = at.bytes().length > 0 && at.bytes()[0] == '}' ? Optional.empty() : next(lines);
        }
        next.ifPresent(ahead::push);
        String where = "lines %d-%d".formatted(first.number(), at.number());
        JsonFile read = read(content.toByteArray());
        if (read.object().isPresent()) {
            results.warn(name, where, "PRETTY_PRINTED", "is one record over several lines: taken over");
            note(read, first, first.offset(), content.size());
        } else {
            reject(where, "INVALID_JSON", "begins like a record and is none: kept raw", content.toByteArray());
        }
    }
}
