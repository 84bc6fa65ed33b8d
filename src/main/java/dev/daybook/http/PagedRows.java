package dev.daybook.http;

import dev.daybook.operation.Outcome;
import dev.daybook.query.Page;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * All rows of a question with pages, read page by page as they are taken: a client that is slow holds no reader of the
 * database, only its place. The first page is read at once.
 */
final class PagedRows implements Iterator<Object> {

    /** A question whose answer has pages. */
    interface Question {
        Outcome.Listing ask(Optional<String> cursor, int limit);
    }

    private final Question question;
    private long left;
    private Outcome.Listing page;
    private Iterator<?> rows;

    /** At most {@code most} rows from {@code start} on, all if there is no most. */
    PagedRows(Optional<String> start, OptionalLong most, Question question) {
        this.question = question;
        this.left = most.orElse(Long.MAX_VALUE);
        this.page = ask(start);
        this.rows = page.items().iterator();
    }

    private Outcome.Listing ask(Optional<String> cursor) {
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
    public Object next() {
        if (!hasNext()) {
            throw new NoSuchElementException("there are no more rows");
        }
        left--;
        return rows.next();
    }
}
