package dev.daybook;

import dev.daybook.slice.Slices;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;

/** The kinds of things that Daybook keeps records of. */
public final class AllSlices {

    /** Returns them for this machine. */
    public static Slices of() {
        return of(ZoneId.systemDefault(), InstantSource.system());
    }

    /** @param zone of times that files of tools spell without one */
    public static Slices of(ZoneId zone, InstantSource clock) {
        return new Slices(List.of(
                new ConfigSlice(), new HistorySlice(), new SbiSlice(zone, clock), new SessionSlice(zone, clock), new ItemSlice()));
    }

    private AllSlices() {}
}
