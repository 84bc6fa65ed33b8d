package dev.daybook.agent.hive;

import static dev.daybook.importing.container.LinesDocument.jsonLines;
import static dev.daybook.importing.container.ObjectDocument.jsonObject;
import static dev.daybook.importing.container.YamlDocument.frontMatter;
import static dev.daybook.importing.container.YamlDocument.yaml;

import dev.daybook.agent.hive.witness.HiveWitness;
import dev.daybook.importing.container.Container;
import dev.daybook.importing.container.EitherDocument;
import dev.daybook.importing.container.JsonDocument;
import dev.daybook.importing.container.LogDocument;
import dev.daybook.importing.container.LogDocument.Form;
import dev.daybook.importing.format.Format;
import dev.daybook.importing.format.RecordMapping;
import dev.daybook.slice.ToolFiles;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;

/**
 * Where the agents of a hive keep what, below the folder of a project: the state of all of them in databases, of which
 * each version had more tables, and files that each writes for itself. What says nothing of agents is kept whole.
 */
public final class Hive {

    public static final String TOOL = "hive";
    static final String FOLDER = ".claude/";
    static final String STATE = FOLDER + "state.db";
    static final String HIVE = FOLDER + "agent_hive.db";
    static final String BACKLOG = "database/backlog_analytics.db";
    static final String AGENTS = FOLDER + "agents/";
    static final String CONTEXT = FOLDER + "context/";
    static final String INBOXES = "message_bus/inboxes/";
    static final String SNAPSHOTS = FOLDER + "memory_snapshots/";

    /** How often a log is set aside before the oldest part of it is thrown away. */
    private static final int ROTATIONS = 5;

    private static final String TIME = "(\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d";
    private static final String LEVEL = "(DEBUG|INFO|WARNING|ERROR|CRITICAL)";

    /** Columns are as wide as this, or wider. */
    private static final Container LOG = new EitherDocument(
            jsonLines(),
            LogDocument.log(
                    Form.of(
                            TIME + ") " + LEVEL + " +([^\\s\\[]\\S*) +(\\[(?:corr|task|agent)=[^]]*]|) *(.*)",
                            "%s %-8s %-20s %-30s %s",
                            "time",
                            "level",
                            "logger",
                            "context",
                            "text"),
                    Form.of(TIME + ",\\d{3}) \\[" + LEVEL + "] (.*)", "%s [%s] %s", "time", "level", "text"),
                    Form.of(TIME + ",\\d{3}) - " + LEVEL + " - (.*)", "%s - %s - %s", "at", "level", "text"),
                    Form.of("(\\d{4}-\\d\\d-\\d\\d[ T]\\d\\d:\\d\\d:\\d\\d) - (.*)", "%s - %s", "time", "text"),
                    Form.of(LEVEL + ":([^:\\s]+):(.*)", "%s:%s:%s", "level", "logger", "text")),
            "text",
            EitherDocument::isObject);

    private static final Container MEMORY =
            new EitherDocument(jsonObject(), frontMatter(), "body", EitherDocument::isObject);

    /** The hive takes what is damaged for nothing; what is no object is shown as the text that it is. */
    private static final Container REMEMBERED =
            new EitherDocument(jsonObject().orDefaults(), frontMatter(), "body", EitherDocument::isObject);

    private static final Container ALERTS =
            new EitherDocument(jsonObject(), jsonLines(), "type", EitherDocument::isSpread);

    /**
     * @param mapping what its records are to the journal
     * @param zone of times without one
     */
    public static ToolFiles files(RecordMapping mapping, ZoneId zone, InstantSource clock) {
        return ToolFiles.of(format(mapping, zone, clock));
    }

    static Format format(RecordMapping mapping, ZoneId zone, InstantSource clock) {
        Format format = Format.of(TOOL, new CountedMapping(mapping));
        agents(format, STATE);
        agents(format, HIVE, "agent_hive");
        history(format);
        files(format);
        logs(format);
        project(format);
        return format.whole(FOLDER + "**")
                .dated(new Times(zone, clock))
                .rule(() -> new Columns(zone, clock))
                .rule(() -> Texts::check)
                .merging(new Ties())
                .owned(Owners::new)
                .completing(new Remembered())
                .critical(
                        "hive.agent",
                        "hive.agent-file",
                        "hive.task",
                        "hive.message",
                        "hive.inbox-message",
                        "hive.context",
                        "hive.context-file",
                        "hive.memory")
                .witness(new HiveWitness());
    }

