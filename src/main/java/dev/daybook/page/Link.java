package dev.daybook.page;

/**
 * Where one may go.
 *
 * @param current whether one is there
 */
public record Link(String text, String to, boolean current) {}
