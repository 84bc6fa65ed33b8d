package dev.daybook.rollout;

import dev.daybook.domain.Event;
import dev.daybook.domain.EventType;
import dev.daybook.domain.Part;
import dev.daybook.domain.Words;
import java.util.Optional;

/** What happens on the way from a tool's files to the journal. {@code kind} is the tool, such as {@code ait42}. */
public sealed interface RolloutEvent extends Event {

    String kind();

    /**
     * A stage counts from now on: for one unit, for a share of all, or for all that have none of their own.
     *
     * @param from the stage that counted there before
     * @param unit a workspace or project; none: all
     * @param percent how many of a hundred units; none: all
     * @param root where the files stand; none: where they stood before
     * @param forced whether although the gate did not hold
     * @param figures what was measured before
     */
    @EventType(name = "rollout.stage-set")
    @Words("moved {kind}[ of {unit}][ for {percent} percent] from {from} to {stage}[: {reason}]")
    @Part(value = "stage", begins = true)
    record StageSet(
            String kind,
            Stage stage,
            Stage from,
            Optional<String> unit,
            Optional<Integer> percent,
            Optional<String> root,
            boolean forced,
            Optional<String> reason,
            Figures figures)
            implements RolloutEvent {}

    /**
     * A stage did not do and was left again, without anybody asking.
     *
     * @param stage the one that counts now
     * @param percent the share that is no more, if it was one
     * @param trigger why
     */
    @EventType(name = "rollout.stepped-back")
    @Words("stepped {kind}[ of {unit}][ for {percent} percent] back from {from} to {stage}: {trigger}")
    @Part(value = "stage", begins = true)
    record SteppedBack(
            String kind,
            Stage stage,
            Stage from,
            Optional<String> unit,
            Optional<Integer> percent,
            String trigger,
            Figures figures)
            implements RolloutEvent {}

    /**
     * What was counted since the last time.
     *
     * @param scope whose: {@code all}, {@code percent}, or the unit with a stage of its own
     */
    @EventType(name = "rollout.measured")
    @Words("measured {kind} at {stage} for {scope}")
    @Part(value = "measurement", begins = true)
    record Measured(String kind, String scope, Stage stage, Figures figures) implements RolloutEvent {}

    /**
     * The files show what rollbacks made of things.
     *
     * @param rollback the position of the last one that they show
     */
    @EventType(name = "rollout.rolled-back-shown")
    @Words("showed the rollback at position {rollback} in the files of {kind}")
    @Part(value = "shown", begins = true)
    record RolledBackShown(String kind, long rollback) implements RolloutEvent {}

    /**
     * Both sides told a thing differently; one was made to say what the other says.
     *
     * @param thing the stream of the thing
     * @param pointer the field, if it was one
     * @param prefer the side that was right: {@code journal} or {@code file}
     * @param journal what the journal said, if it said anything
     * @param file what the files said
     */
    @EventType(name = "rollout.discrepancy-settled")
    @Words("settled what was told differently in {unit}: {prefer} was right")
    @Part(value = "settlement", begins = true)
    record DiscrepancySettled(
            String kind,
            String unit,
            String thing,
            Optional<String> pointer,
            String prefer,
            Optional<String> journal,
            Optional<String> file)
            implements RolloutEvent {}
}
