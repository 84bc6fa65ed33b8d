package dev.daybook.operation;

import java.util.Optional;

/**
 * What an operation answers, by the record that it consists of. Its components may say more of themselves by
 * {@link dev.daybook.shape.Says}.
 *
 * @param name of the record in the contract
 * @param isList whether a page of them is answered
 * @param beside the record whose components a page has beside its items, if there is one
 */
public record AnswerForm(String name, Class<?> record, boolean isList, Optional<Class<?>> beside) {

    /** Returns the name of a page of them in the contract. */
    public String pageName() {
        return name + "Page";
    }
}
