package dev.daybook.domain.history;

import dev.daybook.domain.Decider;
import dev.daybook.domain.Rejected;
import dev.daybook.domain.Texts;
import dev.daybook.domain.history.History.Written;
import dev.daybook.domain.history.HistoryCommand.NameCheckpoint;
import dev.daybook.domain.history.HistoryCommand.RollBack;
import dev.daybook.domain.history.HistoryEvent.CheckpointNamed;
import dev.daybook.domain.history.HistoryEvent.Erased;
import dev.daybook.domain.history.HistoryEvent.ExportFinished;
import dev.daybook.domain.history.HistoryEvent.ImportFinished;
import dev.daybook.domain.history.HistoryEvent.ImportRejected;
import dev.daybook.domain.history.HistoryEvent.ImportStarted;
import dev.daybook.domain.history.HistoryEvent.RolledBack;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What may be written about the journal itself: names of places, and what no longer counts. */
public final class HistoryDecider implements Decider<HistoryCommand, History, HistoryEvent> {

    /** The kinds of facts about the journal itself, about who may come in, and about secrets: a rollback leaves them alone. */
    static final Set<String> ALWAYS = Set.of("journal", "import", "export", "rollout", "access", "secret");

    @Override
    public History initial() {
        return new Written(Set.of(), Set.of());
    }

    @Override
    public List<HistoryEvent> decide(HistoryCommand command, History history) {
        Written written = switch (history) {
            case Written it -> it;
        };
        return switch (command) {
            case NameCheckpoint it -> nameCheckpoint(it, written);
            case RollBack it -> rollBack(it, written);
        };
    }

    @Override
    public History evolve(History history, HistoryEvent event) {
        Written written = switch (history) {
            case Written it -> it;
        };
        return switch (event) {
            case CheckpointNamed it -> new Written(with(written.checkpoints(), it.name()), written.runsOut());
            case RolledBack it -> new Written(written.checkpoints(), runsOut(it, written));
            case Erased _, ImportStarted _, ImportRejected _, ImportFinished _, ExportFinished _ -> written;
        };
    }

    private static List<HistoryEvent> nameCheckpoint(NameCheckpoint it, Written written) {
        Texts.name("/name", it.name());
        it.why().ifPresent(why -> Texts.reason("/why", why));
        if (it.name().chars().allMatch(Character::isDigit)) {
            throw Rejected.invalidAt(
                    "/name", "'%s' would be taken for a position: want at least one letter", it.name());
        }
        if (written.checkpoints().contains(it.name())) {
            throw Rejected.conflict("there is a checkpoint '%s' already: choose another name", it.name());
        }
        return List.of(new CheckpointNamed(it.name(), it.why()));
    }

    /** Going back to a position, or from a rollback, may bring back what an earlier rollback took out. */
    private static Set<String> runsOut(RolledBack it, Written written) {
        return switch (it.target()) {
            case Target.To _, Target.Rollback _, Target.Entries _ -> Set.of();
            case Target.Run run when run.after() == 0 && it.kept().isEmpty() -> with(written.runsOut(), run.run());
            default -> written.runsOut();
        };
    }

    private static List<HistoryEvent> rollBack(RollBack asked, Written written) {
        RolledBack it = asked.rollback();
        it.why().ifPresent(why -> Texts.reason("/why", why));
        it.target().check(asked.head());
        it.checkpoint().filter(name -> !written.checkpoints().contains(name)).ifPresent(name -> {
            throw Rejected.notFound("there is no checkpoint '%s'", name);
        });
        boolean isThere = switch (it.target()) {
            case Target.To to -> to.to() == asked.head();
            case Target.Run run -> written.runsOut().contains(run.run());
            default -> false;
        };
        return isThere ? List.of() : List.of(it);
    }

    private static Set<String> with(Set<String> set, String added) {
        var all = new HashSet<>(set);
        all.add(added);
        return Set.copyOf(all);
    }
}
