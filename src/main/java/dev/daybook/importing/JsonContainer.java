package dev.daybook.importing;

import dev.daybook.importing.JsonScan.Member;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An object or a list of a text, taken apart once, so that a change costs nothing but itself: its members with what
 * stands before each, to be put together again.
 */
final class JsonContainer {

    private static final Pattern INDEX = Pattern.compile("[0-9]{1,9}");

    private final boolean isList;
    private final int blanks;
    private final List<Part> parts = new ArrayList<>();
    private final Map<String, List<Part>> byKey = new HashMap<>();
    private final String bracket;
    private String beforeFirst;
    private String afterLast;
    private int size;

    /** A member, or an element with an empty key. */
    static final class Part {
        /** What stands between the value before and this one, or before this one if it is the first. */
        private final String before;

        /** The key as it is written, and all up to the value; empty for an element. */
        final String key;

        /** How far the line that it begins on is indented. */
        final int blanks;

        private String value;
        private Optional<JsonContainer> opened = Optional.empty();
        private boolean gone;

        Part(String before, String key, String value, int blanks) {
            this.before = before;
            this.key = key;
            this.value = value;
            this.blanks = blanks;
        }

        /** Returns the value as it is written now. */
        String value() {
            var out = new StringBuilder();
            print(out);
            return out.toString();
        }

        private void print(StringBuilder out) {
            opened.ifPresentOrElse(it -> it.print(out), () -> out.append(value));
        }

        void set(String value) {
            this.value = value;
            this.opened = Optional.empty();
        }

        /** Takes the value apart, which is changed by that from now on; nothing if it is neither object nor list. */
        Optional<JsonContainer> open() {
            if (opened.isEmpty() && !value.isEmpty() && "{[".indexOf(value.charAt(0)) >= 0) {
                opened = Optional.of(new JsonContainer(value, new JsonScan(value).container(0), blanks(key, blanks)));
            }
            return opened;
        }
    }

    private JsonContainer(String text, JsonScan.Container found, int blanks) {
        this.isList = text.charAt(found.start()) == '[';
        this.blanks = blanks;
        int at = found.start() + 1;
        this.bracket = text.substring(found.start(), at);
        this.beforeFirst = found.members().isEmpty()
                ? ""
                : text.substring(at, found.members().getFirst().start());
        int line = blanks;
        for (Member it : found.members()) {
            String before = text.substring(at, it.start());
            line = blanks(before, line);
            String key = text.substring(it.start(), it.valueStart());
            String value = text.substring(it.valueStart(), it.valueEnd());
            add(it.key(), new Part(before, key, value, line));
            line = blanks(value, blanks(key, line));
            at = it.valueEnd();
        }
        this.afterLast = text.substring(at, found.end());
    }

    /** A container, and the text around it. */
    record Within(String before, JsonContainer container, String after) {}

    /** Takes the container apart that a text begins with; nothing if it begins with none. */
    static Optional<Within> within(String text) {
        JsonScan.Container found = new JsonScan(text).container(0);
        if (found.end() == found.start()) {
            return Optional.empty();
        }
        String before = text.substring(0, found.start());
        var container = new JsonContainer(text, found, blanks('\n' + before, 0));
        return Optional.of(new Within(before, container, text.substring(found.end())));
    }

    /** Returns how far the last line is indented, if {@code text} follows on a line that was indented so far. */
    static int blanks(String text, int blanks) {
        int newline = text.lastIndexOf('\n');
        if (newline < 0) {
            return blanks;
        }
        int at = newline + 1;
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
        return at - newline - 1;
    }

    boolean isList() {
        return isList;
    }

    int size() {
        return size;
    }

    /** Returns how far the line is indented that it begins on. */
    int blanks() {
        return blanks;
    }

    /** Returns the last member of that name, or the element of that number. */
    Optional<Part> find(String key) {
        if (isList) {
            int index = INDEX.matcher(key).matches() ? Integer.parseInt(key) : Integer.MAX_VALUE;
            return index < size ? Optional.of(parts.get(index)) : Optional.empty();
        }
        return Optional.ofNullable(byKey.get(key)).map(List::getLast);
    }

    /** Returns the last member, of which there is one. */
    Part last() {
        while (parts.getLast().gone) {
            parts.removeLast();
        }
        return parts.getLast();
    }

    /** Returns what stands before the last member and its comma, or in front of the only one. */
    String beforeLast() {
        return size == 1 ? beforeFirst : last().before;
    }

    /** Adds a member or an element as the last one. */
    void add(String key, Part part) {
        parts.add(part);
        size++;
        if (!isList) {
            byKey.computeIfAbsent(key, _ -> new ArrayList<>(1)).add(part);
        }
    }

    /** Adds the first one, with what stands before and after it. */
    void addFirst(String key, String before, Part part, String after) {
        add(key, part);
        beforeFirst = before;
        afterLast = after + afterLast.substring(Math.max(0, afterLast.length() - 1));
    }

    /** Removes every member of that name, or that one element, with its comma. */
    void remove(String key) {
        if (isList) {
            find(key).ifPresent(it -> {
                parts.remove(Integer.parseInt(key));
                size--;
            });
        } else {
            List<Part> those = byKey.getOrDefault(key, List.of());
            those.forEach(it -> it.gone = true);
            size -= those.size();
            byKey.remove(key);
        }
        if (size == 0) {
            parts.clear();
            beforeFirst = "";
            afterLast = afterLast.substring(Math.max(0, afterLast.length() - 1));
        }
    }

    /** Writes it as it is now. */
    void print(StringBuilder out) {
        out.append(bracket);
        boolean first = true;
        for (Part it : parts) {
            if (!it.gone) {
                out.append(first ? beforeFirst : it.before).append(it.key);
                it.print(out);
                first = false;
            }
        }
        out.append(afterLast);
    }
}
