package dev.daybook.shape;

import dev.daybook.domain.Json;
import dev.daybook.domain.Spelling;
import dev.daybook.shape.Flaw.Code;
import dev.daybook.shape.JsonCursor.Kind;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A JSON text with some values changed in their places: every other byte stays, whatever it is, comments and bytes that
 * are no UTF-8 among them.
 *
 * <p>All edits are found on one way through the text and made in one pass. What is set looks like what stands around
 * it. Of members that stand twice the last one is changed, as it counts for whoever reads it; removed are all. Numbers
 * of elements are those before the changes. What is to be set inside of something that is not there is added with it.
 */
public final class JsonSplice {

    /** Texts of people's making go as deep as a reader goes that has to hold them against a reader's limits. */
    private static final int DEPTH_MAX = 10_000;

    @SuppressWarnings("ArrayRecordComponent") // written once
    private record Edit(int from, int to, byte[] by) {}

    private final byte[] json;
    private final Spelling as;
    private final boolean lines;
    private final List<Edit> edits = new ArrayList<>();

    private JsonSplice(byte[] json, Spelling as) {
        this.json = json;
        this.as = as;
        this.lines = !as.indent().isEmpty();
    }

    /**
     * Returns the text with the changes made.
     *
     * @throws Flawed if it is no JSON, even to a lenient reader, as far as it has to be looked at
     */
    public static byte[] of(byte[] json, Iterable<Change> changes) {
        return of(json, ChangeTree.of(changes));
    }

    /** As {@link #of(byte[], Iterable)}; what is set looks as {@code as} says. */
    public static byte[] of(byte[] json, Spelling as, Iterable<Change> changes) {
        return of(json, as, ChangeTree.of(changes));
    }

    /**
     * Returns the text that {@code value} is in that spelling, with the changes made, without a byte order mark. If no
     * reader gets through its verbatim text, as with two sides of a conflict in it, the value is written anew.
     */
    public static byte[] of(Json value, Spelling as, Iterable<Change> changes) {
        ChangeTree tree = ChangeTree.of(changes);
        try {
            return of(JsonWriter.text(value, as), as, tree);
        } catch (Flawed _) {
            return of(JsonWriter.text(value, as.withVerbatim(Optional.empty())), as, tree);
        }
    }

    static byte[] of(byte[] json, ChangeTree changes) {
        return changes.isEmpty() ? json : of(json, JsonLook.of(json), changes);
    }

    private static byte[] of(byte[] json, Spelling as, ChangeTree changes) {
        if (changes.isEmpty()) {
            return json;
        }
        var splice = new JsonSplice(json, as);
        var in = JsonCursor.lenient(json, DEPTH_MAX);
        in.next();
        if (changes.change().isPresent()) {
            splice.replace(
                    (int) in.start(), end(in), changes.change().get().now().orElse(Json.NULL), 0);
        } else {
            int start = (int) in.start();
            splice.container(start, json.length, changes, splice.blanksOfLine(start));
        }
        return splice.bytes();
    }

    /** Returns what stands at that path, as {@link Kind#NONE} if nothing does. */
    public static Kind kind(byte[] json, List<String> path) {
        int from = 0;
        int to = json.length;
        for (String name : path) {
            var in = JsonCursor.lenient(json, from, to, DEPTH_MAX);
            boolean list = in.next() == Kind.LIST;
            boolean found = false;
            int place = 0;
            in.enter();
            while (list ? in.element() : in.member()) {
                boolean is = name.equals(list ? Integer.toString(place++) : in.looseName());
                in.skip();
                if (is) {
                    found = true;
                    from = (int) in.start();
                    to = (int) in.end();
                }
            }
            if (!found) {
                return Kind.NONE;
            }
        }
        return JsonCursor.lenient(json, from, to, DEPTH_MAX).next();
    }

    private static int end(JsonCursor in) {
        in.skip();
        sound(in);
        return (int) in.end();
    }

    private static void sound(JsonCursor in) {
        if (!in.isSound()) {
            throw new Flawed(List.of(
                    new Flaw("", Code.INVALID_JSON, "is not JSON: want " + in.flaw(), in.flawAt(), in.flawAt())));
        }
    }

