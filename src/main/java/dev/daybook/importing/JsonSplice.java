package dev.daybook.importing;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.daybook.domain.Json;
import dev.daybook.domain.Spelling;
import dev.daybook.event.JsonText;
import dev.daybook.importing.JsonContainer.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A JSON object with some values changed in their places: everything else stays as it was written, to the last blank.
 *
 * <p>A path is the keys from the outermost object on, in a list the number of the element. Where a key stands twice the
 * last one is meant, as for whoever reads it. Values are given as {@link Json} and written the way the text is.
 *
 * <p>The text is taken apart once, and put together once: a change costs what it is about.
 */
public final class JsonSplice {

    private final String original;
    private final Spelling as;
    private final Optional<JsonContainer.Within> root;

    private JsonSplice(String text, Spelling as) {
        this.original = text;
        this.as = as;
        this.root = JsonContainer.within(text);
    }

    /** Begins with the value as that spelling writes it. */
    public static JsonSplice of(Json value, Spelling as) {
        return new JsonSplice(JsonPrinter.text(value, as), as);
    }

    /** Begins with a text as it stands. */
    public static JsonSplice of(String text) {
        return new JsonSplice(text, JsonSpelling.looks(text, false));
    }

    /** Begins with a text as it stands; what is set into it looks as that spelling says. */
    public static JsonSplice of(String text, Spelling as) {
        return new JsonSplice(text, as);
    }

    /** Returns the bytes of the file, with a byte order mark if it had one. */
    public byte[] bytes() {
        return JsonPrinter.bytes(text(), as);
    }

    /** Returns the text as it is now. */
    public String text() {
        return root.map(it -> {
                    var out = new StringBuilder(it.before());
                    it.container().print(out);
                    return out.append(it.after()).toString();
                })
                .orElse(original);
    }

    /** Returns whether there is a value at that path. */
    public boolean has(List<String> path) {
        return find(path).isPresent();
    }

    /** Sets the value at a path whose objects, all but the last key, are there; adds the last key at the end. */
    public JsonSplice set(List<String> path, Json value) {
        owner(path).ifPresent(owner -> {
            String key = path.getLast();
            Optional<Part> part = owner.find(key);
            if (part.isPresent()) {
                replace(part.get(), value);
            } else if (!owner.isList() || key.equals(Integer.toString(owner.size()))) {
                add(owner, key, value);
            }
        });
        return this;
    }

    /** As {@link #set} of a key of the object itself. */
    public JsonSplice set(String key, Json value) {
        return set(List.of(key), value);
    }

    /** Removes every member of that name, or that one element, with its comma. */
    public JsonSplice remove(List<String> path) {
        owner(path).ifPresent(it -> it.remove(path.getLast()));
        return this;
    }

    /** Returns how many elements the list at that path has; nothing if there is none. */
    public Optional<Integer> length(List<String> path) {
        return container(path).filter(JsonContainer::isList).map(JsonContainer::size);
    }

    /** Adds an element at the end of the list at that path, if there is one. */
    public JsonSplice append(List<String> path, Json element) {
        int length = length(path).orElse(-1);
        if (length >= 0) {
            var last = new ArrayList<>(path);
            last.add(Integer.toString(length));
            set(last, element);
        }
        return this;
    }

    private Optional<Part> find(List<String> path) {
        return owner(path).flatMap(it -> it.find(path.getLast()));
    }

    private Optional<JsonContainer> owner(List<String> path) {
        return container(path.subList(0, path.size() - 1));
    }

    private Optional<JsonContainer> container(List<String> path) {
        Optional<JsonContainer> container = root.map(JsonContainer.Within::container);
        for (String key : path) {
            container = container.flatMap(it -> it.find(key)).flatMap(Part::open);
        }
        return container;
    }

    private void replace(Part part, Json value) {
        String was = part.value();
        boolean broken = was.indexOf('\n') >= 0;
        boolean wasList = was.startsWith("[") || was.startsWith("{");
        boolean empty = was.length() == 2;
        // what stood on several lines does so again; so does the first element of a list that was empty
        Spelling how = broken || (wasList && empty) || !wasList ? as : inline();
        part.set(JsonPrinter.value(value, how, depth(part.blanks)));
    }

    /** How a list or object is written whose members stand on one line of a text of several. */
    private Spelling inline() {
        return new Spelling(
                "",
                as.newline(),
                as.byteOrderMark(),
                as.finalNewline(),
                as.indent().isEmpty() ? as.comma() : ", ",
                as.indent().isEmpty() ? as.colon() : ": ",
                as.escapes(),
                Optional.empty());
    }

    private void add(JsonContainer owner, String key, Json value) {
        String name = owner.isList() ? "" : JsonPrinter.value(JsonText.of(TextNode.valueOf(key)), as, 0);
        if (owner.size() == 0) {
            int depth = depth(owner.blanks());
            String newline = as.indent().isEmpty() ? "" : JsonPrinter.newline(as);
            String before = newline + as.indent().repeat(depth + 1);
            owner.addFirst(
                    key,
                    before,
                    new Part(
                            before,
                            name + (name.isEmpty() ? "" : as.colon()),
                            JsonPrinter.value(value, as, depth + 1),
                            JsonContainer.blanks(before, owner.blanks())),
                    newline + as.indent().repeat(depth));
            return;
        }
        Part last = owner.last();
        String gap = gap(owner.beforeLast(), owner.size() > 1);
        String colon = last.key.isEmpty() ? "" : last.key.substring(last.key.lastIndexOf(':'));
        Spelling how = gap.indexOf('\n') >= 0 ? as : inline();
        owner.add(
                key,
                new Part(
                        "," + gap,
                        name + (colon.isBlank() && !name.isEmpty() ? as.colon() : colon),
                        JsonPrinter.value(value, how, depth(last.blanks)),
                        JsonContainer.blanks(gap, last.blanks)));
    }

    /** What is to stand after the comma, so that it looks as it does before the last one. */
    private String gap(String before, boolean withComma) {
        int comma = withComma ? before.indexOf(',') : -1;
        String gap = before.substring(comma + 1);
        if (!gap.isBlank()) { // a comment
            int newline = before.lastIndexOf('\n');
            String start = before.substring(newline + 1);
            gap = newline >= 0 && start.isBlank() ? JsonPrinter.newline(as) + start : " ";
        }
        return gap.isEmpty() && as.indent().isEmpty() ? as.comma().substring(1) : gap;
    }

    /** How many levels that are. */
    private int depth(int blanks) {
        return as.indent().isEmpty() ? 0 : blanks / as.indent().length();
    }
}
