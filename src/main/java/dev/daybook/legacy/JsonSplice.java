package dev.daybook.legacy;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.daybook.domain.Json;
import dev.daybook.domain.Spelling;
import dev.daybook.event.JsonText;
import dev.daybook.legacy.JsonScan.Container;
import dev.daybook.legacy.JsonScan.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A JSON object with some values changed in their places: everything else stays as it was written, to the last blank.
 *
 * <p>A path is the keys from the outermost object on, in a list the number of the element. Where a key stands twice the
 * last one is meant, as for whoever reads it. Values are given as {@link Json} and written the way the text is.
 */
public final class JsonSplice {

    private static final Pattern INDEX = Pattern.compile("[0-9]{1,9}");

    private final Spelling as;
    private String text;

    private JsonSplice(String text, Spelling as) {
        this.text = text;
        this.as = as;
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
        return JsonPrinter.bytes(text, as);
    }

    /** Returns the text as it is now. */
    public String text() {
        return text;
    }

    /** Returns whether there is a value at that path. */
    public boolean has(List<String> path) {
        return find(path).isPresent();
    }

    /** Sets the value at a path whose objects, all but the last key, are there; adds the last key at the end. */
    public JsonSplice set(List<String> path, Json value) {
        Optional<Container> owner = owner(path);
        if (owner.isEmpty()) {
            return this;
        }
        Optional<Member> member = last(owner.get(), path.getLast());
        if (member.isPresent()) {
            replace(member.get(), value);
        } else if (!isList(owner.get())
                || path.getLast().equals(Integer.toString(owner.get().members().size()))) {
            add(owner.get(), path, value);
        }
        return this;
    }

    /** As {@link #set} of a key of the object itself. */
    public JsonSplice set(String key, Json value) {
        return set(List.of(key), value);
    }

    /** Removes every member of that name, or that one element, with its comma. */
    public JsonSplice remove(List<String> path) {
        Optional<Container> owner = owner(path);
        while (owner.isPresent() && last(owner.get(), path.getLast()).isPresent()) {
            remove(owner.get(), last(owner.get(), path.getLast()).get());
            owner = isList(owner.get()) ? Optional.empty() : owner(path);
        }
        return this;
    }

    /** Returns how many elements the list at that path has; nothing if there is none. */
    public Optional<Integer> length(List<String> path) {
        return find(path)
                .filter(it -> text.charAt(it.valueStart()) == '[')
                .map(it ->
                        new JsonScan(text).container(it.valueStart()).members().size());
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

    private Optional<Member> find(List<String> path) {
        return owner(path).flatMap(it -> last(it, path.getLast()));
    }

    private Optional<Container> owner(List<String> path) {
        var scan = new JsonScan(text);
        Container owner = scan.container(0);
        for (String key : path.subList(0, path.size() - 1)) {
            Optional<Member> inner = owner.end() == owner.start()
                    ? Optional.empty()
                    : last(owner, key).filter(it -> "{[".indexOf(text.charAt(it.valueStart())) >= 0);
            if (inner.isEmpty()) {
                return Optional.empty();
            }
            owner = scan.container(inner.get().valueStart());
        }
        return owner.end() > owner.start() ? Optional.of(owner) : Optional.empty();
    }

    private boolean isList(Container container) {
        return text.charAt(container.start()) == '[';
    }

    private Optional<Member> last(Container container, String key) {
        if (isList(container)) {
            int index = INDEX.matcher(key).matches() ? Integer.parseInt(key) : Integer.MAX_VALUE;
            return index < container.members().size()
                    ? Optional.of(container.members().get(index))
                    : Optional.empty();
        }
        return container.members().reversed().stream()
                .filter(it -> it.key().equals(key))
                .findFirst();
    }

    private void replace(Member member, Json value) {
        boolean broken = text.substring(member.valueStart(), member.valueEnd()).indexOf('\n') >= 0;
        int depth = broken ? depth(member.start()) : 0;
        boolean wasList = text.charAt(member.valueStart()) == '[' || text.charAt(member.valueStart()) == '{';
        boolean empty = member.valueEnd() - member.valueStart() == 2;
        // what stood on several lines does so again; so does the first element of a list that was empty
        Spelling how = broken || (wasList && empty) || !wasList ? as : inline();
        put(
                member.valueStart(),
                member.valueEnd(),
                JsonPrinter.value(value, how, broken ? depth : depth(member.start())));
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

    private void add(Container owner, List<String> path, Json value) {
        String name = isList(owner) ? "" : JsonPrinter.value(JsonText.of(TextNode.valueOf(path.getLast())), as, 0);
        if (owner.members().isEmpty()) {
            int depth = depth(owner.start()) + 1;
            String newline = as.indent().isEmpty() ? "" : JsonPrinter.newline(as);
            put(
                    owner.start() + 1,
                    owner.end() - 1,
                    newline
                            + as.indent().repeat(depth)
                            + name
                            + (name.isEmpty() ? "" : as.colon())
                            + JsonPrinter.value(value, as, depth)
                            + newline
                            + as.indent().repeat(depth - 1));
            return;
        }
        Member last = owner.members().getLast();
        String before = owner.members().size() > 1
                ? gap(owner.members().get(owner.members().size() - 2).valueEnd(), last.start())
                : text.substring(owner.start() + 1, last.start());
        String gap = before.isBlank() ? before : lineStart(last.start());
        if (gap.isEmpty() && as.indent().isEmpty()) {
            gap = as.comma().substring(1);
        }
        String key = text.substring(last.start(), last.valueStart());
        String colon = key.isEmpty() ? "" : key.substring(key.lastIndexOf(':'));
        Spelling how = gap.indexOf('\n') >= 0 ? as : inline();
        put(
                last.valueEnd(),
                last.valueEnd(),
                "," + gap + name + (colon.isBlank() && !name.isEmpty() ? as.colon() : colon)
                        + JsonPrinter.value(value, how, depth(last.start())));
    }

    /** What stands between the comma after {@code from} and {@code to}. */
    private String gap(int from, int to) {
        String between = text.substring(from, to);
        int comma = between.indexOf(',');
        return comma < 0 ? between : between.substring(comma + 1);
    }

    /** The white space from the end of the line before to {@code at}. */
    private String lineStart(int at) {
        int newline = text.lastIndexOf('\n', at);
        String start = newline < 0 ? "" : text.substring(newline + 1, at);
        return newline >= 0 && start.isBlank() ? JsonPrinter.newline(as) + start : " ";
    }

    /** How deep the line of {@code at} is indented. */
    private int depth(int at) {
        if (as.indent().isEmpty()) {
            return 0;
        }
        int newline = text.lastIndexOf('\n', at);
        int blanks = newline + 1;
        while (blanks < at && (text.charAt(blanks) == ' ' || text.charAt(blanks) == '\t')) {
            blanks++;
        }
        return (blanks - newline - 1) / as.indent().length();
    }

    private void remove(Container owner, Member member) {
        int index = owner.members().indexOf(member);
        if (index > 0) {
            put(owner.members().get(index - 1).valueEnd(), member.valueEnd(), "");
        } else if (owner.members().size() > 1) {
            put(member.start(), owner.members().get(1).start(), "");
        } else {
            put(owner.start() + 1, owner.end() - 1, "");
        }
    }

    private void put(int start, int end, String with) {
        text = text.substring(0, start) + with + text.substring(end);
    }
}
