package dev.daybook.domain;

/**
 * The rules of one kind of thing, as whoever carries out commands has to know them.
 *
 * @param category of its streams and commands
 * @param states the sealed interface of its decider's states
 */
public record Domain(String category, Class<?> states, Decider<Command, Object, Event> decider) {

    public static <C extends Command, S, E extends Event> Domain of(
            String category, Class<S> states, Decider<C, S, E> decider) {
        @SuppressWarnings("unchecked") // a command comes here by its category, states and events by its stream
        var untyped = (Decider<Command, Object, Event>) (Decider<?, ?, ?>) decider;
        return new Domain(category, states, untyped);
    }
}
