package dev.daybook.history;

import dev.daybook.domain.Rejected;
import dev.daybook.domain.history.Target;
import dev.daybook.journal.Position;
import dev.daybook.operation.Call;
import dev.daybook.operation.None;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operations;
import dev.daybook.operation.Outcome;
import dev.daybook.operation.Role;
import dev.daybook.shape.Says;
import dev.daybook.slice.Ground;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What would be if something had never been. */
final class BranchOperations {

    private record Asked(
            @Says(
                    value = "its name",
                    min = 1,
                    max = 64,
                    pattern = Branch.NAME,
                    want = Branch.WANT,
                    like = "without-bot")
            String name,

            @Says(
                    value = "as it was there: what was recorded later is none of it",
                    label = "POSITION|TIME|CHECKPOINT",
                    min = 1,
                    max = 200,
                    like = "before-cleanup")
            Optional<String> to,

            @Says(
                    value = "what is left out: actor:NAME, session:NAME, run:RUN, KIND/ID or a position",
                    label = "WHAT",
                    min = 1,
                    max = 300,
                    most = 20,
                    like = "actor:bot")
            List<String> without,

            @Says(
                    value = "only what was written down since is left out",
                    label = "POSITION|TIME|CHECKPOINT",
                    min = 1,
                    max = 200,
                    like = "2h")
            Optional<String> since) {}

    private record Named(
            @Says(
                    value = "which one",
                    min = 1,
                    max = 64,
                    pattern = Branch.NAME,
                    want = Branch.WANT,
                    like = "without-bot")
            String name) {}

    /**
     * A branch.
     *
     * @param behind how many entries were recorded since
     * @param since the position from which on things are left out; none: all of them are
     */
    private record View(
            String name,
            long position,
            long behind,
            List<String> without,
            Optional<Long> since,
            long facts,
            String by,
            Instant at) {

        static View of(Branch it, Ground ground) {
            return new View(
                    it.name(),
                    it.position(),
                    ground.journal().head().value() - it.position(),
                    it.without(),
                    Optional.of(it.after() + 1).filter(position -> position > 1),
                    it.facts(),
                    it.by(),
                    it.at());
        }
    }

    static final Operations<Ground> ALL = new Operations<>(
            "branch",
            "history",
            "What would be if something had never been: for looking and comparing, never for writing.",
            List.of(
                    Operation.<Asked, Ground>works("branch", "makeBranch", "POST /branches", Asked.class)
                            .says(
                                    "Names what would be if something had never been, or as things were: for looking and comparing, never for writing.",
                                    "Every question that takes --at takes --branch NAME, too; its read models are made when it is asked for, beside the live ones.",
                                    "It stands where it was made: what is recorded later is none of it. Nothing is written to the journal.")
                            .wants(Role.WRITE)
                            .also(404, 409, 422)
                            .columns("name", "position", "without", "since", "left out=facts")
                            .called(commandForm -> commandForm.words("name"))
                            .answers("Branch", View.class, BranchOperations::make),
                    Operation.<None, Ground>reads("branch list", "listBranches", "GET /branches", None.class)
                            .says("The branches there are.")
                            .columns("name", "position", "behind", "without", "since", "left out=facts", "by", "at")
                            .csv("name", "position", "behind", "without", "since", "facts", "by", "at")
                            .called(commandForm -> commandForm.ifNone("no branches"))
                            .answers(
                                    "Branches",
                                    (_, _, ground) -> Outcome.shown(Map.of(
                                            "items",
                                            ground.service(Branches.class).all().stream()
                                                    .map(branch -> View.of(branch, ground))
                                                    .toList()))),
                    Operation.<Named, Ground>works("branch drop", "dropBranch", "DELETE /branches/{name}", Named.class)
                            .says("Forgets a branch. Nothing that is recorded changes.")
                            .wants(Role.WRITE)
                            .columns("name", "position", "without")
                            .called(commandForm -> commandForm.words("name"))
                            .answers(
                                    "Branch",
                                    (named, _, ground) -> Outcome.shown(View.of(
                                            ground.service(Branches.class).drop(named.name()), ground)))));

    private static Outcome make(Asked it, Call call, Ground ground) {
        if (it.to().isEmpty() && it.without().isEmpty()) {
            throw Rejected.invalidAt(
                    "/without", "neither to nor without is given: want what is otherwise in the branch");
        }
        if (it.since().isPresent() && it.without().isEmpty()) {
            throw Rejected.invalidAt("/since", "is given without without: want what is left out since");
        }
        long after =
                it.since().map(new RollbackTargets(ground, call.now())::before).orElse(0L);
        Optional<Position> position = it.to().map(text -> position(text, call, ground));
        Branch made = call.busily(
                "branch",
                () -> ground.service(Branches.class)
                        .make(it.name(), call.newId(), call.actor(), call.now(), position, it.without(), after));
        return Outcome.shown(View.of(made, ground));
    }

    private static Position position(String text, Call call, Ground ground) {
        if (text.matches("[0-9]{1,15}")) {
            return new Position(Long.parseLong(text));
        }
        Target to = new RollbackTargets(ground, call.now())
                .to(text, Optional.empty())
                .target();
        return new Position(((Target.To) to).to());
    }

    private BranchOperations() {}
}
