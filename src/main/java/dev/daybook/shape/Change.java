package dev.daybook.shape;

import dev.daybook.domain.Json;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One difference between two records, or one value of a JSON text that is to be another one.
 *
 * @param pointer the JSON pointer; {@code -} in place of a number is behind the last element of a list
 * @param before what stood there; nothing if nothing did, or if nobody asks
 * @param now what is to stand there; nothing if it is to be removed
 */
public record Change(String pointer, Optional<Json> before, Optional<Json> now) {

    /** A value that is set. */
    public static Change set(String pointer, Json now) {
        return new Change(pointer, Optional.empty(), Optional.of(now));
    }

    /** As {@link #set(String, Json)}, at the names from the outermost value on. */
    public static Change set(List<String> path, Json now) {
        return set(pointer(path), now);
    }

    /** As {@link #remove(String)}, at the names from the outermost value on. */
    public static Change remove(List<String> path) {
        return remove(pointer(path));
    }

    /** An element that is added at the end of the list at that path. */
    public static Change append(List<String> path, Json element) {
        return set(pointer(path) + "/-", element);
    }

    private static String pointer(List<String> path) {
        return path.stream().map(Change::pointer).collect(Collectors.joining());
    }

    /** Returns the pointer of a member. */
    public static String pointer(String member) {
        return '/' + member.replace("~", "~0").replace("/", "~1");
    }

    /** A member or an element that goes. */
    public static Change remove(String pointer) {
        return new Change(pointer, Optional.empty(), Optional.empty());
    }
}
