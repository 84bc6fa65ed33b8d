package dev.daybook.code.parsing;

import java.util.List;

/**
 * What a parser makes of a file, in the order of the file.
 *
 * @param broken whether something in it is no code of that language; the rest was read nevertheless
 */
public record ParsedFile(
        List<Definition> definitions,
        List<Import> imports,
        List<Symbol> symbols,
        List<Reference> references,
        boolean broken) {

    /** What a module calls the one thing that it is for: whoever takes it calls it otherwise. */
    public static final String DEFAULT = "default";

    /** What a module is as a whole, where it is one thing. */
    public static final String WHOLE = "module.exports";

    /** What is known of a file that no parser reads. */
    public static final ParsedFile NOTHING = new ParsedFile(List.of(), List.of(), List.of(), List.of(), false);
}
