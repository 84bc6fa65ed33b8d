package dev.daybook.history;

import dev.daybook.domain.Rejected;
import dev.daybook.domain.history.HistoryCommand.RollBack;
import dev.daybook.domain.history.HistoryEvent.RolledBack;
import dev.daybook.domain.history.Target;
import dev.daybook.journal.StreamId;
import dev.daybook.operation.Call;
import dev.daybook.operation.Outcome;
import dev.daybook.slice.Ground;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Brings back what was deleted, for the operations of the slices: by one more entry, which can be taken back as well. */
public final class Restoring {

    /** How the answer is called in the contract. */
    public static final String ANSWER = "RolledBack";

    /**
     * Takes back the command that deleted a thing, and nothing else.
     *
     * @throws Rejected if nothing ever happened to it, or it is not deleted
     */
    public static Outcome restore(StreamId thing, Optional<String> why, Call call, Ground ground) {
        Rollbacks rollbacks = ground.service(Rollbacks.class);
        var done = new AtomicReference<Rollbacks.Done>();
        call.submit(
                new RollBack(
                        RolledBack.of(new Target.Entries(0, 0), why), 0), // which they are is found out in its turn
                asked -> call.busily("restore", () -> {
                    Rollbacks.Done now = rollbacks.restore(asked, thing);
                    done.set(now);
                    return now.receipt();
                }));
        return Outcome.shown(RollbackAnswer.of(Objects.requireNonNull(done.get()), ground));
    }

    private Restoring() {}
}
