package dev.daybook.history;

import dev.daybook.domain.history.HistoryCommand.RollBack;
import dev.daybook.domain.history.HistoryEvent.RolledBack;
import dev.daybook.domain.history.Target;
import dev.daybook.history.Rollbacks.Done;
import dev.daybook.operation.Call;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operation.Revision;
import dev.daybook.operation.Operations;
import dev.daybook.operation.Outcome;
import dev.daybook.shape.Argument;
import dev.daybook.shape.Says;
import dev.daybook.slice.Ground;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Taking back what one command did, and nothing else. */
final class UndoOperations {

    private record Undone(
            @Says(
                    value =
                            "the command that wrote this position, or the last one to this thing (default: the last one)",
                    label = "POSITION|KIND/ID",
                    min = 1,
                    max = 400,
                    thing = Argument.ANY_THING,
                    like = "42")
            Optional<String> what,

            @Says(value = "why", label = "TEXT", max = 2_000, like = "wrong task")
            Optional<String> why,

            @Says("show what would be undone, and undo nothing")
            boolean dryRun) {}

    static final Operations<Ground> ALL = new Operations<>(
            "",
            "history",
            "Checkpoints, rollbacks, proof.",
            List.of(Operation.<Undone, Ground>destroys("undo", "undo", "POST /undo", Undone.class)
                    .says(
                            "Takes back your last command, or the one that is named: by one more entry, nothing is removed.",
                            "Only what you did yourself, and only while nothing that came later stands on it. Asked again,"
                                    + " it takes back the command before. The position that it prints undoes the undo.")
                    .revision(Revision.NONE)
                    .called(commandForm -> commandForm
                            .words("what")
                            .asks("dryRun", "Undo it? [y/N] ", "nothing was undone")
                            .pins("what", "last")
                            .shows(RollbackAnswer.parts()))
                    .answers("RolledBack", RollbackAnswer.class, UndoOperations::undo)));

    private static Outcome undo(Undone it, Call call, Ground ground) {
        Rollbacks rollbacks = ground.service(Rollbacks.class);
        if (it.dryRun()) {
            return call.busily(
                    "undo-dry-run",
                    () -> Outcome.shown(
                            RollbackAnswer.preview(rollbacks.previewUndo(call.actor(), it.what(), it.why()))));
        }
        var done = new AtomicReference<Done>();
        call.submit(
                new RollBack(
                        RolledBack.of(new Target.Entries(0, 0), it.why()),
                        0), // which they are is found out in its turn
                asked -> call.busily("undo", () -> {
                    Done now = rollbacks.undo(asked, it.what());
                    done.set(now);
                    return now.receipt();
                }));
        return Outcome.shown(RollbackAnswer.of(Objects.requireNonNull(done.get())));
    }

    private UndoOperations() {}
}