    private int blanksOfLine(int at) {
        int line = at - 1;
        while (line >= 0 && json[line] != '\n') {
            line--;
        }
        return JsonLook.blanks(json, line);
    }

    private byte[] bytes() {
        edits.sort(Comparator.comparingInt(Edit::from).thenComparingInt(Edit::to));
        var out = new ByteArrayOutputStream(json.length + 256);
        int at = 0;
        for (Edit edit : edits) {
            out.write(json, at, edit.from - at);
            out.writeBytes(edit.by);
            at = edit.to;
        }
        out.write(json, at, json.length - at);
        return out.toByteArray();
    }

    /** A member or an element, and how far the line is indented that it begins on. */
    private record Part(int start, int valueStart, int end, int blanks) {}

    /** Finds the edits of an object or a list, and of what is below it. */
    private void container(int start, int end, ChangeTree tree, int blanks) {
        var in = JsonCursor.lenient(json, start, end, DEPTH_MAX);
        boolean list = in.next() == Kind.LIST;
        List<Part> parts = new ArrayList<>();
        Map<String, ChangeTree> below = tree.below(list);
        Map<String, List<Integer>> places = new HashMap<>();
        int seen = start;
        int line = blanks;
        in.enter();
        while (list ? in.element() : in.member()) {
            in.next();
            int valueStart = (int) in.start();
            int from = list ? valueStart : (int) in.memberStart();
            line = lines ? blanks(seen, from, line) : 0;
            String name = list ? "" : in.looseName();
            in.skip();
            if (!list && below.containsKey(name)) {
                places.computeIfAbsent(name, _ -> new ArrayList<>(1)).add(parts.size());
            }
            parts.add(new Part(from, valueStart, (int) in.end(), line));
            seen = from;
        }
        sound(in);
        var added = new ArrayList<Map.Entry<String, Json>>();
        var gone = new boolean[parts.size()];
        below.forEach((name, child) -> {
            List<Integer> at = list ? place(name, parts.size()) : places.getOrDefault(name, List.of());
            if (at.isEmpty()) {
                child.fresh().ifPresent(value -> added.add(Map.entry(name, value)));
            } else if (child.change().isPresent() && child.change().get().now().isEmpty()) {
                at.forEach(place -> gone[place] = true);
            } else {
                value(parts.get(at.getLast()), child);
            }
        });
        if (list) {
            tree.appended().forEach(child -> child.fresh().ifPresent(value -> added.add(Map.entry("", value))));
        }
        around(list, start, (int) in.end(), parts, gone, added, blanks);
    }

    private static List<Integer> place(String name, int size) {
        boolean isNumber = !name.isEmpty() && name.length() < 10 && name.chars().allMatch(Character::isDigit);
        int place = isNumber ? Integer.parseInt(name) : size;
        return place < size ? List.of(place) : List.of();
    }

    private int blanks(int from, int to, int before) {
        int at = to - 1;
        while (at >= from && json[at] != '\n') {
            at--;
        }
        return at < from ? before : JsonLook.blanks(json, at);
    }

    private void value(Part part, ChangeTree child) {
        if (child.change().isPresent()) {
            replace(part.valueStart, part.end, child.change().get().now().orElse(Json.NULL), part.blanks);
            return;
        }
        byte first = json[part.valueStart];
        Optional<Json> instead = first == '[' ? child.instead(elements(part)) : child.instead(-2);
        if ((first != '{' && first != '[') || instead.isPresent()) {
            instead.or(child::fresh).ifPresent(value -> replace(part.valueStart, part.end, value, part.blanks));
        } else {
            container(part.valueStart, part.end, child, part.blanks);
        }
    }

    private int elements(Part part) {
        var in = JsonCursor.lenient(json, part.valueStart, part.end, DEPTH_MAX);
        int count = 0;
        for (in.enter(); in.element(); in.skip()) {
            count++;
        }
        return count;
    }

    /** What stood on several lines does so again; so does the first element of a list that was empty. */
    private void replace(int from, int to, Json value, int blanks) {
        boolean isContainer = json[from] == '[' || json[from] == '{';
        boolean broken = false;
        for (int i = from; i < to; i++) {
            broken |= json[i] == '\n';
        }
        Spelling how = broken || !isContainer || to - from == 2 ? as : inline();
        edits.add(new Edit(from, to, JsonWriter.value(value, how, depth(blanks))));
    }

