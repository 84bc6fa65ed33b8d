package dev.daybook.agent.hive;

import dev.daybook.domain.Json;
import dev.daybook.event.Recorded;
import dev.daybook.importing.LegacySource.Entity;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.format.CountedEntity;
import dev.daybook.importing.format.FileRecord;
import dev.daybook.importing.format.RecordMapping;
import dev.daybook.journal.StreamId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Counts the records of a hive by what they are.
 *
 * @param records what they are to the journal
 */
record CountedMapping(RecordMapping records) implements RecordMapping {

    private static final Map<String, String> COUNTS = Map.ofEntries(
            Map.entry("hive.agent", "agents"),
            Map.entry("hive.agent-file", "agents_from_files"),
            Map.entry("hive.task", "tasks"),
            Map.entry("hive.message", "agent_messages"),
            Map.entry("hive.inbox-message", "inbox_messages"),
            Map.entry("hive.context", "context_sessions"),
            Map.entry("hive.context-file", "context_files"),
            Map.entry("hive.memory", "memory_snapshots"),
            Map.entry("hive.memory-file", "memory_files"),
            Map.entry("hive.context-event", "context_events"),
            Map.entry("hive.metric", "performance_metrics"),
            Map.entry("hive.performance", "performance"),
            Map.entry("hive.checkpoint", "checkpoints"),
            Map.entry("hive.checkpoint-file", "checkpoint_files"),
            Map.entry("hive.coordinator-checkpoint", "checkpoint_files"),
            Map.entry("hive.git-state", "git_state"),
            Map.entry("hive.pull-request", "pull_requests"),
            Map.entry("hive.configuration", "configurations"),
            Map.entry("hive.config-file", "config_files"),
            Map.entry("hive.setting-file", "config_files"),
            Map.entry("hive.event", "events"),
            Map.entry("hive.log", "log_events"),
            Map.entry("hive.project", "projects"),
            Map.entry("hive.project-task", "project_tasks"),
            Map.entry("hive.context-history", "context_history"),
            Map.entry("hive.prediction", "predictions"),
            Map.entry("hive.decision", "decisions"),
            Map.entry("hive.pattern", "patterns"),
            Map.entry("hive.prompt", "prompts"),
            Map.entry("hive.backlog-item", "backlog_items"),
            Map.entry("hive.backlog-change", "item_history"),
            Map.entry("hive.sprint", "sprint_metrics"),
            Map.entry("hive.backlog-sync", "sync_log"),
            Map.entry("hive.completion", "completions"),
            Map.entry("hive.memory-document", "memory_documents"),
            Map.entry("hive.memory-backup", "memory_documents"),
            Map.entry("hive.migration-backup", "migration_backups"),
            Map.entry("hive.coordination", "coordination_documents"),
            Map.entry("hive.alert", "coordination_alerts"),
            Map.entry("hive.phase-report", "reports"),
            Map.entry("hive.report", "reports"),
            Map.entry("hive.persona", "personas"),
            Map.entry("hive.command", "commands"));

    @Override
    public Set<String> categories() {
        return records.categories();
    }

    @Override
    public String category(String kind) {
        return records.category(kind);
    }

    @Override
    public String name(String kind, String key) {
        return records.name(kind, key);
    }

    @Override
    public Optional<Named> named(String category, String name) {
        return records.named(category, name);
    }

    @Override
    public Map<String, Object> fields(Json record) {
        return records.fields(record);
    }

    @Override
    public Entity found(String tool, Root root, FileRecord record) {
        Entity entity = records.found(tool, root, record);
        return Optional.ofNullable(COUNTS.get(record.kind()))
                .<Entity>map(count -> new CountedEntity(entity, Map.of(count, 1)))
                .orElse(entity);
    }

    @Override
    public Entity gone(String tool, Root root, StreamId stream, Predicate<String> lost) {
        return records.gone(tool, root, stream, lost);
    }

    @Override
    public RecordState said(List<Recorded> entries, Function<Recorded, Optional<String>> toldBy) {
        return records.said(entries, toldBy);
    }
}
