package dev.daybook.page;

import dev.daybook.operation.Operation;

/**
 * Where one may go.
 *
 * @param current whether one is there
 */
public record Link(String text, String to, boolean current) {

    /** Returns whether it leads to that path, whatever is asked there. */
    public boolean isAt(String path) {
        return to.equals(path) || to.startsWith(path + "?");
    }

    /** Returns where one may go with a value behind an address; nowhere if there is none. */
    static Link given(String text, String address, String name, String value) {
        return new Link(text, value.isEmpty() ? "" : address + name + "=" + Operation.encoded(value), false);
    }
}
