package dev.daybook.code.parsing;

import java.util.List;

/**
 * A name that a file uses: it is called, or is the type of something.
 *
 * @param lines where, from 1, ascending, each once
 */
public record Reference(String name, List<Integer> lines) {}
