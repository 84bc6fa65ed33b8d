package dev.daybook.operation;

import dev.daybook.domain.Json;
import java.util.List;
import java.util.Optional;

/**
 * Some items of a list that the read model keeps as they are answered: nobody takes them apart to write them again.
 *
 * @param lines each item on a line of its own
 * @param next where the rest begins, if there is one
 */
public record JsonPage(String lines, int size, Optional<String> next) implements Outcome.Listing {

    @Override
    public List<Json> items() {
        return lines.lines().map(Json::new).toList();
    }

    @Override
    public Optional<JsonPage> asJson() {
        return Optional.of(this);
    }

    /** Returns the items as one list. */
    public Json list() {
        return new Json("[" + lines.replace('\n', ',') + "]"); // a text in JSON has no line end
    }
}
