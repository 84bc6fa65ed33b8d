package dev.daybook.importing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
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
    private final List<Supplier<Rule>> rules = new ArrayList<>();
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

    /** Finds what is wrong with the records of one file, of any size, that only this tool wants otherwise. */
    public interface Rule {

        /** Takes the next record, in the order of the file. */
        void check(FileRecord record, Results results);

        /** Reports what only all of them together show. */
        default void conclude(Results results) {}
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

    /** @param rule makes one for each file */
    public Format rule(Supplier<Rule> rule) {
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

    /** Returns the rules for another file. */
    List<Rule> rules() {
        return rules.stream().map(Supplier::get).toList();
    }

    Optional<Witness> witness() {
        return witness;
    }

    /** Returns the form of a file; the first one that was named counts. */
    Optional<Layout> layout(String file) {
        return layouts.stream().filter(layout -> layout.matches(file)).findFirst();
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
