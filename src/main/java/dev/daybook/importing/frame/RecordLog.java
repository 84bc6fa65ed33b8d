package dev.daybook.importing.frame;

import dev.daybook.domain.Json;
import dev.daybook.domain.Spelling;
import dev.daybook.importing.Finding;
import dev.daybook.importing.Results;
import dev.daybook.importing.SourceTree;
import dev.daybook.importing.SourceTree.Node;
import dev.daybook.importing.container.JsonFile;
import dev.daybook.importing.container.Lines;
import dev.daybook.importing.container.Quarantine;
import dev.daybook.importing.container.TextFile;
import dev.daybook.importing.frame.FileEntity.Content;
import dev.daybook.journal.Payload;
import dev.daybook.shape.JsonCursor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A file to which a tool adds records: a JSON object on each line, or all of them in one array. Of any size, and read as
 * far as it can be, whatever is wrong with it: records without a line end between them, over several lines, behind the
 * beginning of another one that was cut. Where each stands is handed on, so that it can be {@linkplain #record read
 * again}; nothing but what is no record is held. For one reading.
 */
public final class RecordLog {

    /** Takes what is found in the order of the file. */
    public interface Taker {

        /** Takes each line, whatever is on it. */
        void line(Lines.Line line);

        /**
         * Takes a record.
         *
         * @param line its number, from 1; of an array: that of the element
         * @return whether somebody else keeps it: else it becomes a part of the frame
         */
        boolean record(JsonFile read, int line, long offset, int sizeBytes, Results results);
    }

    private final SourceTree tree;
    private final Node node;
    private final Taker taker;

    /** How a record begins: sought inside a line whose beginning was lost. */
    final Pattern beginning;

    private final String tooMuch;
    private final List<Piece> pieces = new ArrayList<>();
    private long pieceBytes;
    private boolean isArray;

    /** The file as UTF-8, where it is something else. */
    private Optional<Payload> transcoded = Optional.empty();

    /** The bytes of a file that is no UTF-8: read once, as it may be another one by the end. */
    private Optional<Payload> foreign = Optional.empty();

    private record Piece(int line, Payload bytes, boolean returned) {}

    /**
     * @param beginning how a record begins
     * @param tooMuch what is told of a file with too much that nobody keeps, with a place for the limit
     */
    public RecordLog(SourceTree tree, Node node, Pattern beginning, String tooMuch, Taker taker) {
        this.tree = tree;
        this.node = node;
        this.beginning = beginning;
        this.tooMuch = tooMuch;
        this.taker = taker;
    }

    /** Reads the file through; returns its frame, or nothing if it cannot be read, which is a finding. */
    public Optional<Json> read(Results results) {
        try {
            boolean isForeign = TextFile.of("", bytes(0, 64), tree.limits()).findings().stream()
                    .anyMatch(finding -> finding.code().equals("WRONG_ENCODING"));
            if (isForeign && !transcode(results)) {
                return Optional.empty();
            }
            if (!isForeign) {
                results.file(node.file(), true);
            }
            byte[] beginning = bytes(0, tree.limits().lineCharsMax());
            isArray = isArray(beginning, beginning.length == sizeBytes());
            Json frame = isArray
                    ? new LogArray(tree.limits(), node.file(), this, results).read()
                    : new LogLines(tree.limits(), node.file(), this, results).read(stream());
            return Optional.of(
                    foreign.map(bytes -> FileEntity.raw(bytes.bytes())).orElse(frame));
        } catch (IOException e) {
            results.finding(SourceTree.unreadable(node, e));
            results.file(node.file(), false);
            return Optional.empty();
        }
    }

    /** Returns whether a file that begins like this is an array over several lines, or one line that is all of it. */
    public static boolean isArray(byte[] beginning, boolean isAll) {
        String text = new String(beginning, StandardCharsets.UTF_8)
                .replace("\uFEFF", "")
                .stripLeading();
        int end = text.indexOf('\n');
        boolean more = end >= 0 && !text.substring(end).isBlank();
        return text.startsWith("[") && (more ? !isValue(text.substring(0, end)) : isAll);
    }

    private static boolean isValue(String line) {
        JsonCursor value = JsonCursor.of(line.getBytes(StandardCharsets.UTF_8));
        value.skip();
        return value.isSound() && value.isAtEnd();
    }

