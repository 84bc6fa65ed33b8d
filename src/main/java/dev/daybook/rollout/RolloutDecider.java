package dev.daybook.rollout;

import dev.daybook.domain.Decider;
import dev.daybook.domain.Rejected;
import dev.daybook.domain.Texts;
import dev.daybook.rollout.Rollout.Moving;
import dev.daybook.rollout.Rollout.Own;
import dev.daybook.rollout.Rollout.Share;
import dev.daybook.rollout.Rollout.Unset;
import dev.daybook.rollout.RolloutCommand.Measure;
import dev.daybook.rollout.RolloutCommand.RecordShown;
import dev.daybook.rollout.RolloutCommand.SetStage;
import dev.daybook.rollout.RolloutCommand.Settle;
import dev.daybook.rollout.RolloutCommand.StepBack;
import dev.daybook.rollout.RolloutEvent.DiscrepancySettled;
import dev.daybook.rollout.RolloutEvent.Measured;
import dev.daybook.rollout.RolloutEvent.RolledBackShown;
import dev.daybook.rollout.RolloutEvent.StageSet;
import dev.daybook.rollout.RolloutEvent.SteppedBack;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The way of a tool's users: forward one stage after the other, each through its gate; back at any time. */
public final class RolloutDecider implements Decider<RolloutCommand, Rollout, RolloutEvent> {

    private static final int PERCENT_MAX = 100;
    private static final Moving NOTHING = new Moving(Optional.empty(), Stage.NONE, Optional.empty(), Map.of());

    @Override
    public Rollout initial() {
        return new Unset();
    }

    @Override
    public List<RolloutEvent> decide(RolloutCommand command, Rollout rollout) {
        Texts.key("/kind", command.kind());
        return switch (command) {
            case SetStage it -> set(it, moving(rollout));
            case StepBack it -> stepBack(it, moving(rollout));
            case Measure it ->
                it.figures().equals(Figures.NONE)
                        ? List.of()
                        : List.of(new Measured(it.kind(), it.scope(), it.stage(), it.figures()));
            case RecordShown it -> List.of(new RolledBackShown(it.kind(), it.rollback()));
            case Settle it -> settle(it);
        };
    }

    @Override
    public Rollout evolve(Rollout rollout, RolloutEvent event) {
        return switch (event) {
            case StageSet it -> after(moving(rollout), it);
            case SteppedBack it -> after(moving(rollout), it);
            case Measured _, RolledBackShown _, DiscrepancySettled _ -> rollout;
        };
    }

    private static Moving moving(Rollout rollout) {
        return switch (rollout) {
            case Unset _ -> NOTHING;
            case Moving it -> it;
        };
    }

    private static List<RolloutEvent> set(SetStage it, Moving now) {
        checked(it);
        Optional<String> root = it.root().or(() -> it.unit().map(now::root).orElse(now.root()));
        if (it.stage() != Stage.NONE && root.isEmpty()) {
            throw Rejected.invalidAt(
                    "/root", "nobody said where the files of %s stand: want the root of its tree", it.kind());
        }
        Stage from = from(it, now);
        var set = new StageSet(
                it.kind(), it.stage(), from, it.unit(), it.percent(), it.root(), it.force(), it.reason(), it.figures());
        if (after(now, set).equals(now)) {
            return List.of();
        }
        boolean more = it.percent().isPresent()
                && it.stage() == now.share().map(Share::stage).orElse(Stage.NONE)
                && it.percent().get() > now.share().map(Share::percent).orElse(0);
        if ((it.stage().isAfter(from) || more) && !it.force()) {
            through(it, from);
        }
        return List.of(set);
    }

    private static void checked(SetStage it) {
        it.unit().ifPresent(unit -> Texts.name("/unit", unit));
        it.reason().ifPresent(reason -> Texts.reason("/reason", reason));
        if (it.force() && it.reason().filter(reason -> !reason.isBlank()).isEmpty()) {
            throw Rejected.invalidAt("/reason", "a stage that is forced needs a reason, which stays on record");
        }
        if (it.unit().isPresent() && it.percent().isPresent()) {
            throw Rejected.invalidAt("/percent", "one unit has no percentage: want unit or percent");
        }
        if (it.unit()
                .filter(unit -> unit.equals(Rollout.ALL) || unit.equals(Rollout.PERCENT))
                .isPresent()) {
            throw Rejected.invalidAt(
                    "/unit",
                    "'%s' is no unit: want a workspace or project",
                    it.unit().get());
        }
        it.percent().filter(percent -> percent < 0 || percent > PERCENT_MAX).ifPresent(percent -> {
            throw Rejected.invalidAt("/percent", "%d is no percentage: want 0 to 100", percent);
        });
    }

