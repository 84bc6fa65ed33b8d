package dev.daybook.sbi.deespec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.event.JsonText;
import dev.daybook.importing.container.Container;
import dev.daybook.importing.container.YamlDocument;
import dev.daybook.importing.container.YamlSplice;
import dev.daybook.sbi.deespec.SbiFields.Execution;
import dev.daybook.sbi.deespec.SbiFiles.Claim;
import dev.daybook.shape.JsonSplice;
import dev.daybook.shape.JsonWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What has to change in the files that say something of an SBI, so that they say what counts now: each changed field in
 * the files that have it, or in the main one if none has.
 */
final class ClaimEdits {

    /** The state that all SBIs share in some eras: it speaks of the one in work. */
    static final String SHARED = ".deespec/var/state.json";

    /** What it says of that one. */
    private static final Set<String> OF_THE_CURRENT = Set.of("status", "lease_expires_at");

    private final SbiFields sbi;
    private final List<Claim> files;

    /** What those that change are to say. */
    private final Map<String, ObjectNode> byFile = new LinkedHashMap<>();

    private final Map<String, JsonNode> homeless = new LinkedHashMap<>();

    /**
     * @param files the claims that stand in files of their own, not in rows
     * @param hasRow whether there is a row for what no file says
     */
    ClaimEdits(SbiFields sbi, List<Claim> files, boolean hasRow) {
        this.sbi = sbi;
        this.files = files;
        StateField.ALL.stream()
                .filter(stateField -> stateField.changed(sbi))
                .forEach(stateField -> field(stateField, hasRow));
        if (sbi.standing.changed()) {
            ifThere("completed_at", NewState.completedAt(sbi));
        }
        turns();
    }

    /** Returns what no file of the SBI has room for. */
    Map<String, JsonNode> homeless() {
        return homeless;
    }

    static boolean isYaml(String file) {
        return file.endsWith(".yaml") || file.endsWith(".yml");
    }

    /** Turns that the files do not know move what the state says of the last one. */
    private void turns() {
        Optional<Execution> last = sbi.latest();
        boolean fresh = sbi.executions().stream().anyMatch(execution -> execution.isNew() && execution.isFinished());
        last.filter(_ -> fresh).ifPresent(execution -> {
            int turn = sbi.executions().stream()
                    .mapToInt(some -> some.number)
                    .max()
                    .orElse(0);
            ifThere("turn", IntNode.valueOf(turn));
            ifThere("current", StateField.text(execution.step.text()));
            ifThere("attempt", IntNode.valueOf(execution.attempt.now().orElse(1)));
        });
        last.filter(execution -> execution.isNew() || execution.decision.changed())
                .ifPresent(execution -> ifThere("decision", StateField.text(NewState.decision(execution))));
    }

    private void field(StateField<?> field, boolean hasRow) {
        JsonNode value = field.value(sbi);
        List<Claim> having = files.stream()
                .filter(claim -> name(field, claim).filter(object(claim)::has).isPresent())
                .toList();
        having.forEach(claim -> edit(claim, name(field, claim).orElseThrow(), value));
        if (!having.isEmpty() || (hasRow && field.row())) {
            return;
        }
        files.stream()
                .filter(claim -> !isYaml(claim.file()) && !claim.file().equals(SHARED))
                .findFirst()
                .or(() -> files.stream()
                        .filter(claim -> name(field, claim).isPresent())
                        .findFirst())
                .ifPresentOrElse(
                        claim -> edit(claim, name(field, claim).orElseThrow(), value),
                        () -> homeless.put(field.key(), value));
    }

    private static Optional<String> name(StateField<?> field, Claim claim) {
        if (claim.file().equals(SHARED)) {
            return Optional.of(field.key())
                    .filter(text ->
                            OF_THE_CURRENT.contains(text) && object(claim).has(text));
        }
        return Optional.of(isYaml(claim.file()) ? field.meta() : field.key()).filter(text -> !text.isEmpty());
    }

    private void ifThere(String key, JsonNode value) {
        files.stream()
                .filter(claim -> !isYaml(claim.file()) && object(claim).has(key))
                .forEach(claim -> edit(claim, key, value));
    }

    private void edit(Claim claim, String key, JsonNode value) {
        boolean none = key.equals("pbi_id") && value.asText().isEmpty();
        byFile.computeIfAbsent(claim.file(), _ -> object(claim))
                .set(key, none ? StateField.text("0") : value); // the tool's word for no parent
    }

    private static ObjectNode object(Claim claim) {
        return JsonText.tree(claim.json()) instanceof ObjectNode it ? it : JsonNodeFactory.instance.objectNode();
    }

    /** Whether the file says something else than it did. */
    boolean changes(Claim claim) {
        return byFile.containsKey(claim.file());
    }

    /** Returns the bytes of the file as it should be. */
    byte[] bytes(Claim claim) {
        ObjectNode now = byFile.get(claim.file());
        if (now == null) {
            return JsonWriter.file(claim.json(), claim.style());
        }
        return JsonWriter.file(isYaml(claim.file()) ? yaml(claim, now) : json(claim, now), claim.style());
    }

    private byte[] json(Claim claim, ObjectNode now) {
        JsonNode version = now.path("version");
        if (version.isNumber()) {
            now.put("version", version.decimalValue().add(BigDecimal.ONE));
        }
        updated(now, "updated_at");
        updated(now, "meta.updated_at");
        if (now.path("meta") instanceof ObjectNode meta) {
            updated(meta, "updated_at");
        }
        return JsonSplice.of(claim.json(), claim.style(), Container.difference(claim.json(), JsonText.of(now)));
    }

    private void updated(ObjectNode object, String key) {
        if (object.has(key)) {
            object.put(key, sbi.updatedAt.toString());
        }
    }

    private byte[] yaml(Claim claim, ObjectNode now) {
        byte[] before = claim.style().verbatim().orElse("").getBytes(StandardCharsets.UTF_8);
        byte[] text = YamlDocument.yaml().revise(before, JsonText.of(now), claim.style());
        return now.has("updated_at")
                ? YamlSplice.of(new String(text, StandardCharsets.UTF_8))
                        .setPlain("updated_at", sbi.updatedAt.toString())
                        .text()
                        .getBytes(StandardCharsets.UTF_8)
                : text;
    }
}
