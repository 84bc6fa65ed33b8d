package dev.daybook.history;

import dev.daybook.domain.Beginning;
import dev.daybook.domain.Ending;
import dev.daybook.domain.Part;
import dev.daybook.event.Catalog;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whether the facts that are left of a thing tell of something that can have been: it begins, things happen to it, it
 * ends, and may begin anew.
 */
final class ThingLife {

    private final Set<String> beginnings = new HashSet<>();
    private final Set<String> endings = new HashSet<>();

    /** The kinds of things of which nothing can be told before they begin. */
    private final Set<String> begun = new HashSet<>();

    ThingLife(Catalog catalog) {
        for (Catalog.Type type : catalog.types()) {
            if (Beginning.class.isAssignableFrom(type.record())) {
                beginnings.add(type.name());
                begun.add(type.domain());
            }
            Part part = type.record().getAnnotation(Part.class);
            if (Ending.class.isAssignableFrom(type.record()) || (part != null && part.removes())) {
                endings.add(type.name());
            }
        }
    }

    /** Returns whether a type of events is the end of a thing. */
    boolean isEnding(String type) {
        return endings.contains(type);
    }

    /** Returns whether without a fact of that type a thing of that kind may not be there. */
    boolean begins(String kind, String type) {
        return beginnings.contains(type) || !begun.contains(kind);
    }

    /** Returns whether a thing of that kind is there of which facts of these types count; also one that has ended was. */
    boolean isThere(String kind, Stream<String> types) {
        return begun.contains(kind)
                ? types.anyMatch(beginnings::contains)
                : types.findAny().isPresent();
    }

    /** @param types of a thing of that kind, in order */
    boolean canBe(String kind, Stream<String> types) {
        if (!begun.contains(kind)) {
            return true;
        }
        boolean isThere = false;
        for (String type : (Iterable<String>) types::iterator) {
            if (!isThere && !beginnings.contains(type)) {
                return false;
            }
            isThere = !endings.contains(type);
        }
        return true;
    }
}
