package dev.daybook.operation;

import dev.daybook.shape.Says;
import java.time.Instant;
import java.util.Optional;

/** The arguments of a question for a lease: who takes it, and for how long. */
public record Hold(
        @Says(value = "who works on it (default: the actor)", label = "NAME", min = 1, max = 200, like = "agent-7")
        Optional<String> holder,

        @Says(value = "how long it is held", label = "N", min = 1, max = 86_400, standard = "600")
        int ttlSeconds) {

    /** Returns who takes it. */
    public String by(Call call) {
        return holder.orElseGet(call::actor);
    }

    /** Returns when it ends that begins now. */
    public Instant until(Instant now) {
        return now.plusSeconds(ttlSeconds);
    }
}
