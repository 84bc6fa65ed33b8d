package dev.daybook.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.daybook.domain.Part;
import dev.daybook.domain.Words;
import dev.daybook.event.Catalog;
import dev.daybook.event.JsonText;
import dev.daybook.operation.Column;
import dev.daybook.query.AuditRow;
import dev.daybook.slice.Ground;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Facts in one line each, in the {@link Words} of their events. Thread-safe. */
final class Wording {

    /** A longer value says enough by its beginning. */
    private static final int VALUE_COLUMNS_MAX = 60;

    private static final Pattern FIELD = Pattern.compile("\\{([^{}]+)}");

    /** Between a field and another one: the first counts where both say the same, or where they do not. */
    private static final Pattern BESIDE = Pattern.compile("[=!]");

    private static final Pattern PART = Pattern.compile("\\[([^\\[\\]]*)]");

    /** What a file says of a thing is as it was, and only written otherwise: in another order, or escaped. */
    private static final List<Stretch> SPELLED = parts("noted how {thing} is written");

    private final Catalog catalog;
    private final Map<String, List<Stretch>> words = new ConcurrentHashMap<>();

    /**
     * A stretch of words.
     *
     * @param optional whether it is left out where one of its fields says nothing
     * @param texts before, between and behind its fields
     */
    private record Stretch(boolean optional, List<String> texts, List<String> fields) {

        static Stretch of(boolean optional, String words) {
            return new Stretch(
                    optional,
                    List.of(FIELD.split(words, -1)),
                    Wording.inBraces(words).toList());
        }
    }

    Wording(Catalog catalog) {
        this.catalog = catalog;
    }

    static Wording of(Ground ground) {
        return ground.once(Wording.class, () -> new Wording(ground.codec().catalog()));
    }

    /** Returns the names of the fields that words speak of. */
    static Stream<String> fields(String words) {
        return inBraces(words).flatMap(BESIDE::splitAsStream);
    }

    private static Stream<String> inBraces(String words) {
        return FIELD.matcher(words).results().map(found -> found.group(1));
    }

    /** Returns what somebody did in one line, without who it was. */
    String line(AuditRow row) {
        JsonNode before = JsonText.tree(row.oldValue());
        JsonNode after = JsonText.tree(row.newValue());
        var line = new StringBuilder();
        for (Stretch part : isSpelling(row) ? SPELLED : words(row.action())) {
            if (part.optional() && !part.fields().stream().allMatch(name -> isThere(name, before, after))) {
                continue;
            }
            line.append(part.texts().getFirst());
            for (int i = 0; i < part.fields().size(); i++) {
                line.append(value(part.fields().get(i), row, before, after))
                        .append(part.texts().get(i + 1));
            }
        }
        return line.toString();
    }

    /**
     * Whether a record of other members than the event's own has none that changed: its file writes it otherwise, or again
     * as the rest of it, or has one more that is nothing.
     */
    private boolean isSpelling(AuditRow row) {
        return catalog.find(row.action())
                .flatMap(known -> Optional.ofNullable(known.record().getAnnotation(Part.class)))
                .filter(part -> !part.gone().isEmpty())
                .filter(part -> List.of(part.own()).containsAll(row.changedFields()))
                .isPresent();
    }

    /** An event of a newer version, or of a tool that is gone, is told by its name. */
    private List<Stretch> words(String type) {
        return words.computeIfAbsent(
                type,
                name -> parts(catalog.find(name)
                        .flatMap(known -> Optional.ofNullable(known.record().getAnnotation(Words.class)))
                        .map(Words::value)
                        .orElseGet(() -> name.replaceFirst("\\.", " ").replace('-', ' ') + ": {thing}")));
    }

    private static List<Stretch> parts(String words) {
        var parts = new ArrayList<Stretch>();
        Matcher optional = PART.matcher(words);
        int from = 0;
        while (optional.find()) {
            parts.add(Stretch.of(false, words.substring(from, optional.start())));
            parts.add(Stretch.of(true, optional.group(1)));
            from = optional.end();
        }
        parts.add(Stretch.of(false, words.substring(from)));
        return List.copyOf(parts);
    }

    private static String value(String name, AuditRow row, JsonNode before, JsonNode after) {
        return name.equals(Words.THING)
                ? row.title().map(title -> '"' + title + '"').orElseGet(row::entityId)
                : Column.brief(of(name, before, after), VALUE_COLUMNS_MAX);
    }

    private static boolean isThere(String name, JsonNode before, JsonNode after) {
        return name.equals(Words.THING)
                || !Column.plain(of(name, before, after)).isEmpty();
    }

    /** A field that stands among the members of a record, too, is told there alone. */
    private static JsonNode of(String name, JsonNode before, JsonNode after) {
        String[] two = BESIDE.split(name);
        if (two.length > 1) {
            JsonNode value = of(two[0], before, after);
            boolean same = value.equals(of(two[1], before, after));
            return same == (name.indexOf('=') > 0) ? value : MissingNode.getInstance();
        }
        boolean old = name.startsWith(Words.OLD);
        String field = old ? name.substring(Words.OLD.length()) : name;
        JsonNode values = old ? before : after;
        return values.has(field) ? values.path(field) : values.path("/" + field);
    }
}
