package dev.daybook.code.parsing;

import java.util.List;

/**
 * A name that a file uses: it is called, or is the type of something. What a file calls otherwise than the module that it
 * is from is used by both names; what it hands on to others is used where it says so, or is {@code *} where that is all.
 *
 * @param lines where, from 1, ascending, each once
 */
public record Reference(String name, List<Integer> lines) {}