    /** The tables of all versions; those of the first had others by some of these names. */
    private static void agents(Format format, String database, String... under) {
        List<String> names = List.of(under);
        format.database(database)
                .table(database, "agents", "hive.agent", names, "agent_id")
                .table(database, "tasks", "hive.task", names, "task_id")
                .table(database, "tasks", "hive.task", names, "id")
                .table(database, "agent_messages", "hive.message", names, "message_id")
                .table(database, "context_sessions", "hive.context", names, "session_id")
                .table(database, "memory_snapshots", "hive.memory", names, "snapshot_id")
                .table(database, "context_events", "hive.context-event", names, "event_id")
                .table(database, "performance_metrics", "hive.metric", names, "metric_id")
                .table(database, "performance", "hive.performance", names, "agent", "task_id")
                .table(database, "checkpoints", "hive.checkpoint", names, "checkpoint_id")
                .table(database, "checkpoints", "hive.checkpoint", names, "id")
                .table(database, "git_state", "hive.git-state", names, "state_id")
                .table(database, "pull_requests", "hive.pull-request", names, "pr_id")
                .table(database, "configurations", "hive.configuration", names, "config_id")
                .table(database, "events", "hive.event", names, "event_id")
                .table(database, "projects", "hive.project", names, "project_id")
                .table(database, "project_tasks", "hive.project-task", names, "project_id", "task_id");
    }

    private static void history(Format format) {
        String context = FOLDER + "state/context_history.db";
        String confidence = FOLDER + "state/confidence.db";
        String prompts = "dashboard/prompts.db";
        format.database(BACKLOG)
                .table(BACKLOG, "backlog_items", "hive.backlog-item", List.of(), "id")
                .table(BACKLOG, "item_history", "hive.backlog-change", List.of(), "id")
                .table(BACKLOG, "sprint_metrics", "hive.sprint", List.of(), "id")
                .table(BACKLOG, "sync_log", "hive.backlog-sync", List.of(), "id");
        format.database(context)
                .table(context, "context_history", "hive.context-history", List.of(), "id")
                .table(context, "prediction_accuracy", "hive.prediction", List.of(), "id")
                .database(confidence)
                .table(confidence, "decisions", "hive.decision", List.of(), "id")
                .table(confidence, "patterns", "hive.pattern", List.of(), "pattern_hash")
                .database(prompts)
                .table(prompts, "prompt_logs", "hive.prompt", List.of(), "id");
    }

    private static void files(Format format) {
        format.file(AGENTS + "*.json", jsonObject(), "hive.agent-file", Format.NAME)
                .file(CONTEXT + "*.json", jsonObject(), "hive.context-file", Format.NAME)
                .beside(SNAPSHOTS + "*.json", REMEMBERED, "hive.memory-file", Format.NAME)
                .file(FOLDER + "agent_completions.jsonl", jsonLines(), "hive.completion", Format.POSITION)
                .beside(FOLDER + "checkpoints/*.json", jsonObject(), "hive.checkpoint-file", Format.NAME)
                .file(FOLDER + "migration_backups/*.json", jsonObject(), "hive.migration-backup", Format.NAME)
                .beside(FOLDER + "phase1_completion/*.json", jsonObject(), "hive.phase-report", Format.NAME)
                .beside(FOLDER + "config/*.json", jsonObject(), "hive.config-file", Format.NAME)
                .beside(FOLDER + "config/*.yaml", yaml(), "hive.config-file", Format.NAME)
                .beside(FOLDER + "settings.yaml", yaml(), "hive.setting-file", Format.NAME)
                .beside(FOLDER + "accountability_config.json", jsonObject(), "hive.setting-file", Format.NAME)
                .beside(FOLDER + "enforcement_config.json", jsonObject(), "hive.setting-file", Format.NAME)
                .beside(FOLDER + "personas/*.yaml", yaml(), "hive.persona", Format.NAME)
                .beside(FOLDER + "commands/*.md", frontMatter(), "hive.command", Format.NAME);
        for (String end : List.of("*.json", "*.md")) {
            format.beside(FOLDER + "memory/" + end, MEMORY, "hive.memory-document", Format.NAME)
                    .beside(FOLDER + "memory_backup/" + end, MEMORY, "hive.memory-backup", Format.NAME);
        }
    }

    /** Agents that were begun in the wrong folder write into one of that name further down. */
    private static void logs(Format format) {
        format.beside(FOLDER + "**.log", LOG, "hive.log", Format.CONTENT);
        for (int i = 1; i <= ROTATIONS; i++) {
            format.beside(FOLDER + "**.log." + i, LOG, "hive.log", Format.CONTENT);
        }
    }

    /** What the agents keep in the project itself, where others may keep something of that name. */
    private static void project(Format format) {
        format.file(INBOXES + "*.json", JsonDocument.json().each("/#"), "hive.inbox-message", Format.POSITION)
                .file("coordination_protocols/*.json", jsonObject(), "hive.coordination", Format.NAME)
                .file("coordination_alerts.json", ALERTS, "hive.alert", Format.POSITION)
                .beside("checkpoints/*.json", jsonObject(), "hive.coordinator-checkpoint", Format.NAME)
                .beside(".agent-config.json", jsonObject(), "hive.setting-file", Format.NAME)
                .beside(".quality-gates.json", jsonObject(), "hive.setting-file", Format.NAME)
                .beside("*_report*.json", jsonObject(), "hive.report", Format.NAME);
    }

    private Hive() {}
}
