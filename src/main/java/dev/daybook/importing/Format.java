package dev.daybook.importing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.daybook.domain.Json;
import dev.daybook.event.JsonText;
import dev.daybook.importing.Container.Contents;
import dev.daybook.importing.Container.Piece;
import dev.daybook.importing.Container.Place;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * What the files of a tool consist of, described once: which file holds what in which container, what a record is to
 * the journal, and what only this tool wants to be true. Reading, following, verifying and writing follow from it. Made
 * once, then immutable.
 */
public final class Format {

    /** The id of a record that is a file: its path below the folder of the layout. */
    public static final String NAME = "@name";

    /** Longer keys would not fit into the name of a thing. */
    static final int KEY_CHARS_MAX = 200;

    private final String tool;
    private final RecordMapping mapping;
    private final List<Layout> layouts = new ArrayList<>();
    private final List<Rule> rules = new ArrayList<>();
    private Optional<Witness> witness = Optional.empty();

    /**
     * Files of one form.
     *
     * @param path below the root; {@code *} is any part of a name, {@code **} any names
     * @param container absent: the file is kept whole
     * @param id the JSON pointer of what tells a record from others beside it
     */
    record Layout(String path, Optional<Container> container, String kind, String id) {

        boolean matches(String file) {
            return Pattern.matches(regex(), file);
        }

        boolean isOneFile() {
            return path.indexOf('*') < 0;
        }

        /** Returns the folder that all its files are in; empty is the root. */
        String folder() {
            int wildcard = isOneFile() ? path.length() : path.indexOf('*');
            int slash = path.lastIndexOf('/', wildcard - 1);
            return slash < 0 ? "" : path.substring(0, slash);
        }

        /** Returns the name of a file by which a record is known that it consists of. */
        JsonNode name(String file) {
            return TextNode.valueOf(folder().isEmpty() ? file : file.substring(folder().length() + 1));
        }

        private String regex() {
            var regex = new StringBuilder();
            for (int i = 0; i < path.length(); i++) {
                if (path.startsWith("**", i)) {
                    regex.append(".*");
                    i++;
                } else {
                    regex.append(path.charAt(i) == '*' ? "[^/]*" : Pattern.quote(path.substring(i, i + 1)));
                }
            }
            return regex.toString();
        }
    }

    /** Finds what is wrong with the records of a file, that only this tool wants otherwise. */
    public interface Rule {

        /** @param records of one file, in its order */
        void check(List<FileRecord> records, Results results);
    }

    private Format(String tool, RecordMapping mapping) {
        this.tool = tool;
        this.mapping = mapping;
    }

    /** @param mapping what a record is to the journal */
    public static Format of(String tool, RecordMapping mapping) {
        return new Format(tool, mapping);
    }

    /** A file or files of records. */
    public Format file(String path, Container container, String kind, String id) {
        layouts.add(new Layout(path, Optional.of(container), kind, id));
        return this;
    }

    /** Files that are kept as they are. */
    public Format whole(String path) {
        layouts.add(new Layout(path, Optional.empty(), "", ""));
        return this;
    }

    public Format rule(Rule rule) {
        rules.add(rule);
        return this;
    }

    public Format witness(Witness witness) {
        this.witness = Optional.of(witness);
        return this;
    }

    public LegacySource source(Limits limits) {
        return new FormatSource(this, limits);
    }

    public LegacyWriter writer(Limits limits) {
        return new FormatWriter(this, limits);
    }

    /** Returns its files as one side of a rollout. */
    public FileStore store(Limits limits) {
        return new FormatStore(this, limits);
    }

    String tool() {
        return tool;
    }

    RecordMapping mapping() {
        return mapping;
    }

    List<Layout> layouts() {
        return layouts;
    }

    List<Rule> rules() {
        return rules;
    }

    Optional<Witness> witness() {
        return witness;
    }

    /** Returns the form of a file; the first one that was named counts. */
    Optional<Layout> layout(String file) {
        return layouts.stream().filter(layout -> layout.matches(file)).findFirst();
    }

    /** A file taken apart: its records by their pieces, in their order. */
    @SuppressWarnings("ArrayRecordComponent") // used once
    record Taken(byte[] text, Contents contents, SequencedMap<Piece, FileRecord> records) {

