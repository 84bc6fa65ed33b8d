package dev.daybook.history;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.domain.Rejected;
import dev.daybook.domain.history.Target;
import dev.daybook.journal.Position;
import dev.daybook.operation.Call;
import dev.daybook.operation.Column;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operations;
import dev.daybook.operation.Outcome;
import dev.daybook.operation.Part;
import dev.daybook.operation.Role;
import dev.daybook.projection.AsOf;
import dev.daybook.shape.Says;
import dev.daybook.slice.Ground;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

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
            List<String> without) {}

    private record Named(
            @Says(
                    value = "which one",
                    min = 1,
                    max = 64,
                    pattern = Branch.NAME,
                    want = Branch.WANT,
                    like = "without-bot")
            String name) {}

    private record Compared(
            Named named,

            @Says(value = "how many things are told", standard = "50", min = 1, max = 1_000)
            int things) {}

    private record None() {}

    /**
     * A branch.
     *
     * @param behind how many entries were recorded since
     */
    private record View(
            String name, long position, long behind, List<String> without, long facts, String by, Instant at) {

        static View of(Branch it, Ground ground) {
            return new View(
                    it.name(),
                    it.position(),
                    ground.journal().head().value() - it.position(),
                    it.without(),
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
                            .columns("name", "position", "without", "left out=facts")
                            .called(commandForm -> commandForm.words("name"))
                            .answers("Branch", View.class, BranchOperations::make),
                    Operation.<None, Ground>reads("branch list", "listBranches", "GET /branches", None.class)
                            .says("The branches there are.")
                            .columns("name", "position", "behind", "without", "left out=facts", "by", "at")
                            .csv("name", "position", "behind", "without", "facts", "by", "at")
                            .called(commandForm -> commandForm.ifNone("no branches"))
                            .answers(
                                    "Branches",
                                    (_, _, ground) -> Outcome.shown(Map.of(
                                            "items",
                                            ground.service(Branches.class).all().stream()
                                                    .map(branch -> View.of(branch, ground))
                                                    .toList()))),
                    Operation.<Compared, Ground>reads(
                                    "branch diff", "diffBranch", "GET /branches/{name}/diff", Compared.class)
                            .says(
                                    "What would be otherwise in a branch than it is now: things, and their fields.",
                                    "What was recorded since the branch was made differs, too.")
                            .takesLong()
                            .called(commandForm -> commandForm
                                    .words("name")
                                    .shows(
                                            Part.line(BranchOperations::summary),
                                            new Part.Rows(
                                                    "/items",
                                                    "",
                                                    Integer.MAX_VALUE,
                                                    List.of(
                                                            Column.of("thing", "entity"),
                                                            Column.of("would be", "kind"),
                                                            Column.of("facts"),
                                                            new Column("main → branch", BranchOperations::fields)))))
                            .answers("BranchDiff", BranchDiff.Result.class, BranchOperations::diff),
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
        Optional<Position> position = it.to().map(text -> position(text, call, ground));
        Branch made = call.busily(
                "branch",
                () -> ground.service(Branches.class)
                        .make(it.name(), call.newId(), call.actor(), call.now(), position, it.without()));
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

    private static Outcome diff(Compared it, Call call, Ground ground) {
        AsOf branch = ground.service(Branches.class)
                .asOf(it.named().name())
                .orElseThrow(() -> Rejected.invalidAt("/name", "main is what there is: want a branch"));
        AsOf main = AsOf.position(ground.journal().head(), ground.journal(), ground.timelines());
        return new Outcome.Work(
                it.named().name(), progress -> new BranchDiff(ground, main, branch).run(it.things(), progress));
    }

    private static String summary(JsonNode diff) {
        return diff.path("items").isEmpty()
                ? "nothing would be otherwise"
                : "%d facts of %d things count on one side only"
                        .formatted(
                                diff.path("facts").asLong(), diff.path("things").asLong());
    }

    private static String fields(JsonNode thing) {
        boolean changed = thing.path("kind").asText().equals("changed");
        return thing.path("fields")
                .valueStream()
                .filter(field -> changed || !Column.tellsNothing(side(field)))
                .map(field -> field.path("field").asText() + ": "
                        + (changed
                                ? Column.brief(field.path("a"), 60) + " → " + Column.brief(field.path("b"), 60)
                                : Column.brief(side(field), 60)))
                .collect(Collectors.joining("; "));
    }

    /** Returns what a field of a thing has that only one side has. */
    private static JsonNode side(JsonNode field) {
        return field.path(field.has("a") ? "a" : "b");
    }

    private BranchOperations() {}
}
