package dev.daybook.axon;

import dev.daybook.domain.history.HistoryEvent.Erased;
import dev.daybook.event.Catalog;
import dev.daybook.event.Codec;
import dev.daybook.event.Recorded;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * The newest entries of the journal in memory, each decoded once for all who follow, until the last of them has taken it.
 * Who keeps up never reads the journal; who falls behind reads it until it has caught up. Thread-safe.
 */
final class JournalTail implements AutoCloseable {

    /** Some seconds of work at full speed. */
    private static final int ENTRIES_MAX = 8_192;

    private static final String ERASED = Catalog.name(Erased.class);

    /** Of payloads, which differ: with their events they take about five times as much. */
    private static final long BYTES_MAX = 4 << 20;

    /** What large values beside a payload are taken for. */
    private static final long LARGE_BYTES = 1 << 20;

    private final Codec codec;
    private final Journal.Subscription subscription;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private final Condition hurried = lock.newCondition();
    private final Slot[] slots = new Slot[ENTRIES_MAX];
    private final Set<Follower> followers = new HashSet<>();
    private long bytes;

    /** The position of the oldest entry held, one after {@link #newest} if none is. */
    private long oldest;

    private long newest;
    private int wakes;

    /**
     * An entry that is decoded by whoever comes first, and again by the next if it names large values or is not shared.
     */
    final class Slot {

        private final Entry entry;
        private final boolean shared;
        private final boolean namesLargeValues; // asked for by each follower, and a scan of the payload
        private Optional<Recorded> decoded = Optional.empty();

        Slot(Entry entry, boolean shared) {
            this.entry = entry;
            this.shared = shared;
            this.namesLargeValues = codec.namesLargeValues(entry);
        }

        Entry entry() {
            return entry;
        }

        /** Throws what the codec throws if this program cannot read the entry. */
        synchronized Recorded recorded() {
            if (decoded.isPresent()) {
                return decoded.get();
            }
            Recorded recorded = codec.recorded(entry);
            if (shared && !namesLargeValues) {
                decoded = Optional.of(recorded);
            }
            return recorded;
        }

        /** Returns about how much memory the event takes. */
        long sizeBytes() {
            return entry.payload().sizeBytes() + (namesLargeValues ? LARGE_BYTES : 0);
        }
    }

    /** How far one has come of those who follow. */
    final class Follower {

        private long taken;

        private Follower(Position after) {
            this.taken = after.value();
        }

        /** Notes that it has what comes up to {@code position}. */
        void took(Position position) {
            lock.lock();
            try {
                taken = position.value();
            } finally {
                lock.unlock();
            }
        }

        void leave() {
            lock.lock();
            try {
                followers.remove(this);
            } finally {
                lock.unlock();
            }
        }
    }

    /** Has what comes after {@code position} kept for another one, as long as it is not too much. */
    Follower follower(Position position) {
        lock.lock();
        try {
            var follower = new Follower(position);
            followers.add(follower);
            return follower;
        } finally {
            lock.unlock();
        }
    }

    /** Follows {@code journal} from its head on, until closed. */
    @SuppressWarnings("this-escape") // all fields but the subscription are set by then
    JournalTail(Journal journal, Codec codec) {
        this.codec = codec;
        this.newest = journal.head().value();
        this.oldest = newest + 1;
        this.subscription = journal.subscribe(this::follow);
    }

    private void follow(List<Entry> entries) {
        lock.lock();
        try {
            forgetTaken();
            for (Entry entry : entries) {
                add(entry);
            }
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void forgetTaken() {
        long taken =
                followers.stream().mapToLong(follower -> follower.taken).min().orElse(0);
        while (oldest <= Math.min(taken, newest)) {
            forgetOldest();
        }
    }

    private void add(Entry entry) {
        long position = entry.position().value();
        boolean gap = position != newest + 1; // some were committed before the subscription stood
        if (gap || entry.type().equals(ERASED)) { // whoever wants earlier ones reads what is left of them
            while (oldest <= newest) {
                forgetOldest();
            }
            oldest = position;
        }
        newest = position;
        if (newest - oldest == ENTRIES_MAX) {
            forgetOldest();
        }
        slots[slot(position)] = new Slot(entry, true);
        bytes += entry.payload().sizeBytes();
        while (bytes > BYTES_MAX) {
            forgetOldest();
        }
    }

    @SuppressWarnings("NullAway") // a slot outside of oldest..newest is never read
    private void forgetOldest() {
        int slot = slot(oldest);
        bytes -= slots[slot].entry.payload().sizeBytes();
        slots[slot] = null;
        oldest++;
    }

    private static int slot(long position) {
        return (int) (position % ENTRIES_MAX);
    }

    /**
     * Returns at most {@code limit} entries after {@code position}, and no more when their payloads have come to
     * {@code bytesMax}; none if there are none, or they are not held.
     */
    List<Slot> after(Position position, int limit, long bytesMax) {
        lock.lock();
        try {
            long first = position.value() + 1;
            var found = new ArrayList<Slot>();
            if (first >= oldest) {
                long bytesFound = 0;
                for (long at = first; at <= newest && found.size() < limit && bytesFound < bytesMax; at++) {
                    Slot slot = slots[slot(at)];
                    found.add(slot);
                    bytesFound += slot.entry.payload().sizeBytes();
                }
            }
            return found;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the journal has an entry after {@code position}, {@link #wake} is called or time is up. */
    boolean await(Position position, long timeout, TimeUnit unit) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            int wakesBefore = wakes;
            long nanos = unit.toNanos(timeout);
            while (newest <= position.value() && nanos > 0 && wakes == wakesBefore) {
                nanos = moved.awaitNanos(nanos);
            }
            return newest > position.value();
        } finally {
            lock.unlock();
        }
    }

    /** Waits, whatever is appended meanwhile, until {@code isOver}, {@link #wake} is called or {@code nanos} are up. */
    void gather(long nanos, BooleanSupplier isOver) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            int wakesBefore = wakes;
            long rest = nanos;
            while (rest > 0 && wakes == wakesBefore && !isOver.getAsBoolean()) {
                rest = hurried.awaitNanos(rest);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Lets those who {@link #gather} ask whether that is over. */
    void hurry() {
        lock.lock();
        try {
            hurried.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Returns by how many entries {@code position} is behind the newest one. */
    long behind(Position position) {
        lock.lock();
        try {
            return newest - position.value();
        } finally {
            lock.unlock();
        }
    }

    /** Lets all who wait look around. */
    void wake() {
        lock.lock();
        try {
            wakes++;
            moved.signalAll();
            hurried.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Wraps an entry that was read from the journal, for the one who read it. */
    Slot slot(Entry entry) {
        return new Slot(entry, false);
    }

    @Override
    public void close() {
        subscription.close();
        wake();
    }
}
