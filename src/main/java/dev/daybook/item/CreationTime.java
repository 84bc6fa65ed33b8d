package dev.daybook.item;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.importing.container.Timestamps;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * When a record says that it came to be. Files tell of a record as it was last, so that the first fact of it is dated by
 * the latest time that it tells: a pull request of July that was merged in August is of July.
 */
final class CreationTime {

    private static final List<String> MEMBERS =
            List.of("created_at", "createdAt", "created", "created_date", "createdDate", "creation_time", "spawn_time");

    /** A number is a count where it would be an earlier time. */
    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");

    private static final Duration STEP = Duration.ofMinutes(15);
    private static final Duration OFFSET_MAX = Duration.ofHours(14);

    /** Returns when it came to be, if it says so and that was before its first fact. */
    static Optional<Instant> of(JsonNode record, Instant first) {
        return said(record).map(said -> said.plus(offset(record, first))).filter(said -> said.isBefore(first));
    }

    /**
     * Returns when it came to be, if it says so otherwise than it did, and that was before it said so.
     *
     * @param createdAt when it came to be by what was known: its times without an offset are off by as much as they were
     */
    static Optional<Instant> of(JsonNode record, JsonNode before, Instant createdAt, Instant at) {
        Optional<Instant> told = said(before);
        return said(record)
                .filter(said -> !told.equals(Optional.of(said)))
                .map(said -> said.plus(told.map(then -> Duration.between(then, createdAt))
                        .filter(CreationTime::isOffset)
                        .orElseGet(() -> offset(record, at))))
                .filter(said -> said.isBefore(at));
    }

    private static Optional<Instant> said(JsonNode record) {
        return MEMBERS.stream()
                .flatMap(name -> time(record.path(name)).stream())
                .findFirst();
    }

    /**
     * Returns how far times without an offset are off: that of the machine is not known here, but the fact was dated by
     * the latest of them.
     */
    private static Duration offset(JsonNode record, Instant first) {
        List<Instant> told = record.propertyStream()
                .map(Map.Entry::getValue)
                .flatMap(value -> time(value).stream())
                .toList();
        return told.contains(first)
                ? Duration.ZERO
                : told.stream()
                        .filter(time -> isOffset(Duration.between(time, first)))
                        .max(Instant::compareTo)
                        .map(latest -> Duration.between(latest, first))
                        .orElse(Duration.ZERO);
    }

    private static boolean isOffset(Duration off) {
        return off.abs().compareTo(OFFSET_MAX) <= 0 && off.equals(STEP.multipliedBy(off.dividedBy(STEP)));
    }

    private static Optional<Instant> time(JsonNode value) {
        return Stream.of(value)
                .filter(node -> node.isTextual() || node.isNumber())
                .flatMap(node -> Timestamps.ANY.read(node.asText()).instant().stream())
                .filter(time -> time.isAfter(EARLIEST))
                .findFirst();
    }

    private CreationTime() {}
}
