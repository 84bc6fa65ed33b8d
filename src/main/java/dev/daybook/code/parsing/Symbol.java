package dev.daybook.code.parsing;

import java.util.Optional;

/**
 * A name that a file introduces and that is no definition: a variable, a constant, a member of an enumeration, another name for
 * what is imported.
 *
 * @param kind such as {@code variable}, {@code constant}, {@code enum}, {@code alias}
 * @param line from 1
 * @param column from 0, in characters
 * @param scope the definition that it stands in, with those around that, joined by dots: {@code Outer.inner}; of an alias,
 *     what it is another name for
 */
public record Symbol(String name, String kind, int line, int column, Optional<String> scope) {

    /** Returns whether its name was chosen by somebody: a module calls the one thing that it is for as all do. */
    public boolean hasName() {
        return !name.equals(ParsedFile.DEFAULT) && !name.equals(ParsedFile.WHOLE);
    }
}
