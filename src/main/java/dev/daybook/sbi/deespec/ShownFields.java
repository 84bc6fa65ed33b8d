package dev.daybook.sbi.deespec;

import dev.daybook.sbi.Decision;
import dev.daybook.sbi.SbiEvent;
import dev.daybook.sbi.SbiId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What the read model should show of an SBI: whatever its files tell, by the names that {@code Posted} explains. */
final class ShownFields {

    static Map<String, Object> of(SbiFiles files, TaskFields says, Iterable<Turn> turns) {
        var fields = new LinkedHashMap<String, Object>();
        put(fields, "/taskId", files.state().flatMap(State::taskId));
        put(fields, "/title", files.registered() ? says.titleTold() : Optional.empty());
        put(fields, "/spec", files.spec().map(SbiFiles.Text::text));
        put(fields, "/label", says.labels().map(SbiFields.Labels::label));
        put(fields, "/labels", says.labels().map(SbiFields.Labels::labels));
        put(fields, "/priority", says.priority().map(Integer::longValue));
        put(fields, "/parent", says.parent());
        put(
                fields,
                "/dependsOn",
                says.dependsOn().map(sbiIds -> sbiIds.stream().map(SbiId::value).toList()));
        put(fields, "/metadata", says.metadata().map(json -> json.text()));
        put(fields, "/status", says.standing().map(standing -> standing.status().text()));
        put(fields, "/originalStatus", says.standing().flatMap(SbiFields.Standing::original));
        put(fields, "/onlyImplement", files.state().flatMap(State::onlyImplement));
        put(fields, "/createdAt", says.createdTold().filter(_ -> files.registered()));
        put(fields, "/completedAt", says.completedTold());
        for (Turn turn : turns) {
            SbiEvent.ExecutionFinished told = turn.told();
            String at = SbiFields.EXECUTIONS + turn.text().name();
            fields.put(at + "/turn", (long) told.turn());
            fields.put(at + "/step", told.step().text());
            put(fields, at + "/decision", told.decision().map(Decision::name));
            put(fields, at + "/content", told.content());
            put(fields, at + "/decisionText", told.decisionText());
            put(
                    fields,
                    at + "/completedAt",
                    Optional.of(turn.finishedAt()).filter(_ -> told.dated()).map(ShownFields::stored));
            if (turn.attemptTold()) {
                fields.put(at + "/attempt", (long) told.attempt());
            }
        }
        for (SbiFiles.Attachment it : files.attachments()) {
            fields.put("/attachments/" + it.name() + "/content", it.content().content());
        }
        return fields;
    }

    /** Returns which of these fields somebody else has changed since the files told them. */
    static Set<String> overridden(Map<String, Object> fields, SbiFields known) {
        if (known.deleted) {
            var all = new HashSet<>(fields.keySet());
            all.add("");
            return all;
        }
        return fields.keySet().stream().filter(known::changedSince).collect(Collectors.toUnmodifiableSet());
    }

    static void put(Map<String, Object> fields, String name, Optional<?> value) {
        value.ifPresent(oneValue -> fields.put(name, oneValue));
    }

    /** The journal keeps microseconds. */
    static Instant stored(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MICROS);
    }

    private ShownFields() {}
}
