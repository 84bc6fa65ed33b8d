package dev.daybook.sbi.deespec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.daybook.domain.Json;
import dev.daybook.event.JsonText;
import dev.daybook.importing.YamlSplice;
import dev.daybook.sbi.SbiId;
import dev.daybook.sbi.Status;
import dev.daybook.sbi.deespec.SbiFields.Execution;
import dev.daybook.sbi.deespec.SbiFields.Labels;
import dev.daybook.sbi.deespec.SbiFields.Standing;
import dev.daybook.sbi.deespec.SbiFiles.Claim;
import dev.daybook.shape.Change;
import dev.daybook.shape.JsonSplice;
import dev.daybook.shape.JsonWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What has to change in the files that say something of an SBI, so that they say what counts now: each changed field in
 * the files that have it, or in the main one if none has.
 */
final class ClaimEdits {

    /** The state that all SBIs share in some eras: it speaks of the one in work. */
    static final String SHARED = ".deespec/var/state.json";

    /** What it says of that one. */
    private static final Set<String> OF_THE_CURRENT = Set.of("status", "lease_expires_at");

    /** How a key is spelled in a state file and, if it is there at all, in a meta file. */
    private record Key(String state, Optional<String> meta) {}

    /** What a row of the database says of an SBI. */
    private static final Set<String> COLUMNS = Set.of("title", "labels", "priority", "parent", "depends_on", "status");

    private final SbiFields sbi;
    private final List<Claim> files;
    private final boolean hasRow;
    private final Map<String, Map<String, JsonNode>> byFile = new LinkedHashMap<>();
    private final Map<String, JsonNode> homeless = new LinkedHashMap<>();

    /**
     * @param files the claims that stand in files of their own, not in rows
     * @param hasRow whether there is a row for what no file says
     */
    ClaimEdits(SbiFields sbi, List<Claim> files, boolean hasRow) {
        this.sbi = sbi;
        this.files = files;
        this.hasRow = hasRow;
        fields();
        turns();
    }

    /** Returns what no file of the SBI has room for. */
    Map<String, JsonNode> homeless() {
        return homeless;
    }

    static boolean isYaml(String file) {
        return file.endsWith(".yaml") || file.endsWith(".yml");
    }

    private void fields() {
        if (sbi.title.changed()) {
            field("title", "title", text(sbi.title.now().orElse("")));
        }
        if (sbi.labels.changed()) {
            Labels now = sbi.labels.now().orElse(new Labels("", List.of()));
            Optional<Labels> said = sbi.labels.said();
            if (said.map(Labels::label).filter(now.label()::equals).isEmpty()) {
                field("label", null, text(now.label()));
            }
            if (said.map(Labels::labels).filter(now.labels()::equals).isEmpty()) {
                field("labels", "labels", texts(now.labels()));
            }
        }
        if (sbi.priority.changed()) {
            field("priority", null, IntNode.valueOf(sbi.priority.now().orElse(0)));
        }
        if (sbi.parent.changed()) {
            field("parent", "pbi_id", text(sbi.parent.now().flatMap(it -> it).orElse("")));
        }
        if (sbi.dependsOn.changed()) {
            field(
                    "depends_on",
                    "depends_on",
                    texts(sbi.dependsOn.now().orElse(List.of()).stream()
                            .map(SbiId::value)
                            .toList()));
        }
        if (sbi.metadata.changed()) {
            field("metadata", null, JsonText.tree(sbi.metadata.now().orElse(Json.EMPTY_OBJECT)));
        }
        if (sbi.standing.changed()) {
            field("status", null, text(word(sbi.standing.now().orElseThrow())));
            JsonNode completed = sbi.status() == Status.DONE ? text(sbi.standingAt.toString()) : NullNode.instance;
            ifThere("completed_at", completed);
        }
        if (sbi.lease.changed()) {
            field(
                    "lease_expires_at",
                    null,
                    text(sbi.lease
                            .now()
                            .flatMap(it -> it)
                            .map(Objects::toString)
                            .orElse("")));
        }
    }

    /** Turns that the files do not know move what the state says of the last one. */
    private void turns() {
        List<Execution> fresh = sbi.executions().stream()
                .filter(it -> it.isNew() && it.isFinished())
                .toList();
        Optional<Execution> last = sbi.executions().stream()
                .filter(Execution::isFinished)
                .max(Comparator.comparing((Execution it) -> it.finishedAt.orElseThrow()));
        if (!fresh.isEmpty() && last.isPresent()) {
            ifThere(
                    "turn",
                    IntNode.valueOf(sbi.executions().stream()
                            .mapToInt(it -> it.number)
                            .max()
                            .orElse(0)));
            ifThere("current", text(last.get().step.text()));
            ifThere("attempt", IntNode.valueOf(last.get().attempt.now().orElse(1)));
        }
        last.filter(it -> it.isNew() || it.decision.changed()).ifPresent(it -> ifThere("decision", text(decision(it))));
    }

