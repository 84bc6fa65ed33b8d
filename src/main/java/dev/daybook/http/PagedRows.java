package dev.daybook.http;

import dev.daybook.operation.JsonPage;
import dev.daybook.operation.Outcome;
import dev.daybook.query.Page;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

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
    private final boolean lines;
    private long left;
    private Outcome.Listing page;
    private final Optional<Object> beside;
    private Iterator<?> rows;
    private Optional<FutureTask<Outcome.Listing>> coming = Optional.empty();

    /**
     * At most {@code most} rows from {@code start} on, all if there is no most.
     *
     * @param lines whether rows that are kept as JSON are wanted page by page, as {@link JsonPage}
     */
    PagedRows(Optional<String> start, OptionalLong most, boolean lines, Question question) {
        this.question = question;
        this.lines = lines;
        this.left = most.orElse(Long.MAX_VALUE);
        this.page = ask(start, Page.LIMIT_MAX);
        this.beside = page.beside();
        this.rows = rows();
    }

    /** Returns a record whose components are told beside the rows, as the first page has it. */
    Optional<Object> beside() {
        return beside;
    }

    private Outcome.Listing ask(Optional<String> cursor, int sizeMax) {
        return question.ask(cursor, (int) Math.min(sizeMax, left));
    }

    private Iterator<?> rows() {
        Optional<JsonPage> whole = page.asJson().filter(kept -> lines && kept.size() > 0);
        List<?> items = whole.isPresent() ? List.of(whole.get()) : page.items();
        left -= whole.map(JsonPage::size).orElseGet(items::size);
        coming = whole.filter(_ -> left > 0 && page.next().isPresent()).map(_ -> ahead(page.next()));
        return items.iterator();
    }

    /** Begins to read a page while the one before it is sent: that takes as long. */
    private FutureTask<Outcome.Listing> ahead(Optional<String> cursor) {
        var task = new FutureTask<>(() -> ask(cursor, JsonPage.SIZE_MAX));
        Thread.startVirtualThread(task);
        return task;
    }

    private Outcome.Listing come(FutureTask<Outcome.Listing> task) {
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the reading of rows was interrupted", e);
        }
    }

    @Override
    public boolean hasNext() {
        while (left > 0 && !rows.hasNext() && page.next().isPresent()) {
            page = coming.map(this::come).orElseGet(() -> ask(page.next(), Page.LIMIT_MAX));
            rows = rows();
        }
        return rows.hasNext();
    }

    @Override
    public Object next() {
        if (!hasNext()) {
            throw new NoSuchElementException("there are no more rows");
        }
        return rows.next();
    }
}
