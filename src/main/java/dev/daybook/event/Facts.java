package dev.daybook.event;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Event;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What can happen to some kinds of things, as their slice hands it to the catalog and the codec. Immutable.
 *
 * @param families the sealed events; their records are found through them
 * @param words the types of values that stand in JSON as a text
 * @param upcasters by {@code name/version}, what turns that version's JSON into the next one's
 */
public record Facts(
        List<Class<? extends Event>> families, List<Word<?>> words, Map<String, Consumer<ObjectNode>> upcasters) {

    /** A type whose values stand as a text; {@code read} returns nothing, or refuses, what is none of them. */
    public record Word<T>(Class<T> type, Function<T, String> write, Function<String, Optional<T>> read) {}

    public Facts {
        families = List.copyOf(families);
        words = List.copyOf(words);
        upcasters = Map.copyOf(upcasters);
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // it is only copied
    public static Facts of(Class<? extends Event>... families) {
        return new Facts(List.of(families), List.of(), Map.of());
    }

    /** Returns all of them as one. */
    public static Facts of(Collection<Facts> parts) {
        var upcasters = new HashMap<String, Consumer<ObjectNode>>();
        parts.forEach(part -> upcasters.putAll(part.upcasters));
        return new Facts(
                parts.stream().flatMap(part -> part.families.stream()).toList(),
                parts.stream().<Word<?>>flatMap(part -> part.words.stream()).toList(),
                upcasters);
    }

    /** Returns the types of these events. */
    public Catalog catalog() {
        return new Catalog(families);
    }

    public <T> Facts word(Class<T> type, Function<T, String> write, Function<String, Optional<T>> read) {
        var all = Stream.concat(words.stream(), Stream.of(new Word<>(type, write, read)));
        return new Facts(families, all.<Word<?>>map(Function.identity()).toList(), upcasters);
    }

    /** @param from such as {@code sbi.moved/1}; a fact of version 1 whose type stands at 3 needs two of these */
    public Facts upcast(String from, Consumer<ObjectNode> step) {
        var all = new HashMap<>(upcasters);
        all.put(from, step);
        return new Facts(families, words, all);
    }
}
