package dev.daybook.domain;

import java.util.Map;
import java.util.Set;

/**
 * An event after which more of its thing is otherwise than its own fields say: what a thing begins with by its rules, what
 * of it ends. Said in the words of the fields of its facts, for whoever tells what was before and after. Values are
 * texts, numbers and flags.
 */
public interface Changing extends Event {

    /** Returns the fields that are this from now on. */
    default Map<String, Object> also() {
        return Map.of();
    }

    /** Returns the fields that are this from now on, unless they are something already. */
    default Map<String, Object> initially() {
        return Map.of();
    }

    /** Returns the fields that are no more, also where the event itself has such. */
    default Set<String> ends() {
        return Set.of();
    }
}
