package dev.daybook.journal;

import java.util.Optional;

/** Large values, stored once by the hash of their content. Thread-safe. */
public interface Blobs {

    /** Returns the content with that hash, uncompressed, or nothing if no entry ever named it. */
    Optional<Payload> read(Sha256 hash);
}
