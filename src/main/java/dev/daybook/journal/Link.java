package dev.daybook.journal;

/**
 * An entry's place in the hash chain. Whatever is made of the entries up to a position keeps the link of the last one:
 * a journal that has another there, or none, is not the one it was made of.
 *
 * @param hash the entry's link in the {@link Chain}, {@link Chain#GENESIS} at the start
 */
public record Link(Position position, Sha256 hash) {

    /** What stands before the first entry; every journal has it. */
    public static final Link START = new Link(Position.START, Chain.GENESIS);
}