    /** How a list or an object is written whose members stand on one line of a text of several. */
    private Spelling inline() {
        return new Spelling(
                "",
                as.newline(),
                false,
                false,
                lines ? ", " : as.comma(),
                lines ? ": " : as.colon(),
                as.escapes(),
                Optional.empty());
    }

    private int depth(int blanks) {
        return lines ? blanks / as.indent().length() : 0;
    }

    /** Removes parts with their commas, and adds others behind the last one that stays. */
    private void around(
            boolean list,
            int start,
            int end,
            List<Part> parts,
            boolean[] gone,
            List<Map.Entry<String, Json>> added,
            int blanks) {
        int first = -1;
        int last = -1;
        int staying = 0;
        for (int i = 0; i < gone.length; i++) {
            if (gone[i]) {
                if (last >= 0) {
                    edits.add(new Edit(parts.get(i - 1).end, parts.get(i).end, new byte[0]));
                }
            } else {
                first = first < 0 ? i : first;
                last = i;
                staying++;
            }
        }
        if (staying == 0) {
            if (gone.length > 0 || !added.isEmpty()) {
                fill(list, start, end, added, blanks);
            }
            return;
        }
        if (first > 0) {
            edits.add(new Edit(parts.getFirst().start, parts.get(first).start, new byte[0]));
        }
        if (!added.isEmpty()) {
            byte[] before = staying == 1
                    ? Arrays.copyOfRange(json, start + 1, parts.getFirst().start)
                    : Arrays.copyOfRange(json, parts.get(last - 1).end, parts.get(last).start);
            append(list, parts.get(last), gap(letters(before), staying > 1), added);
        }
    }

    private static String letters(byte[] some) {
        return new String(some, StandardCharsets.ISO_8859_1);
    }

    /** Puts the first parts between two brackets, or none. */
    private void fill(boolean list, int start, int end, List<Map.Entry<String, Json>> added, int blanks) {
        var out = new ByteArrayOutputStream();
        int depth = depth(blanks);
        String line = lines ? as.lineEnd() + as.indent().repeat(depth + 1) : "";
        for (Map.Entry<String, Json> each : added) {
            write(out, out.size() == 0 ? line : lines ? "," + line : as.comma());
            name(list, each.getKey(), as.colon(), out);
            out.writeBytes(JsonWriter.value(each.getValue(), as, depth + 1));
        }
        if (lines && !added.isEmpty()) {
            write(out, as.lineEnd() + as.indent().repeat(depth));
        }
        edits.add(new Edit(start + 1, end - 1, out.toByteArray()));
    }

    private void append(boolean list, Part last, String gap, List<Map.Entry<String, Json>> added) {
        var out = new ByteArrayOutputStream();
        String key = letters(Arrays.copyOfRange(json, last.start, last.valueStart));
        String colon = list ? "" : key.substring(key.lastIndexOf(':'));
        Spelling how = gap.indexOf('\n') >= 0 ? as : inline();
        for (Map.Entry<String, Json> each : added) {
            write(out, "," + gap);
            name(list, each.getKey(), colon, out);
            out.writeBytes(JsonWriter.value(each.getValue(), how, depth(last.blanks)));
        }
        edits.add(new Edit(last.end, last.end, out.toByteArray()));
    }

    private void name(boolean list, String name, String colon, ByteArrayOutputStream out) {
        if (!list) {
            out.writeBytes(JsonWriter.value(new Json(JsonCompact.quoted(name)), as, 0));
            write(out, colon);
        }
    }

    private static void write(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Returns what is to stand after the comma, so that it looks as it does before the last one. */
    private String gap(String before, boolean withComma) {
        String gap = before.substring((withComma ? before.indexOf(',') : -1) + 1);
        if (!gap.isBlank()) { // a comment
            int newline = before.lastIndexOf('\n');
            String start = before.substring(newline + 1);
            gap = newline >= 0 && start.isBlank() ? as.lineEnd() + start : " ";
        }
        return gap.isEmpty() && !lines ? as.comma().substring(1) : gap;
    }
}
