package dev.daybook.sbi.deespec;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Json;
import dev.daybook.event.JsonText;
import dev.daybook.sbi.Step;
import dev.daybook.sbi.deespec.SbiFields.Execution;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What the tool's journal would say of an execution that it did not see.
 *
 * @param file the file of the output, as the journal names it
 */
record NewEntry(
        String sbi,
        int turn,
        Step step,
        String status,
        int attempt,
        String decision,
        Instant startedAt,
        Instant finishedAt,
        String file,
        List<String> artifacts) {

    /** Which keys an entry has, by the era of the tool. */
    enum Form {
        /** Seven keys: the owner stands in the artifacts. */
        VAR,
        /** With status and attempt. */
        STATUS,
        /** With the owner, and another name of the time. */
        DATABASE,
        /** As STATUS with the owner: what stands in a folder of its own. */
        FOLDER;

        /** Returns that of a journal by the keys that its lines have; {@code none}: it has no lines. */
        static Form of(boolean timestamps, boolean statuses, boolean none) {
            return timestamps ? DATABASE : statuses || none ? STATUS : VAR;
        }
    }

    static NewEntry of(SbiFields sbi, Execution turn, String file) {
        Instant finishedAt = turn.finishedAt.orElse(sbi.updatedAt);
        return new NewEntry(
                sbi.sbi.value(),
                turn.number,
                turn.step,
                turn.status.text(),
                turn.attempt.now().orElse(1),
                NewState.decision(turn),
                turn.startedAt.orElse(finishedAt),
                finishedAt,
                file,
                turn.artifacts);
    }

    Json json(Form form) {
        return JsonText.of(object(form));
    }

    ObjectNode object(Form form) {
        ObjectNode entry = JsonNodeFactory.instance.objectNode();
        if (form == Form.DATABASE) {
            entry.put("timestamp", finishedAt.toString()).put("sbi_id", sbi);
        } else {
            entry.put("ts", finishedAt.toString());
        }
        if (form == Form.FOLDER) {
            entry.put("sbi_id", sbi);
        }
        entry.put("turn", turn).put("step", step.text());
        if (form != Form.VAR) {
            entry.put("status", status).put("attempt", attempt);
        }
        long elapsedMs = Math.max(0, Duration.between(startedAt, finishedAt).toMillis());
        entry.put("decision", form == Form.VAR ? sevenKeys(decision) : decision)
                .put("elapsed_ms", elapsedMs)
                .put("error", "");
        // where nothing else names the owner, the path of the output does
        boolean owned = form == Form.FOLDER || form == Form.DATABASE || artifacts.contains(file);
        var paths = new ArrayList<String>(owned ? List.of() : List.of(file));
        paths.addAll(artifacts);
        ArrayNode named = JsonNodeFactory.instance.arrayNode();
        paths.forEach(named::add);
        if (form == Form.VAR || form == Form.STATUS) {
            JournalEntry.rollup(step, SourceEra.folder(file)).ifPresent(named::add);
        }
        entry.set("artifacts", named);
        return entry;
    }

    /** The oldest form knows three decisions. */
    private static String sevenKeys(String decision) {
        return switch (decision) {
            case "SUCCEEDED" -> "OK";
            case "FAILED" -> "NEEDS_CHANGES";
            default -> decision;
        };
    }

    /**
     * Returns the file in which the tool would have written an entry of its own.
     *
     * @param folders those that are taken: several executions may end at one instant
     */
    static String file(Instant at, Set<String> folders) {
        String folder = ".deespec/journal/%s/txn_%d_"
                .formatted(at.atOffset(ZoneOffset.UTC).toLocalDate(), at.getEpochSecond());
        int nanos = at.getNano();
        while (!folders.add(folder + nanos)) {
            nanos++;
        }
        return folder + nanos + "/entry.json";
    }
}
