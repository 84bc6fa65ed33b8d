package dev.daybook.importing.container;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.domain.Spelling;
import dev.daybook.event.JsonText;
import dev.daybook.importing.Finding;
import dev.daybook.importing.Finding.Severity;
import dev.daybook.importing.Limits;
import dev.daybook.importing.frame.Contents;
import dev.daybook.shape.JsonCursor;
import dev.daybook.shape.JsonWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A text with a record on each line that is not blank: JSON, or the line itself. Line ends are those of the file. */
public final class LinesDocument implements Container {

    private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    /** Of more lines that are no records, not each is told. */
    private static final int BAD_MAX = 100_000;

    private final boolean json;

    private LinesDocument(boolean json) {
        this.json = json;
    }

    /** One JSON value a line. */
    public static LinesDocument jsonLines() {
        return new LinesDocument(true);
    }

    /** Each line is a record: a JSON text. */
    public static LinesDocument textLines() {
        return new LinesDocument(false);
    }

    private static boolean isMarked(byte[] text) {
        return text.length > 2 && Arrays.equals(text, 0, 3, MARK, 0, 3);
    }

    /** Returns a line without the mark that a text may begin with. */
    private static Lines.Line unmarked(Lines.Line line) {
        return line.offset() == 0 && isMarked(line.bytes()) ? line.from(MARK.length) : line;
    }

