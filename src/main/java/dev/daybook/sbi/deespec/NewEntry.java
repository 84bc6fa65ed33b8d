package dev.daybook.sbi.deespec;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Json;
import dev.daybook.event.JsonText;
import dev.daybook.importing.file.FileNames;
import dev.daybook.sbi.deespec.SbiFields.Execution;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Predicate;

/**
 * What the tool's journal would say of an execution that it did not see.
 *
 * @param file the file of the output, as the journal names it
 */
record NewEntry(String sbi, Execution turn, Instant finishedAt, String file) {

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
        return new NewEntry(sbi.sbi.value(), turn, turn.finishedAt.orElse(sbi.updatedAt), file);
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
        entry.put("turn", turn.number).put("step", turn.step.text());
        if (form != Form.VAR) {
            entry.put("status", turn.status.text())
                    .put("attempt", turn.attempt.now().orElse(1));
        }
        long elapsedMs = Math.max(
                0,
                Duration.between(turn.startedAt.orElse(finishedAt), finishedAt).toMillis());
        String decision = NewState.decision(turn);
        entry.put("decision", form == Form.VAR ? sevenKeys(decision) : decision)
                .put("elapsed_ms", elapsedMs)
                .put("error", "");
        // where nothing else names the owner, the path of the output does
        boolean owned = form == Form.FOLDER || form == Form.DATABASE || turn.artifacts.contains(file);
        ArrayNode named = StateField.texts(owned ? List.of() : List.of(file));
        turn.artifacts.forEach(named::add);
        if (form == Form.VAR || form == Form.STATUS) {
            JournalEntry.rollup(turn.step, FileNames.folder(file)).ifPresent(named::add);
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

    /** Returns a new file in which the tool would have written an entry of its own: several turns may end at one instant. */
    static String file(Instant at, Predicate<String> isTaken) {
        String folder = ".deespec/journal/%s/txn_%d_"
                .formatted(at.atOffset(ZoneOffset.UTC).toLocalDate(), at.getEpochSecond());
        int nanos = at.getNano();
        while (isTaken.test(folder + nanos + "/entry.json")) {
            nanos++;
        }
        return folder + nanos + "/entry.json";
    }
}
