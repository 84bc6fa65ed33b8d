package dev.daybook.domain;

import java.util.List;

/**
 * The rules of one domain, as three pure functions.
 *
 * <p>Neither reads a clock, a file or a random source: whatever a decision depends on is in the command or in the
 * state, so that the same history always leads to the same decision.
 *
 * @param <C> the sealed commands of the domain
 * @param <S> its state, as sealed phases
 * @param <E> its sealed events
 */
public interface Decider<C, S, E> {

    /** Returns the state before anything has happened. */
    S initial();

    /**
     * Returns the events that {@code command} causes; none when it asks for what already is so.
     *
     * @throws Rejected if the rules refuse it
     */
    List<E> decide(C command, S state);

    /** Returns the state after {@code event}. Never rejects: a recorded event has happened. */
    S evolve(S state, E event);

    /** Folds {@code events} onto the initial state, oldest first. */
    default S replay(Iterable<? extends E> events) {
        S state = initial();
        for (E event : events) {
            state = evolve(state, event);
        }
        return state;
    }
}