    private static List<Lines.Line> lines(byte[] text) {
        var lines = new ArrayList<Lines.Line>();
        var in = new Lines(new ByteArrayInputStream(text), text.length);
        try {
            for (Optional<Lines.Line> next = in.next(); next.isPresent(); next = in.next()) {
                lines.add(unmarked(next.get()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e); // which reading from memory is not
        }
        return lines;
    }

    @Override
    public Contents read(String file, byte[] text, Limits limits) {
        var lines = new Pulling(new ByteArrayInputStream(text), text.length);
        var pieces = new ArrayList<Piece>();
        Optional<Spelling> as = Optional.empty();
        int at = 0;
        for (Optional<Pulled> next = lines.pull(); next.isPresent(); next = lines.pull()) {
            Pulled it = next.get();
            Json value = it.value().orElseThrow();
            as = json ? as.or(() -> Optional.of(look(it.record(), value, 0))) : as;
            int start = at + it.gap().length;
            at = start + it.record().length;
            pieces.add(
                    new Piece(new Place(it.place().path(), List.of(), start, at, Optional.empty()), value, it.where()));
        }
        List<Finding> flaws = lines.flaws(file);
        boolean whole = flaws.stream().allMatch(flaw -> flaw.severity() == Severity.INFO);
        return new Contents(as.orElse(Spelling.COMPACT), whole, pieces, flaws);
    }

    @Override
    public Optional<Pieces> pieces(InputStream in, int recordBytesMax) {
        return Optional.of(new Pulling(in, recordBytesMax));
    }

    /** The lines of a stream: one that is no record is part of the gap, as long as there is room for that. */
    private final class Pulling implements Pieces {
        private final Lines lines;
        private final int bytesMax;
        private final ByteArrayOutputStream gap = new ByteArrayOutputStream();
        private final List<String> bad = new ArrayList<>();
        private final List<Lines.Line> tooLong = new ArrayList<>();
        private boolean complete = true;
        private boolean cut;

        Pulling(InputStream in, int recordBytesMax) {
            lines = new Lines(in, recordBytesMax);
            bytesMax = recordBytesMax;
        }

        private void pass(byte[] bytes, int length) {
            complete &= gap.size() + length <= bytesMax;
            if (complete) {
                gap.write(bytes, 0, length);
            } else {
                gap.reset();
            }
        }

        Optional<Pulled> pull() {
            try {
                return next();
            } catch (IOException e) {
                throw new UncheckedIOException(e); // which reading from memory is not
            }
        }

        @Override
        public Optional<Pulled> next() throws IOException {
            for (Optional<Lines.Line> next = lines.next(); next.isPresent(); next = lines.next()) {
                Lines.Line line = unmarked(next.get());
                pass(next.get().bytes(), next.get().bytes().length - line.bytes().length);
                boolean blank = new String(line.bytes(), UTF_8).isBlank();
                Optional<Json> value = blank || !line.isWhole() ? Optional.empty() : value(line.bytes());
                byte[] end = line.end().getBytes(UTF_8);
                if (value.isPresent()) {
                    byte[] before = gap.toByteArray();
                    gap.reset();
                    gap.writeBytes(end);
                    var place =
                            new Place(List.of(Integer.toString(line.number() - 1)), List.of(), 0, 0, Optional.empty());
                    return Optional.of(new Pulled(before, line.bytes(), value, place, "line " + line.number()));
                }
                if (!line.isWhole()) {
                    complete = false;
                    tooLong.add(line);
                } else if (!blank && bad.size() <= BAD_MAX && !LogDocument.isMark(new String(line.bytes(), UTF_8))) {
                    bad.add("line " + line.number());
                    cut = line.end().isEmpty();
                }
                pass(line.bytes(), line.bytes().length);
                pass(end, end.length);
            }
            return Optional.empty();
        }

        @Override
        public byte[] rest(int most) {
            return gap.toByteArray();
        }

        @Override
        public boolean isComplete() {
            return complete;
        }

        @Override
        public List<Finding> flaws(String file) {
            Stream<Finding> flaws = bad.stream()
                    .map(where -> cut && where.equals(bad.getLast())
                            ? Finding.error(file, where, "TRUNCATED_JSON", "is cut short: kept in the file as it is")
                            : Finding.warn(file, where, "INVALID_JSON", "is not JSON: kept in the file as it is"));
            return Stream.concat(
                            flaws,
                            tooLong.stream()
                                    .map(line -> Finding.error(
                                            file,
                                            "line " + line.number(),
                                            "RESOURCE_LIMIT",
                                            "has %d bytes, more than %d: not read; raise the limit to import it",
                                            line.sizeBytes(),
                                            bytesMax)))
                    .toList();
        }
    }

    private static Place place(Lines.Line line, Optional<String> id) {
        int start = (int) line.offset();
        return new Place(
                List.of(Integer.toString(line.number() - 1)), List.of(), start, start + line.bytes().length, id);
    }

    @Override
    public List<Place> places(byte[] text, String id, boolean lenient) throws Damaged {
        var places = new ArrayList<Place>();
        for (Lines.Line line : lines(text)) {
            String content = new String(line.bytes(), UTF_8);
            if (content.isBlank()) {
                continue;
            }
            if (!json) {
                places.add(place(line, Optional.of(content)));
                continue;
            }
            JsonCursor in = JsonCursor.of(line.bytes());
            Optional<String> key = JsonWalk.id(in, JsonWalk.pointer(id), true);
            if (in.isSound() && in.isAtEnd()) {
                places.add(place(line, key));
            } else if (!lenient) {
                throw new Damaged(line.offset() + in.offset(), "one JSON value on a line");
            }
        }
        return places;
    }

    @Override
    public Optional<String> id(byte[] record, String pointer) {
        return json ? Container.super.id(record, pointer) : Optional.of(new String(record, UTF_8));
    }

    @Override
    public Optional<Json> value(byte[] record) {
        String line = new String(record, UTF_8);
        try {
            return Optional.of(json ? JsonText.parse(line) : JsonText.of(TextNode.valueOf(line)));
        } catch (Rejected _) {
            return Optional.empty();
        }
    }

    @Override
    public byte[] print(Json record, int depth, Spelling as) {
        return json
                ? JsonWriter.value(record, as, 0)
                : JsonText.tree(record).asText().getBytes(UTF_8);
    }

    @Override
    public byte[] revise(byte[] record, Json now, Spelling as) {
        return json && value(record).isPresent() ? Container.super.revise(record, now, as) : print(now, 0, as);
    }

    @Override
    public byte[] edit(byte[] text, Spelling as, Collection<List<String>> removed, List<Added> added) {
        List<Place> gone = lines(text).stream()
                .map(line -> place(line, Optional.empty()))
                .filter(place -> removed.contains(place.path()))
                .toList();
        return edited(
                text,
                gone,
                added.stream().map(oneAdded -> print(oneAdded.record(), 0, as)).toList());
    }

    /** Returns a text without what stands in some places, nor the rest of its line if that is blank, and with lines added. */
    static byte[] edited(byte[] text, List<Place> removed, List<byte[]> added) {
        var out = new ByteArrayOutputStream();
        int at = 0;
        for (Place place : removed) {
            out.write(text, at, place.start() - at);
            at = place.end();
            while (at < text.length && " \t\r".indexOf(text[at]) >= 0) {
                at++;
            }
            at += at < text.length && text[at] == '\n' ? 1 : 0;
        }
        out.write(text, at, text.length - at);
        byte[] left = out.toByteArray();
        boolean open = left.length > (isMarked(left) ? MARK.length : 0) && left[left.length - 1] != '\n';
        byte[] newline = (new String(text, ISO_8859_1).contains("\r\n") ? "\r\n" : "\n").getBytes(UTF_8);
        boolean ends = text.length == 0 || text[text.length - 1] == '\n';
        for (byte[] it : added) {
            out.writeBytes(open ? newline : new byte[0]);
            out.writeBytes(it);
            out.writeBytes(ends ? newline : new byte[0]);
            open = !ends;
        }
        return out.toByteArray();
    }
}
