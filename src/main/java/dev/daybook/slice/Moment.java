package dev.daybook.slice;

import dev.daybook.domain.Rejected;
import dev.daybook.journal.Position;
import dev.daybook.operation.ArgumentForm.When;
import dev.daybook.operation.Moments;
import dev.daybook.projection.AsOf;
import java.time.Instant;

/** Moments of a journal as callers name them. */
public final class Moment {

    private Moment() {}

    /**
     * Returns what a position, or a time by which something had happened, means.
     *
     * @throws dev.daybook.shape.Flawed if it is neither; names {@code argument}
     * @throws Rejected if there is no such position
     */
    public static AsOf of(String argument, String text, Instant now, Ground ground) {
        if (!isPosition(text)) {
            return AsOf.time(Moments.orPosition(argument, text, When.LAST, now), ground.journal(), ground.timelines());
        }
        var position = new Position(Long.parseLong(text));
        Position head = ground.journal().head();
        if (position.isAfter(head)) {
            throw Rejected.notFound("there is no position %s: the last one is %s", position, head);
        }
        return AsOf.position(position, ground.journal(), ground.timelines());
    }

    /** Returns what was known at a time: what was written down later was not. */
    public static AsOf recorded(String argument, String text, Instant now, Ground ground) {
        return AsOf.recorded(Moments.of(argument, text, When.LAST, now), ground.journal(), ground.timelines());
    }

    /** Returns whether a moment is named by its position. */
    public static boolean isPosition(String text) {
        return text.matches("[0-9]{1,18}");
    }
}
