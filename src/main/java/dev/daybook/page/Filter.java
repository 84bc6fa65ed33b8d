package dev.daybook.page;

import dev.daybook.page.Form.Kind;
import java.util.List;

/**
 * What a page may be asked for.
 *
 * @param says what it is: the rest of a sentence
 * @param value as it is given; empty if it is not
 * @param words its only values; none: any
 */
public record Filter(String name, String says, String value, List<String> words, Kind kind) {}
