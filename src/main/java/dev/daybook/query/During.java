package dev.daybook.query;

import dev.daybook.operation.ArgumentForm.When;
import dev.daybook.operation.Call;
import dev.daybook.shape.Says;
import dev.daybook.shape.TextForm;
import java.util.Optional;

/** The arguments of a question that say in which span of time something happened. */
public record During(
        @Says(value = "from this time or day, or so long ago", form = TextForm.TIME, like = "7d")
        Optional<String> since,

        @Says(
                value = "before this time, up to the end of this day, or so long ago",
                form = TextForm.TIME,
                like = "2026-01-31T12:00:00Z")
        Optional<String> until) {

    /** @throws dev.daybook.shape.Flawed if one of the two is no time */
    public Span span(Call call) {
        return new Span(call.time("since", since, When.FROM), call.time("until", until, When.UNTIL));
    }
}
