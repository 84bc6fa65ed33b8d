package dev.daybook.agent.hive;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.domain.Rejected;
import dev.daybook.event.JsonText;
import dev.daybook.importing.Finding.Severity;
import dev.daybook.importing.Results;
import dev.daybook.importing.container.Timestamps;
import dev.daybook.importing.format.FileRecord;
import dev.daybook.importing.format.Format;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** SQLite takes any value into any column: tells of those that are none of what the column is for. */
final class Columns implements Format.Rule {

    /** Columns by what a row is: of words with bars between them one, of two numbers with dots what lies between them. */
    private static final Map<String, Map<String, String>> KINDS = Map.ofEntries(
            kind(
                    "hive.agent",
                    "agent_type text, status active|idle|crashed|sleeping|completed, worktree_path text,"
                            + " branch_name text, created_at time, last_activity time, configuration object"),
            kind(
                    "hive.task",
                    "title text, description text, status pending|in_progress|completed|failed,"
                            + " priority high|medium|low, created_at time, started_at time, completed_at time,"
                            + " estimated_duration count, actual_duration count, confidence_score 0..1,"
                            + " confidence 0..1, tags list, metadata object"),
            kind(
                    "hive.message",
                    "message_type command|status|urgent|coordination, content text, priority count, sent_at time,"
                            + " delivered_at time, acknowledged_at time"),
            kind(
                    "hive.context",
                    "context_data json, usage_percent 0..100, token_count count, max_tokens count, created_at time,"
                            + " last_accessed time, is_active flag"),
            kind(
                    "hive.memory",
                    "memory_type working|consolidated|archived|critical, content_path text, content_hash text,"
                            + " compression_ratio number, importance_score 0..1, created_at time, expires_at time,"
                            + " tags list"),
            kind(
                    "hive.context-event",
                    "event_type consolidation|compression|overflow_warning|sleep|wake, details json, timestamp time"),
            kind(
                    "hive.metric",
                    "metric_type duration|confidence|quality|efficiency, value number, context json, recorded_at time"),
            kind("hive.performance", "duration number, success flag"),
            kind(
                    "hive.checkpoint",
                    "name text, metrics json, quality_score number, passed flag, created_at time, validated_at time,"
                            + " timestamp epoch"),
            kind(
                    "hive.git-state",
                    "branch_name text, pr_number count, lines_added count, lines_removed count, files_changed count,"
                            + " updated_at time"),
            kind(
                    "hive.pull-request",
                    "title text, status draft|open|merged|closed, size_lines count, test_coverage number,"
                            + " quality_score number, created_at time, merged_at time, conflicts_resolved_at time"),
            kind("hive.configuration", "category system|agent|project|quality_gates, value json, updated_at time"),
            kind(
                    "hive.event",
                    "event_type text, severity debug|info|warning|error|critical, message text, details json,"
                            + " timestamp time"),
            kind(
                    "hive.backlog-item",
                    "title text, priority P0|P1|P2|P3, status pending|completed, estimate_hours number,"
                            + " github_issue count, created_date time, completed_date time, last_updated time"),
            kind(
                    "hive.backlog-change",
                    "change_type created|completed|priority_changed|title_changed|description_changed"
                            + "|estimate_changed|status_changed, change_date time"),
            kind(
                    "hive.sprint",
                    "sprint_date day, total_items count, completed_items count, velocity_score number,"
                            + " last_updated time"),
            kind(
                    "hive.backlog-sync",
                    "sync_date time, items_processed count, items_created count, items_updated count,"
                            + " items_completed count, errors list, processing_time_ms count"),
            kind(
                    "hive.project",
                    "name text, status planning|active|completed|paused, created_at time, target_completion day,"
                            + " metadata object"));

    private final Timestamps times;
    private final Set<String> once = new HashSet<>();

    Columns(ZoneId zone, InstantSource clock) {
        this.times = new Timestamps(zone, clock.instant());
    }

