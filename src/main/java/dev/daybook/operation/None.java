package dev.daybook.operation;

/** The arguments of an operation that has none. */
public record None() {}
