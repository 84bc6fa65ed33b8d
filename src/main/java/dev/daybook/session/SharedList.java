package dev.daybook.session;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;

/**
 * A list that never changes, and whose changed copies cost only what they have otherwise: a conversation is told event
 * by event. It is a tree of nodes with 32 children each; copies share all nodes that they have in common. Thread-safe.
 */
final class SharedList<T> extends AbstractList<T> implements RandomAccess {

    private static final int BITS = 5;
    private static final int WIDTH = 1 << BITS;
    private static final Object[] NONE = {};

    /** The elements if {@code shift} is 0, else nodes. */
    private final Object[] root;

    /** The bits of an index below those that choose the root's child. */
    private final int shift;

    private final int size;

    private SharedList(Object[] root, int shift, int size) {
        this.root = root;
        this.shift = shift;
        this.size = size;
    }

    static <T> SharedList<T> of(List<T> list) {
        return list instanceof SharedList<T> shared ? shared : of(list.toArray());
    }

    private static <T> SharedList<T> of(Object[] elements) {
        Arrays.stream(elements).forEach(Objects::requireNonNull);
        Object[] level = elements;
        int shift = 0;
        for (; level.length > WIDTH; shift += BITS) {
            var above = new Object[(level.length - 1) / WIDTH + 1];
            for (int node = 0; node < above.length; node++) {
                above[node] = Arrays.copyOfRange(level, node * WIDTH, Math.min((node + 1) * WIDTH, level.length));
            }
            level = above;
        }
        return new SharedList<>(level, shift, elements.length);
    }

    /** Returns the list with these behind its end. */
    SharedList<T> plus(List<T> more) {
        if (more.size() >= size) { // about as much as there is already: cheaper at once
            Object[] all = Arrays.copyOf(toArray(), size + more.size());
            System.arraycopy(more.toArray(), 0, all, size, more.size());
            return of(all);
        }
        SharedList<T> longer = this;
        for (T element : more) {
            longer = longer.with(longer.size, element);
        }
        return longer;
    }

    /** Returns the list with another element there. History that breaks the rules stays: beyond the end is behind it. */
    SharedList<T> with(int index, T element) {
        Objects.requireNonNull(element);
        if (index < size) {
            return new SharedList<>(put(root, shift, index, element), shift, size);
        }
        return size == WIDTH << shift
                ? new SharedList<>(put(new Object[] {root}, shift + BITS, size, element), shift + BITS, size + 1)
                : new SharedList<>(put(root, shift, size, element), shift, size + 1);
    }

    private static Object[] put(Object[] node, int shift, int index, Object element) {
        int at = index >>> shift & (WIDTH - 1);
        Object[] changed = Arrays.copyOf(node, Math.max(node.length, at + 1));
        changed[at] =
                shift == 0 ? element : put(at < node.length ? (Object[]) node[at] : NONE, shift - BITS, index, element);
        return changed;
    }

    /** Returns the list of the first elements, at most so many. */
    SharedList<T> first(int length) {
        return length >= size
                ? this
                : length == 0
                        ? new SharedList<>(NONE, 0, 0)
                        : new SharedList<>(cut(root, shift, length - 1), shift, length);
    }

    private static Object[] cut(Object[] node, int shift, int last) {
        int at = last >>> shift & (WIDTH - 1);
        Object[] kept = Arrays.copyOf(node, at + 1);
        if (shift > 0) {
            kept[at] = cut((Object[]) node[at], shift - BITS, last);
        }
        return kept;
    }

    @Override
    @SuppressWarnings("unchecked") // nothing else was put in
    public T get(int index) {
        Objects.checkIndex(index, size);
        Object[] node = root;
        for (int bits = shift; bits > 0; bits -= BITS) {
            node = (Object[]) node[index >>> bits & (WIDTH - 1)];
        }
        return (T) node[index & (WIDTH - 1)];
    }

    @Override
    public int size() {
        return size;
    }
}
