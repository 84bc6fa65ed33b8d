package dev.daybook.sbi;

import dev.daybook.command.Receipt;
import dev.daybook.domain.Event;
import dev.daybook.domain.Rejected;
import dev.daybook.operation.Call;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Outcome;
import dev.daybook.sbi.SbiEvent.ExecutionStarted;
import dev.daybook.sbi.SbiOperations.Leased;
import dev.daybook.sbi.SbiOperations.Which;
import dev.daybook.shape.Says;
import dev.daybook.slice.Ground;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What may be asked of the work on tasks: its turns, and to end it or start over. */
final class TurnOperations {

    static final String LEASE = "Daybook-Lease";
    private static final String TURNS = SbiOperations.SBI + "/executions";

    private record OneTurn(
            Which which,

            @Says(value = "which turn; the first versions counted from 0", min = 0, max = 1_000_000, like = "2")
            int turn,

            @Says(
                    value = "which of several in one turn, from 0 in the order in which they are listed"
                            + " (default: the last one)",
                    label = "N",
                    min = 0,
                    max = 1_000_000)
            Optional<Integer> ordinal) {}

    private record Started(
            Leased leased,

            @Says(
                    value = "what the turn does",
                    words = {"plan", "implement", "test", "review"},
                    like = "implement")
            String step,

            @Says(value = "only if the next turn has this number", label = "N", min = 1, max = 1_000_000)
            Optional<Integer> turn,

            @Says(value = "the turn limit (default: the setting turns.max)", label = "N", min = 1, max = 1_000)
            Optional<Integer> turnsMax,

            @Says(
                    value = "who works on it (default: the actor); must hold its lease, if any",
                    label = "NAME",
                    min = 1,
                    max = 200)
            Optional<String> holder) {}

    private record Finished(
            Leased leased,

            @Says(value = "which turn", label = "N", min = 1, max = 1_000_000, like = "2")
            int turn,

            @Says(
                    value = "PENDING, NEEDS_CHANGES, SUCCEEDED, FAILED or a synonym (OK, APPROVED, REJECT, …)",
                    max = 40,
                    like = "SUCCEEDED")
            String decision,

            @Says(
                    value = "who worked on it (default: the actor); must hold its lease, if any, or if it was"
                            + " started under one",
                    label = "NAME",
                    min = 1,
                    max = 200)
            Optional<String> holder,

            @Says(value = "what was done, Markdown", label = "FILE", like = "# Report")
            Optional<String> content,

            @Says(
                    value = "a file that came of it; repeat it for more",
                    label = "PATH",
                    min = 1,
                    max = 1_000,
                    most = 1_000)
            List<String> artifacts,

            @Says(
                    value = "after so many refused reviews the reviewer finishes the work (default: the setting"
                            + " attempts.max)",
                    label = "N",
                    min = 1,
                    max = 100)
            Optional<Integer> attemptsMax) {}

    private record Reset(
            Leased leased,

            @Says(
                    value = "the status it starts over with",
                    words = {"READY", "WIP", "REVIEW", "REVIEW&WIP", "DONE", "FAILED"},
                    standard = "READY")
            String status,

            @Says(value = "why", label = "TEXT", max = 2_000, like = "again")
            Optional<String> why) {}

    private record Ended(
            Leased leased,

            @Says(value = "why", label = "TEXT", max = 2_000)
            Optional<String> why) {}

    static Stream<Operation<?, Ground>> all() {
        return Stream.of(turns(), AttachmentOperations.all(), ends()).flatMap(operations -> operations);
    }

    private static Stream<Operation<?, Ground>> turns() {
        return Stream.of(
                Operation.<Which, Ground>reads("sbi turns", "listExecutions", "GET " + TURNS, Which.class)
                        .says("What was done about a task, turn by turn.")
                        .from(SbiOperations.READ_MODEL)
                        .paged()
                        .ofProjects(row -> "sbi/" + row.path("sbi").asText())
                        .ofThing((which, _, _) -> which.thing())
                        .columns("turn", "step", "status", "attempt", "decision")
                        .columns("started=startedAt", "completed=completedAt", "bytes=contentBytes", "file")
                        .called(form ->
                                form.words("id").ifNone("no turns so far: daybook sbi start ID STEP begins one"))
                        .lists(
                                "ExecutionRow",
                                ExecutionView.class,
                                (which, call, ground) -> SbiOperations.queries(ground)
                                        .executions(known(which.id(), ground), call.cursor(), call.limit())),
                Operation.<OneTurn, Ground>reads("sbi turn", "getExecution", "GET " + TURNS + "/{turn}", OneTurn.class)
                        .says("One turn of a task, with its text.")
                        .from(SbiOperations.READ_MODEL)
                        .ofThing((oneTurn, _, _) -> oneTurn.which().thing())
                        .called(form -> form.words("id", "turn"))
                        .answers(
                                "Execution",
                                ExecutionView.class,
                                (oneTurn, _, ground) -> Outcome.shown(turn(oneTurn, ground))),
                Operation.<Started, Ground>writes("sbi start", "startExecution", "POST " + TURNS, Started.class)
                        .says("Begins the next turn of a task.", "At the turn limit it ends the task instead.")
                        .inHeader("lease", LEASE)
                        .tool("update", "start", "turn", "turnsMax")
                        .called(form -> form.words("id", "step")
                                .option("lease", "--lease-generation")
                                .setting("turnsMax", "turns.max"))
                        .creates("Started", TurnOperations::start),
                Operation.<Finished, Ground>writes(
                                "sbi finish", "finishExecution", "POST " + TURNS + "/{turn}/finish", Finished.class)
                        .says("Ends the open turn of a task with a decision.")
                        .inHeader("lease", LEASE)
                        .tool("update", "finish", "attemptsMax")
                        .called(form -> form.words("id", "decision")
                                .option("lease", "--lease-generation")
                                .option("content", "--report")
                                .option("artifacts", "--artifact")
                                .file("content")
                                .lookUp("turn", SbiOperations.SBI)
                                .setting("attemptsMax", "attempts.max"))
                        .answers("Written", TurnOperations::finish));
    }

