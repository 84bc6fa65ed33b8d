package dev.daybook.page;

import java.util.List;

/**
 * What a page may be asked for.
 *
 * @param says what it is: the rest of a sentence
 * @param value as it is given; empty if it is not
 * @param words its only values; none: any
 * @param flag whether it is given or not, without a value
 */
public record Filter(String name, String says, String value, List<String> words, boolean flag) {}
