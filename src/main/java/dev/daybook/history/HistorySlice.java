package dev.daybook.history;

import dev.daybook.domain.Domain;
import dev.daybook.domain.file.FileEvent;
import dev.daybook.domain.history.History;
import dev.daybook.domain.history.HistoryDecider;
import dev.daybook.domain.history.HistoryEvent;
import dev.daybook.event.Facts;
import dev.daybook.event.RolledBackJson;
import dev.daybook.operation.Operations;
import dev.daybook.query.FileQueries;
import dev.daybook.query.Reads;
import dev.daybook.rollout.Rollout;
import dev.daybook.rollout.RolloutDecider;
import dev.daybook.rollout.RolloutEvent;
import dev.daybook.rollout.Stage;
import dev.daybook.slice.Figure;
import dev.daybook.slice.Ground;
import dev.daybook.slice.Health;
import dev.daybook.slice.Slice;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the engines do and write down: checkpoints and rollbacks, runs and the files they keep, moves of tools' users.
 *
 * @param kinds the tools whose files are taken over
 */
public record HistorySlice(List<String> kinds) implements Slice {

    public HistorySlice {
        kinds = List.copyOf(kinds);
    }

    @Override
    public Facts facts() {
        return Facts.of(HistoryEvent.class, FileEvent.class, RolloutEvent.class)
                .upcast("journal.rolled-back/1", RolledBackJson::fromVersion1)
                .word(Stage.class, Stage::text, Stage::of)
                .upcast("import.started/1", json -> json.put("project", ""));
    }

    @Override
    public List<Domain> domains() {
        return List.of(
                Domain.of("journal", History.class, new HistoryDecider()),
                Domain.of("rollout", Rollout.class, new RolloutDecider()));
    }

    @Override
    public Map<String, Function<String, Optional<Map<String, Object>>>> fields(Reads reads) {
        var files = new FileQueries(reads);
        return Map.of(
                "file",
                key -> files.find(key).map(file -> Map.of("/encoding", file.encoding(), "/sha256", file.sha256())));
    }

    @Override
    public List<Health> health() {
        return List.of(
                new Health("rollout", ground -> ground.rollouts().lacking()),
                new Health("pending", ground -> ground.rollouts().setAside()));
    }

    @Override
    public List<Figure> figures(Ground ground) {
        return EngineFigures.of(ground);
    }

    @Override
    public List<Operations<Ground>> operations() {
        return List.of(
                SearchOperations.ALL,
                ThingOperations.ALL,
                AuditOperations.ALL,
                BlameOperations.ALL,
                DiffOperations.ALL,
                JournalOperations.ALL,
                JournalOperations.SHOWN,
                CheckpointOperations.ALL,
                RollbackOperations.ALL,
                UndoOperations.ALL,
                BranchOperations.ALL,
                FollowOperations.all(kinds),
                MigrationOperations.all(kinds),
                BackupOperations.ALL,
                RolloutOperations.ALL);
    }
}
