package dev.daybook.history;

import dev.daybook.domain.Rejected;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.operation.Call;
import dev.daybook.operation.Column;
import dev.daybook.operation.Ending;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operations;
import dev.daybook.operation.Outcome;
import dev.daybook.operation.Part;
import dev.daybook.query.Page;
import dev.daybook.query.PositionCursor;
import dev.daybook.rollout.Gates.Verdict;
import dev.daybook.rollout.Rollout;
import dev.daybook.rollout.RolloutEvent;
import dev.daybook.rollout.Rollouts;
import dev.daybook.rollout.Stage;
import dev.daybook.shape.Says;
import dev.daybook.slice.Ground;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The moves of tools' users from files to the journal: stages, gates, history. */
final class RolloutOperations {

    /** All but the figures, which are written down every hour. */
    private static final Selection HISTORY =
            new Selection.OfTypes(Set.of("rollout.stage-set", "rollout.stepped-back", "rollout.discrepancy-settled"));

    private record OfTool(
            @Says(value = "only this tool", label = "TOOL", min = 1, max = 200)
            Optional<String> kind) {}

    private record Wanted(
            @Says(
                    value =
                            "legacy: the files are the truth; dual: every command to both; journal: files written behind;"
                                    + " retired: no files; none: no move (also json, hybrid, sqlite, FILE_ONLY, DUAL_WRITE,"
                                    + " SQLITE_PRIMARY)",
                    min = 1,
                    max = 200,
                    like = "dual")
            String stage,

            @Says(
                    value =
                            "whose users; if absent, of the tool whose files stand at root, else of the only one that has a stage, else of the first",
                    label = "TOOL",
                    min = 1,
                    max = 200)
            Optional<String> kind,

            @Says(
                    value = "where the files stand, the first time: the folder that holds those of the tool",
                    label = "PATH",
                    min = 1,
                    max = 4_096)
            Optional<String> root,

            @Says(value = "only this workspace or project", label = "HASH", min = 1, max = 200)
            Optional<String> workspace,

            @Says(value = "only so many of a hundred, always the same ones", label = "N", min = 0, max = 100)
            Optional<Integer> percent,

            @Says("although the gate does not hold; needs a reason")
            boolean force,

            @Says(value = "why; stays on record", label = "TEXT", max = 2_000)
            Optional<String> reason) {}

    private record Entered(
            @Says(
                    value = "whose users; of the only tool that has a stage, else of the first if absent",
                    label = "TOOL",
                    min = 1,
                    max = 200)
            Optional<String> kind,

            @Says(value = "the stage to enter; the next one if absent", min = 1, max = 200, like = "journal")
            Optional<String> stage,

            @Says(value = "of this workspace or project", label = "HASH", min = 1, max = 200, like = "cb0d7aca42ecac02")
            Optional<String> workspace,

            @Says(value = "for so many of a hundred workspaces", label = "N", min = 0, max = 100, like = "30")
            Optional<Integer> percent) {}

