package dev.daybook.importing.container;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Json;
import dev.daybook.domain.Spelling;
import dev.daybook.event.JsonText;
import dev.daybook.importing.Finding;
import dev.daybook.importing.Limits;
import dev.daybook.importing.frame.Contents;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A log of lines that begin in one of some forms. Lines that do not belong to the record before them, as those of a
 * traceback do; before the first one that does, each is a record of its own. The marks of an unfinished merge are none:
 * the records of both sides are.
 */
public final class LogDocument implements Container {

    private static final Pattern CONFLICT = Pattern.compile("<{7} .*|\\|{7}(?: .*)?|={7}|>{7} .*");
    private static final String TEXT = "text";

    private final List<Form> forms;

    /**
     * How a record begins.
     *
     * @param line the first line, with a group of each member
     * @param members of the record, in the order of the groups; the last is its text, to which further lines belong
     * @param format how a line of them is written
     */
    public record Form(Pattern line, List<String> members, String format) {

        public static Form of(String line, String format, String... members) {
            return new Form(Pattern.compile(line), List.of(members), format);
        }
    }

    private LogDocument(List<Form> forms) {
        this.forms = forms;
    }

    /** @param forms the first one that a line is of counts */
    public static LogDocument log(Form... forms) {
        return new LogDocument(List.of(forms));
    }

    @Override
    public Contents read(String file, byte[] text, Limits limits) {
        var pieces = new ArrayList<Piece>();
        int at = 0;
        for (Pulled it : all(text)) {
            int start = at + it.gap().length;
            at = start + it.record().length;
            var place = new Place(it.place().path(), List.of(), start, at, Optional.empty());
            pieces.add(new Piece(place, it.value().orElseThrow(), it.where()));
        }
        return new Contents(Spelling.COMPACT, true, pieces, List.of());
    }

    private List<Pulled> all(byte[] text) {
        var all = new ArrayList<Pulled>();
        var pulling = new Pulling(new ByteArrayInputStream(text), text.length);
        try {
            for (Optional<Pulled> next = pulling.next(); next.isPresent(); next = pulling.next()) {
                all.add(next.get());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e); // which reading from memory is not
        }
        return all;
    }

    @Override
    public Optional<Pieces> pieces(InputStream in, int recordBytesMax) {
        return Optional.of(new Pulling(in, recordBytesMax));
    }

    /** The records of a stream: one that is too long ends there, and goes on as another one. */
    private final class Pulling implements Pieces {
        private final Lines lines;
        private final int bytesMax;
        private final ByteArrayOutputStream gap = new ByteArrayOutputStream();
        private Optional<Lines.Line> ahead = Optional.empty();
        private int count;
        private boolean complete = true;

        Pulling(InputStream in, int recordBytesMax) {
            lines = new Lines(in, recordBytesMax);
            bytesMax = recordBytesMax;
        }

        private Optional<Lines.Line> line() throws IOException {
            Optional<Lines.Line> line = ahead.isPresent() ? ahead : lines.next();
            ahead = Optional.empty();
            complete &= line.map(Lines.Line::isWhole).orElse(true);
            return line;
        }

        @Override
        public Optional<Pulled> next() throws IOException {
            Optional<Lines.Line> line = line();
            while (line.isPresent() && (line.get().isBlank() || isMark(line.get()))) {
                gap.writeBytes(line.get().bytes());
                gap.writeBytes(end(line.get()));
                line = line();
            }
            return line.isPresent() ? Optional.of(record(line.get())) : Optional.empty();
        }

        private Pulled record(Lines.Line first) throws IOException {
            byte[] before = gap.toByteArray();
            gap.reset();
            var record = new ByteArrayOutputStream();
            record.writeBytes(first.bytes());
            gap.writeBytes(end(first));
            if (begins(first)) {
                Optional<Lines.Line> more = line();
                while (more.isPresent()
                        && !begins(more.get())
                        && !isMark(more.get())
                        && record.size() + more.get().bytes().length < bytesMax) {
                    if (more.get().isBlank()) { // at the end of the file it is none of the record
                        gap.writeBytes(more.get().bytes());
                    } else {
                        record.writeBytes(gap.toByteArray());
                        gap.reset();
                        record.writeBytes(more.get().bytes());
                    }
                    gap.writeBytes(end(more.get()));
                    more = line();
                }
                ahead = more;
            }
            byte[] bytes = record.toByteArray();
            var place = new Place(List.of(Integer.toString(count++)), List.of(), 0, 0, Optional.empty());
            return new Pulled(before, bytes, value(bytes), place, "line " + first.number());
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
            return List.of();
        }
    }

    private static byte[] end(Lines.Line line) {
        return line.end().getBytes(UTF_8);
    }

    private static boolean isMark(Lines.Line line) {
        return line.sizeBytes() > 6 && "<|=>".indexOf(line.bytes()[0]) >= 0 && isMark(new String(line.bytes(), UTF_8));
    }

    /** Returns whether it is a mark of an unfinished merge. */
    static boolean isMark(String line) {
        return CONFLICT.matcher(line).matches();
    }

    private boolean begins(Lines.Line line) {
        String text = new String(line.bytes(), UTF_8);
        return forms.stream().anyMatch(form -> form.line().matcher(text).matches());
    }

    @Override
    public List<Place> places(byte[] text, String id, boolean lenient) {
        return read("", text, Limits.DEFAULT).pieces().stream()
                .map(Piece::place)
                .toList();
    }

    @Override
    public Optional<Json> value(byte[] record) {
        String text = new String(record, UTF_8);
        int end = text.indexOf('\n');
        String first = end < 0 ? text : text.substring(0, end);
        String more = end < 0 ? "" : text.substring(end);
        ObjectNode value = JsonNodeFactory.instance.objectNode();
        for (Form form : forms) {
            Matcher matcher =
                    form.line().matcher(first.endsWith("\r") ? first.substring(0, first.length() - 1) : first);
            if (matcher.matches()) {
                for (int i = 0; i < form.members().size(); i++) {
                    value.put(form.members().get(i), matcher.group(i + 1));
                }
                String last = form.members().getLast();
                return Optional.of(JsonText.of(value.put(last, value.path(last).asText() + more)));
            }
        }
        return Optional.of(JsonText.of(value.put(TEXT, text)));
    }

    @Override
    public Spelling look(byte[] record, Json value, int depth) {
        return Spelling.COMPACT;
    }

    @Override
    public byte[] print(Json record, int depth, Spelling as) {
        var value = JsonText.tree(record);
        return forms.stream()
                .filter(form -> form.members().size() == value.size()
                        && form.members().stream()
                                .allMatch(name -> value.path(name).isTextual()))
                .map(form -> form.format()
                        .formatted(form.members().stream()
                                .map(name -> value.path(name).textValue())
                                .toArray()))
                .findFirst()
                .orElseGet(() -> value.path(TEXT).asText(record.text()))
                .getBytes(UTF_8);
    }

    @Override
    public byte[] revise(byte[] record, Json now, Spelling as) {
        return print(now, 0, as);
    }

    @Override
    public byte[] edit(byte[] text, Spelling as, Collection<List<String>> removed, List<Added> added) {
        List<Place> gone = places(text, "", true).stream()
                .filter(place -> removed.contains(place.path()))
                .toList();
        return LinesDocument.edited(
                text, gone, added.stream().map(it -> print(it.record(), 0, as)).toList());
    }
}