        /** Returns how many objects and lists the first record is in. */
        int depth() {
            return depth(contents);
        }

        private static int depth(Contents contents) {
            return contents.pieces().isEmpty()
                    ? 0
                    : contents.pieces().getFirst().place().path().size();
        }
    }

    /** Takes a file apart. What no record can be made of stays in the frame, and is reported. */
    Taken take(Layout layout, String file, byte[] text, Instant at, Limits limits) {
        Contents contents = layout.container().orElseThrow().read(file, text, limits);
        var findings = new ArrayList<>(contents.findings());
        var records = new LinkedHashMap<Piece, FileRecord>();
        var taking = new Taking(layout, file, at, new Frame.As(contents.as(), Taken.depth(contents)), findings::add);
        for (Piece piece : contents.pieces()) {
            Place place = piece.place();
            byte[] written = Arrays.copyOfRange(text, place.start(), place.end());
            taking.record(written, piece.value(), place.names(), piece.where())
                    .ifPresent(record -> records.put(piece, record));
        }
        return new Taken(
                text, new Contents(contents.as(), contents.whole(), contents.pieces(), List.copyOf(findings)), records);
    }

    /** Makes records of what one file holds. */
    static final class Taking {
        private final Layout layout;
        private final String file;
        private final Instant at;
        private final Frame.As as;
        private final Consumer<Finding> findings;
        private final Keys keys = new Keys(KEY_CHARS_MAX);

        Taking(Layout layout, String file, Instant at, Frame.As as, Consumer<Finding> findings) {
            this.layout = layout;
            this.file = file;
            this.at = at;
            this.as = as;
            this.findings = findings;
        }

        /** Returns the record; nothing if nothing names it. */
        Optional<FileRecord> record(byte[] written, Json value, List<String> names, String where) {
            JsonNode tree = JsonText.tree(value);
            JsonNode id = layout.id().equals(NAME) ? layout.name(file) : tree.at(layout.id());
            Optional<Key> key = keys.next(names, id.isValueNode() ? id.asText() : "");
            if (key.isEmpty()) {
                findings.accept(Finding.warn(
                        file,
                        where,
                        "MISSING_FIELD",
                        "has no %s that names it: kept in the file, not imported",
                        layout.id()));
                return Optional.empty();
            }
            if (key.get().number() > 1) {
                findings.accept(Finding.warn(
                        file,
                        where,
                        "DUPLICATE_ID",
                        "is number %d of '%s': imported as '%s'",
                        key.get().number(),
                        key.get().text(),
                        key.get().numbered()));
            }
            byte[] plain = layout.container().orElseThrow().print(JsonText.of(tree), as.depth(), as.spelling());
            String spelt = new String(written, StandardCharsets.UTF_8);
            return Optional.of(new FileRecord(
                    layout.kind(),
                    key.get().numbered(),
                    value,
                    tree,
                    spelt,
                    Arrays.equals(plain, written) ? Optional.empty() : Optional.of(spelt),
                    file,
                    where,
                    at));
        }
    }

    /** The key of a record: what it stands under, and its id. */
    record Key(String text, int number) {

        /** Returns another one for each of several records of one key. */
        String numbered() {
            return number == 1 ? text : text + "~" + number;
        }
    }

    /** Gives the records of a file their keys. */
    static final class Keys {
        private final int charsMax;
        private final Map<String, Integer> numbers = new HashMap<>();

        /** @param charsMax a longer key is none */
        Keys(int charsMax) {
            this.charsMax = charsMax;
        }

        /** Returns that of the next record; nothing if its id is none. */
        Optional<Key> next(List<String> names, String id) {
            var key = new StringBuilder();
            names.forEach(name ->
                    key.append(name.replace("~", "~0").replace("/", "~1")).append('/'));
            key.append(id);
            return id.isEmpty() || key.length() > charsMax
                    ? Optional.empty()
                    : Optional.of(new Key(key.toString(), numbers.merge(key.toString(), 1, Integer::sum)));
        }
    }

    /** Returns what a record of that key stands under. */
    static List<String> names(String key) {
        List<String> segments = List.of(key.split("/", -1));
        return segments.subList(0, segments.size() - 1).stream()
                .map(name -> name.replace("~1", "/").replace("~0", "~"))
                .toList();
    }
}
