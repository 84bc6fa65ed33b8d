package dev.daybook.importing.container;

import dev.daybook.importing.Finding;
import dev.daybook.importing.Limits;
import dev.daybook.shape.JsonCursor;
import dev.daybook.shape.JsonCursor.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Tells a file that somebody is still writing from a finished one, as far as its bytes can say so: nothing in it yet, a
 * JSON value without its end, a last line that is cut. A text that ends in the middle of a sentence says nothing.
 */
public final class Wholeness {

    /** What breaks off is told by these; anything else about a file is for its reader to find. */
    private static final Set<String> CUT =
            Set.of("TRUNCATED_JSON", "INVALID_JSON", "EMPTY_FILE", "NUL_PADDING", "TRAILING_DATA");

    private static final Pattern DATABASE = Pattern.compile("\\.db(?:-wal|-shm|-journal)?$");

    /**
     * Whether the bytes of a file say nothing about that: those of a database, whose tool keeps it whole. To read them
     * would even end the locks that this process holds on it.
     */
    public static boolean isBeyondBytes(String file) {
        return DATABASE.matcher(file).find();
    }

    /** Returns false if somebody has begun to write the file and has not ended, as far as its name and its bytes tell. */
    public static boolean isWhole(String file, byte[] bytes, Limits limits) {
        if (bytes.length == 0) {
            return false; // whoever writes anew empties first
        }
        String name = file.toLowerCase(Locale.ROOT);
        if (name.endsWith(".json")) {
            return isJson(file, bytes, limits);
        }
        if (areLines(file)) {
            return isLines(bytes);
        }
        return !(name.endsWith(".yaml") || name.endsWith(".yml")) || isYaml(bytes);
    }

    /** Returns whether a file holds a record on each line, by its name. */
    public static boolean areLines(String file) {
        String name = file.toLowerCase(Locale.ROOT);
        return name.endsWith(".ndjson") || name.endsWith(".jsonl");
    }

    /**
     * Returns whether the bytes of a file prove that nothing is missing at its end, also while somebody writes to it. What
     * a database holds is whole at any moment.
     */
    public static boolean isComplete(String file, byte[] bytes, Limits limits) {
        boolean proves = areLines(file) || file.toLowerCase(Locale.ROOT).endsWith(".json");
        return isBeyondBytes(file) || (proves && isWhole(file, bytes, limits));
    }

    private static boolean isJson(String file, byte[] bytes, Limits limits) {
        JsonFile json = JsonFile.read(file, bytes, limits, JsonFile.Role.SCANNED);
        Set<String> cut = json.findings().stream()
                .map(Finding::code)
                .filter(CUT::contains)
                .collect(Collectors.toSet());
        return json.tree().isPresent() && (cut.isEmpty() || (cut.equals(Set.of("TRAILING_DATA")) && isSequence(bytes)));
    }

    /** Values one after another are whole if the last one is. */
    private static boolean isSequence(byte[] bytes) {
        JsonCursor in = JsonCursor.of(bytes);
        while (!in.isAtEnd()) {
            if (!isStructure(in)) {
                return false;
            }
        }
        return true;
    }

    /** An array of an era that wrote one is a JSON file like any other. */
    private static boolean isLines(byte[] bytes) {
        if (bytes[bytes.length - 1] == '\n') {
            return true;
        }
        int start = bytes.length;
        while (start > 0 && bytes[start - 1] != '\n') {
            start--;
        }
        JsonCursor in = JsonCursor.of(bytes, start, bytes.length);
        return isStructure(in) && in.isAtEnd();
    }

    /** Goes past a value; a word may go on, what has a closing bracket does not. */
    private static boolean isStructure(JsonCursor in) {
        Kind kind = in.next();
        in.skip();
        return (kind == Kind.OBJECT || kind == Kind.LIST) && in.isSound();
    }

    private static boolean isYaml(byte[] bytes) {
        try {
            var options = new LoaderOptions();
            options.setMaxAliasesForCollections(0);
            for (Object _ :
                    new Yaml(options).parse(new java.io.StringReader(new String(bytes, StandardCharsets.UTF_8)))) {
                // as far as the parser goes
            }
            return true;
        } catch (YAMLException | IllegalArgumentException _) { // the latter of a letter whose number is cut
            return false;
        }
    }

    private Wholeness() {}
}
