package dev.daybook.projection;

import dev.daybook.event.Recorded;
import dev.daybook.journal.Position;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.Timeline;

/** A projection as a program of another version has it. */
record OtherVersion(Projection of) implements Projection {

    @Override
    public String name() {
        return of.name();
    }

    @Override
    public String basis() {
        return of.basis() + " of another version";
    }

    @Override
    public boolean seesVoid() {
        return of.seesVoid();
    }

    @Override
    public boolean posts(StreamId stream) {
        return of.posts(stream);
    }

    @Override
    public boolean remove(Recorded first, Tables tables) {
        return of.remove(first, tables);
    }

    @Override
    public void apply(Recorded recorded, Tables tables) {
        of.apply(recorded, tables);
    }

    @Override
    public void passOver(Recorded recorded, Tables tables) {
        of.passOver(recorded, tables);
    }

    @Override
    public void settle(Timeline timeline, Position by, Tables tables) {
        of.settle(timeline, by, tables);
    }

    @Override
    public void flush(Tables tables) {
        of.flush(tables);
    }

    @Override
    public void forget() {
        of.forget();
    }

    @Override
    public void beforeLoad(Tables tables) {
        of.beforeLoad(tables);
    }

    @Override
    public void afterLoad(Tables tables) {
        of.afterLoad(tables);
    }
}
