package dev.daybook.importing;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.domain.Spelling;
import dev.daybook.event.JsonText;
import dev.daybook.shape.Change;
import dev.daybook.shape.JsonSplice;
import dev.daybook.shape.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A text with a record on each line that is not blank: JSON, or the line itself. Line ends are those of the file. */
public final class LinesDocument implements Container {

    private static final String MARK = "\uFEFF";

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

    /** A line of a text: {@code end} is before its line end, {@code next} behind it. */
    private record Line(int start, int end, int next) {}

    private static List<Line> lines(String text) {
        var lines = new ArrayList<Line>();
        int at = text.startsWith(MARK) ? 1 : 0;
        while (at < text.length()) {
            int newline = text.indexOf('\n', at);
            int next = newline < 0 ? text.length() : newline + 1;
            int end = newline < 0 ? next : newline;
            end = end > at && text.charAt(end - 1) == '\r' ? end - 1 : end;
            lines.add(new Line(at, end, next));
            at = next;
        }
        return lines;
    }

    @Override
    public Contents read(String file, String text, Limits limits) {
        var pieces = new ArrayList<Piece>();
        var findings = new ArrayList<Finding>();
        Optional<Spelling> as = Optional.empty();
        int number = 0;
        for (Line line : lines(text)) {
            String content = text.substring(line.start(), line.end());
            String where = "line " + (number + 1);
            Optional<Json> value = content.isBlank() ? Optional.empty() : value(content);
            if (value.isPresent()) {
                as = json ? as.or(() -> Optional.of(JsonSpelling.of(content, false, value.get()))) : as;
                List<String> path = List.of(Integer.toString(number));
                pieces.add(new Piece(path, List.of(), line.start(), line.end(), value.get(), where));
            } else if (!content.isBlank()) {
                String code =
                        line.next() == text.length() && line.end() == line.next() ? "TRUNCATED_JSON" : "INVALID_JSON";
                findings.add(Finding.warn(file, where, code, "is not JSON: kept in the file as it is"));
            }
            number++;
        }
        return new Contents(spelling(text, as), findings.isEmpty(), pieces, findings);
    }

    private Optional<Json> value(String line) {
        try {
            return Optional.of(json ? JsonText.parse(line) : JsonText.of(TextNode.valueOf(line)));
        } catch (Rejected _) {
            return Optional.empty();
        }
    }

    private static Spelling spelling(String text, Optional<Spelling> first) {
        Spelling as = first.orElse(Spelling.COMPACT);
        return new Spelling(
                "",
                text.contains("\r\n") ? "CRLF" : "LF",
                text.startsWith(MARK),
                text.isEmpty() || text.endsWith("\n"),
                as.comma(),
                as.colon(),
                as.escapes(),
                Optional.empty());
    }

    @Override
    public String print(Json record, List<String> path, Spelling as) {
        return json
                ? new String(JsonWriter.value(record, as, 0), StandardCharsets.UTF_8)
                : JsonText.tree(record).asText();
    }

    @Override
    public String edit(String text, Spelling as, List<Edit> edits) {
        Map<Integer, List<Edit>> byLine = new HashMap<>();
        for (Edit edit : edits) {
            if (!(edit instanceof Edit.Add)) {
                byLine.computeIfAbsent(Integer.valueOf(edit.path().getFirst()), _ -> new ArrayList<>())
                        .add(edit);
            }
        }
        var out = new StringBuilder(text.startsWith(MARK) ? MARK : "");
        int number = 0;
        for (Line line : lines(text)) {
            String content = text.substring(line.start(), line.end());
            Optional<String> edited = edited(content, as, byLine.getOrDefault(number++, List.of()));
            edited.ifPresent(it -> out.append(it).append(text, line.end(), line.next()));
        }
        for (Edit edit : edits) {
            if (edit instanceof Edit.Add add) {
                append(print(add.value(), List.of(), as), as, out);
            }
        }
        return out.toString();
    }

    /** Returns the line after its edits; nothing if it is to go. */
    private Optional<String> edited(String line, Spelling as, List<Edit> edits) {
        var changes = new ArrayList<Change>();
        for (Edit edit : edits) {
            List<String> path = edit.path().subList(1, edit.path().size());
            switch (edit) {
                case Edit.Set set
                when path.isEmpty() -> {
                    return Optional.of(print(set.value(), path, as));
                }
                case Edit.Set set -> changes.add(Change.set(path, set.value()));
                case Edit.Remove _
                when path.isEmpty() -> {
                    return Optional.empty();
                }
                case Edit.Remove _ -> changes.add(Change.remove(path));
                case Edit.Add _ -> throw new IllegalArgumentException("a line is added to the file, not to a line");
            }
        }
        byte[] text = JsonSplice.of(line.getBytes(StandardCharsets.UTF_8), as, changes);
        return Optional.of(new String(text, StandardCharsets.UTF_8));
    }

    private static void append(String line, Spelling as, StringBuilder out) {
        String newline = as.lineEnd();
        if (as.finalNewline()) {
            out.append(line).append(newline);
        } else {
            boolean begun = !out.isEmpty() && out.charAt(out.length() - 1) != '\n';
            out.append(begun ? newline : "").append(line);
        }
    }

    @Override
    public List<String> place(String text, List<String> names) {
        return List.of();
    }

    @Override
    public String empty() {
        return "";
    }
}
