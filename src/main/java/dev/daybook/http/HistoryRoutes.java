package dev.daybook.http;

import dev.daybook.command.Receipt;
import dev.daybook.domain.history.HistoryCommand.RollBack;
import dev.daybook.history.Rollbacks;
import dev.daybook.history.Rollbacks.Change;
import dev.daybook.history.Rollbacks.Done;
import dev.daybook.http.Problem.Kind;
import java.util.ArrayList;
import java.util.List;
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
            return Answer.json(change.view(true, Optional.empty()));
        }
        List<Change> change = new ArrayList<>(1);
        Receipt receipt = writing.submit(
                writing.submission(request, command),
                submission -> heavy.work("rollback", () -> {
                    Done done = rollbacks.run(submission, _ -> {});
                    change.add(done.change());
                    return done.receipt();
                }));
        return writing.answer(200, receipt, change.getFirst().view(false, Optional.of(receipt.position())));
    }
}
