package dev.daybook.http;

import dev.daybook.command.Receipt;
import dev.daybook.domain.history.HistoryCommand.RollBack;
import dev.daybook.history.Rollbacks;
import dev.daybook.history.Rollbacks.Change;
import dev.daybook.history.Rollbacks.Done;
import dev.daybook.http.Problem.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Checkpoints, and going back to them. */
final class HistoryRoutes {

    private final Rollbacks rollbacks;
    private final CommandRequests writing;
    private final CpuBoundWork heavy;

    HistoryRoutes(Rollbacks rollbacks, CommandRequests writing, CpuBoundWork heavy) {
        this.rollbacks = rollbacks;
        this.writing = writing;
        this.heavy = heavy;
    }

    void mount(Routes on) {
        on.post("/rollbacks", this::rollBack);
    }

    private Answer rollBack(Request request) {
        BodyFields body = request.body();
        if (Stream.of("to", "checkpoint", "run", "entity").filter(body::has).count() != 1) {
            throw Problem.thrown(Kind.INVALID_REQUEST, "want exactly one of to, checkpoint, run and entity");
        }
        RollBack command = rollbacks.command(
                body.maybeLong("to"),
                body.maybeText("checkpoint"),
                body.maybeText("run"),
                body.maybeText("entity"),
                body.maybeText("why"));
        if (body.flag("dryRun")) {
            Change change = heavy.work("rollback-dry-run", () -> rollbacks.dryRun(command));
            return Answer.json(view(change, true, Optional.empty()));
        }
        List<Change> change = new ArrayList<>(1);
        Receipt receipt = writing.submit(
                writing.submission(request, command),
                submission -> heavy.work("rollback", () -> {
                    Done done = rollbacks.run(submission, _ -> {});
                    change.add(done.change());
                    return done.receipt();
                }));
        return writing.answer(200, receipt, view(change.getFirst(), false, Optional.of(receipt.position())));
    }

    private static Map<String, Object> view(Change change, boolean dryRun, Optional<Long> position) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("dryRun", dryRun);
        view.put("head", change.head().value());
        view.put("position", position);
        view.put("to", change.rollback().to());
        view.put("checkpoint", change.rollback().checkpoint());
        view.put("run", change.rollback().run());
        view.put("entity", change.rollback().entity());
        view.put("undone", change.undone());
        view.put("restored", change.restored());
        view.put("entitiesTouched", change.entitiesTouched());
        view.put(
                "entities",
                change.entities().stream()
                        .map(touched -> Map.of(
                                "entity", touched.entity().toString(),
                                "undone", touched.undone(),
                                "restored", touched.restored()))
                        .toList());
        view.values().removeIf(value -> value instanceof Optional<?> maybe && maybe.isEmpty());
        return view;
    }
}
