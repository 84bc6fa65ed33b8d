package dev.daybook.sbi.deespec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Spelling;
import dev.daybook.event.JsonText;
import dev.daybook.sbi.Status;
import dev.daybook.sbi.deespec.SbiFields.Execution;
import dev.daybook.shape.JsonWriter;
import java.util.LinkedHashMap;
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
        List<Execution> finished = sbi.finished();
        Optional<Execution> last = sbi.latest();
        boolean done = sbi.status() == Status.DONE;
        ObjectNode state = JsonNodeFactory.instance.objectNode();
        state.put("version", 1).put("id", sbi.sbi.value());
        sbi.taskId.now().ifPresent(text -> state.put("task_id", text));
        fields(state, sbi, "title", "label", "labels", "priority", "status");
        state.put(
                        "current",
                        done
                                ? "done"
                                : last.map(execution -> execution.step.text()).orElse("plan"))
                .put(
                        "turn",
                        finished.stream()
                                .mapToInt(execution -> execution.number)
                                .max()
                                .orElse(0))
                .put(
                        "attempt",
                        last.flatMap(execution -> execution.attempt.now()).orElse(0))
                .put("decision", last.map(NewState::decision).orElse("PENDING"));
        fields(state, sbi, "lease_expires_at", "depends_on");
        state.putObject("inputs");
        ObjectNode artifacts = state.putObject("last_artifacts");
        finished.forEach(execution -> artifacts.put(execution.step.text(), folder + "/" + execution.name()));
        sbi.parent.now().flatMap(text -> text).ifPresent(text -> state.put("parent", text));
        if (sbi.onlyImplement.now().orElse(false)) {
            state.put("only_implement", true);
        }
        state.put("created_at", sbi.createdAt().toString()).put("updated_at", sbi.updatedAt.toString());
        state.set("completed_at", completedAt(sbi));
        fields(state, sbi, "metadata");
        state.putObject("meta").put("updated_at", sbi.updatedAt.toString());
        return state;
    }

    private static void fields(ObjectNode state, SbiFields sbi, String... keys) {
        for (String key : keys) {
            state.set(key, StateField.value(key, sbi));
        }
    }

    static JsonNode completedAt(SbiFields sbi) {
        return sbi.completedAt()
                .<JsonNode>map(instant -> StateField.text(instant.toString()))
                .orElse(NullNode.instance);
    }

    static String decision(Execution turn) {
        return turn.word.orElseGet(() -> turn.decision.now().orElseThrow().name());
    }

    /** Returns a state that says only what the other files of the SBI have no room for. */
    static ObjectNode only(SbiFields sbi, Map<String, JsonNode> fields) {
        ObjectNode state = JsonNodeFactory.instance.objectNode().put("id", sbi.sbi.value());
        fields.forEach(state::set);
        return state.put("updated_at", sbi.updatedAt.toString());
    }

    /** Returns the fields of a new SBI that say something, with the name that it has elsewhere. */
    static Map<String, JsonNode> told(SbiFields sbi, Map<String, JsonNode> fields) {
        var told = new LinkedHashMap<String, JsonNode>();
        sbi.taskId.now().ifPresent(text -> told.put("task_id", StateField.text(text)));
        fields.forEach((key, value) -> {
            if (value.isContainerNode() ? !value.isEmpty() : !value.asText().isEmpty() && !value.isNull()) {
                told.put(key, value);
            }
        });
        return told;
    }

    static byte[] bytes(ObjectNode state) {
        return JsonWriter.file(JsonText.of(state), INDENTED);
    }
}
