package dev.daybook.sbi.deespec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Json;
import dev.daybook.domain.Spelling;
import dev.daybook.event.JsonText;
import dev.daybook.sbi.SbiId;
import dev.daybook.sbi.Status;
import dev.daybook.sbi.deespec.SbiFields.Execution;
import dev.daybook.sbi.deespec.SbiFields.Labels;
import dev.daybook.shape.JsonWriter;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The files of a record that no file told of: written the way the tool writes them. */
final class NewState {

    /** As Go's encoder indents. */
    static final Spelling INDENTED =
            new Spelling("  ", "LF", false, true, ",", ": ", Spelling.Escapes.NONE, Optional.empty());

    private NewState() {}

    /** Returns a {@code state.json} that says all that is known of the SBI. */
    static ObjectNode of(SbiFields sbi, String folder) {
        Optional<Execution> last = sbi.executions().stream()
                .filter(Execution::isFinished)
                .max(Comparator.comparing((Execution it) -> it.finishedAt.orElseThrow()));
        Labels labels = sbi.labels.now().orElse(new Labels("", List.of()));
        boolean done = sbi.status() == Status.DONE;
        ObjectNode state = JsonNodeFactory.instance.objectNode();
        state.put("version", 1).put("id", sbi.sbi.value());
        sbi.taskId.ifPresent(it -> state.put("task_id", it));
        state.put("title", sbi.title.now().orElse(sbi.sbi.value())).put("label", labels.label());
        state.set("labels", ClaimEdits.texts(labels.labels()));
        state.put("priority", sbi.priority.now().orElse(0));
        state.put("status", sbi.standing.now().map(ClaimEdits::word).orElse(Status.READY.text()));
        state.put("current", done ? "done" : last.map(it -> it.step.text()).orElse("plan"));
        state.put(
                "turn",
                sbi.executions().stream()
                        .filter(Execution::isFinished)
                        .mapToInt(it -> it.number)
                        .max()
                        .orElse(0));
        state.put("attempt", last.flatMap(it -> it.attempt.now()).orElse(0));
        state.put("decision", last.map(ClaimEdits::decision).orElse("PENDING"));
        state.put(
                "lease_expires_at",
                sbi.lease.now().flatMap(it -> it).map(Instant::toString).orElse(""));
        state.set(
                "depends_on",
                ClaimEdits.texts(sbi.dependsOn.now().orElse(List.of()).stream()
                        .map(SbiId::value)
                        .toList()));
        state.putObject("inputs");
        ObjectNode artifacts = state.putObject("last_artifacts");
        sbi.executions().stream()
                .filter(Execution::isFinished)
                .forEach(it -> artifacts.put(it.step.text(), folder + "/" + it.name()));
        sbi.parent.now().flatMap(it -> it).ifPresent(it -> state.put("parent", it));
        if (sbi.onlyImplement) {
            state.put("only_implement", true);
        }
        state.put("created_at", sbi.createdAt.toString()).put("updated_at", sbi.updatedAt.toString());
        if (done) {
            state.put("completed_at", sbi.standingAt.toString());
        } else {
            state.putNull("completed_at");
        }
        state.set("metadata", JsonText.tree(sbi.metadata.now().orElse(Json.EMPTY_OBJECT)));
        state.putObject("meta").put("updated_at", sbi.updatedAt.toString());
        return state;
    }

    /** Returns a state that says only what the other files of the SBI have no room for. */
    static ObjectNode only(SbiFields sbi, Map<String, JsonNode> fields) {
        ObjectNode state = JsonNodeFactory.instance.objectNode().put("id", sbi.sbi.value());
        fields.forEach(state::set);
        return state.put("updated_at", sbi.updatedAt.toString());
    }

    static byte[] bytes(ObjectNode state) {
        return JsonWriter.file(JsonText.of(state), INDENTED);
    }
}
