package dev.daybook.domain;

/**
 * An event whose {@link Json} values are often large and often the same: what agents say and remember. Those of some
 * length are stored once by their content, as a {@link LongText} is.
 */
public interface LongValues {}
