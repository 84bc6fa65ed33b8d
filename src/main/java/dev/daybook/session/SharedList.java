package dev.daybook.session;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A list that never changes, and of which a longer one costs only what comes behind it: a conversation is told message
 * by message. Lists that began as one share what they have in common. Thread-safe.
 */
final class SharedList<T> extends AbstractList<T> implements RandomAccess {

    private final Object[] elements;
    private final int size;

    /** How many of the elements some list has: behind them there is room for whoever comes first. */
    private final AtomicInteger used;

    private SharedList(Object[] elements, int size, AtomicInteger used) {
        this.elements = elements;
        this.size = size;
        this.used = used;
    }

    static <T> SharedList<T> of(List<T> list) {
        if (list instanceof SharedList<T> it) {
            return it;
        }
        Object[] elements = list.toArray();
        Arrays.stream(elements).forEach(Objects::requireNonNull);
        return new SharedList<>(elements, elements.length, new AtomicInteger(elements.length));
    }

    /** Returns the list with these behind its end. */
    SharedList<T> plus(List<T> more) {
        int length = size + more.size();
        boolean room = length <= elements.length && used.compareAndSet(size, length);
        Object[] all = room ? elements : Arrays.copyOf(Arrays.copyOf(elements, size), Math.max(length, size * 2));
        for (int i = 0; i < more.size(); i++) {
            all[size + i] = Objects.requireNonNull(more.get(i));
        }
        return new SharedList<>(all, length, room ? used : new AtomicInteger(length));
    }

    @Override
    @SuppressWarnings("unchecked") // nothing else was put in
    public T get(int index) {
        return (T) elements[Objects.checkIndex(index, size)];
    }

    @Override
    public int size() {
        return size;
    }
}