    private static Stream<Operation<?, Ground>> ends() {
        return Stream.of(
                Operation.<Reset, Ground>writes(
                                "sbi reset", "resetSbi", "POST " + SbiOperations.SBI + "/reset", Reset.class)
                        .says("Lets a task start over; its turns stay on record.")
                        .inHeader("lease", LEASE)
                        .called(form -> form.words("id").option("lease", "--lease-generation"))
                        .answers(
                                "Written",
                                (reset, call, _) -> reset.leased()
                                        .done(
                                                new SbiCommand.ResetTo(
                                                        reset.leased().which().sbi(),
                                                        Status.of(reset.status())
                                                                .orElse(Status.READY),
                                                        reset.why()),
                                                call)),
                Operation.<Ended, Ground>writes(
                                "sbi terminate",
                                "terminateSbi",
                                "POST " + SbiOperations.SBI + "/terminate",
                                Ended.class)
                        .says("Ends a task by force.")
                        .inHeader("lease", LEASE)
                        .called(form -> form.words("id").option("lease", "--lease-generation"))
                        .answers(
                                "Written",
                                (ended, call, _) -> ended.leased()
                                        .done(
                                                new SbiCommand.Terminate(
                                                        ended.leased().which().sbi(), ended.why()),
                                                call)));
    }

    /** Returns the id of a task that is there: an empty list of an unknown one would be a lie. */
    static String known(String id, Ground ground) {
        if (SbiOperations.queries(ground).find(id).isEmpty()) {
            throw Rejected.notFound("%s is not registered", id);
        }
        return id;
    }

    private static ExecutionView turn(OneTurn it, Ground ground) {
        String sbi = known(it.which().id(), ground);
        return SbiOperations.queries(ground)
                .execution(sbi, it.turn(), it.ordinal())
                .orElseThrow(() -> Rejected.notFound(
                        "%s has no turn %d%s",
                        it.which().id(),
                        it.turn(),
                        it.ordinal()
                                .map(number -> " with the ordinal " + number)
                                .orElse("")));
    }

    private static Outcome start(Started it, Call call, Ground ground) {
        SbiId sbi = it.leased().which().sbi();
        Receipt receipt = call.submit(new SbiCommand.StartExecution(
                sbi,
                Step.of(it.step()).orElseThrow(),
                it.turn(),
                it.turnsMax().orElseGet(() -> ground.setting().applyAsInt("turns.max")),
                it.leased().worker(it.holder(), call)));
        Map<String, Object> more = new LinkedHashMap<>();
        for (Event event : ground.events(receipt)) {
            if (event instanceof ExecutionStarted started) {
                more.put("outcome", "started");
                more.put("turn", started.turn());
                more.put("step", started.step());
                more.put("attempt", started.attempt());
                String place = SbiOperations.place(sbi.value()) + "/executions/" + started.turn();
                return new Outcome.Done(sbi.value(), receipt, true, Optional.of(place), more);
            }
        }
        more.put("outcome", "terminated");
        return new Outcome.Done(sbi.value(), receipt, false, Optional.empty(), more);
    }

    private static Outcome finish(Finished it, Call call, Ground ground) {
        String word = it.decision();
        Decision decision = Decision.of(word)
                .orElseThrow(() -> Rejected.invalidAt(
                        "/decision", "'%s' is no decision: want PENDING, NEEDS_CHANGES, SUCCEEDED or FAILED", word));
        return call.done(new SbiCommand.FinishExecution(
                it.leased().which().sbi(),
                it.turn(),
                decision,
                word.equals(decision.name()) ? Optional.empty() : Optional.of(word),
                it.content(),
                it.artifacts(),
                it.attemptsMax().orElseGet(() -> ground.setting().applyAsInt("attempts.max")),
                it.leased().worker(it.holder(), call)));
    }

    private TurnOperations() {}
}
