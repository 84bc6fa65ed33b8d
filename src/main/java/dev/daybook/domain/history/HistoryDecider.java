package dev.daybook.domain.history;

import dev.daybook.domain.Decider;
import dev.daybook.domain.Rejected;
import dev.daybook.domain.Texts;
import dev.daybook.domain.history.History.Written;
import dev.daybook.domain.history.HistoryCommand.NameCheckpoint;
import dev.daybook.domain.history.HistoryCommand.RollBack;
import dev.daybook.domain.history.HistoryEvent.CheckpointNamed;
import dev.daybook.domain.history.HistoryEvent.ImportFinished;
import dev.daybook.domain.history.HistoryEvent.ImportRejected;
import dev.daybook.domain.history.HistoryEvent.ImportStarted;
import dev.daybook.domain.history.HistoryEvent.RolledBack;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What may be written about the journal itself: names of places, and what no longer counts. */
public final class HistoryDecider implements Decider<HistoryCommand, History, HistoryEvent> {

    /** The kinds of facts about the journal itself, and about who may come in: a rollback leaves them alone. */
    private static final Set<String> ALWAYS = Set.of("journal", "import", "rollout", "access");

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
            // Going back to a position, or from a rollback, may bring back what an earlier rollback took out.
            case RolledBack it ->
                it.to().isPresent() || it.first().isPresent()
                        ? new Written(written.checkpoints(), Set.of())
                        : new Written(
                                written.checkpoints(),
                                it.run()
                                        .map(run -> with(written.runsOut(), run))
                                        .orElse(written.runsOut()));
            case ImportStarted _, ImportRejected _, ImportFinished _ -> written;
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

    private static List<HistoryEvent> rollBack(RollBack it, Written written) {
        long targets = Stream.of(it.to(), it.run(), it.entity(), it.first())
                .filter(target -> target.isPresent())
                .count();
        if (targets != 1) {
            throw Rejected.invalid("a rollback names %d targets: want one of to, run, entity and entries", targets);
        }
        it.why().ifPresent(why -> Texts.reason("/why", why));
        it.run().ifPresent(run -> Texts.key("/run", run));
        it.entity().ifPresent(HistoryDecider::entity);
        it.checkpoint().filter(name -> !written.checkpoints().contains(name)).ifPresent(name -> {
            throw Rejected.notFound("there is no checkpoint '%s'", name);
        });
        if (it.to().isPresent()) {
            long to = it.to().get();
            if (to < 0 || to > it.head()) {
                throw Rejected.invalidAt("/to", "there is no position %d: the last one is %d", to, it.head());
            }
            if (to == it.head()) {
                return List.of();
            }
        }
        if (it.first().isPresent() != it.last().isPresent()
                || it.first().filter(first -> first < 1).isPresent()
                || it.last()
                        .filter(last -> last > it.head() || last < it.first().orElse(0L))
                        .isPresent()) {
            throw Rejected.invalid(
                    "there are no entries from %s to %s: the last one is %d",
                    it.first().orElse(0L), it.last().orElse(0L), it.head());
        }
        if (it.run().isPresent() && written.runsOut().contains(it.run().get())) {
            return List.of();
        }
        return List.of(
                new RolledBack(it.to(), it.run(), it.entity(), it.checkpoint(), it.why(), it.first(), it.last()));
    }

    private static void entity(String entity) {
        int slash = entity.indexOf('/');
        if (slash <= 0 || slash == entity.length() - 1) {
            throw Rejected.invalidAt("/entity", "'%s' is no entity: want kind/id, such as sbi/SBI-01…", entity);
        }
        String kind = entity.substring(0, slash);
        if (ALWAYS.contains(kind)) {
            throw Rejected.invalidAt("/entity", "the facts about the journal itself always count: '%s'", entity);
        }
        Texts.key("/entity", entity.substring(slash + 1));
    }

    private static Set<String> with(Set<String> set, String added) {
        var all = new HashSet<>(set);
        all.add(added);
        return Set.copyOf(all);
    }
}
