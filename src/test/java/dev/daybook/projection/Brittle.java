package dev.daybook.projection;

import dev.daybook.event.Recorded;
import dev.daybook.journal.StreamId;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** A projection that cannot post the events at some positions, until it is healed. */
final class Brittle implements Projection {

    static final Set<Long> BREAKS = ConcurrentHashMap.newKeySet();

    /** Where the machine fails once, not the event. */
    static final Set<Long> FAILS_ONCE = ConcurrentHashMap.newKeySet();

    /** Whether the machine fails once where rows are written that were kept in memory. */
    static final AtomicBoolean FLUSH_FAILS_ONCE = new AtomicBoolean();

    private final Projection projection;
    private final boolean isMendable;

    Brittle(Projection projection) {
        this(projection, false);
    }

    /** @param isMendable whether rows of single things can be taken out */
    Brittle(Projection projection, boolean isMendable) {
        this.projection = projection;
        this.isMendable = isMendable;
    }

    @Override
    public String name() {
        return projection.name();
    }

    @Override
    public boolean seesVoid() {
        return projection.seesVoid();
    }

    @Override
    public boolean posts(StreamId stream) {
        return projection.posts(stream);
    }

    @Override
    public boolean remove(Recorded first, Tables tables) {
        return isMendable && projection.remove(first, tables);
    }

    @Override
    public void apply(Recorded recorded, Tables tables) {
        projection.apply(recorded, tables); // rows are half written when it breaks
        if (FAILS_ONCE.remove(recorded.position().value())) {
            throw new InternalError("no room for " + recorded.entry().type());
        }
        if (BREAKS.contains(recorded.position().value())) {
            throw new IllegalStateException("cannot post " + recorded.entry().type());
        }
    }

    @Override
    public void passOver(Recorded recorded, Tables tables) {
        projection.passOver(recorded, tables);
    }

    @Override
    public void flush(Tables tables) {
        projection.flush(tables);
        if (FLUSH_FAILS_ONCE.getAndSet(false)) {
            throw new InternalError("no room for rows");
        }
    }

    @Override
    public void forget() {
        projection.forget();
    }

    @Override
    public void beforeLoad(Tables tables) {
        projection.beforeLoad(tables);
    }

    @Override
    public void afterLoad(Tables tables) {
        projection.afterLoad(tables);
    }
}
