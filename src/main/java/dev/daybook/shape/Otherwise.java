package dev.daybook.shape;

import java.util.Optional;

/** What is taken for a member that has to be there and is not. Asked when the rest of its object is read. */
@FunctionalInterface
public interface Otherwise {

    /**
     * @param value what is taken
     * @param how the end of the sentence {@code is not there: …}, such as {@code taken from updatedAt}
     */
    record Instead(Object value, String how) {}

    /** The rest of the object. */
    interface Given {

        /** Returns the value of a member that is there and could be read, as the record has it, out of its Optional. */
        Optional<Object> member(String name);

        /** Returns the place of the object in its list; 0 if it is in none. */
        int place();
    }

    Instead of(Given given);
}
