package dev.daybook.history;

import dev.daybook.command.Receipt;
import dev.daybook.domain.history.HistoryCommand.RollBack;
import dev.daybook.domain.history.HistoryEvent.RolledBack;
import dev.daybook.domain.history.Target;
import dev.daybook.journal.StreamId;
import dev.daybook.operation.Call;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operation.Revision;
import dev.daybook.operation.Operations;
import dev.daybook.operation.Outcome;
import dev.daybook.operation.Role;
import dev.daybook.shape.Flaw;
import dev.daybook.shape.Flawed;
import dev.daybook.shape.Says;
import dev.daybook.shape.TextForm;
import dev.daybook.slice.Ground;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/** Going back. */
final class RollbackOperations {

    private record Asked(
            @Says(
                    value = "what counted then counts again, what came later does not",
                    label = "CHECKPOINT|POSITION|TIME",
                    min = 0,
                    max = (1L << 53) - 1)
            Optional<Long> to,

            @Says(
                    value = "as to, by the name of a checkpoint, or by the time when things were written down",
                    min = 1,
                    max = 200,
                    thing = CheckpointOperations.KIND,
                    like = "before-cleanup")
            Optional<String> checkpoint,

            @Says(value = "undo one migration and keep what came after it", min = 1, max = 64, thing = "import")
            Optional<String> run,

            @Says(value = "undo everything that happened to one thing", form = TextForm.KIND_AND_ID)
            Optional<String> entity,

            @Says(
                    value = "undo what this person, agent or tool did since",
                    label = "NAME",
                    min = 1,
                    max = 200,
                    like = "reviewer-2")
            Optional<String> actor,

            @Says(value = "undo what was done in this session", label = "NAME", min = 1, max = 200, like = "s-1")
            Optional<String> session,

            @Says(value = "undo this one fact", label = "POSITION", min = 1, max = (1L << 53) - 1, like = "41")
            Optional<Long> event,

            @Says(
                    value = "take exactly this rollback back, and keep what came later",
                    label = "POSITION",
                    min = 1,
                    max = (1L << 53) - 1,
                    like = "42")
            Optional<Long> undo,

            @Says(
                    value = "of a run, a thing, an actor or a session: only what was written down since",
                    label = "POSITION|TIME|CHECKPOINT",
                    min = 1,
                    max = 200,
                    like = "2h")
            Optional<String> since,

            @Says("where the work of others stands on it, take that back, too")
            boolean undoLater,

            @Says("where others worked on a thing, leave it as it is")
            boolean keepLater,

            @Says(value = "why", label = "TEXT", max = 2_000)
            Optional<String> why,

            @Says(value = "show what would change, change nothing", like = "true")
            boolean dryRun) {

        /** How many of the things to take back are given. */
        long targets() {
            return Stream.of(to, checkpoint, run, entity, actor, session, event, undo)
                    .filter(Optional::isPresent)
                    .count();
        }

        Others others() {
            return RollbackOperations.others(undoLater, keepLater);
        }
    }

    static final String SINCE_WHEN =
            "is not given: want the position, the time or the checkpoint since which the work is undone; 1 for all of it";

    static final Operations<Ground> ALL = new Operations<>(
            "",
            "history",
            "Going back.",
            List.of(Operation.<Asked, Ground>writes("rollback", "rollBack", "POST /rollbacks", Asked.class)
                    .says(
                            "Makes the state what it was, by one more entry: nothing is removed from the journal.",
                            "Exactly one place to go back to, or one thing to take back, is named; one that is not there is"
                                    + " refused.",
                            "Where the work of others would go, or what is left would name what is not there (a task that"
                                    + " waits for it, a plan's tasks, an answer), nothing is rolled back unless it is said"
                                    + " what becomes of it.",
                            "Every rollback can be taken back by its position, and what came later is kept.")
                    .wants(Role.ADMIN)
                    .revision(Revision.NONE)
                    .also(404)
                    .called(commandForm -> commandForm
                            .orName("to", "checkpoint")
                            .oneOf("to", "run", "entity", "actor", "session", "event", "undo")
                            .asks("dryRun", "Roll back? [y/N] ", "nothing was rolled back")
                            .unasked("refused")
                            .shows(RollbackAnswer.parts()))
                    .answers("RolledBack", RollbackAnswer.class, RollbackOperations::rollBack)));

    private static Outcome rollBack(Asked it, Call call, Ground ground) {
        Rollbacks rollbacks = ground.service(Rollbacks.class);
        RolledBack rollback = rollback(it, new RollbackTargets(ground, call.now()));
        if (it.dryRun()) {
            return call.busily(
                    "rollback-dry-run",
                    () -> Outcome.shown(RollbackAnswer.preview(
                            rollbacks.preview(rollback, call.actor(), it.others()), call, ground)));
        }
        var done = new AtomicReference<Rollbacks.Done>();
        Receipt receipt = call.submit(
                new RollBack(rollback, ground.journal().head().value()),
                submission -> call.busily("rollback", () -> {
                    Rollbacks.Done now = rollbacks.run(submission, it.others(), _ -> {});
                    done.set(now);
                    return now.receipt();
                }));
        RollbackAnswer answer = RollbackAnswer.of(Objects.requireNonNull(done.get()), ground);
        return new Outcome.Became(
                new Outcome.Thing(StreamId.parse(receipt.stream()), receipt.revision(), "", _ -> answer),
                receipt,
                false,
                Optional.empty());
    }

    private static RolledBack rollback(Asked it, RollbackTargets targets) {
        if (it.targets() != 1) {
            throw flawed(
                    "",
                    "names %d of to, checkpoint, run, entity, actor, session, event and undo: want exactly one"
                            .formatted(it.targets()));
        }
        if (it.since().isPresent()
                && Stream.of(it.to(), it.checkpoint(), it.event(), it.undo()).anyMatch(Optional::isPresent)) {
            throw flawed("/since", "belongs to run, entity, actor or session");
        }
        if (it.actor().isPresent() && it.since().isEmpty()) {
            throw flawed("/since", SINCE_WHEN);
        }
        long after = it.since().map(targets::before).orElse(0L);
        if (it.checkpoint().isPresent()) {
            return targets.to(it.checkpoint().get(), it.why());
        }
        Target target = it.to()
                .<Target>map(Target.To::new)
                .or(() -> it.run().map(run -> new Target.Run(run, after)))
                .or(() -> it.entity().map(thing -> targets.entity(thing, after)))
                .or(() -> it.actor().map(actor -> new Target.Actor(actor, after)))
                .or(() -> it.session().map(session -> new Target.Session(session, after)))
                .or(() -> it.event().map(position -> new Target.Entries(position, position)))
                .or(() -> it.undo().map(Target.Rollback::new))
                .orElseThrow();
        return RolledBack.of(target, it.why());
    }

    /** @throws Flawed if both are wanted */
    static Others others(boolean undoLater, boolean keepLater) {
        if (undoLater && keepLater) {
            throw flawed("/keepLater", "is given, and so is undoLater: want one of them");
        }
        return undoLater ? Others.UNDO : keepLater ? Others.KEEP : Others.REFUSE;
    }

    static Flawed flawed(String pointer, String detail) {
        return new Flawed(List.of(new Flaw(pointer, Flaw.Code.NOT_TAKEN, detail, -1, -1)));
    }

    private RollbackOperations() {}
}
