package dev.daybook.journal.sql;

import dev.daybook.journal.sql.SchemaStep.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The steps of a program, in order, and where those stand that a journal has. */
public record Scripts(List<Script> all) {

    public Scripts {
        all = List.copyOf(all);
    }

    /** Lists all steps, of the journal and of this program. */
    public List<SchemaStep> steps(Map<Integer, SchemaStep.Applied> applied) {
        var steps = new TreeMap<Integer, SchemaStep>();
        applied.forEach((version, oneApplied) -> steps.put(version, SchemaStep.of(version, State.UNKNOWN, oneApplied)));
        for (Script script : all) {
            SchemaStep.Applied it = applied.get(script.version());
            steps.put(
                    script.version(),
                    it == null ? SchemaStep.pending(script) : SchemaStep.of(script.version(), state(script, it), it));
        }
        return List.copyOf(steps.values());
    }

    private static State state(Script script, SchemaStep.Applied applied) {
        if (!script.name().equals(applied.name())) {
            return State.REPLACED;
        }
        return script.checksum().toString().equals(applied.checksum()) ? State.APPLIED : State.CHANGED;
    }

    /** Returns why this program must not touch the journal of that name, in sentences; nothing if it may. Pending steps are fine. */
    public List<String> problems(List<SchemaStep> steps, String journal) {
        var problems = new ArrayList<>(ScriptChecks.problems(all));
        boolean pending = false;
        for (SchemaStep step : steps) {
            String name = "%03d_%s".formatted(step.version(), step.name());
            switch (step.state()) {
                case APPLIED -> {
                    if (pending) {
                        problems.add("%s was applied to %s before an earlier step: restore a backup"
                                .formatted(name, journal));
                    }
                }
                case PENDING -> pending = true;
                case CHANGED ->
                    problems.add(
                            "%s was edited after it was applied to %s: there it has the checksum %s, in this program %s; use the original, or accept it with 'schema repair'"
                                    .formatted(
                                            name,
                                            journal,
                                            brief(step.checksum().orElse("")),
                                            brief(checksum(step.version()))));
                case UNKNOWN ->
                    problems.add(
                            "%s is newer than this program: it has step %s, this program ends at %s; use the newer program"
                                    .formatted(journal, name, all.getLast()));
                case REPLACED ->
                    problems.add(
                            "%s is older than this program, which cannot bring it up to date: it has step %s, this program begins with %s; export its files with the program that made it, then migrate them into a new data directory"
                                    .formatted(journal, name, all.getFirst()));
            }
        }
        return problems;
    }

    private String checksum(int version) {
        return all.stream()
                .filter(script -> script.version() == version)
                .map(script -> script.checksum().toString())
                .findFirst()
                .orElse("");
    }

    private static String brief(String checksum) {
        return checksum.length() > 12 ? checksum.substring(0, 12) + "…" : checksum;
    }
}
