package dev.daybook.sbi.deespec;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.importing.Finding;
import dev.daybook.importing.Results;
import dev.daybook.importing.container.JsonFields;
import dev.daybook.importing.container.JsonFile;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The rules of a workflow: each one that a file breaks is told, not only the first.
 *
 * @param agents those that a step may name besides the built-in ones
 * @param inline whether a step may hold its prompt itself, as in the first era
 */
record Workflow(String file, JsonNode workflow, Set<String> agents, boolean inline, Results results) {

    private static final String UNKNOWN = "is not known to the tool";

    /** The agents that need not be named in {@code etc/agents.yaml}. */
    private static final Set<String> BUILT_IN = Set.of("claude_cli", "system");

    /** The last four are those of the file that the tool's command {@code run} reads. */
    private static final Set<String> KEYS =
            Set.of("name", "steps", "vars", "constraints", "version", "run", "workflows", "description");

    private static final Set<String> STEP_KEYS = Set.of("id", "agent", "prompt_path", "decision");

    private static final Set<String> INLINE_STEP_KEYS = Set.of("id", "agent", "prompt_path", "decision", "prompt");

    private static final int PROMPT_KB_MAX = 512;

    /** Returns the agents that a file names in its list {@code agents}, as texts or by their {@code name} or {@code id}. */
    static Set<String> agents(Optional<JsonNode> file) {
        var agents = new HashSet<String>();
        file.map(node -> node.path("agents")).ifPresent(list -> {
            list.forEach(node -> {
                agents.add(node.asText());
                agents.add(node.path("name").asText());
                agents.add(node.path("id").asText());
            });
            list.fieldNames().forEachRemaining(agents::add);
        });
        agents.remove("");
        return agents;
    }

    /** Tells all that is wrong; returns the first thing for which the file gives no workflow. */
    Optional<Finding> check() {
        JsonFields.unknown(file, "", workflow, KEYS, UNKNOWN, results);
        JsonNode size = workflow.path("constraints").path("max_prompt_kb");
        if (!size.isMissingNode() && (!size.isNumber() || size.asInt() < 1 || size.asInt() > PROMPT_KB_MAX)) {
            results.warn(file, "constraints.max_prompt_kb", "WRONG_TYPE", "is no number from 1 to %d", PROMPT_KB_MAX);
        }
        JsonNode steps = workflow.path("steps");
        if (!steps.isArray()) {
            if (!steps.isMissingNode()) {
                results.warn(file, "steps", "WRONG_TYPE", "is %s, not a list: no step is known", JsonFile.kind(steps));
            }
            return Optional.empty();
        }
        Optional<Finding> refusal = Optional.empty();
        var ids = new HashSet<String>();
        for (int i = 0; i < steps.size(); i++) {
            Optional<Finding> of = step("steps[%d]".formatted(i), steps.get(i), ids);
            refusal = refusal.or(() -> of);
        }
        return refusal;
    }

    private Optional<Finding> step(String where, JsonNode step, Set<String> ids) {
        if (!step.isObject()) {
            results.warn(file, where, "WRONG_TYPE", "is %s, not a step", JsonFile.kind(step));
            return Optional.empty();
        }
        JsonFields.unknown(file, where + ".", step, inline ? INLINE_STEP_KEYS : STEP_KEYS, UNKNOWN, results);
        id(where + ".id", step.path("id"), ids);
        agent(where + ".agent", step.path("agent"));
        if (step.has("decision") && !step.path("id").asText().equals("review")) {
            results.warn(file, where + ".decision", "INCONSISTENT_STATE", "is given, but only a review decides");
        }
        if (!step.has("prompt_path") && !step.has("prompt")) {
            results.warn(file, where + ".prompt_path", "MISSING_FIELD", "names no prompt");
        }
        return path(where + ".prompt_path", step.path("prompt_path").asText());
    }

    private void id(String where, JsonNode id, Set<String> ids) {
        if (id.asText().isEmpty()) {
            results.warn(file, where, "MISSING_FIELD", "is missing: the step has no name");
        } else if (!ids.add(id.asText())) {
            results.warn(file, where, "DUPLICATE_ID", "'%s' stands twice", id.asText());
        }
    }

    private void agent(String where, JsonNode agent) {
        String name = agent.asText();
        if (name.isEmpty()) {
            results.warn(file, where, "MISSING_FIELD", "names no agent");
        } else if (!BUILT_IN.contains(name) && !agents.contains(name)) {
            results.warn(file, where, "UNKNOWN_ENUM", "'%s' is neither built in nor named in etc/agents.yaml", name);
        }
    }

    private Optional<Finding> path(String where, String path) {
        if (!JsonFields.isSuspect(path)) {
            return Optional.empty();
        }
        Finding refusal = Finding.error(
                file,
                where,
                JsonFields.isAbsolute(path) ? "ABSOLUTE_PATH" : "PATH_TRAVERSAL",
                "leads out of the project: never opened, the file gives no workflow and is kept as it is");
        results.finding(refusal);
        return Optional.of(refusal);
    }
}
