package dev.daybook.domain.lease;

/** What becomes of a lease when somebody takes it. */
public sealed interface Taken {

    /** The thing was free. */
    record Acquired(Lease lease) implements Taken {}

    /** The lease of {@code from} had expired and another, perhaps of the same holder, begins. */
    record TakenOver(Lease lease, String from) implements Taken {}

    /** The holder goes on under the same generation. */
    record Renewed(Lease lease) implements Taken {}

    /** The holder has it for just that long already. */
    record Unchanged() implements Taken {}
}
