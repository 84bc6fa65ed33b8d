package dev.daybook.importing;

import dev.daybook.importing.LegacySource.Entity;
import dev.daybook.importing.frame.Seen;
import dev.daybook.journal.StreamId;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A tree as it is read: each {@link #next} reads no more of it than is needed. It holds what one unit of the tree
 * yields, never a whole tree or a whole large file; {@link #close} gives back every file at any point. For one thread.
 */
public interface Reading extends Iterator<Reading.Result>, AutoCloseable {

    /** What a source tells of a tree. */
    sealed interface Result permits Found, Finding, Rejected, Kept, Seen {}

    /** One thing and what the files say of it. */
    record Found(Entity entity) implements Result {}

    /** A finding of an ERROR, with the bytes of what was rejected. */
    @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
    record Rejected(Finding finding, byte[] raw) implements Result {}

    /** Bytes that are not imported as they stand, kept because of a finding that was told before. */
    @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
    record Kept(Finding because, String file, byte[] raw) implements Result {}

    /** A file was looked at: {@code read} and imported from, or passed over as none of the format. */
    record Seen(String file, boolean read) implements Result {}

    /** Says that all that was told is kept: the next reading of this tree may pass over what did not change since. */
    void acknowledge();

    @Override
    void close();

    /** Returns the same with each result as {@code mapping} makes it, without those of which it makes nothing. */
    default Reading map(Function<Result, Optional<Result>> mapping) {
        return new MappedReading(this, mapping, true);
    }

    /** Returns what it tells of these things only, which acknowledges nothing. */
    default Reading of(Set<StreamId> things) {
        return new MappedReading(
                this,
                result -> Optional.of(result)
                        .filter(it -> !(it instanceof Found(Entity entity)) || things.contains(entity.stream())),
                false);
    }
}
