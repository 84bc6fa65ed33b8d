package dev.daybook.projection;

import dev.daybook.event.Codec;
import dev.daybook.event.Recorded;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Reads the journal forward as events, in batches that are bounded in number and in memory. */
final class Feed {

    /** One entry as an event, or why it is none; neither if nobody wants it but as a place in the journal. */
    record Item(Entry entry, Optional<Recorded> recorded, Optional<RuntimeException> unreadable) {}

    /** Read at a time. */
    private static final int READ_MAX = 500;

    private static final long READ_BYTES_MAX = 1 << 20;

    /** In one transaction: more gains nothing. */
    private static final int BATCH_MAX = 1_000;

    /** Of payloads: as events they take about four times as much, and a rebuild holds several batches. */
    private static final long BATCH_BYTES_MAX = 1 << 20;

    /** What an entry is taken for that has large values beside it: they are read with it. */
    private static final long LARGE_BYTES = 1 << 20;

    private final Journal journal;
    private final Codec codec;
    private final Predicate<Entry> wanted;
    private List<Entry> read = List.of();
    private int next;
    private Position reached;

    /** @param wanted which entries are decoded */
    Feed(Journal journal, Codec codec, Position after, Predicate<Entry> wanted) {
        this.journal = journal;
        this.codec = codec;
        this.reached = after;
        this.wanted = wanted;
    }

    /** Returns the next events up to {@code last}, none if there are none. */
    List<Item> batch(Position last) {
        var batch = new ArrayList<Item>();
        long bytes = 0;
        while (batch.size() < BATCH_MAX && bytes < BATCH_BYTES_MAX) {
            if (next == read.size()) {
                read = journal.readForward(reached, READ_MAX, READ_BYTES_MAX);
                next = 0;
                if (read.isEmpty()) {
                    break;
                }
            }
            Entry entry = read.get(next);
            if (entry.position().isAfter(last)) {
                break;
            }
            next++;
            reached = entry.position();
            bytes += entry.payload().sizeBytes() + (mayHaveLargeValues(entry) ? LARGE_BYTES : 0);
            batch.add(item(entry));
        }
        return batch;
    }

    private Item item(Entry entry) {
        if (!wanted.test(entry)) {
            return new Item(entry, Optional.empty(), Optional.empty());
        }
        try {
            return new Item(entry, Optional.of(codec.recorded(entry)), Optional.empty());
        } catch (JournalUnavailable e) {
            throw e; // nothing is wrong with the entry
        } catch (RuntimeException e) {
            return new Item(entry, Optional.empty(), Optional.of(e));
        }
    }

    private static boolean mayHaveLargeValues(Entry entry) {
        byte[] payload = entry.payload().bytes();
        for (int i = 0; i + 1 < payload.length; i++) {
            if (payload[i] == '$' && payload[i + 1] == 'b') {
                return true;
            }
        }
        return false;
    }
}
