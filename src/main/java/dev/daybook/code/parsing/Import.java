package dev.daybook.code.parsing;

import java.util.List;
import java.util.Optional;

/**
 * What a file takes from elsewhere.
 *
 * @param module as the file names it
 * @param kind {@code local}, {@code external} or {@code builtin}
 * @param dynamic whether it is loaded while the program runs
 * @param alias under which name the file uses the whole module
 * @param names what it takes of the module, as the module names it
 * @param line from 1
 * @param column from 0, in characters
 */
public record Import(
        String module,
        String kind,
        boolean dynamic,
        Optional<String> alias,
        List<String> names,
        int line,
        int column) {}
