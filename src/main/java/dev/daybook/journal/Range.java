package dev.daybook.journal;

/** Positions from {@code first} to {@code last}, both included; {@link Long#MAX_VALUE} is open. */
public record Range(long first, long last) {}
