package dev.daybook.importing.container;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.domain.Spelling;
import dev.daybook.event.JsonText;
import dev.daybook.importing.Finding;
import dev.daybook.importing.Limits;
import dev.daybook.importing.container.JsonFile.Role;
import dev.daybook.importing.container.JsonWalk.Found;
import dev.daybook.importing.container.JsonWalk.Pattern;
import dev.daybook.importing.frame.Contents;
import dev.daybook.shape.Change;
import dev.daybook.shape.JsonCursor;
import dev.daybook.shape.JsonCursor.Kind;
import dev.daybook.shape.JsonCursor.State;
import dev.daybook.shape.JsonSplice;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One JSON value with records somewhere in it: an object of objects, an object of lists, a list. A comment or a comma
 * too much does no harm to an import; a file of which the tool itself would choke is never written.
 */
public final class JsonDocument implements Container {

    private static final int DEPTH_MAX = 10_000;
    private static final int WINDOW_BYTES = 64 << 10;

    private final List<Pattern> patterns;
    private final byte[] empty;
    private final boolean bare;

    private JsonDocument(List<Pattern> patterns, byte[] empty, boolean bare) {
        this.patterns = List.copyOf(patterns);
        this.empty = empty;
        this.bare = bare;
    }

    /** A value in which no records are looked for yet. */
    public static JsonDocument json() {
        return new JsonDocument(List.of(), "{}\n".getBytes(UTF_8), false);
    }

    /**
     * Looks for records also there. What it looks in first is what a file without records is.
     *
     * @param pointer a JSON pointer in which {@code *} is each member of an object, {@code #} each element of a list
     * @param names what such records stand under besides, as if it were written in the file
     */
    public JsonDocument each(String pointer, String... names) {
        var pattern = Pattern.of(pointer, List.of(names));
        var more = new ArrayList<>(patterns);
        more.add(pattern);
        boolean isList = patterns.isEmpty() && !bare && pattern.isIn(Kind.LIST);
        return new JsonDocument(more, isList ? "[]\n".getBytes(UTF_8) : empty, bare);
    }

    /** Begins a file with that text; records, whose ids are texts, may also stand there one after another. */
    public JsonDocument orBare(String empty) {
        return new JsonDocument(patterns, empty.getBytes(UTF_8), true);
    }

    @Override
    public Contents read(String file, byte[] text, Limits limits) {
        JsonFile json = JsonFile.read(file, text, limits, Role.RECORD);
        boolean mark = json.style().byteOrderMark();
        String clean = new String(text, UTF_8).substring(mark ? 1 : 0);
        Spelling as = json.json() // of all of it: the first record may have nothing that can be spelled in two ways
                .map(value -> JsonSpelling.of(clean, mark, value))
                .orElse(json.style())
                .withVerbatim(Optional.empty()); // the frame keeps what stands between the records
        boolean torn =
                json.findings().stream().anyMatch(finding -> finding.code().equals("CONFLICT_MARKER"));
        if (json.tree().isEmpty() || torn) {
            return new Contents(as, false, List.of(), json.findings());
        }
        Map<String, Piece> pieces = new LinkedHashMap<>();
        var findings = new ArrayList<>(json.findings());
        var walk = new JsonWalk(JsonCursor.lenient(text, DEPTH_MAX), patterns, "", true);
        for (Optional<Found> found = walk.next(); found.isPresent(); found = walk.next()) {
            Place place = place(found.get());
            String where = "/" + String.join("/", place.path());
            pieces.remove(where); // of a name that stands twice the last one counts
            if (json.tree().get().at(Change.remove(place.path()).pointer()).isMissingNode()) {
                continue;
            }
            value(file, Arrays.copyOfRange(text, place.start(), place.end()), limits)
                    .ifPresentOrElse(
                            value -> pieces.put(where, new Piece(place, value, where)),
                            () -> findings.add(Finding.error(
                                    file,
                                    where,
                                    "INVALID_JSON",
                                    "the record cannot be read: it stays in the file as it is")));
        }
        boolean whole = findings.size() == json.findings().size(); // else a record may be there that cannot be read
        return new Contents(as, whole, List.copyOf(pieces.values()), findings);
    }

    @Override
    public Optional<Pieces> pieces(InputStream stream, int recordBytesMax) {
        JsonCursor in = JsonCursor.windows(stream, WINDOW_BYTES, Integer.MAX_VALUE);
        in.hold();
        var walk = new JsonWalk(in, patterns, "", true);
        return Optional.of(new Pieces() {
            private long gapStart;

            @Override
            public Optional<Pulled> next() {
                return walk.next().map(found -> {
                    byte[] gap = in.bytes(gapStart, found.start());
                    byte[] record = in.bytes(found.start(), found.end());
                    gapStart = found.end();
                    in.hold();
                    var place = new Place(found.path(), found.names(), 0, 0, found.id());
                    return new Pulled(gap, record, value(record), place, "/" + String.join("/", found.path()));
                });
            }

            @Override
            public byte[] rest(int bytesMax) {
                return in.rest(gapStart, bytesMax);
            }

            @Override
            public List<Finding> flaws(String file) {
                return in.isSound() && in.isAtEnd()
                        ? List.of()
                        : List.of(Finding.error(
                                file,
                                "byte " + (in.isSound() ? in.offset() : in.flawAt()),
                                in.state() == State.CUT ? "TRUNCATED_JSON" : "INVALID_JSON",
                                "goes on as no JSON: the records before it are imported, the rest is kept as"
                                        + " it stands"));
            }
        });
    }

