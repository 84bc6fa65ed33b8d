package dev.daybook.code.scout;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.importing.container.Timestamps;
import dev.daybook.importing.format.FileRecord;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** When records of code-scout were written: the latest time that one tells and that is not to come. */
final class CodeScoutTimes {

    private static final List<String> MEMBERS = List.of("indexedAt", "lastModified", "executed_at", "timestamp");

    /** @param zone of times without one */
    static Optional<Instant> of(FileRecord record, ZoneId zone, Instant now) {
        var times = new Timestamps(zone, now);
        return MEMBERS.stream()
                .map(record.tree()::path)
                .filter(JsonNode::isValueNode)
                .filter(time -> !time.isNull())
                .flatMap(time -> Stream.of(times.read(time.asText())))
                .flatMap(reading -> reading.instant().stream())
                .filter(time -> !time.isAfter(now.plus(1, ChronoUnit.DAYS)))
                .max(Instant::compareTo)
                .map(time -> time.truncatedTo(ChronoUnit.MICROS));
    }

    private CodeScoutTimes() {}
}
