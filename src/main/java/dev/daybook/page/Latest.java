package dev.daybook.page;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.operation.Drawing;
import dev.daybook.operation.Operation;
import dev.daybook.page.Section.Talk;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** Shows the last of what is long, and leads to what was before it and behind it. */
final class Latest {

    /** So much of a conversation is shown if nobody says how much. */
    static final int ITEMS = 100;

    private Latest() {}

    /** Returns of what the last is shown, if an operation says so. */
    static Optional<Drawing.Latest> of(Operation<?, ?> operation) {
        return operation.drawings().stream()
                .filter(Drawing.Latest.class::isInstance)
                .map(Drawing.Latest.class::cast)
                .findFirst();
    }

    /** Returns a section as one of several parts of a conversation, if it is one. */
    static Section among(Section section, Operation<?, ?> operation, Asked asked, JsonNode answer) {
        return section instanceof Talk talk
                ? of(operation)
                        .<Section>map(latest -> among(talk, latest, asked, answer))
                        .orElse(talk)
                : section;
    }

    private static Talk among(Talk talk, Drawing.Latest latest, Asked asked, JsonNode answer) {
        long all = answer.at(latest.count()).asLong();
        int shown = talk.said().size();
        if (shown >= all) {
            return talk;
        }
        long step = Math.max(1, asked.number(latest.last()).orElse(ITEMS));
        long end = Math.min(all, asked.number(latest.before()).orElse(all));
        long begin = end - shown;
        var befores = new LinkedHashMap<String, Long>();
        if (begin > step) {
            befores.put("The first", step);
        }
        if (begin > 0) {
            befores.put("Earlier", begin);
        }
        if (end < all) {
            befores.put("Later", end + step);
        }
        if (end + step < all) {
            befores.put("The last", all);
        }
        List<Link> others = befores.entrySet().stream()
                .map(to -> new Link(
                        to.getKey(),
                        asked.with(latest.before(), to.getValue() < all ? Long.toString(to.getValue()) : ""),
                        false))
                .toList();
        return new Talk(talk.said(), "%,d to %,d of %,d".formatted(begin + 1, end, all), others);
    }
}