    private static Place place(Found found) {
        return new Place(found.path(), found.names(), (int) found.start(), (int) found.end(), found.id());
    }

    @Override
    public List<Place> places(byte[] text, String id, boolean lenient) throws Damaged {
        var places = new ArrayList<Place>();
        JsonCursor in = lenient
                ? JsonCursor.lenient(text, DEPTH_MAX)
                : JsonCursor.windows(new ByteArrayInputStream(text), WINDOW_BYTES, Integer.MAX_VALUE);
        if (in.isAtEnd()) {
            return places;
        }
        Kind kind = in.next();
        if (isBare(text)) {
            bare(in, JsonWalk.pointer(id), places);
            if (!id.isEmpty() && places.stream().allMatch(place -> place.id().isEmpty())) {
                throw new Damaged(0, "a list of records");
            }
        } else if (patterns.stream().noneMatch(pattern -> pattern.isIn(kind))) {
            throw new Damaged(in.offset(), "a list or an object of records");
        } else {
            var walk = new JsonWalk(in, patterns, id, !bare);
            for (Optional<Found> found = walk.next(); found.isPresent(); found = walk.next()) {
                places.add(place(found.get()));
            }
        }
        if (!in.isSound()) {
            throw new Damaged(in.flawAt(), in.flaw());
        }
        if (!in.isAtEnd()) {
            throw new Damaged(in.offset(), "the end of the file");
        }
        return places;
    }

    /** Whether records stand there one after another, with nothing around them. */
    public boolean isBare(byte[] text) {
        return bare && list(text, List.of()).isEmpty();
    }

    private static void bare(JsonCursor in, List<byte[]> id, List<Place> places) {
        while (in.isSound() && !in.isAtEnd()) {
            in.next();
            int start = (int) in.start();
            Optional<String> key = JsonWalk.id(in, id, false);
            places.add(new Place(List.of(Integer.toString(places.size())), List.of(), start, (int) in.end(), key));
        }
    }

    @Override
    public Optional<Json> value(byte[] record) {
        return value("", record, Limits.DEFAULT);
    }

    private static Optional<Json> value(String file, byte[] record, Limits limits) {
        try {
            return Optional.of(JsonText.parse(record));
        } catch (Rejected _) {
            return JsonFile.read(file, record, limits, Role.PIECE).json();
        }
    }

    @Override
    public byte[] edit(byte[] text, Spelling as, Collection<List<String>> removed, List<Added> added) {
        if (isBare(text)) {
            var places = new ArrayList<Place>();
            bare(JsonCursor.lenient(text, DEPTH_MAX), List.of(), places);
            places.removeIf(place -> !removed.contains(place.path()));
            return LinesDocument.edited(
                    text,
                    places,
                    added.stream()
                            .map(oneAdded -> print(oneAdded.record(), 0, as))
                            .toList());
        }
        var changes = new ArrayList<Change>();
        removed.forEach(path -> changes.add(Change.remove(path)));
        Map<List<String>, Boolean> lists = new HashMap<>(); // the text is looked through once for each
        for (Added it : added) {
            if (it.path().isEmpty() || lists.computeIfAbsent(it.path(), path -> canAdd(text, path))) {
                changes.add(Change.append(it.path(), it.record()));
            }
        }
        return JsonSplice.of(text, as, changes);
    }

    /** Whether a list stands there, or nothing yet. */
    private static boolean canAdd(byte[] json, List<String> path) {
        Kind kind = JsonSplice.kind(json, path);
        return kind == Kind.LIST || kind == Kind.NONE;
    }

    @Override
    public List<String> place(byte[] text, List<String> names) {
        return list(text, names)
                .orElseGet(() -> lists(names).reduce((_, last) -> last).orElse(List.of()));
    }

    private Optional<List<String>> list(byte[] text, List<String> names) {
        return lists(names)
                .filter(path -> JsonSplice.kind(text, path) == Kind.LIST)
                .findFirst();
    }

    private Stream<List<String>> lists(List<String> names) {
        return patterns.stream().map(pattern -> pattern.list(names)).flatMap(Optional::stream);
    }

    @Override
    public byte[] empty() {
        return empty;
    }

    @Override
    public Optional<Spelling> ofNew() {
        return Optional.of(Spelling.INDENTED);
    }
}
