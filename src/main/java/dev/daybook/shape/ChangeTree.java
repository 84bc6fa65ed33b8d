package dev.daybook.shape;

import dev.daybook.domain.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Changes by the objects and lists that they are in, to be made on one way through a text. */
final class ChangeTree {

    /** How many elements a list is thought to have; of another one the whole is replaced. */
    private static final int ANY_SIZE = -1;

    private final Map<String, ChangeTree> below = new LinkedHashMap<>();
    private final List<ChangeTree> appended = new ArrayList<>();
    private int size = ANY_SIZE;
    private boolean list;
    private @Nullable Supplier<Json> whole;
    private @Nullable Change change;

    /** Returns the tree of {@code changes}; of several at one place the last one counts. */
    static ChangeTree of(Iterable<Change> changes) {
        var root = new ChangeTree();
        for (Change each : changes) {
            ChangeTree at = root;
            String pointer = each.pointer();
            for (int from = 1; from <= pointer.length(); ) {
                int slash = pointer.indexOf('/', from);
                int to = slash < 0 ? pointer.length() : slash;
                String name = pointer.substring(from, to).replace("~1", "/").replace("~0", "~");
                at = name.equals("-") ? at.append() : at.at(name);
                from = to + 1;
            }
            at.change = each;
        }
        return root;
    }

    /** Returns the place of that name below. */
    ChangeTree at(String name) {
        return below.computeIfAbsent(name, _ -> new ChangeTree());
    }

    private ChangeTree append() {
        appended.add(new ChangeTree());
        return appended.getLast();
    }

    void change(String pointer, Optional<Json> before, Optional<Json> now) {
        change = new Change(pointer, before, now);
    }

    /** It is a list of {@code elements}, or else to be replaced by {@code instead}. */
    void list(int elements, Supplier<Json> instead) {
        list = true;
        size = elements;
        whole = instead;
    }

    /** Returns what changes of a list at its numbers, or of an object, where {@code -} is a name like any other. */
    Map<String, ChangeTree> below(boolean isList) {
        if (isList || appended.isEmpty()) {
            return below;
        }
        var all = new LinkedHashMap<>(below);
        all.put("-", appended.getLast());
        return all;
    }

    /** Returns what is added at the end of a list. */
    List<ChangeTree> appended() {
        return appended;
    }

    Optional<Change> change() {
        return Optional.ofNullable(change);
    }

    boolean isEmpty() {
        return change == null && below.isEmpty() && appended.isEmpty();
    }

    /** Returns what is to stand in place of a list of so many elements, if not its changed elements. */
    Optional<Json> instead(int elements) {
        return whole == null || size == elements ? Optional.empty() : Optional.of(whole.get());
    }

    /** Returns the value that stands here where there is none yet: all that is set below. */
    Optional<Json> fresh() {
        if (change != null) {
            return change.now();
        }
        if (whole != null) {
            return Optional.of(whole.get());
        }
        boolean elements = list || below.isEmpty();
        var out = new StringBuilder(elements ? "[" : "{");
        below(elements)
                .forEach((name, child) -> child.fresh()
                        .ifPresent(value -> out.append(out.length() > 1 ? "," : "")
                                .append(elements ? "" : JsonCompact.quoted(name) + ":")
                                .append(value.text())));
        if (elements) {
            appended.forEach(child -> child.fresh()
                    .ifPresent(value -> out.append(out.length() > 1 ? "," : "").append(value.text())));
        }
        return out.length() == 1
                ? Optional.empty()
                : Optional.of(new Json(out.append(elements ? ']' : '}').toString()));
    }

    /** Returns all changes, in the order in which they were found. */
    List<Change> all() {
        var all = new ArrayList<Change>();
        collect(all);
        return all;
    }

    private void collect(List<Change> all) {
        if (change != null) {
            all.add(change);
        }
        below.values().forEach(child -> child.collect(all));
        appended.forEach(child -> child.collect(all));
    }
}