    static final Operations<Ground> ALL = new Operations<>(
            "rollout",
            "rollout",
            "How far the users of another tool have moved from its files.",
            List.of(
                    Operation.<OfTool, Ground>reads("rollout status", "getRollout", "GET /rollout", OfTool.class)
                            .says(
                                    "The stage of each tool and workspace, and what was measured.",
                                    "The figures are those of the stage that counts now, within the window of its gate.")
                            .opened()
                            .also(409, 422, 503)
                            .csv("kind", "stage", "root")
                            .called(commandForm -> commandForm
                                    .ofEach()
                                    .shows(
                                            Part.fields(RolloutViews.STATUS),
                                            Part.rows("/workspaces", "", "workspace", "stage", "scope", "bucket")))
                            .answers("Rollouts", (ofTool, _, ground) -> status(ofTool.kind(), ground.rollouts())),
                    Operation.<Wanted, Ground>works("rollout set", "setStage", "POST /rollout", Wanted.class)
                            .says(
                                    "Sets the stage: brings files and journal together, compares them, and switches.",
                                    "Forward only through the gate, one stage after the other; back at any time. Workspaces"
                                            + " whose files cannot be brought together keep their stage and are named.")
                            .also(404)
                            .columns(RolloutViews.SWITCHED)
                            .called(commandForm -> commandForm
                                    .words("stage")
                                    .folder("root")
                                    .needs("force", "reason", "it stays on record")
                                    .begins()
                                    .notes(done -> done.path("leftOut")
                                            .valueStream()
                                            .map(left -> "left out: %s: %s"
                                                    .formatted(
                                                            left.path("workspace")
                                                                    .asText(),
                                                            left.path("message").asText()))
                                            .toList())
                                    .ends(done -> done.path("leftOut").isEmpty() ? Ending.WELL : Ending.FINDINGS))
                            .answers("Switched", RolloutOperations::set),
                    Operation.<Entered, Ground>reads("rollout gates", "getGate", "GET /rollout/gates", Entered.class)
                            .says("Whether the next stage may be entered, and what is in the way.")
                            .opened()
                            .also(409, 422, 503)
                            .called(commandForm -> commandForm
                                    .shows(
                                            new Part.Rows(
                                                    "/criteria", "", Integer.MAX_VALUE, List.of(RolloutViews.CRITERIA)),
                                            Part.line(gate -> "the gate to %s %s, over the last %d s"
                                                    .formatted(
                                                            gate.path("stage").asText(),
                                                            gate.path("holds").asBoolean() ? "holds" : "does not hold",
                                                            gate.path("windowSeconds")
                                                                    .asLong())))
                                    .ends(gate -> gate.path("holds").asBoolean() ? Ending.WELL : Ending.FINDINGS))
                            .answers("Gate", (entered, _, ground) -> gate(entered, ground.rollouts())),
                    RolloutFigures.OPERATION,
                    Operation.<OfTool, Ground>reads(
                                    "rollout history", "getRolloutHistory", "GET /rollout/history", OfTool.class)
                            .says("Every stage that was set or left, by whom, why, and what was settled.")
                            .also(409, 422, 503)
                            .paged()
                            .columns("position", "at", "actor", "kind", "what", "from", "stage", "workspace", "percent")
                            .columns(new Column(
                                    "forced", node -> node.path("forced").asBoolean() ? "yes" : ""))
                            .columns("reason")
                            .called(commandForm -> commandForm.ifNone("no stage was ever set"))
                            .answers("RolloutHistory", RolloutOperations::history)));

    private static Outcome status(Optional<String> kind, Rollouts rollouts) {
        return Outcome.shown(Map.of(
                "items",
                rollouts.kinds().stream()
                        .filter(text -> kind.isEmpty() || text.equals(kind.get()))
                        .map(text -> RolloutViews.status(rollouts, text))
                        .toList()));
    }

    private static Stage stage(String text) {
        return Stage.of(text)
                .orElseThrow(() -> Rejected.invalidAt(
                        "/stage",
                        "'%s' is no stage: want none, legacy, dual, journal or retired, or json, hybrid, sqlite,"
                                + " FILE_ONLY, DUAL_WRITE, SQLITE_PRIMARY",
                        text));
    }

    private static Outcome set(Wanted it, Call call, Ground ground) {
        Rollouts rollouts = ground.rollouts();
        Optional<Path> root = it.root().map(path -> call.path("root", path, "folder"));
        String kind = it.kind().orElseGet(() -> rollouts.meant(root));
        Stage stage = stage(it.stage());
        var wanted = new Rollouts.Wanted(
                kind, stage, it.workspace(), it.percent(), root, it.force(), it.reason(), call.actor(), call.source());
        return Outcome.shown(RolloutViews.switched(kind, stage, call.busily("rollout", () -> rollouts.set(wanted))));
    }

    private static Outcome gate(Entered it, Rollouts rollouts) {
        String kind = it.kind().orElseGet(() -> rollouts.meant(Optional.empty()));
        Rollout rollout = rollouts.stages().rollout(kind);
        Stage stage = it.stage()
                .map(RolloutOperations::stage)
                .orElseGet(
                        () -> rollout.stage(it.workspace().map(rollout::scope).orElse(Rollout.ALL))
                                .next());
        Verdict verdict = rollouts.gates().before(kind, stage, it.workspace(), it.percent());
        return Outcome.shown(RolloutViews.gate(kind, verdict, rollouts.gates().window()));
    }

    private static Outcome history(OfTool it, Call call, Ground ground) {
        int more = Page.checkedLimit(call.limit()) + 1; // one more than the page, to know whether there is another
        Journal journal = ground.journal();
        List<Entry> found = new ArrayList<>();
        Position last = call.cursor().map(PositionCursor::position).orElse(Position.START);
        List<Entry> read = journal.readForward(HISTORY, last, more);
        while (!read.isEmpty() && found.size() < more) {
            read.stream()
                    .filter(entry -> it.kind().isEmpty()
                            || entry.stream().key().equals(it.kind().get()))
                    .limit(more - found.size())
                    .forEach(found::add);
            read = journal.readForward(HISTORY, read.getLast().position(), more);
        }
        return Page.of(
                found,
                call.limit(),
                entry -> PositionCursor.of(entry.position()),
                entry -> RolloutViews.told(entry, (RolloutEvent) ground.codec().decode(entry)));
    }

    private RolloutOperations() {}
}
