package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.daybook.cli.Client.Query;
import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;

/** Walks a list page by page; asks for the next one only when the last item was taken. */
final class Paging implements Iterator<JsonNode> {

    private static final int PAGE_MAX = 500;

    private final Client client;
    private final String path;
    private final Query query;
    private long left;
    private Iterator<JsonNode> page = Collections.emptyIterator();
    private Optional<String> next = Optional.empty();
    private JsonNode answered = MissingNode.getInstance();
    private boolean begun;

    /** @param limit how many items at most; 0 is all */
    Paging(Client client, String path, Query query, int limit) {
        this.client = client;
        this.path = path;
        this.query = query;
        this.left = checked(OperationCommand.LIMIT, limit) == 0 ? Long.MAX_VALUE : limit;
    }

    /** Returns a number of items, 0 or more. */
    static int checked(String option, int limit) {
        if (limit < 0) {
            throw Failure.usage(
                    "%s is %d: want a whole number, 0 or more".formatted(option, limit), "0 shows all there is");
        }
        return limit;
    }

    @Override
    public boolean hasNext() {
        while (!page.hasNext() && left > 0 && (!begun || next.isPresent())) {
            query.with("limit", Math.min(left, PAGE_MAX)).with("cursor", next);
            answered = client.get(path, query);
            begun = true;
            page = answered.path("items").iterator();
            next = Optional.ofNullable(answered.path("next").textValue());
        }
        return left > 0 && page.hasNext();
    }

    @Override
    public JsonNode next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the list at %s has no more items".formatted(path));
        }
        left--;
        return page.next();
    }

    /** Returns the newest page as it was answered. */
    JsonNode answered() {
        return answered;
    }

    /** Whether there are items beyond the limit. */
    boolean hasMore() {
        return page.hasNext() || next.isPresent();
    }
}
