package dev.daybook.session;

import java.util.ArrayList;
import java.util.List;

/** Lists of which each element is known by its place. */
final class Places {

    /** History that breaks the rules is still history: what is set beyond the end comes last. */
    static <T> List<T> set(List<T> list, int index, T value) {
        var changed = new ArrayList<>(list);
        if (index < changed.size()) {
            changed.set(index, value);
        } else {
            changed.add(value);
        }
        return changed;
    }

    static <T> List<T> cut(List<T> list, int length) {
        return list.subList(0, Math.min(length, list.size()));
    }

    private Places() {}
}
