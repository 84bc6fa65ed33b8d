package dev.daybook.operation;

import java.util.List;

/**
 * The operations of one kind of thing.
 *
 * @param name what its commands begin with; empty if they are commands of their own
 * @param tag under which the contract has them
 * @param says what they are about: a sentence
 * @param <G> what they are carried out on
 */
public record Operations<G>(String name, String tag, String says, List<Operation<?, G>> all) {

    public Operations {
        all = List.copyOf(all);
    }
}
