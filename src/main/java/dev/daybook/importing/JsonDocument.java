package dev.daybook.importing;

import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.domain.Spelling;
import dev.daybook.event.JsonText;
import dev.daybook.importing.JsonFile.Role;
import dev.daybook.shape.Change;
import dev.daybook.shape.JsonCursor;
import dev.daybook.shape.JsonCursor.Kind;
import dev.daybook.shape.JsonSplice;
import dev.daybook.shape.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One JSON value with records somewhere in it: an object of objects, an object of lists, a list. A comment or a comma
 * too much does no harm: places are found by a scan that knows them.
 */
public final class JsonDocument implements Container {

    private static final int DEPTH_MAX = 10_000;
    private static final String MEMBERS = "*";
    private static final String ELEMENTS = "#";

    private final List<Pattern> patterns;

    /** @param names what a record found by it stands under, before what the wildcards stand for */
    private record Pattern(List<String> segments, List<String> names) {}

    private JsonDocument(List<Pattern> patterns) {
        this.patterns = List.copyOf(patterns);
    }

    public static JsonDocument json() {
        return new JsonDocument(List.of());
    }

    /**
     * Looks for records also there.
     *
     * @param pointer a JSON pointer in which {@code *} is each member of an object, {@code #} each element of a list
     * @param names what such records stand under besides, as if it were written in the file
     */
    public JsonDocument each(String pointer, String... names) {
        List<String> segments = pointer.isEmpty()
                ? List.of()
                : Arrays.stream(pointer.substring(1).split("/", -1)).toList();
        var more = new ArrayList<>(patterns);
        more.add(new Pattern(segments, List.of(names)));
        return new JsonDocument(more);
    }