    private static Map.Entry<String, Map<String, String>> kind(String kind, String columns) {
        var types = new LinkedHashMap<String, String>();
        for (String column : columns.split(", ")) {
            String[] words = column.split(" ");
            types.put(words[0], words[1]);
        }
        return Map.entry(kind, types);
    }

    @Override
    public void check(FileRecord record, Results results) {
        var read = new HashMap<String, Instant>();
        KINDS.getOrDefault(record.kind(), Map.of()).forEach((column, type) -> {
            JsonNode value = record.tree().path(column);
            if (!value.isMissingNode() && !value.isNull()) {
                switch (type) {
                    case "time", "epoch", "day" ->
                        time(record, column, value, type, results).ifPresent(time -> read.put(column, time));
                    default -> column(record, column, value, type, results);
                }
            }
        });
        if (read.containsKey("started_at")
                && read.containsKey("completed_at")
                && read.get("completed_at").isBefore(read.get("started_at"))) {
            results.warn(record.file(), record.where(), "OUT_OF_ORDER", "was completed before it was started");
        }
    }

    private Optional<Instant> time(FileRecord record, String column, JsonNode value, String type, Results results) {
        String text = value.asText();
        Timestamps.Reading reading = times.read(text);
        boolean known = reading.instant().isPresent();
        if (type.equals("epoch") && value.isNumber() && known) {
            if (once.add(column)) {
                results.info(
                        record.file(),
                        record.where().split(" ", 2)[0],
                        "EPOCH_FLOAT",
                        "%s is seconds since 1970",
                        column);
            }
        } else if (!value.isTextual() || (!known && !text.startsWith("0001-"))) {
            wrong(
                    record,
                    column,
                    value,
                    known ? "a time as a text: read as since 1970" : "a time: none is known",
                    results);
        } else if (!type.equals("day")) { // what is planned lies ahead
            reading.note()
                    .filter(note -> note.severity() == Severity.WARN)
                    .ifPresent(note -> results.finding(note.at(record.file(), record.where())));
        }
        return reading.instant();
    }

    private static void column(FileRecord record, String column, JsonNode value, String type, Results results) {
        boolean number = value.isNumber();
        boolean right = switch (type) {
            case "text" -> value.isTextual();
            case "number" -> number;
            case "count" -> value.isIntegralNumber() && value.asLong() >= 0;
            case "flag" -> value.isIntegralNumber() && (value.asLong() == 0 || value.asLong() == 1);
            case "json" -> number || parsed(value).isPresent();
            case "list" -> parsed(value).filter(JsonNode::isArray).isPresent();
            case "object" -> parsed(value).filter(JsonNode::isObject).isPresent();
            case String range
            when range.contains("..") -> {
                String[] ends = range.split("\\.\\.");
                yield number
                        && value.asDouble() >= Double.parseDouble(ends[0])
                        && value.asDouble() <= Double.parseDouble(ends[1]);
            }
            default -> {
                if (value.isTextual() && !List.of(type.split("\\|")).contains(value.textValue())) {
                    results.warn(
                            record.file(),
                            record.where(),
                            "UNKNOWN_ENUM",
                            "has the %s '%s', which is not known: kept as it is",
                            column,
                            value.textValue());
                }
                yield value.isTextual();
            }
        };
        if (!right) {
            wrong(record, column, value, type.contains("|") ? "a word" : type, results);
        }
    }

    private static Optional<JsonNode> parsed(JsonNode value) {
        return Stream.of(value).filter(JsonNode::isTextual).findFirst().flatMap(text -> {
            try {
                return Optional.of(JsonText.tree(JsonText.parse(text.textValue())));
            } catch (Rejected _) {
                return Optional.empty();
            }
        });
    }

    private static void wrong(FileRecord record, String column, JsonNode value, String wanted, Results results) {
        String text = value.asText();
        results.warn(
                record.file(),
                record.where(),
                "WRONG_TYPE",
                "%s is '%s', want %s: kept as it is",
                column,
                text.length() > 60 ? text.substring(0, 60) + "…" : text,
                wanted);
    }
}
