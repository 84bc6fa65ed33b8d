package dev.daybook.sbi;

import dev.daybook.projection.ProjectionStatus;
import dev.daybook.projection.Quarantined;
import dev.daybook.query.Reads;
import java.util.List;
import java.util.Optional;

/** The counts of tasks, counted anew when the read model has gone on. Thread-safe. */
final class KeptCounts {

    /** By what rows that may have changed are told from those that have not. */
    private record State(int generation, long position, List<Quarantined> quarantined) {}

    private record Counted(State of, TaskCounts counts) {}

    private Optional<Counted> last = Optional.empty();

    /**
     * Returns them.
     *
     * @param model how the read model of tasks stands, asked before its rows are: they are as new, or newer
     */
    synchronized TaskCounts of(ProjectionStatus model, Reads reads) {
        var now = new State(model.generation(), model.position(), model.quarantined());
        Optional<Counted> kept =
                last.filter(counted -> counted.of.equals(now) && model.state() == ProjectionStatus.State.LIVE);
        if (kept.isPresent()) {
            return kept.get().counts;
        }
        TaskCounts counts = reads.read(TaskCounts::of);
        last = Optional.of(new Counted(now, counts));
        return counts;
    }
}
