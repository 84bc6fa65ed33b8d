package dev.daybook.page;

import dev.daybook.operation.Operation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a page is asked for.
 *
 * @param path as it stands in the address
 * @param variables the values in the path
 * @param query the values behind it, in their order
 */
public record Asked(String path, Map<String, String> variables, Map<String, List<String>> query) {

    /** Says how what was sought is marked. */
    private static final String MARK = "mark";

    /** Says that an answer is to have bytes in it. */
    private static final String RAW = "raw";

    /** Says where the next page begins, and how much is on one. */
    private static final List<String> PLACES = List.of("cursor", "limit");

    /** Returns a value, with commas if there are several. */
    public String value(String name) {
        return String.join(",", query.getOrDefault(name, List.of()));
    }

    /** Returns a value that is a number; nothing if it is none. */
    OptionalLong number(String name) {
        String text = value(name);
        return text.matches("[0-9]{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }

    /** Returns the address with another value of that name; with none if it is empty. */
    public String with(String name, String value) {
        var changed = new LinkedHashMap<>(query);
        changed.remove(name);
        if (!value.isEmpty()) {
            changed.put(name, List.of(value));
        }
        return path + text(changed);
    }

    /** Returns what is behind the path of all of it, wherever a page of it begins. */
    String ofAll() {
        var all = new LinkedHashMap<>(query);
        PLACES.forEach(all::remove);
        return text(all);
    }

    /** Returns whether it is asked how things are now: as they were, nobody can change them. */
    public boolean isNow() {
        return Stream.of(Operation.AS_OF, Operation.AS_RECORDED, Operation.BRANCH)
                .noneMatch(query::containsKey);
    }

    /** Returns the address at which the answer is had: people are shown some things in one way only. */
    public String behind(Operation<?, ?> operation) {
        var asked = new LinkedHashMap<>(query);
        Latest.of(operation)
                .ifPresent(latest -> asked.putIfAbsent(latest.last(), List.of(Integer.toString(Latest.ITEMS))));
        operation.form().fixed().forEach((name, value) -> asked.putIfAbsent(name, List.of(value)));
        if (operation.isArgument(MARK)) {
            asked.put(MARK, List.of("html")); // its columns are shown as such
        }
        if (operation.isArgument(RAW)) {
            asked.put(RAW, List.of("true")); // its bytes are shown
        }
        return path + text(asked);
    }

    /** Returns the same, for what begins as the last word that is sought, if that may be the beginning of one. */
    public Optional<Asked> begun(String sought) {
        String text = value(sought);
        if (text.isEmpty() || !Character.isLetterOrDigit(text.codePointBefore(text.length()))) {
            return Optional.empty();
        }
        var begun = new LinkedHashMap<>(query);
        begun.put(sought, List.of(text + "*"));
        return Optional.of(new Asked(path, variables, begun));
    }

    /** Returns the address. */
    public String address() {
        return path + text(query);
    }

    private static String text(Map<String, List<String>> query) {
        String text = query.entrySet().stream()
                .flatMap(entry -> entry.getValue().stream()
                        .map(value -> Operation.encoded(entry.getKey()) + "=" + Operation.encoded(value)))
                .collect(Collectors.joining("&"));
        return text.isEmpty() ? text : "?" + text;
    }
}
