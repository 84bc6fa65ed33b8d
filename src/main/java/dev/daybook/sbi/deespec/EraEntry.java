package dev.daybook.sbi.deespec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.sbi.Decision;
import dev.daybook.sbi.Step;
import dev.daybook.sbi.deespec.SbiAccount.Turn;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Journal entries of one SBI in the form of an era.
 *
 * @param moved where each file of a turn has gone to
 * @param outputs where each turn is
 * @param numbers the number of each turn
 */
record EraEntry(
        Layout layout,
        SbiAccount sbi,
        String folder,
        Map<String, String> moved,
        Map<Turn, String> outputs,
        Map<Turn, Integer> numbers) {

    /** Returns the step after a turn: the oldest eras name its file so. */
    static Step next(Turn turn) {
        return switch (turn.step) {
            case PLAN -> Step.IMPLEMENT;
            case IMPLEMENT -> Step.TEST;
            case TEST -> Step.REVIEW;
            case REVIEW -> turn.decision.now().equals(Optional.of(Decision.SUCCEEDED)) ? Step.DONE : Step.IMPLEMENT;
            case DONE -> Step.DONE;
        };
    }

    /** Returns the entry with the keys that the era has. {@code turn}: the one that it is about. */
    ObjectNode of(String journal, ObjectNode entry, Optional<Turn> turn) {
        ObjectNode all = entry.deepCopy();
        JsonNode time = entry.has("ts") ? entry.path("ts") : entry.path("timestamp");
        ArrayNode artifacts = artifacts(journal, entry, turn);
        all.remove(List.of("ts", "timestamp", "sbi_id", "artifacts"));
        ObjectNode made = JsonNodeFactory.instance.objectNode();
        if (!time.isMissingNode()) {
            made.set(layout == Layout.D ? "timestamp" : "ts", time);
        }
        if (layout == Layout.S || layout == Layout.D) {
            made.put("sbi_id", layout.id(sbi.sbi.value()));
        }
        made.setAll(all);
        turn.filter(numbers::containsKey).ifPresent(it -> made.put("turn", numbers.get(it)));
        if (layout == Layout.B) {
            made.remove(List.of("status", "attempt"));
            made.put("decision", sevenKeys(made.path("decision").asText()));
            turn.ifPresent(it -> made.put("step", next(it).text()));
        } else if (!made.has("status") && layout != Layout.S) {
            turn.ifPresent(it -> made.put("status", it.status.text())
                    .put("attempt", it.attempt.now().orElse(1)));
        }
        made.set("artifacts", artifacts);
        return made;
    }

    /** The oldest form knows three decisions. */
    private static String sevenKeys(String decision) {
        return switch (decision) {
            case "OK", "NEEDS_CHANGES", "PENDING" -> decision;
            case "SUCCEEDED" -> "OK";
            case "", "PICKED", "INITIALIZED" -> "PENDING";
            default -> "NEEDS_CHANGES";
        };
    }

    /** Returns what an entry names: files by their new places, and in any case the SBI. */
    private ArrayNode artifacts(String journal, ObjectNode entry, Optional<Turn> turn) {
        ArrayNode named = JsonNodeFactory.instance.arrayNode();
        JsonNode old = entry.path("artifacts");
        if (old.isTextual()) {
            named.add(moved(old.asText(), journal));
        }
        old.forEach(it -> named.add(it.isTextual() ? ClaimEdits.text(moved(it.asText(), journal)) : it));
        boolean byPath = layout == Layout.B || layout == Layout.C;
        ObjectNode asked = JsonNodeFactory.instance.objectNode();
        asked.set("artifacts", named);
        if (byPath && EntryOwner.of(asked).filter(sbi.sbi.value()::equals).isEmpty()) {
            named.insertObject(0)
                    .put("type", "pick")
                    .put("task_id", sbi.sbi.value())
                    .put("id", sbi.sbi.value())
                    .put("spec_path", folder)
                    .putNull("por")
                    .putNull("priority");
        }
        turn.filter(_ -> byPath && JournalEntry.rollup(named).isEmpty())
                .flatMap(it -> JournalEntry.rollup(it.step, folder))
                .ifPresent(named::add);
        turn.map(outputs::get)
                .filter(it -> layout == Layout.B && !contains(named, it))
                .ifPresent(named::add);
        return named;
    }

    private String moved(String artifact, String journal) {
        return moved.getOrDefault(JournalEntry.path(artifact, journal, sbi.sbi), artifact);
    }

    private static boolean contains(ArrayNode array, String text) {
        for (JsonNode it : array) {
            if (it.asText().equals(text)) {
                return true;
            }
        }
        return false;
    }
}
