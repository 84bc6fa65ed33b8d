package dev.daybook.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.AbstractStringAssert;

/**
 * A decider's test in three sentences: {@code given} a history, {@code when} a command, {@code then} these events. A
 * command's events join the history, so that a story can go on.
 */
public final class Story<C, S, E> {

    private final Decider<C, S, E> decider;
    private final List<E> history;
    private final List<C> asked;

    private Story(Decider<C, S, E> decider, List<E> history, List<C> asked) {
        this.decider = decider;
        this.history = history;
        this.asked = asked;
    }

    public static <C, S, E> Story<C, S, E> of(Decider<C, S, E> decider) {
        return new Story<>(decider, List.of(), List.of());
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    public final Story<C, S, E> given(E... events) {
        var all = new ArrayList<>(history);
        all.addAll(List.of(events));
        return new Story<>(decider, List.copyOf(all), asked);
    }

    public Story<C, S, E> when(C command) {
        if (asked.isEmpty()) {
            return new Story<>(decider, history, List.of(command));
        }
        var all = new ArrayList<>(history);
        all.addAll(decide());
        return new Story<>(decider, List.copyOf(all), List.of(command));
    }

    /** Expects exactly these events. */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public final void then(E... expected) {
        assertThat(decide()).containsExactly(expected);
    }

    public void thenNothing() {
        assertThat(decide()).isEmpty();
    }

    /** Expects a refusal, and returns its message for a closer look. */
    public AbstractStringAssert<?> thenRejected(Rejected.Reason reason) {
        Rejected rejected = rejected();
        assertThat(rejected.reason()).isEqualTo(reason);
        return assertThat(rejected.getMessage());
    }

    /** Expects that the request itself is wrong, at this JSON pointer. */
    public AbstractStringAssert<?> thenInvalidAt(String pointer) {
        Rejected rejected = rejected();
        assertThat(rejected.reason()).isEqualTo(Rejected.Reason.INVALID);
        assertThat(rejected.pointer()).contains(pointer);
        return assertThat(rejected.getMessage());
    }

    /** Returns the state after the history and what was asked. */
    public S state() {
        S state = decider.replay(history);
        for (E event : asked.isEmpty() ? List.<E>of() : decide()) {
            state = decider.evolve(state, event);
        }
        return state;
    }

    private List<E> decide() {
        return decider.decide(asked.getFirst(), decider.replay(history));
    }

    private Rejected rejected() {
        Rejected rejected = catchThrowableOfType(Rejected.class, this::decide);
        assertThat(rejected).as("a refusal").isNotNull();
        return rejected;
    }
}
