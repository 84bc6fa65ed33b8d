package dev.daybook.sbi.deespec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.config.ImportedSetting;
import dev.daybook.domain.Json;
import dev.daybook.domain.Spelling;
import dev.daybook.event.JsonText;
import dev.daybook.importing.Finding;
import dev.daybook.importing.Results;
import dev.daybook.importing.SourceTree.Node;
import dev.daybook.importing.container.JsonFile;
import dev.daybook.importing.frame.KeptFiles;
import dev.daybook.importing.frame.KeptFiles.Why;
import dev.daybook.shape.JsonWriter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** The settings of a project: each key of {@code setting.json}, and {@code workflow.json} as one value. */
record Settings(KeptFiles kept, Results results) {

    /** A longer key names no setting. */
    private static final int KEY_CHARS_MAX = 200;

    private static final Pattern SECRET =
            Pattern.compile(".*(secret|passw|token|credential|api_?key|private_?key).*", Pattern.CASE_INSENSITIVE);

    private static final Map<String, JsonNodeType> KNOWN = known();

    private static final String SETTINGS = "setting.json";
    private static final String WORKFLOW = "workflow.json";

    /** Returns whether a file below {@code .deespec} is read here. */
    static boolean isOne(String name) {
        return name.equals(SETTINGS) || name.equals(WORKFLOW);
    }

    private static Map<String, JsonNodeType> known() {
        var known = new HashMap<String, JsonNodeType>();
        Map.of(
                        JsonNodeType.STRING,
                        "home agent_bin editor project_name language turn task_id tx_dest_root workflow policy_path"
                                + " stderr_level storage_mode",
                        JsonNodeType.NUMBER,
                        "timeout_sec max_attempts max_turns",
                        JsonNodeType.BOOLEAN,
                        "validate auto_fb strict_fsync disable_recovery disable_metrics_rotation fsync_audit test_mode"
                                + " test_quiet",
                        JsonNodeType.OBJECT,
                        "label_config agent_pool_config")
                .forEach((type, keys) -> List.of(keys.split(" ")).forEach(key -> known.put(key, type)));
        return known;
    }

    /**
     * Reads both files.
     *
     * @param agents those that a workflow may name besides the built-in ones
     * @param templates keeps what the settings tell of
     */
    void read(Supplier<Set<String>> agents, LabelTemplates templates) {
        object(SETTINGS, (node, bytes, read, settings) -> {
            if (settings.size() == 1 && settings.has("storage_mode")) {
                results.warn(node.file(), "", "MISSING_FIELD", "holds nothing but storage_mode: defaults elsewhere");
            }
            Set<String> taken = new HashSet<>();
            settings.properties().stream()
                    .filter(entry -> setting(node, entry.getKey(), entry.getValue()))
                    .forEach(entry -> taken.add(entry.getKey()));
            gone(node, settings);
            boolean secrets = settings.propertyStream()
                    .anyMatch(entry -> SECRET.matcher(entry.getKey()).matches());
            Spelling style = read.style().withVerbatim(Optional.empty());
            byte[] shown =
                    secrets ? JsonWriter.file(JsonText.of(settings.deepCopy().retain(taken)), style) : bytes;
            kept.raw(node, shown, results);
            templates.read(settings);
        });
        object(WORKFLOW, (node, bytes, read, workflow) -> {
            Optional<Finding> refusal = new Workflow(node.file(), workflow, agents.get(), false, results).check();
            if (refusal.isPresent()) {
                results.kept(refusal.get(), node.file(), bytes);
                kept.keep(node, Why.TOLD, results);
                return;
            }
            found(node, WORKFLOW, read.json());
            kept.raw(node, bytes, results);
        });
    }

    /** What was taken out of the file is no setting any more: the tool goes by its default. */
    private void gone(Node node, ObjectNode settings) {
        String prefix = kept.root().qualified("");
        kept.known().streams("config", prefix).stream()
                .map(stream -> stream.key().substring(prefix.length()))
                .filter(key -> !settings.has(key))
                .forEach(key -> found(node, key, Optional.empty()));
    }

    private void found(Node node, String key, Optional<Json> value) {
        results.found(new ImportedSetting(DeespecSource.KIND, kept.root(), key, value, node.file(), node.modifiedAt()));
    }

    /** Takes the object that a file is. */
    private interface Taking {
        void of(Node node, byte[] bytes, JsonFile read, ObjectNode object);
    }

    private void object(String name, Taking taking) {
        Optional<Node> there = kept.tree().child(kept.tree().top(), name);
        there.filter(oneNode -> !oneNode.isFile()).ifPresent(oneNode -> kept.keep(oneNode, Why.FOREIGN, results));
        there.filter(Node::isFile)
                .ifPresent(node -> kept.tree().read(node, results).ifPresent(bytes -> {
                    JsonFile read =
                            JsonFile.told(node.file(), bytes, kept.tree().limits(), JsonFile.Role.RECORD, results);
                    if (read.object().isPresent()) {
                        taking.of(node, bytes, read, read.object().get());
                        return;
                    }
                    if (read.tree().isPresent()) {
                        results.rejected(
                                Finding.error(node.file(), "", "WRONG_TYPE", "is no object: kept raw, defaults apply"),
                                bytes);
                    }
                    kept.raw(node, bytes, results);
                }));
    }

    /** Returns whether the setting is taken over. */
    private boolean setting(Node node, String key, JsonNode value) {
        if (key.isBlank() || key.length() > KEY_CHARS_MAX) {
            results.warn(node.file(), "", "ILLEGAL_ID", "a key of no or too many characters: left out");
            return false;
        }
        if (SECRET.matcher(key).matches()) {
            results.info(node.file(), key, "SECRET_FILE", "looks like a secret: not imported");
            return false;
        }
        JsonNodeType type = KNOWN.get(key);
        if (type == null) {
            results.info(node.file(), key, "UNKNOWN_FIELD", "is kept as a setting");
        } else if (type != value.getNodeType()) {
            results.warn(
                    node.file(),
                    key,
                    "WRONG_TYPE",
                    "is %s: kept as it is, the tool uses its default",
                    JsonFile.kind(value));
        }
        found(node, key, Optional.of(JsonText.of(value)));
        return true;
    }
}
