package dev.daybook.sbi;

import dev.daybook.command.Commands;
import dev.daybook.command.Receipt;
import dev.daybook.command.Submission;
import dev.daybook.command.Unavailable;
import dev.daybook.domain.Rejected;
import dev.daybook.sbi.SbiCommand.AcquireLease;
import dev.daybook.sbi.SbiCommand.Edit;
import dev.daybook.sbi.SbiCommand.Register;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Commands about tasks that need to know other tasks: a dependency must not close a cycle, and picking chooses among
 * all. What one task's history cannot tell is looked up first and handed to its decider. Thread-safe.
 *
 * <p>Two tasks that come to depend on each other at once would each look harmless alone. So a command that adds
 * dependencies is written only while all tasks that they lead to are as they were looked at, whoever writes to them, on
 * whatever node; else they are looked at anew.
 */
public final class TaskService {

    private static final int CANDIDATES_AT_ONCE = 64;

    /** Where others had all candidates before, there may be more: of each that is refused somebody else has the lease. */
    private static final int ROUNDS_MAX = 64;

    /** A task that is never registered: only a key that was used before gets past it. */
    private static final SbiId NOBODY = new SbiId("SBI-00000000000000000000000000");

    /** What is known of all tasks. */
    public interface Board {

        /**
         * Waits until it shows all that was written before the call.
         *
         * @throws Unavailable if that takes too long
         */
        void catchUp();

        /** As {@link #catchUp}, also of what other processes have written. */
        void catchUpWithAll();

        /** Returns the revisions of {@code tasks}, and of all that they depend on, directly or not. */
        Map<SbiId, Long> revisions(List<SbiId> tasks);

        /** Returns those of {@code dependencies} that were never registered; what the task depends on already is known. */
        List<SbiId> unknown(SbiId sbi, List<SbiId> dependencies);

        /** Returns whether a plan was registered, or is what the task belongs to already. */
        boolean isParent(SbiId sbi, String plan);

        /** Returns all tasks that depend on this one, directly or not. */
        Set<SbiId> dependants(SbiId sbi);

        /** Returns tasks to work on, the next one first. */
        List<SbiId> pickable(Instant now, int limit);
    }

    /** A task that was picked, and what became of the command; a replayed receipt tells of the task of the first time. */
    public record Picked(SbiId sbi, Receipt receipt) {}

    private final Commands commands;
    private final Board board;

    public TaskService(Commands commands, Board board) {
        this.commands = commands;
        this.board = board;
    }

    /** Registers a task; its {@code dependants} are looked up here. Fails as {@link Commands#submit}. */
    public Receipt register(Submission<Register> submission) {
        Register it = submission.command();
        if (it.dependsOn().isEmpty() && it.parent().isEmpty()) {
            return commands.submit(submission);
        }
        return lookedUp(
                submission,
                it.sbi(),
                it.dependsOn(),
                it.parent(),
                () -> new Register(
                        it.sbi(),
                        it.taskId(),
                        it.title(),
                        it.spec(),
                        it.label(),
                        it.labels(),
                        it.priority(),
                        it.parent(),
                        it.dependsOn(),
                        it.onlyImplement(),
                        it.metadata(),
                        board.dependants(it.sbi())));
    }

    /**
     * Changes a task; its {@code dependants} are looked up here. Fails as {@link Commands#submit}.
     *
     * @param parent that it belongs to from now on, if that is changed to one
     * @param how what the caller makes of the edit, such as one under a lease
     */
    public Receipt edit(Submission<Edit> submission, Optional<String> parent, UnaryOperator<SbiCommand> how) {
        Edit it = submission.command();
        List<SbiId> dependsOn = it.dependsOn().orElse(List.of());
        if (dependsOn.isEmpty() && parent.isEmpty()) {
            return commands.submit(submission.with(how.apply(it)));
        }
        return lookedUp(
                submission,
                it.sbi(),
                dependsOn,
                parent,
                () -> how.apply(new Edit(
                        it.sbi(),
                        it.changes(),
                        it.spec(),
                        it.label(),
                        it.labels(),
                        it.dependsOn(),
                        it.metadata(),
                        board.dependants(it.sbi()))));
    }

    /**
     * Leases the next task to work on, or returns nothing if there is none. A candidate that somebody else leased
     * first is passed over. Fails as {@link Commands#submit}.
     */
    public Optional<Picked> pick(Instant now, Function<SbiId, Submission<AcquireLease>> lease) {
        List<SbiId> candidates;
        int rounds = 0;
        do {
            board.catchUp();
            candidates = board.pickable(now, CANDIDATES_AT_ONCE);
            for (SbiId candidate : candidates) {
                try {
                    return Optional.of(new Picked(candidate, commands.submit(lease.apply(candidate))));
                } catch (Rejected rejected) {
                    if (rejected.reason() == Rejected.Reason.INVALID) {
                        throw rejected;
                    }
                }
            }
            rounds++;
        } while (candidates.size() == CANDIDATES_AT_ONCE && rounds < ROUNDS_MAX);
        return replayed(lease.apply(NOBODY));
    }

    /** There is nothing to do now, but the key may have been used before: then this is what became of it. */
    private Optional<Picked> replayed(Submission<AcquireLease> submission) {
        if (submission.idempotency().isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Picked(NOBODY, commands.submit(submission)));
        } catch (Rejected _) {
            return Optional.empty();
        }
    }

    /** Submits what is made of a look at other tasks, which is taken anew where they have changed before it is written. */
    private Receipt lookedUp(
            Submission<? extends SbiCommand> submission,
            SbiId sbi,
            List<SbiId> dependsOn,
            Optional<String> parent,
            Supplier<? extends SbiCommand> made) {
        var seen = new HashMap<String, Long>();
        Supplier<SbiCommand> look = () -> {
            look(sbi, dependsOn, parent);
            seen.clear();
            board.revisions(dependsOn).forEach((task, revision) -> seen.put("sbi/" + task, revision));
            return made.get();
        };
        return commands.submit(submission.with(look.get()).inTurn(look, () -> Map.copyOf(seen)));
    }

    private void look(SbiId sbi, List<SbiId> dependsOn, Optional<String> parent) {
        board.catchUp();
        if (!board.unknown(sbi, dependsOn).isEmpty()
                || parent.filter(text -> !board.isParent(sbi, text)).isPresent()) {
            board.catchUpWithAll(); // another node may have registered them a moment ago
        }
        List<SbiId> unknown = board.unknown(sbi, dependsOn);
        if (!unknown.isEmpty()) {
            SbiId first = unknown.getFirst();
            throw Rejected.invalidAt(
                    "/dependsOn/" + dependsOn.indexOf(first), "%s is not registered: want tasks that there are", first);
        }
        parent.filter(text -> !board.isParent(sbi, text)).ifPresent(text -> {
            throw Rejected.invalidAt("/parent", "'%s' is not registered: want a plan that there is", text);
        });
    }
}
