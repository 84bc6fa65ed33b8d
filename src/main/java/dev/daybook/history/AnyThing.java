package dev.daybook.history;

import dev.daybook.domain.Rejected;
import dev.daybook.journal.StreamId;
import dev.daybook.shape.Argument;
import dev.daybook.shape.Says;

/** The arguments of a question about one thing, of whichever kind. */
public record AnyThing(
        @Says(value = "the kind of thing", min = 1, max = 40, like = "sbi")
        String kind,

        @Says(
                value = "which one",
                min = 1,
                max = 300,
                thing = Argument.ANY_THING,
                like = "SBI-01K6FRP24VXAE1C24TYMZ95G6S")
        String id) {

    /** @throws Rejected if nothing can be of such a kind */
    public StreamId stream() {
        if (kind.indexOf('/') >= 0) {
            throw Rejected.notFound("nothing ever happened to %s/%s", kind, id);
        }
        return new StreamId(kind, id);
    }
}
