package dev.daybook.http;

import dev.daybook.query.Page;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * All rows of a question with pages, read page by page as they are taken: a client that is slow holds no reader of the
 * database, only its place.
 */
final class PagedRows {

    private PagedRows() {}

    /** Returns at most {@code most} rows from {@code start} on, all if there is no most. */
    static <T> Iterator<T> iterate(Optional<String> start, OptionalLong most, Reading.Paged<T> question) {
        return new Iterator<>() {
            private long left = most.orElse(Long.MAX_VALUE);
            private Page<T> page = ask(start);
            private Iterator<T> rows = page.items().iterator();

            private Page<T> ask(Optional<String> cursor) {
                return question.ask(cursor, (int) Math.min(Page.LIMIT_MAX, left));
            }

            @Override
            public boolean hasNext() {
                while (left > 0 && !rows.hasNext() && page.next().isPresent()) {
                    page = ask(page.next());
                    rows = page.items().iterator();
                }
                return left > 0 && rows.hasNext();
            }

            @Override
            public T next() {
                if (!hasNext()) {
                    throw new NoSuchElementException("there are no more rows");
                }
                left--;
                return rows.next();
            }
        };
    }

    static <T, R> Iterator<R> map(Iterator<T> rows, Function<T, R> view) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return rows.hasNext();
            }

            @Override
            public R next() {
                return view.apply(rows.next());
            }
        };
    }
}