    static String decision(Execution turn) {
        return turn.word.orElseGet(() -> turn.decision.now().orElseThrow().name());
    }

    /** Returns the word that the files have for it. */
    static String word(Standing standing) {
        return standing.original().orElse(standing.status().text());
    }

    private void field(String state, @Nullable String meta, JsonNode value) {
        var key = new Key(state, Optional.ofNullable(meta));
        boolean placed = false;
        for (Claim it : files) {
            Optional<String> name = name(key, it);
            if (name.isPresent() && object(it).has(name.get())) {
                edit(it, name.get(), value);
                placed = true;
            }
        }
        if (placed || (hasRow && COLUMNS.contains(state))) {
            return;
        }
        Optional<Claim> main = files.stream()
                .filter(it -> !isYaml(it.file()) && !it.file().equals(SHARED))
                .findFirst()
                .or(() -> files.stream().filter(it -> name(key, it).isPresent()).findFirst());
        if (main.isPresent()) {
            edit(main.get(), name(key, main.get()).orElseThrow(), value);
        } else {
            homeless.put(state, value);
        }
    }

    private static Optional<String> name(Key key, Claim claim) {
        if (claim.file().equals(SHARED)) {
            return Optional.of(key.state())
                    .filter(it -> OF_THE_CURRENT.contains(it) && object(claim).has(it));
        }
        return isYaml(claim.file()) ? key.meta() : Optional.of(key.state());
    }

    private void ifThere(String key, JsonNode value) {
        for (Claim it : files) {
            if (!isYaml(it.file()) && object(it).has(key)) {
                edit(it, key, value);
            }
        }
    }

    private void edit(Claim claim, String key, JsonNode value) {
        byFile.computeIfAbsent(claim.file(), _ -> new LinkedHashMap<>()).put(key, value);
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
        Map<String, JsonNode> edits = byFile.getOrDefault(claim.file(), Map.of());
        if (edits.isEmpty()) {
            return JsonWriter.file(claim.json(), claim.style());
        }
        return isYaml(claim.file()) ? yaml(claim, edits) : json(claim, edits);
    }

    private byte[] json(Claim claim, Map<String, JsonNode> edits) {
        var changes = new ArrayList<Change>();
        ObjectNode object = object(claim);
        edits.forEach((key, value) -> merge(changes, List.of(key), object.path(key), value));
        JsonNode version = object.path("version");
        if (version.isNumber()) {
            BigDecimal next = version.decimalValue().add(BigDecimal.ONE);
            changes.add(Change.set("/version", JsonText.of(DecimalNode.valueOf(next))));
        }
        Json at = JsonText.of(text(sbi.updatedAt.toString()));
        for (String pointer : List.of("/updated_at", "/meta.updated_at", "/meta/updated_at")) {
            if (!object.at(pointer).isMissingNode()) {
                changes.add(Change.set(pointer, at));
            }
        }
        return JsonWriter.file(JsonSplice.of(claim.json(), claim.style(), changes), claim.style());
    }

    /** Sets only what differs inside of objects. */
    static void merge(List<Change> changes, List<String> path, JsonNode was, JsonNode now) {
        if (!(was instanceof ObjectNode before)
                || !(now instanceof ObjectNode after)
                || (before.isEmpty() && !path.isEmpty())) {
            changes.add(Change.set(path, JsonText.of(now)));
            return;
        }
        var keys = new ArrayList<String>();
        before.fieldNames().forEachRemaining(keys::add);
        for (String key : keys) {
            if (!after.has(key)) {
                changes.add(Change.remove(below(path, key)));
            }
        }
        after.properties().forEach(it -> {
            JsonNode old = before.get(it.getKey());
            if (!it.getValue().equals(old)) {
                merge(changes, below(path, it.getKey()), old == null ? NullNode.instance : old, it.getValue());
            }
        });
    }

    private static List<String> below(List<String> path, String key) {
        var all = new ArrayList<>(path);
        all.add(key);
        return all;
    }

    private byte[] yaml(Claim claim, Map<String, JsonNode> edits) {
        YamlSplice splice = YamlSplice.of(claim.style().verbatim().orElse(""));
        edits.forEach((key, value) -> {
            if (value instanceof ArrayNode list) {
                var texts = new ArrayList<String>();
                list.forEach(it -> texts.add(it.asText()));
                splice.set(key, texts);
            } else if (key.equals("pbi_id") && value.asText().isEmpty()) {
                splice.set(key, "0"); // the tool's word for none
            } else {
                splice.set(key, value.asText());
            }
        });
        if (object(claim).has("updated_at")) {
            splice.setPlain("updated_at", sbi.updatedAt.toString());
        }
        return JsonWriter.file(splice.text().getBytes(StandardCharsets.UTF_8), claim.style());
    }

    static JsonNode text(String text) {
        return TextNode.valueOf(text);
    }

    static ArrayNode texts(List<String> texts) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        texts.forEach(array::add);
        return array;
    }
}
