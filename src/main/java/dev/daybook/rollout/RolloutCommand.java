package dev.daybook.rollout;

import dev.daybook.domain.Command;
import java.util.List;
import java.util.Optional;

/** What may be asked of a tool's move. */
public sealed interface RolloutCommand extends Command {

    String kind();

    @Override
    default String category() {
        return "rollout";
    }

    @Override
    default String key() {
        return kind();
    }

    /**
     * Sets a stage; see {@link RolloutEvent.StageSet}.
     *
     * @param against what the gate has against it
     */
    record SetStage(
            String kind,
            Stage stage,
            Optional<String> unit,
            Optional<Integer> percent,
            Optional<String> root,
            boolean force,
            Optional<String> reason,
            List<String> against,
            Figures figures)
            implements RolloutCommand {

        public SetStage {
            against = List.copyOf(against);
        }
    }

    /** Leaves the stage of that scope; see {@link RolloutEvent.SteppedBack}. */
    record StepBack(String kind, String scope, String trigger, Figures figures) implements RolloutCommand {}

    record Measure(String kind, String scope, Stage stage, Figures figures) implements RolloutCommand {}

    /** Says that the files show the rollbacks up to that position. */
    record RecordShown(String kind, long rollback) implements RolloutCommand {}

    record Settle(
            String kind,
            String unit,
            String thing,
            Optional<String> pointer,
            String prefer,
            Optional<String> journal,
            Optional<String> file)
            implements RolloutCommand {}
}
