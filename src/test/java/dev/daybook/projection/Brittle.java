package dev.daybook.projection;

import dev.daybook.event.Recorded;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A projection that cannot post the events at some positions, until it is healed. */
final class Brittle implements Projection {

    static final Set<Long> BREAKS = ConcurrentHashMap.newKeySet();

    /** Where the machine fails once, not the event. */
    static final Set<Long> FAILS_ONCE = ConcurrentHashMap.newKeySet();

    private final Projection projection;

    Brittle(Projection projection) {
        this.projection = projection;
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
    public void apply(Recorded recorded, Tables tables) {
        projection.apply(recorded, tables); // rows are half written when it breaks
        if (FAILS_ONCE.remove(recorded.position().value())) {
            throw new OutOfMemoryError("no room for " + recorded.entry().type());
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
