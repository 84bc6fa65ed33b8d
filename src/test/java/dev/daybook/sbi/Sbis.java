package dev.daybook.sbi;

import dev.daybook.domain.Json;
import dev.daybook.domain.Story;
import dev.daybook.domain.lease.Worker;
import dev.daybook.sbi.SbiCommand.AcquireLease;
import dev.daybook.sbi.SbiCommand.Edit;
import dev.daybook.sbi.SbiCommand.FinishExecution;
import dev.daybook.sbi.SbiCommand.Register;
import dev.daybook.sbi.SbiCommand.StartExecution;
import dev.daybook.sbi.SbiEvent.ExecutionFinished;
import dev.daybook.sbi.SbiEvent.ExecutionStarted;
import dev.daybook.sbi.SbiEvent.Registered;
import dev.daybook.sbi.SbiEvent.StatusChanged;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The task that the stories are about, and the short forms of what is asked of it. */
final class Sbis {

    static final SbiId SBI = new SbiId("SBI-01K6FRP24VXAE1C24TYMZ95G6S");
    static final SbiId OTHER = new SbiId("SBI-01K6FRP24VXAE1C24TYMZ95G6T");
    static final Instant NOON = Instant.parse("2025-10-01T12:00:00Z");
    static final Worker NOBODY = new Worker(Optional.empty(), Optional.empty(), NOON);

    /** The generation that a lease asked for gets. */
    static final long NEXT = 9;

    static final int TURNS_MAX = 8;
    static final int ATTEMPTS_MAX = 3;

    static final Registered REGISTERED = registered(false);
    static final Registered IMPLEMENT_ONLY = registered(true);

    private static Registered registered(boolean onlyImplement) {
        return new Registered(
                SBI,
                Optional.empty(),
                "Add login",
                Optional.of("# Add login"),
                "",
                List.of(),
                0,
                Optional.empty(),
                List.of(),
                onlyImplement,
                Json.EMPTY_OBJECT);
    }

    static final Register REGISTER = register("Add login", "", List.of(), 0, List.of(), Set.of());

    static Story<SbiCommand, Sbi, SbiEvent> story() {
        return Story.of(new SbiDecider());
    }

    static Register register(
            String title,
            String label,
            List<String> labels,
            int priority,
            List<SbiId> dependsOn,
            Set<SbiId> dependants) {
        return new Register(
                SBI,
                Optional.empty(),
                title,
                Optional.of("# Add login"),
                label,
                labels,
                priority,
                Optional.empty(),
                dependsOn,
                false,
                Json.EMPTY_OBJECT,
                dependants);
    }

    static Register titled(String title) {
        return register(title, "", List.of(), 0, List.of(), Set.of());
    }

    static final Edit NO_EDIT = new Edit(
            SBI,
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Set.of());

    static StartExecution start(Step step) {
        return new StartExecution(SBI, step, Optional.empty(), TURNS_MAX, NOBODY);
    }

    static StartExecution startAs(String holder, Instant at) {
        return new StartExecution(SBI, Step.IMPLEMENT, Optional.empty(), TURNS_MAX, by(holder, at));
    }

    static FinishExecution finish(int turn, Decision decision) {
        return finishAs(turn, decision, NOBODY);
    }

    static FinishExecution finishAs(int turn, Decision decision, Worker by) {
        return new FinishExecution(
                SBI, turn, decision, Optional.empty(), Optional.of("report"), List.of(), ATTEMPTS_MAX, by);
    }

    /** Who names no lease. */
    static Worker by(String holder, Instant at) {
        return new Worker(Optional.of(holder), Optional.empty(), at);
    }

    /** Who names a lease. */
    static Worker under(long generation, Instant at) {
        return new Worker(Optional.empty(), Optional.of(generation), at);
    }

    static ExecutionStarted started(int turn, Step step, int attempt) {
        return new ExecutionStarted(SBI, turn, step, attempt, Optional.empty(), Optional.empty());
    }

    static ExecutionFinished finished(int turn, Step step, int attempt, Decision decision) {
        return new ExecutionFinished(
                SBI,
                turn,
                step,
                attempt,
                Optional.empty(),
                decision,
                Optional.empty(),
                Optional.of("report"),
                List.of());
    }

    static StatusChanged now(Status status) {
        return new StatusChanged(SBI, status, Optional.empty(), Optional.empty());
    }

    static AcquireLease lease(String holder, Instant at, Instant expiresAt) {
        return new AcquireLease(SBI, holder, at, expiresAt, true, NEXT);
    }

    private Sbis() {}
}
