package dev.daybook.agent.hive;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.importing.container.Timestamps;
import dev.daybook.importing.format.FileRecord;
import dev.daybook.importing.format.Format;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** When records of a hive were written: the latest time that one tells and that is not to come. */
record Times(ZoneId zone, InstantSource clock) implements Format.Dating {

    private static final List<String> MEMBERS = List.of(
            "created_at",
            "created_date",
            "completed_date",
            "change_date",
            "sync_date",
            "sprint_date",
            "started_at",
            "completed_at",
            "completion_time",
            "last_activity",
            "last_accessed",
            "last_updated",
            "sent_at",
            "delivered_at",
            "acknowledged_at",
            "recorded_at",
            "updated_at",
            "merged_at",
            "conflicts_resolved_at",
            "validated_at",
            "timestamp",
            "time",
            "at",
            "spawn_time",
            "session_timestamp",
            "report_timestamp",
            "alert_timestamp");

    /** Where a time without an offset is that of the machine, as a database spells it. */
    private static final Set<String> LOCAL = Set.of(
            "hive.log",
            "hive.context-history",
            "hive.prediction",
            "hive.decision",
            "hive.pattern",
            "hive.prompt",
            "hive.checkpoint-file");

    @Override
    public Optional<Instant> of(FileRecord record) {
        Instant now = clock.instant();
        var times = new Timestamps(zone, now);
        boolean local = LOCAL.contains(record.kind());
        return Stream.concat(
                        MEMBERS.stream().map(record.tree()::path),
                        Stream.of(record.tree().at("/summary/generated_at")))
                .filter(JsonNode::isValueNode)
                .filter(time -> !time.isNull())
                .map(JsonNode::asText)
                .map(text -> local ? text.replace(' ', 'T') : text)
                .flatMap(text -> times.read(text).instant().stream())
                .filter(time -> !time.isAfter(now.plus(1, ChronoUnit.DAYS)))
                .max(Instant::compareTo)
                .map(time -> time.truncatedTo(ChronoUnit.MICROS));
    }
}
