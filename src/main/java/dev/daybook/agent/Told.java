package dev.daybook.agent;

import dev.daybook.domain.Beginning;
import dev.daybook.domain.Ending;
import dev.daybook.domain.Event;
import dev.daybook.domain.Json;
import dev.daybook.domain.LongValues;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What can happen to a record of agents. Each says which members of the record are otherwise after it, by pointers such
 * as {@code /status}: what a record is now follows from that alone, whatever else is said.
 */
public sealed interface Told extends Event, LongValues
        permits AgentEvent, TaskEvent, MessageEvent, ContextEvent, MemoryEvent {

    /** What the record is about. */
    Kind kind();

    /** Which one of its kind: the key of its stream. */
    String id();

    /** Members that are these from now on. */
    default Map<String, Json> set() {
        return Map.of();
    }

    /** Members that are gone. */
    default List<String> unset() {
        return List.of();
    }

    /** Returns whether it says what that member is, or that it is not. */
    default boolean says(String pointer) {
        return this instanceof Whole || this instanceof Gone || set().containsKey(pointer) || unset().contains(pointer);
    }

    /** How its file writes it after this, where the frame of the file would not write it so. */
    default Optional<String> spelling() {
        return Optional.empty();
    }

    /** The record is what is set, whatever it was. */
    interface Whole extends Beginning {}

    /** There is no such record any more. */
    interface Gone extends Ending {}
}