    private boolean transcode(Results results) {
        Optional<byte[]> bytes = tree.read(node, results);
        if (bytes.isEmpty()) {
            return false;
        }
        TextFile text = TextFile.of(node.file(), bytes.get(), tree.limits());
        Quarantine.tell(
                text.findings().stream()
                        .filter(finding -> finding.code().equals("WRONG_ENCODING"))
                        .toList(),
                true,
                bytes.get(),
                results);
        replace(text.text().getBytes(StandardCharsets.UTF_8));
        foreign = bytes.map(Payload::of);
        return true;
    }

    /** Returns how long it is. */
    long sizeBytes() {
        return transcoded.map(payload -> (long) payload.sizeBytes()).orElse(node.sizeBytes());
    }

    /** Reads this from now on instead: the same as other bytes. */
    void replace(byte[] utf8) {
        transcoded = Optional.of(Payload.of(utf8));
    }

    /** Returns some bytes from the middle, fewer at its end. */
    byte[] bytes(long offset, int sizeBytes) throws IOException {
        if (transcoded.isEmpty()) {
            return tree.read(node, offset, sizeBytes);
        }
        byte[] all = transcoded.get().bytes();
        int from = (int) Math.min(all.length, offset);
        return Arrays.copyOfRange(all, from, Math.min(all.length, from + sizeBytes));
    }

    /** Returns it from its first byte on. */
    InputStream stream() {
        return transcoded.isPresent()
                ? new ByteArrayInputStream(transcoded.get().bytes())
                : tree.stream(node);
    }

    void line(Lines.Line line) {
        taker.line(line);
    }

    boolean record(JsonFile read, int line, long offset, int sizeBytes, Results results) {
        return taker.record(read, line, offset, sizeBytes, results);
    }

    /** Keeps what stands there for the frame. {@code returned}: it ends in a carriage return too. */
    void piece(int line, byte[] bytes, boolean returned, Results results) {
        boolean had = pieceBytes <= tree.limits().fileBytesMax();
        pieceBytes += bytes.length + 32L;
        if (pieceBytes <= tree.limits().fileBytesMax()) {
            pieces.add(new Piece(line, Payload.of(bytes), returned));
        } else if (had) {
            results.warn(
                    node.file(),
                    where(line),
                    "RESOURCE_LIMIT",
                    tooMuch,
                    tree.limits().fileBytesMax());
        }
    }

    List<LogFrame.Piece> pieces(boolean allReturned) {
        return pieces.stream()
                .map(piece -> new LogFrame.Piece(
                        piece.line(),
                        Content.of(
                                piece.returned() && !allReturned
                                        ? returned(piece.bytes().bytes())
                                        : piece.bytes().bytes())))
                .toList();
    }

    private static byte[] returned(byte[] bytes) {
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
        longer[bytes.length] = '\r';
        return longer;
    }

    /**
     * Returns one of these records once more; its flaws as JSON have been told.
     *
     * @throws IOException also if no record stands there any more
     */
    public JsonFile record(Slices slices, int i) throws IOException {
        int sizeBytes = slices.sizeBytes(i);
        byte[] bytes = bytes(slices.offset(i), sizeBytes + 1); // the byte after it tells how the line ends
        boolean returned = bytes.length > sizeBytes && bytes[sizeBytes] == '\r';
        byte[] line = Arrays.copyOf(bytes, Math.min(bytes.length, sizeBytes) + (returned ? 2 : 1));
        line[line.length - 1] = '\n'; // also that of one that has no line end yet: the next one will give it one
        JsonFile read = JsonFile.read(node.file(), line, tree.limits(), JsonFile.Role.RECORD);
        if (read.object().isEmpty()) {
            throw new IOException("%s was changed while it was read".formatted(node.file()));
        }
        return read;
    }

    /** Returns how a record is spelled. */
    public Spelling spelling(JsonFile record) {
        return isArray ? Spelling.COMPACT : record.style();
    }

    /** Returns the place of a line, as findings name it. */
    public String where(int line) {
        return isArray ? "[%d]".formatted(line - 1) : "line " + line;
    }

    /** Returns the same results for one record: its line is the place, the place in it becomes part of the sentence. */
    public static Results inLine(Results results, String where) {
        return results.placed(finding -> {
            boolean placed = finding.where().isEmpty()
                    || finding.where().startsWith("line ")
                    || finding.where().startsWith("byte ");
            String message = placed ? finding.message() : finding.where() + " " + finding.message();
            return new Finding(finding.file(), where, finding.severity(), finding.code(), message);
        });
    }
}
