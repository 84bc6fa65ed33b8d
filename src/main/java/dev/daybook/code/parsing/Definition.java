package dev.daybook.code.parsing;

import java.util.List;
import java.util.Optional;

/**
 * What a file defines: a class, a function, a type.
 *
 * @param kind such as {@code class}, {@code function}, {@code method}, {@code component}, {@code variable}, {@code
 *     type}; others are kept as they are
 * @param line where its name stands, from 1
 * @param column where its name stands in that line, from 0, in characters
 * @param endLine the last line of its body
 * @param exported whether other files can use it, by the rules of the language
 * @param signature its head in one line, without its body
 * @param docstring what its comment says, without the marks of the comment
 * @param decorators decorators or annotations as they stand there
 * @param scope the definition that it stands in, with those around that, joined by dots: {@code Outer.inner}
 */
public record Definition(
        String name,
        String kind,
        int line,
        int column,
        int endLine,
        boolean exported,
        Optional<String> signature,
        Optional<String> docstring,
        List<String> decorators,
        Optional<String> scope) {}
