package dev.daybook.importing.run;

import java.time.Instant;
import java.util.Optional;

/** A run, with its progress while it is running and its report afterwards. */
public record RunView(
        String run,
        String kind,
        String source,
        String actor,
        Instant startedAt,
        State state,
        Optional<Progress> progress,
        Optional<Report> report) {

    /** What became of a run. */
    public enum State {
        RUNNING,
        FINISHED,
        /** The process ended before the run did: resuming it goes on from there. */
        INTERRUPTED
    }

    RunView with(Progress progress) {
        return new RunView(run, kind, source, actor, startedAt, state, Optional.of(progress), report);
    }

    RunView running() {
        return new RunView(run, kind, source, actor, startedAt, State.RUNNING, progress, report);
    }

    RunView finished(Report report) {
        return new RunView(run, kind, source, actor, startedAt, State.FINISHED, Optional.empty(), Optional.of(report));
    }
}
