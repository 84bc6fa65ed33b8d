package dev.daybook.page;

import dev.daybook.operation.Operation;
import dev.daybook.operation.Operation.Place;
import dev.daybook.shape.Argument;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a list is asked for on one line: {@code actor:mika action:sbi.* since:1h some words}. */
public final class Qualified {

    /** The parameter that the line is given in. */
    public static final String LINE = "find";

    private static final String WORDS = "q";
    private static final Pattern TOKEN = Pattern.compile("(?:([A-Za-z]+):)?(\"[^\"]*\"|\\S+)");
    private static final int SHOWN = 4;

    /** Words that people know from elsewhere. */
    private static final Map<String, String> SAME =
            Map.of("after", "since", "before", "until", "run", "correlation", "thing", "entity", "by", "actor");

    private Qualified() {}

    /** Returns the address of what is asked for; what names no filter is looked for as text. */
    public static String address(Operation<?, ?> operation, Asked asked, String line) {
        List<String> names =
                operation.given(Place.QUERY).stream().map(Argument::name).toList();
        Map<String, String> values = new LinkedHashMap<>();
        var words = new ArrayList<String>();
        Matcher token = TOKEN.matcher(line);
        while (token.find()) {
            String name = token.group(1) == null ? "" : token.group(1);
            String filter = names.contains(name) ? name : SAME.getOrDefault(name, "");
            if (names.contains(filter)) {
                values.put(filter, unquoted(token.group(2)));
            } else {
                words.add(token.group());
            }
        }
        if (!words.isEmpty()) {
            values.put(WORDS, String.join(" ", words));
        }
        return new Asked(
                        asked.path(),
                        asked.variables(),
                        values.entrySet().stream()
                                .collect(Collectors.toMap(
                                        Map.Entry::getKey,
                                        value -> List.of(value.getValue()),
                                        (one, _) -> one,
                                        LinkedHashMap::new)))
                .address();
    }

    private static String unquoted(String text) {
        return text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")
                ? text.substring(1, text.length() - 1)
                : text;
    }

    /** Returns the line of what is asked for now. */
    public static String line(List<Filter> filters) {
        return filters.stream()
                .filter(filter -> !filter.value().isEmpty())
                .map(filter ->
                        filter.name().equals(WORDS) ? filter.value() : filter.name() + ":" + quoted(filter.value()))
                .collect(Collectors.joining(" "));
    }

    private static String quoted(String text) {
        return text.chars().anyMatch(Character::isWhitespace) ? "\"" + text + "\"" : text;
    }

    /** Returns whether a list has so many filters that a line of them helps. */
    public static boolean isAsked(List<Filter> filters) {
        return filters.size() > SHOWN
                && filters.stream().anyMatch(filter -> filter.name().equals(WORDS))
                && !isText(filters);
    }

    /** Returns whether it is a text of several lines that is asked. */
    public static boolean isText(List<Filter> filters) {
        return filters.stream()
                .anyMatch(filter ->
                        filter.kind() == Form.Kind.TEXT && filter.name().equals(WORDS));
    }

    /** Returns what may stand on the line. */
    public static String shape(List<Filter> filters) {
        return Stream.concat(
                        filters.stream()
                                .map(Filter::name)
                                .filter(name -> !name.equals(WORDS))
                                .limit(SHOWN)
                                .map(name -> name + ":…"),
                        Stream.of("words"))
                .collect(Collectors.joining(" "));
    }
}
