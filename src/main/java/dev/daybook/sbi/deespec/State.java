package dev.daybook.sbi.deespec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Json;
import dev.daybook.event.JsonText;
import dev.daybook.importing.Results;
import dev.daybook.importing.container.JsonFields;
import dev.daybook.importing.container.Timestamps;
import dev.daybook.sbi.Decision;
import dev.daybook.sbi.SbiId;
import dev.daybook.sbi.Status;
import dev.daybook.sbi.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a {@code state.json} or a row of the database says, as far as it can be understood; what it does not say is absent. */
record State(
        Optional<String> taskId,
        Optional<String> title,
        Optional<String> label,
        Optional<List<String>> labels,
        Optional<Integer> priority,
        Optional<String> parent,
        Optional<String> status,
        Optional<Integer> turn,
        Optional<String> decision,
        Optional<String> lease,
        Optional<Instant> leaseExpiresAt,
        Optional<List<String>> dependsOn,
        Optional<Json> metadata,
        Optional<Boolean> onlyImplement,
        Optional<Instant> createdAt,
        Optional<Instant> updatedAt,
        Optional<Instant> completedAt) {

    private static final int PRIORITY_MAX = 2;
    private static final String KEPT = "beside unknown";

    private static final Set<String> KEYS =
            Set.of(("version current step meta.updated_at status turn current_task_id wip"
                            + " lease_expires_at inputs last_artifacts artifacts_dir decision attempt meta id task_id title label"
                            + " labels priority depends_on created_at updated_at completed_at metadata only_implement parent")
                    .split(" "));

    /** Reads the object of a state file that belongs to {@code sbi}. */
    static State of(String file, SbiId sbi, ObjectNode object, Timestamps times, Results results) {
        var fields = new JsonFields(file, object, times, results);
        if (KEYS.stream().noneMatch(object::has)) {
            fields.warn("", "MISSING_FIELD", "holds no known field: version 0, READY, turn from the files");
        } else if (object.has("meta.updated_at") || (object.has("step") && !object.has("current"))) {
            results.info(file, "", "SCHEMA_VARIANT", "has the flat keys of the validator: step, meta.updated_at");
        }
        JsonFields.unknown(file, "", object, KEYS, "is kept with the state", results);
        identity("id", sbi, fields);
        identity("wip", sbi, fields);
        identity("current_task_id", sbi, fields);
        artifacts(fields);
        fields.word("current", Step::of, KEPT);
        fields.word("step", Step::of, KEPT);
        fields.count("version");
        fields.count("attempt");
        fields.object("inputs");
        Optional<String> status = fields.word("status", Status::of, KEPT);
        Optional<String> decision = fields.word("decision", Decision::of, KEPT);
        Optional<ObjectNode> metadata = fields.object("metadata");
        Optional<ObjectNode> meta = fields.object("meta");
        Optional<Instant> updatedAt = fields.time("updated_at", false)
                .or(() -> meta.flatMap(node -> new JsonFields(file, node, times, results).time("updated_at", false)))
                .or(() -> fields.time("meta.updated_at", false));
        State state = new State(
                fields.text("task_id"),
                fields.text("title"),
                fields.text("label"),
                fields.texts("labels"),
                fields.integer("priority", PRIORITY_MAX),
                object.has("parent") ? fields.text("parent") : parent(metadata),
                status,
                fields.count("turn"),
                decision,
                fields.plain("lease_expires_at"),
                fields.time("lease_expires_at", true),
                SbiName.ids("depends_on", fields),
                metadata.map(JsonText::of),
                Optional.of(object.path("only_implement"))
                        .filter(JsonNode::isBoolean)
                        .map(JsonNode::booleanValue),
                fields.time("created_at", false),
                updatedAt,
                fields.time("completed_at", true));
        state.check(fields);
        return state;
    }

    /** Returns what it says, and where it says nothing what a row of the same SBI says. */
    State or(State row) {
        return new State(
                taskId.or(row::taskId),
                title.filter(text -> !text.isBlank()).or(row::title),
                label.or(row::label),
                labels.or(row::labels),
                priority.or(row::priority),
                parent.or(row::parent),
                status.or(row::status),
                turn.or(row::turn),
                decision.or(row::decision),
                lease.or(row::lease),
                lease.isPresent() ? leaseExpiresAt : row.leaseExpiresAt,
                dependsOn.or(row::dependsOn),
                metadata.or(row::metadata),
                onlyImplement.or(row::onlyImplement),
                createdAt.or(row::createdAt),
                updatedAt.or(row::updatedAt),
                completedAt.or(row::completedAt));
    }

    private static void identity(String key, SbiId sbi, JsonFields fields) {
        Optional<String> id = fields.text(key).filter(text -> !text.isEmpty() && !text.equals(sbi.value()));
        if (id.isEmpty()) {
            return;
        }
        if (SbiName.isId(id.get()) && !key.equals("id")) {
            fields.warn(key, "CONFLICT", "says that '%s' is in work, not %s: both keep their status", id.get(), sbi);
        } else if (SbiName.isId(id.get())) {
            fields.warn(key, "ID_MISMATCH", "names '%s', the folder is %s: the folder counts", id.get(), sbi);
        } else {
            fields.warn(key, "ILLEGAL_ID", "'%s' is no id: the folder's name %s counts", id.get(), sbi);
        }
    }

    private static void artifacts(JsonFields fields) {
        var paths = new ArrayList<String>();
        fields.object("last_artifacts")
                .ifPresent(node -> node.properties().forEach(field -> {
                    paths.add(field.getKey());
                    paths.add(field.getValue().asText());
                }));
        fields.paths("last_artifacts", paths, "names paths that lead elsewhere");
    }

    private static Optional<String> parent(Optional<ObjectNode> metadata) {
        return metadata.map(node -> node.path("parent_pbi").textValue()).filter(text -> !text.isBlank());
    }

    private void check(JsonFields fields) {
        boolean done = status.flatMap(Status::of)
                .filter(status -> status == Status.DONE)
                .isPresent();
        Optional<Decision> decided = decision.flatMap(Decision::of);
        if (done
                && decided.filter(decision -> decision == Decision.SUCCEEDED || decision == Decision.FAILED)
                        .isEmpty()) {
            fields.warn("decision", "INCONSISTENT_STATE", "the task is DONE, but nothing says that it succeeded");
        }
        if (liesBefore(completedAt, createdAt)) {
            fields.warn("completed_at", "OUT_OF_ORDER", "lies before created_at");
        }
        if (liesBefore(updatedAt, createdAt)) {
            fields.warn("updated_at", "OUT_OF_ORDER", "lies before created_at");
        }
    }

    static boolean liesBefore(Optional<Instant> one, Optional<Instant> other) {
        return one.isPresent() && other.filter(one.get()::isBefore).isPresent();
    }
}
