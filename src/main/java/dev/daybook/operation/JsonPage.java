package dev.daybook.operation;

import dev.daybook.domain.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Some items of a list that the read model keeps as they are answered: nobody takes them apart to write them again, and
 * no text is made of their bytes.
 */
public final class JsonPage implements Outcome.Listing {

    /** So many small items are read at once for whoever takes all of them: asking costs as much as some hundred. */
    public static final int SIZE_MAX = 2_000;

    private final byte[] lines;
    private final int size;
    private final Optional<String> next;

    /**
     * Takes over the bytes.
     *
     * @param lines each item on a line of its own, in UTF-8
     * @param next where the rest begins, if there is one
     */
    public JsonPage(byte[] lines, int size, Optional<String> next) {
        this.lines = lines;
        this.size = size;
        this.next = next;
    }

    public int size() {
        return size;
    }

    @Override
    public Optional<String> next() {
        return next;
    }

    @Override
    public List<Json> items() {
        return text().lines().map(Json::new).toList();
    }

    @Override
    public Optional<JsonPage> asJson() {
        return Optional.of(this);
    }

    /** Returns the items as one list. */
    public Json list() {
        return new Json("[" + text().replace('\n', ',') + "]"); // a text in JSON has no line end
    }

    /** Returns the items, each on a line of its own, without the end of the last; not to be written to. */
    public byte[] lines() {
        return lines;
    }

    private String text() {
        return new String(lines, StandardCharsets.UTF_8);
    }
}
