package dev.daybook.axon;

/**
 * Stands before the first event of every stream that is read from its start, and is never stored. Axon takes a stream
 * without events for an unknown aggregate; here it is one on which nothing has happened yet, or nothing that counts.
 *
 * @param timeline the number of the timeline that the stream is read in
 */
record StreamStart(int timeline) {

    /** The sequence number before the first. */
    static final long SEQUENCE = -1;
}