    @Override
    public Contents read(String file, String text, Limits limits) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        JsonFile json = JsonFile.read(file, bytes, limits, Role.RECORD);
        boolean mark = text.startsWith("\uFEFF");
        String plain = mark ? text.substring(1) : text;
        Spelling as = spelling(plain, mark, json);
        boolean torn = json.findings().stream().anyMatch(it -> it.code().equals("CONFLICT_MARKER"));
        if (json.tree().isEmpty() || torn) {
            return new Contents(as, false, List.of(), json.findings());
        }
        var pieces = new ArrayList<Piece>();
        var findings = new ArrayList<>(json.findings());
        for (Pattern pattern : patterns) {
            new Walk(file, bytes, limits, pattern, pieces, findings)
                    .from(mark ? 3 : 0, bytes.length, List.of(), pattern.names());
        }
        boolean whole = findings.size() == json.findings().size(); // else a record may be there that cannot be read
        return new Contents(as, whole, inText(bytes, pieces), findings);
    }

    /** Returns the pieces with the places that they have in the text, in their order. */
    private static List<Piece> inText(byte[] json, List<Piece> pieces) {
        pieces.sort(Comparator.comparingInt(Piece::start));
        var inText = new ArrayList<Piece>();
        int at = 0;
        int start = 0;
        for (Piece piece : pieces) {
            start += text(json, at, piece.start()).length();
            int end = start + text(json, piece.start(), piece.end()).length();
            inText.add(new Piece(piece.path(), piece.names(), start, end, piece.value(), piece.where()));
            at = piece.end();
            start = end;
        }
        return inText;
    }

    private static String text(byte[] json, int from, int to) {
        return new String(json, from, to - from, StandardCharsets.UTF_8);
    }

    private static Spelling spelling(String text, boolean mark, JsonFile json) {
        return json.json()
                .map(value -> JsonSpelling.of(text, mark, value))
                .orElse(json.style())
                .withVerbatim(Optional.empty()); // the frame keeps what stands between the records
    }

    /** A value in an object or a list. */
    private record Member(int start, int end) {}

    /** Follows one pattern through a text. */
    @SuppressWarnings("ArrayRecordComponent") // used once
    private record Walk(
            String file, byte[] json, Limits limits, Pattern pattern, List<Piece> pieces, List<Finding> findings) {

        void from(int at, int to, List<String> path, List<String> names) {
            if (path.size() == pattern.segments().size()) {
                return;
            }
            String segment = pattern.segments().get(path.size());
            JsonCursor in = JsonCursor.lenient(json, at, to, DEPTH_MAX);
            boolean list = in.next() == Kind.LIST;
            if (list != segment.equals(ELEMENTS)) {
                return; // something else stands here
            }
            Map<String, Member> members = new LinkedHashMap<>();
            for (in.enter(); list ? in.element() : in.member(); ) {
                String name = list ? Integer.toString(members.size()) : in.looseName();
                in.leap();
                members.put(name, new Member((int) in.start(), (int) in.end())); // the last of a name counts
            }
            members.forEach((name, member) -> {
                if (list || segment.equals(MEMBERS) || segment.equals(name)) {
                    found(member, with(path, name), segment.equals(MEMBERS) ? with(names, name) : names);
                }
            });
        }

        private void found(Member member, List<String> path, List<String> names) {
            if (path.size() < pattern.segments().size()) {
                from(member.start(), member.end(), path, names);
                return;
            }
            String where = "/" + String.join("/", path);
            value(text(json, member.start(), member.end()))
                    .ifPresentOrElse(
                            value -> pieces.add(new Piece(path, names, member.start(), member.end(), value, where)),
                            () -> findings.add(Finding.error(
                                    file,
                                    where,
                                    "INVALID_JSON",
                                    "the record cannot be read: it stays in the file as it is")));
        }

        private Optional<Json> value(String piece) {
            try {
                return Optional.of(JsonText.parse(piece));
            } catch (Rejected _) {
                return JsonFile.read(file, piece.getBytes(StandardCharsets.UTF_8), limits, Role.PIECE)
                        .json();
            }
        }
    }

    private static List<String> with(List<String> path, String last) {
        var longer = new ArrayList<>(path);
        longer.add(last);
        return List.copyOf(longer);
    }

    @Override
    public String print(Json record, List<String> path, Spelling as) {
        return new String(JsonWriter.value(record, as, path.size()), StandardCharsets.UTF_8);
    }

    @Override
    public String edit(String text, Spelling as, List<Edit> edits) {
        byte[] json = text.getBytes(StandardCharsets.UTF_8);
        List<Change> changes = edits.stream()
                .filter(edit -> !(edit instanceof Edit.Add) || canAdd(json, edit.path()))
                .map(Edit::change)
                .toList();
        return new String(JsonSplice.of(json, as, changes), StandardCharsets.UTF_8);
    }

    /** Whether a list stands there, or nothing yet. */
    private static boolean canAdd(byte[] json, List<String> path) {
        Kind kind = JsonSplice.kind(json, path);
        return kind == Kind.LIST || kind == Kind.NONE;
    }

    @Override
    public List<String> place(String text, List<String> names) {
        byte[] json = text.getBytes(StandardCharsets.UTF_8);
        List<List<String>> places = patterns.stream()
                .filter(pattern -> pattern.segments().getLast().equals(ELEMENTS))
                .map(pattern -> place(pattern, names))
                .flatMap(Optional::stream)
                .toList();
        return places.stream()
                .filter(path -> path.isEmpty() || JsonSplice.kind(json, path) == Kind.LIST)
                .findFirst()
                .orElseGet(() -> places.isEmpty() ? List.of() : places.getLast());
    }

    private static Optional<List<String>> place(Pattern pattern, List<String> names) {
        long wildcards = pattern.segments().stream().filter(MEMBERS::equals).count();
        if (names.size() != pattern.names().size() + wildcards
                || !names.subList(0, pattern.names().size()).equals(pattern.names())) {
            return Optional.empty();
        }
        var path = new ArrayList<String>();
        int name = pattern.names().size();
        for (String segment : pattern.segments().subList(0, pattern.segments().size() - 1)) {
            path.add(segment.equals(MEMBERS) ? names.get(name++) : segment);
        }
        return Optional.of(List.copyOf(path));
    }

    @Override
    public String empty() {
        return "{}\n";
    }
}
