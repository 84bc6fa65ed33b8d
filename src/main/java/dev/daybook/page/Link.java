package dev.daybook.page;

import dev.daybook.operation.Operation;

/**
 * Where one may go.
 *
 * @param current whether one is there
 */
public record Link(String text, String to, boolean current) {

    /** Returns where one may go with a value behind an address; nowhere if there is none. */
    static Link given(String text, String address, String name, String value) {
        return new Link(text, value.isEmpty() ? "" : address + name + "=" + Operation.encoded(value), false);
    }
}
