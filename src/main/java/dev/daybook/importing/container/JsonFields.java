package dev.daybook.importing.container;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.importing.Results;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The fields of one object of a file. A field of the wrong type is a finding and absent, or converted. */
public record JsonFields(String file, ObjectNode object, Timestamps times, Results results) {

    private static final int NUMBER_MAX = 1_000_000_000;
    private static final Pattern WHOLE = Pattern.compile("-?\\d{1,9}");

    private static final Pattern ABSOLUTE = Pattern.compile("[/\\\\]|[A-Za-z]:[/\\\\]");
    private static final Pattern UPWARDS = Pattern.compile("(?:^|[/\\\\])\\.\\.(?:[/\\\\]|$)");

    /** Returns those of a row of a database: the columns that hold something. */
    public static JsonFields row(String file, ObjectNode row, Timestamps times, Results results) {
        ObjectNode present = row.deepCopy();
        present.removeIf(JsonNode::isNull);
        return new JsonFields(file, present, times, results);
    }

    public boolean has(String key) {
        return object.has(key);
    }

    /** Tells what is odd about a field, or about all of them where that is empty. */
    public void warn(String key, String code, String message, Object... args) {
        results.warn(file, key, code, message, args);
    }

    /** Tells of keys that nobody knows. {@code at}: what stands before them in their places. */
    public static void unknown(
            String file, String at, JsonNode object, Set<String> known, String message, Results results) {
        object.fieldNames().forEachRemaining(text -> {
            if (!known.contains(text)) {
                results.info(file, at + text, "UNKNOWN_FIELD", "%s", message);
            }
        });
    }

    /** Returns a text that is one; of anything else nothing is told. */
    public Optional<String> plain(String key) {
        return Optional.ofNullable(object.path(key).textValue());
    }

    /** Returns a text; a number or a truth value is taken as its text. */
    public Optional<String> text(String key) {
        JsonNode node = object.get(key);
        if (node == null || node.isTextual()) {
            return plain(key);
        }
        if (node.isValueNode() && !node.isNull()) {
            wrong(key, "is no text: its text is taken");
            return Optional.of(node.asText());
        }
        return absent(key, node, "a text");
    }

    /** Returns a word; one that is not known is told of, and is taken all the same unless it is empty. */
    public Optional<String> word(String key, Function<String, Optional<?>> known, String kept) {
        Optional<String> word = text(key);
        word.filter(text -> !text.isEmpty() && known.apply(text).isEmpty())
                .ifPresent(text -> warn(key, "UNKNOWN_ENUM", "'%s' is not known: kept %s", text, kept));
        return word;
    }

    /** Tells of paths in a field that lead elsewhere. */
    public void paths(String key, Collection<String> paths, String message) {
        if (paths.stream().anyMatch(JsonFields::isSuspect)) {
            warn(key, "SUSPECT_PATH", "%s: kept as text, not opened", message);
        }
    }

    /** Returns a whole number from 0 on, as long as it counts something. */
    public Optional<Integer> count(String key) {
        return integer(key, NUMBER_MAX);
    }

    /** Returns a whole number from 0 to {@code max}; a text of digits is taken as a number. */
    public Optional<Integer> integer(String key, int max) {
        Optional<BigDecimal> number = Optional.ofNullable(object.get(key)).flatMap(node -> number(key, node));
        if (number.isEmpty()) {
            return Optional.empty();
        }
        if (number.get().signum() < 0 || number.get().compareTo(BigDecimal.valueOf(max)) > 0) {
            wrong(key, "is out of range (0 to %d): absent".formatted(max));
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
        return absent(key, node, "a number");
    }

    /** Returns a time; {@code null} and, where it is said so, an empty text mean that there is none. */
    public Optional<Instant> time(String key, boolean mayBeEmpty) {
        JsonNode node = object.path(key);
        if (node.isMissingNode() || node.isNull() || (mayBeEmpty && "".equals(node.textValue()))) {
            return Optional.empty();
        }
        if (node.isNumber()) {
            wrong(key, "is a number, not a text: read as the time since 1970");
            return times.number(node.asText(), node.decimalValue()).instant();
        }
        if (!node.isTextual()) {
            return absent(key, node, "a time");
        }
        Timestamps.Reading reading = times.read(node.textValue());
        reading.note().ifPresent(note -> results.finding(note.at(file, key)));
        return reading.instant();
    }

    /** Returns the texts of a list, each once; {@code null} is an empty list. */
    public Optional<List<String>> texts(String key) {
        JsonNode node = object.get(key);
        if (node == null) {
            return Optional.empty();
        }
        if (node.isNull()) {
            results.info(file, key, "NULL_DATA", "is null where a list is meant: empty");
            return Optional.of(List.of());
        }
        if (!(node instanceof ArrayNode array)) {
            return absent(key, node, "a list");
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
            results.info(file, key, "DUPLICATE", "names something twice: taken once, order kept");
        }
        return Optional.of(List.copyOf(texts));
    }

    /** Returns an object; {@code null} is none. */
    public Optional<ObjectNode> object(String key) {
        JsonNode node = object.path(key);
        if (node.isMissingNode() || node.isNull() || node.isObject()) {
            return Optional.of(node).filter(JsonNode::isObject).map(ObjectNode.class::cast);
        }
        return absent(key, node, "an object");
    }

    private <T> Optional<T> absent(String key, JsonNode node, String wanted) {
        wrong(key, "is %s, not %s: absent".formatted(JsonFile.kind(node), wanted));
        return Optional.empty();
    }

    private void wrong(String where, String message) {
        warn(where, "WRONG_TYPE", "%s", message);
    }

    /** Returns whether a path found in a file begins at the root of a file system. */
    public static boolean isAbsolute(String path) {
        return ABSOLUTE.matcher(path).lookingAt();
    }

    /** Returns whether a path found in a file must not be followed: absolute, upwards, or no path at all. */
    public static boolean isSuspect(String path) {
        return isAbsolute(path)
                || (path.contains("..") && UPWARDS.matcher(path).find())
                || path.chars().anyMatch(character -> character < ' ');
    }
}
