package dev.daybook.item;

import dev.daybook.domain.Command;
import dev.daybook.domain.Json;
import java.util.List;
import java.util.Map;

/** What a caller may ask of a record. */
public sealed interface ItemCommand extends Command {

    String CATEGORY = "item";

    ItemId item();

    @Override
    default String category() {
        return CATEGORY;
    }

    @Override
    default String key() {
        return item().text();
    }

    /** Makes the record this, whatever it was. */
    record Put(ItemId item, Json record) implements ItemCommand {}

    /** Changes some members of the record; each pointer names one, such as {@code /status}. */
    record Revise(ItemId item, Map<String, Json> set, List<String> unset) implements ItemCommand {
        public Revise {
            set = Map.copyOf(set);
            unset = List.copyOf(unset);
        }
    }

    record Remove(ItemId item) implements ItemCommand {}
}
