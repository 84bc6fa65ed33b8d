package dev.daybook.query;

import dev.daybook.domain.Rejected;
import dev.daybook.operation.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Some items of a list.
 *
 * @param next where the rest begins, to be handed in as it is; none if there is no rest. It names the last item, not
 *     a number of items: what is written meanwhile neither repeats nor hides others
 */
public record Page<T>(List<T> items, Optional<String> next) implements Outcome.Listing {

    /** More would make an answer that no reader wants at once. */
    public static final int LIMIT_MAX = 500;

    public static final int LIMIT_DEFAULT = 50;

    /**
     * Makes a page of rows of which one more than {@code limit} was asked for.
     *
     * @param cursor what names the last row of the page
     */
    public static <R, T> Page<T> of(
            List<? extends R> rows, int limit, Function<R, String> cursor, Function<? super R, ? extends T> item) {
        var items = new ArrayList<T>(Math.min(rows.size(), limit));
        for (R row : rows.subList(0, Math.min(rows.size(), limit))) {
            items.add(item.apply(row));
        }
        Optional<String> next = rows.size() > limit ? Optional.of(cursor.apply(rows.get(limit - 1))) : Optional.empty();
        return new Page<>(List.copyOf(items), next);
    }

    /** As {@link #of(List, int, Function, Function)}, of rows that say by which values they are in order. */
    public static <R> Page<R> of(List<Rows.Keyed<R>> rows, int limit, Keyset order) {
        return of(rows, limit, keyed -> order.cursor(keyed.key().toArray()), Rows.Keyed::row);
    }

    /**
     * Makes a page of a list that is short, and there as a whole, in the order of names.
     *
     * @param list which one it is: a cursor of another is refused
     */
    public static <R> Page<R> byName(
            String list, Stream<R> all, Function<R, String> name, Optional<String> cursor, int limit) {
        Optional<String> last = NameCursor.last(list, cursor);
        List<R> rest = all.filter(row -> last.isEmpty() || name.apply(row).compareTo(last.get()) > 0)
                .sorted(Comparator.comparing(name))
                .limit(limit + 1L)
                .toList();
        return of(rest, limit, row -> NameCursor.of(list, name.apply(row)), row -> row);
    }

    /** Returns the same of what becomes of each item. */
    public <S> Page<S> map(Function<? super T, ? extends S> view) {
        return new Page<>(items.stream().<S>map(view).toList(), next);
    }

    public static int checkedLimit(int limit) {
        return checkedLimit(limit, LIMIT_MAX);
    }

    /** @param max more than a client may ask for, where whoever takes all rows asks for many at once */
    public static int checkedLimit(int limit, int max) {
        if (limit < 1 || limit > max) {
            throw Rejected.invalidAt("/limit", "a limit of %d is out of range: want 1 to %d", limit, max);
        }
        return limit;
    }
}
