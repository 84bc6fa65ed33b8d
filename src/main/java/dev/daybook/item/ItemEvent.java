package dev.daybook.item;

import dev.daybook.domain.Beginning;
import dev.daybook.domain.Event;
import dev.daybook.domain.EventType;
import dev.daybook.domain.Json;
import dev.daybook.domain.Part;
import dev.daybook.domain.Titled;
import dev.daybook.domain.Words;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What can happen to a record of a tool. Pointers name members of the record itself, such as {@code /status}. */
@Titled("/title")
public sealed interface ItemEvent extends Event {

    ItemId item();

    /** How its file writes it after this, where the frame of the file would not write it so. */
    default Optional<String> spelling() {
        return Optional.empty();
    }

    /** Returns whether it says what that member is, or that it is not. */
    default boolean says(String pointer) {
        return true;
    }

    /** The record is this from now on. */
    @EventType(name = "item.recorded")
    @Words("recorded {thing}[: {/status}]")
    @Part(replaces = true, members = "record", own = "spelling")
    record Recorded(ItemId item, Json record, Optional<String> spelling) implements ItemEvent, Beginning {}

    /** Some members are these from now on, or are gone. */
    @EventType(name = "item.revised")
    @Words("changed {thing}[ to {/status}]")
    @Part(members = "set", gone = "unset", own = "spelling")
    record Revised(ItemId item, Map<String, Json> set, List<String> unset, Optional<String> spelling)
            implements ItemEvent {

        @Override
        public boolean says(String pointer) {
            return set.containsKey(pointer) || unset.contains(pointer);
        }
    }

    @EventType(name = "item.removed")
    @Words("removed {thing}")
    @Part(removes = true)
    record Removed(ItemId item) implements ItemEvent {}
}
