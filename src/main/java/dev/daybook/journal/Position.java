package dev.daybook.journal;

import org.jspecify.annotations.Nullable;

/** A place in the journal: 1 is the first entry, 0 ({@link #START}) stands before it. There are no gaps. */
public record Position(long value) implements Comparable<Position> {

    public static final Position START = new Position(0);

    public Position {
        if (value < 0) {
            throw new IllegalArgumentException(
                    "position %d is negative: the first entry has position 1".formatted(value));
        }
    }

    public Position next() {
        return new Position(value + 1);
    }

    public boolean isAfter(Position other) {
        return value > other.value;
    }

    /** By hand, as is {@link #hashCode}: what records are given is made when it is first needed, and each command is. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Position position && position.value == value;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(value);
    }

    @Override
    public int compareTo(Position other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
