package dev.daybook.operation;

/**
 * What an operation answers, by the record that it consists of. Its components may say more of themselves by
 * {@link dev.daybook.shape.Says}.
 *
 * @param name of the record in the contract
 * @param isList whether a page of them is answered
 */
public record AnswerForm(String name, Class<?> record, boolean isList) {

    /** Returns the name of a page of them in the contract. */
    public String pageName() {
        return name + "Page";
    }
}
