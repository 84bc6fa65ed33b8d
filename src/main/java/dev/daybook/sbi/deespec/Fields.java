package dev.daybook.sbi.deespec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.importing.JsonFile;
import dev.daybook.importing.LegacySource.Reader;
import dev.daybook.importing.Timestamps;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The fields of one object of a file. A field of the wrong type is a finding and absent, or converted. */
final class Fields {

    private static final Pattern WHOLE = Pattern.compile("-?\\d{1,9}");

    private final String file;
    private final ObjectNode object;
    private final Timestamps times;
    private final Reader reader;

    Fields(String file, ObjectNode object, Timestamps times, Reader reader) {
        this.file = file;
        this.object = object;
        this.times = times;
        this.reader = reader;
    }

    boolean has(String key) {
        return object.has(key);
    }

    /** Returns a text; a number or a truth value is taken as its text. */
    Optional<String> text(String key) {
        JsonNode node = object.get(key);
        if (node == null) {
            return Optional.empty();
        }
        if (node.isTextual()) {
            return Optional.of(node.textValue());
        }
        if (node.isValueNode() && !node.isNull()) {
            wrong(key, "is no text: its text is taken");
            return Optional.of(node.asText());
        }
        wrong(key, "is %s, not a text: absent".formatted(JsonFile.kind(node)));
        return Optional.empty();
    }

    /** Returns a word; one that is not known is told of, and is taken all the same unless it is empty. */
    Optional<String> word(String key, Predicate<String> isKnown, String kept) {
        Optional<String> word = text(key);
        word.filter(it -> !it.isEmpty() && !isKnown.test(it))
                .ifPresent(it -> reader.warn(file, key, "UNKNOWN_ENUM", "'%s' is not known: kept %s", it, kept));
        return word;
    }

    /** Tells of paths in a field that lead elsewhere. */
    void paths(String key, Collection<String> paths, String message) {
        if (paths.stream().anyMatch(Fields::isSuspect)) {
            reader.warn(file, key, "SUSPECT_PATH", "%s: kept as text, not opened", message);
        }
    }

    /** Returns a whole number between the two; a text of digits is taken as a number. */
    Optional<Integer> integer(String key, int min, int max) {
        JsonNode node = object.get(key);
        if (node == null) {
            return Optional.empty();
        }
        Optional<BigDecimal> number = number(key, node);
        if (number.isEmpty()) {
            return Optional.empty();
        }
        if (number.get().compareTo(BigDecimal.valueOf(min)) < 0
                || number.get().compareTo(BigDecimal.valueOf(max)) > 0) {
            wrong(key, "is out of range (%d to %d): absent".formatted(min, max));
            return Optional.empty();
        }
        try {
            return Optional.of(number.get().intValueExact());
        } catch (ArithmeticException _) {
            wrong(key, "is no whole number: absent");
            return Optional.empty();
        }
    }

    private Optional<BigDecimal> number(String key, JsonNode node) {
        if (node.isNumber()) {
            return Optional.of(node.decimalValue());
        }
        if (node.isTextual() && WHOLE.matcher(node.textValue().strip()).matches()) {
            wrong(key, "is a text of digits: taken as a number");
            return Optional.of(new BigDecimal(node.textValue().strip()));
        }
        wrong(key, "is %s, not a number: absent".formatted(JsonFile.kind(node)));
        return Optional.empty();
    }

    /** Returns a time; {@code null} and, where it is said so, an empty text mean that there is none. */
    Optional<Instant> time(String key, boolean mayBeEmpty) {
        JsonNode node = object.get(key);
        if (node == null
                || node.isNull()
                || (mayBeEmpty && node.isTextual() && node.textValue().isEmpty())) {
            return Optional.empty();
        }
        if (node.isNumber()) {
            wrong(key, "is a number, not a text: read as the time since 1970");
            return times.number(node.asText(), node.decimalValue()).instant();
        }
        if (!node.isTextual()) {
            wrong(key, "is %s, not a time: absent".formatted(JsonFile.kind(node)));
            return Optional.empty();
        }
        Timestamps.Reading reading = times.read(node.textValue());
        reading.note().ifPresent(it -> reader.finding(it.at(file, key)));
        return reading.instant();
    }

    /** Returns the texts of a list, each once; {@code null} is an empty list. */
    Optional<List<String>> texts(String key) {
        JsonNode node = object.get(key);
        if (node == null) {
            return Optional.empty();
        }
        if (node.isNull()) {
            reader.info(file, key, "NULL_DATA", "is null where a list is meant: empty");
            return Optional.of(List.of());
        }
        if (!(node instanceof ArrayNode array)) {
            wrong(key, "is %s, not a list: absent".formatted(JsonFile.kind(node)));
            return Optional.empty();
        }
        var texts = new LinkedHashSet<String>();
        boolean twice = false;
        for (int i = 0; i < array.size(); i++) {
            JsonNode element = array.get(i);
            if (element.isTextual()) {
                twice |= !texts.add(element.textValue());
            } else {
                wrong("%s[%d]".formatted(key, i), "is %s, not a text: left out".formatted(JsonFile.kind(element)));
            }
        }
        if (twice) {
            reader.info(file, key, "DUPLICATE", "names something twice: taken once, order kept");
        }
        return Optional.of(new ArrayList<>(texts));
    }

    /** Returns an object; {@code null} is none. */
    Optional<ObjectNode> object(String key) {
        JsonNode node = object.get(key);
        if (node == null || node.isNull()) {
            return Optional.empty();
        }
        if (node instanceof ObjectNode it) {
            return Optional.of(it);
        }
        wrong(key, "is %s, not an object: absent".formatted(JsonFile.kind(node)));
        return Optional.empty();
    }

    private void wrong(String where, String message) {
        reader.warn(file, where, "WRONG_TYPE", "%s", message);
    }

    /** Returns whether a path found in a file must not be followed: absolute, upwards, or no path at all. */
    static boolean isSuspect(String path) {
        if (path.isEmpty()) {
            return false;
        }
        boolean drive = path.length() > 2 && path.charAt(1) == ':' && isSeparator(path.charAt(2));
        if (isSeparator(path.charAt(0)) || (drive && Character.isLetter(path.charAt(0)))) {
            return true;
        }
        int segment = 0; // where the current one begins
        for (int i = 0; i <= path.length(); i++) {
            if (i == path.length() || isSeparator(path.charAt(i))) {
                if (i - segment == 2 && path.startsWith("..", segment)) {
                    return true;
                }
                segment = i + 1;
            } else if (path.charAt(i) < ' ') {
                return true;
            }
        }
        return false;
    }

    private static boolean isSeparator(char character) {
        return character == '/' || character == '\\';
    }
}
