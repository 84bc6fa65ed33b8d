package dev.daybook.projection;

import dev.daybook.domain.Event;
import dev.daybook.domain.Json;
import dev.daybook.item.ItemEvent;
import dev.daybook.item.ItemId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** What happens to items in {@link Histories}: also what the rules would refuse. */
final class ItemHistories {

    private final Random random;
    private final int items;

    ItemHistories(Random random, int items) {
        this.random = random;
        this.items = items;
    }

    Event next() {
        var item = new ItemId("task", "k/" + random.nextInt(items), random.nextInt(3) == 0 ? "two" : "");
        return switch (random.nextInt(8)) {
            case 0, 1, 2 ->
                new ItemEvent.Recorded(
                        item,
                        new Json("{\"id\":%d,\"title\":\"%s\",\"status\":\"%s\",\"details\":\"%s\",\"tags\":[\"%s\"]}"
                                .formatted(random.nextInt(9), word(), word(), word() + " " + word(), word())),
                        Optional.empty());
            case 3 -> new ItemEvent.Recorded(item, new Json("\"" + word() + "\""), Optional.of("'x'"));
            case 4, 5 ->
                new ItemEvent.Revised(
                        item,
                        Map.of("/status", new Json('"' + word() + '"'), "/title", new Json("\"T\"")),
                        List.of(),
                        Optional.empty());
            case 6 ->
                new ItemEvent.Revised(
                        item,
                        Map.of("/sub", new Json("[{\"t\":\"" + word() + "\"}]")),
                        List.of("/details", "/tags"),
                        Optional.empty());
            default -> new ItemEvent.Removed(item);
        };
    }

    private String word() {
        return List.of("alpha", "beta", "gamma", "delta").get(random.nextInt(4));
    }
}
