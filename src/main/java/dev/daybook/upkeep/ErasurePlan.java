package dev.daybook.upkeep;

import dev.daybook.journal.ChainStep;
import dev.daybook.journal.Draft;
import dev.daybook.journal.Position;
import dev.daybook.journal.Sha256;
import dev.daybook.journal.StreamId;
import java.nio.file.Path;
import java.util.List;

/**
 * What would be erased.
 *
 * @param entries whose payloads go
 * @param retold facts that some of these are told by again, without the text that was looked for
 * @param kept the positions of what tells that text and is never erased
 * @param beginnings the things whose first fact goes while later ones stay
 * @param blobs the large values that go with them
 * @param blobsLeft those that other entries name, too, so that they stay
 * @param headers the positions whose headers, which stay, have the text that was looked for
 * @param lookedAt the end of the journal when this was found
 * @param copies the backups that have these payloads, and other copies that may have them: whoever wants all of it gone
 *     removes them
 */
public record ErasurePlan(
        List<ChainStep> entries,
        List<Retold> retold,
        List<Position> kept,
        List<StreamId> beginnings,
        List<Sha256> blobs,
        List<Sha256> blobsLeft,
        List<Position> headers,
        Position lookedAt,
        List<Path> copies) {

    public ErasurePlan {
        entries = List.copyOf(entries);
        retold = List.copyOf(retold);
        kept = List.copyOf(kept);
        beginnings = List.copyOf(beginnings);
        blobs = List.copyOf(blobs);
        blobsLeft = List.copyOf(blobsLeft);
        headers = List.copyOf(headers);
        copies = List.copyOf(copies);
    }

    /**
     * A fact that takes the place of one that is erased.
     *
     * @param position where that one stands
     */
    public record Retold(Position position, Draft fact) {}

    /** Returns the same of these entries and large values. */
    ErasurePlan of(List<ChainStep> gone, List<Sha256> blobsGone) {
        return new ErasurePlan(gone, retold, kept, beginnings, blobsGone, blobsLeft, headers, lookedAt, copies);
    }
}
