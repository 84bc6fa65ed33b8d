package dev.daybook.journal;

import java.util.List;

/**
 * What is taken out of a journal for good, together with the entry that says so: whose payloads, and which large values
 * that only they name. What stays is the header of each entry with the hash of its payload, so that the chain still holds.
 *
 * @param blobs that no other entry names among those up to {@code lookedAt}; if a later one does, nothing is erased
 */
public record Erasure(List<Position> positions, List<Sha256> blobs, Position lookedAt) {

    public static final Erasure NOTHING = new Erasure(List.of(), List.of(), Position.START);

    public Erasure {
        positions = List.copyOf(positions);
        blobs = List.copyOf(blobs);
    }
}
