package dev.daybook.journal;

import java.util.List;

/**
 * An entry with all that its link in the {@link Chain} is made of.
 *
 * @param payloadHash the hash of its payload, which stands there also where the payload was erased
 * @param blobs the hashes of the large values that it names
 * @param link its own
 */
public record ChainStep(Entry entry, Sha256 payloadHash, List<Sha256> blobs, Sha256 link) {

    public ChainStep {
        blobs = List.copyOf(blobs);
    }
}
