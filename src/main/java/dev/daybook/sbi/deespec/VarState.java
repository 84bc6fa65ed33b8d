package dev.daybook.sbi.deespec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.importing.Results;
import dev.daybook.importing.SourceTree;
import dev.daybook.importing.SourceTree.Node;
import dev.daybook.importing.container.JsonFields;
import dev.daybook.importing.container.JsonFile;
import dev.daybook.importing.container.Timestamps;
import dev.daybook.sbi.Decision;
import dev.daybook.sbi.Status;
import dev.daybook.sbi.Step;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What the one state file of the older eras says: which task is being worked on, and where that one stands.
 *
 * @param task the task in work; absent in the era that had only one, and when none is
 * @param step the step that comes next
 * @param todo what the one anonymous task is about
 * @param artifacts the paths of the last results
 */
record VarState(
        String file,
        Optional<String> task,
        Optional<Step> step,
        Optional<String> status,
        Optional<Integer> turn,
        Optional<Instant> leaseExpiresAt,
        Optional<String> todo,
        Set<String> artifacts,
        Optional<Instant> updatedAt) {

    private static final String KEPT = "as text";

    /** What every version of the tool wrote. */
    private static final Set<String> KEYS =
            Set.of("version", "current", "turn", "inputs", "last_artifacts", "artifacts_dir", "meta");

    private static final int KEYS_MIN = 4;

    /** Returns whether a state file in the root of a project is one of the tool: others have such names too. */
    static boolean isOne(JsonNode tree) {
        return tree.path("current").isTextual()
                && tree.path("turn").isNumber()
                && KEYS.stream().filter(tree::has).count() >= KEYS_MIN;
    }

    /** Reads the file; it is kept as it is by whoever keeps its folder. */
    static Optional<VarState> read(SourceTree tree, Node node, Timestamps times, Results results) {
        return tree.read(node, new Results())
                .flatMap(bytes -> JsonFile.read(node.file(), bytes, tree.limits(), JsonFile.Role.PIECE)
                        .object())
                .map(oneNode -> of(node.file(), oneNode, times, results));
    }

    private static VarState of(String file, ObjectNode object, Timestamps times, Results results) {
        var fields = new JsonFields(file, object, times, results);
        Optional<String> task = task("wip", fields).or(() -> task("current_task_id", fields));
        Optional<String> current = fields.word("current", Step::of, KEPT);
        fields.count("version");
        fields.count("attempt");
        var artifacts = new HashSet<String>();
        fields.object("last_artifacts")
                .ifPresent(node -> node.properties()
                        .forEach(path -> artifacts.add(path.getValue().asText())));
        fields.paths("last_artifacts", artifacts, "names paths that lead elsewhere");
        Optional<ObjectNode> meta = fields.object("meta");
        Optional<String> status = fields.word("status", Status::of, KEPT);
        Optional<Integer> turn = fields.count("turn");
        fields.word("decision", Decision::of, KEPT);
        return new VarState(
                file,
                task,
                current.flatMap(Step::of),
                status,
                turn,
                fields.time("lease_expires_at", true),
                fields.object("inputs")
                        .map(node -> node.path("todo").asText())
                        .filter(text -> !text.isBlank())
                        .map(Heading::title),
                Set.copyOf(artifacts),
                meta.flatMap(node -> new JsonFields(file, node, times, results).time("updated_at", true))
                        .or(() -> fields.time("meta.updated_at", true)));
    }

    private static Optional<String> task(String key, JsonFields fields) {
        Optional<String> id = fields.text(key).filter(text -> !text.isEmpty());
        id.filter(text -> !SbiName.isId(text))
                .ifPresent(text -> fields.warn(key, "ILLEGAL_ID", "'%s' is no id: nothing is being worked on", text));
        return id.filter(SbiName::isId);
    }
}
