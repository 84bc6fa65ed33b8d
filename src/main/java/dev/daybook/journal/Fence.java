package dev.daybook.journal;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A lease at one of its epochs, as far as a journal has to know it: what is appended under it is refused as
 * {@link Fenced} once somebody else has claimed the lease, in the very transaction that would have written it. So a node
 * that was paused writes nothing that belongs to work which another one does by now.
 *
 * @param epoch another one for each time that the lease was claimed
 */
public record Fence(String lease, long epoch) {

    private static final ScopedValue<List<Fence>> CURRENT = ScopedValue.newInstance();

    /** Returns those that what this thread appends now belongs to. */
    public static List<Fence> current() {
        return CURRENT.orElse(List.of());
    }

    /** Carries out work on this thread: all that it appends belongs to this lease, besides those of the caller. */
    public <T> T carry(Supplier<T> work) {
        List<Fence> all = Stream.concat(current().stream(), Stream.of(this)).toList();
        return ScopedValue.where(CURRENT, all).call(work::get);
    }
}
