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
import dev.daybook.operation.Role;
import dev.daybook.shape.Argument;
import dev.daybook.shape.Says;
import dev.daybook.slice.Ground;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/** Taking back what one command did, and nothing else; or what one agent did, in one go. */
final class UndoOperations {

    /** Whose work is taken back. */
    private record Whose(
            @Says(value = "what this actor did since", label = "NAME", min = 1, max = 200, like = "reviewer-2")
            Optional<String> actor,

            @Says(value = "what was done in this session", label = "NAME", min = 1, max = 200, like = "s-1")
            Optional<String> session,

            @Says(
                    value = "only what was written down since",
                    label = "POSITION|TIME|CHECKPOINT",
                    min = 1,
                    max = 200,
                    like = "2h")
            Optional<String> since,

            @Says("where the work of others stands on it, take that back, too")
            boolean undoLater,

            @Says("where others worked on a thing, leave it as it is")
            boolean keepLater) {

        /** Returns what is taken back of whom; none if nobody is named: then it is one command. */
        Optional<RolledBack> rollback(Optional<String> why, Call call, Ground ground) {
            if (actor.isEmpty() && session.isEmpty()) {
                Stream.of(
                                Map.entry("since", since.isPresent()),
                                Map.entry("undoLater", undoLater),
                                Map.entry("keepLater", keepLater))
                        .filter(Map.Entry::getValue)
                        .findFirst()
                        .ifPresent(given -> {
                            throw RollbackOperations.flawed(
                                    "/" + given.getKey(), "is given without actor or session: want one of them");
                        });
                return Optional.empty();
            }
            if (actor.isPresent() && session.isPresent()) {
                throw RollbackOperations.flawed("/session", "is given, and so is actor: want one of them");
            }
            if (actor.isPresent() && since.isEmpty()) {
                throw RollbackOperations.flawed("/since", RollbackOperations.SINCE_WHEN);
            }
            long after =
                    since.map(new RollbackTargets(ground, call.now())::before).orElse(0L);
            Target target = actor.<Target>map(name -> new Target.Actor(name, after))
                    .orElseGet(() -> new Target.Session(session.orElseThrow(), after));
            return Optional.of(RolledBack.of(target, why));
        }

        Others others() {
            return RollbackOperations.others(undoLater, keepLater);
        }
    }

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

            Whose whose,

            @Says(value = "why", label = "TEXT", max = 2_000, like = "wrong task")
            Optional<String> why,

            @Says("show what would be undone, and undo nothing")
            boolean dryRun) {}

    private record Previewed(
            @Says(
                    value =
                            "the command that wrote this position, or the last one to this thing (default: the last one)",
                    min = 1,
                    max = 400)
            Optional<String> what,

            Whose whose) {}

    static final Operations<Ground> ALL = new Operations<>(
            "",
            "history",
            "Checkpoints, rollbacks, proof.",
            List.of(
                    Operation.<Undone, Ground>destroys("undo", "undo", "POST /undo", Undone.class)
                            .says(
                                    "Takes back your last command, or the one that is named: by one more entry, nothing is removed.",
                                    "Only what you did yourself, and only while nothing that came later stands on it. Asked again,"
                                            + " it takes back the command before.",
                                    "With an actor or a session: all that was done, to tasks, plans, sessions, settings and memory,"
                                            + " in one go; of others only for those who may do all.",
                                    "The position that it prints undoes the undo.")
                            .revision(Revision.NONE)
                            .called(commandForm -> commandForm
                                    .words("what")
                                    .asks("dryRun", "Undo it? [y/N] ", "nothing was undone")
                                    .unasked("refused")
                                    .pins("what", "/asked/last")
                                    .shows(RollbackAnswer.parts()))
                            .answers("RolledBack", RollbackAnswer.class, UndoOperations::undo),
                    Operation.<Previewed, Ground>reads("", "previewUndo", "GET /undo", Previewed.class)
                            .says("What undo would take back, and what others did since.")
                            .from(Operation.JOURNAL)
                            .also(409)
                            .tool("undo_preview", "", "what", "undoLater", "keepLater")
                            .answers("RolledBack", RollbackAnswer.class, UndoOperations::preview)));

    private static Outcome preview(Previewed it, Call call, Ground ground) {
        return preview(it.what(), it.whose(), Optional.empty(), call, ground);
    }

    private static Outcome preview(Optional<String> what, Whose whose, Optional<String> why, Call call, Ground ground) {
        Rollbacks rollbacks = ground.service(Rollbacks.class);
        Optional<RolledBack> all = all(what, whose, why, call, ground);
        return call.busily(
                "undo-dry-run",
                () -> Outcome.shown(RollbackAnswer.preview(
                        all.map(rollback -> rollbacks.preview(rollback, call.actor(), whose.others()))
                                .orElseGet(() -> rollbacks.previewUndo(call.actor(), what, why)),
                        call,
                        ground)));
    }

    private static Optional<RolledBack> all(
            Optional<String> what, Whose whose, Optional<String> why, Call call, Ground ground) {
        Optional<RolledBack> all = whose.rollback(why, call, ground);
        if (all.isPresent() && what.isPresent()) {
            throw RollbackOperations.flawed("/what", "is given, and so is an actor or a session: want one of them");
        }
        return all;
    }

    private static Outcome undo(Undone it, Call call, Ground ground) {
        if (it.dryRun()) {
            return preview(it.what(), it.whose(), it.why(), call, ground);
        }
        Rollbacks rollbacks = ground.service(Rollbacks.class);
        Optional<RolledBack> all = all(it.what(), it.whose(), it.why(), call, ground);
        if (it.whose().session().isPresent()
                || it.whose().actor().filter(name -> !name.equals(call.actor())).isPresent()) {
            call.wants(Role.ADMIN, it.whose().session().isPresent() ? "session" : "actor");
        }
        var done = new AtomicReference<Done>();
        call.submit(
                new RollBack(
                        all.orElseGet(() -> RolledBack.of(new Target.Entries(0, 0), it.why())), // found out in its turn
                        ground.journal().head().value()),
                asked -> call.busily("undo", () -> {
                    Done now = all.isPresent()
                            ? rollbacks.run(asked, it.whose().others(), _ -> {})
                            : rollbacks.undo(asked, it.what());
                    done.set(now);
                    return now.receipt();
                }));
        return Outcome.shown(RollbackAnswer.of(Objects.requireNonNull(done.get()), ground));
    }

    private UndoOperations() {}
}