    /** The stage that the units had which are to have another one now. */
    private static Stage from(SetStage it, Moving now) {
        if (it.unit().isPresent()) {
            return now.stage(now.scope(it.unit().get()));
        }
        boolean sameShare = it.percent().isPresent()
                && now.share().filter(share -> share.stage() == it.stage()).isPresent();
        if (sameShare) {
            return it.stage();
        }
        return now.share().map(Share::stage).filter(now.stage()::isAfter).orElse(now.stage()); // the earliest
    }

    private static void through(SetStage it, Stage from) {
        if (from == Stage.NONE && it.stage().isAfter(Stage.DUAL)) {
            throw Rejected.conflict(
                    "%s has no stage yet: want legacy or dual first, or force it with a reason", it.kind());
        }
        if (from == Stage.NONE) {
            return; // both sides are brought together, and the files stay what they are
        }
        if (it.stage().isAfter(from.next())) {
            throw Rejected.conflict(
                    "from %s to %s is more than one stage: want %s first, or force it with a reason",
                    from.text(), it.stage().text(), from.next().text());
        }
        if (!it.against().isEmpty()) {
            throw Rejected.conflict(
                    "the gate to %s does not hold: %s; mend it, wait, or force it with a reason",
                    it.stage().text(), String.join("; ", it.against()));
        }
    }

    private static List<RolloutEvent> stepBack(StepBack it, Moving now) {
        Stage from = now.stage(it.scope());
        boolean isUnit = now.units().containsKey(it.scope());
        if (it.scope().equals(Rollout.PERCENT)) {
            return now.share()
                    .filter(share -> share.stage().isAfter(now.stage()))
                    .map(share -> List.<RolloutEvent>of(new SteppedBack(
                            it.kind(),
                            now.stage(),
                            from,
                            Optional.empty(),
                            Optional.of(share.percent()),
                            it.trigger(),
                            it.figures())))
                    .orElse(List.of());
        }
        if (!isUnit && !it.scope().equals(Rollout.ALL)) {
            return List.of();
        }
        return from.before()
                .map(stage -> List.<RolloutEvent>of(new SteppedBack(
                        it.kind(),
                        stage,
                        from,
                        isUnit ? Optional.of(it.scope()) : Optional.empty(),
                        Optional.empty(),
                        it.trigger(),
                        it.figures())))
                .orElse(List.of());
    }

    private static List<RolloutEvent> settle(Settle it) {
        if (!it.prefer().equals("journal") && !it.prefer().equals("file")) {
            throw Rejected.invalidAt("/prefer", "'%s' is no side: want journal or file", it.prefer());
        }
        return List.of(new DiscrepancySettled(
                it.kind(), it.unit(), it.thing(), it.pointer(), it.prefer(), it.journal(), it.file()));
    }

    private static Moving after(Moving now, StageSet it) {
        if (it.unit().isPresent()) {
            Optional<String> root = it.root()
                    .or(() -> Optional.ofNullable(now.units().get(it.unit().get()))
                            .flatMap(Own::root));
            return now.with(it.unit().get(), new Own(it.stage(), root));
        }
        Optional<String> root = it.root().or(now::root);
        if (it.percent().isPresent()) {
            int percent = it.percent().get();
            return new Moving(
                    root,
                    now.stage(),
                    percent == 0 ? Optional.empty() : Optional.of(new Share(it.stage(), percent)),
                    now.units());
        }
        return new Moving(root, it.stage(), Optional.empty(), now.units());
    }

    private static Moving after(Moving now, SteppedBack it) {
        if (it.unit().isPresent()) {
            String unit = it.unit().get();
            return now.with(
                    unit,
                    new Own(
                            it.stage(),
                            Optional.ofNullable(now.units().get(unit)).flatMap(Own::root)));
        }
        return it.percent().isPresent()
                ? new Moving(now.root(), now.stage(), Optional.empty(), now.units())
                : new Moving(now.root(), it.stage(), now.share(), now.units());
    }
}
