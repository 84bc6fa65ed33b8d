package dev.daybook.history;

import dev.daybook.history.RollbackChange.Dependent;
import dev.daybook.history.RollbackChange.OthersWork;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Why a rollback is not made while nobody says what becomes of what stands on it. */
final class RollbackRefusal {

    /** So many things are told of; what is done about them holds for all. */
    private static final int NAMED_MAX = 20;

    static String of(List<OthersWork> work, List<Dependent> dependents, Others others) {
        var why = new ArrayList<String>();
        if (!work.isEmpty()) {
            why.add("the work of others would go: "
                    + named(work.stream().map(RollbackRefusal::told).toList()));
        }
        if (!dependents.isEmpty()) {
            why.add("what is left would name what is not there: "
                    + named(dependents.stream().map(RollbackRefusal::told).toList()));
        }
        return String.join("; ", why)
                + (others == Others.ALONE
                        ? ". Undo that first"
                        : ". Say what becomes of it: --undo-later (undoLater) takes it back, too; --keep-later (keepLater)"
                                + " leaves these things%s as they are"
                                        .formatted(dependents.isEmpty() ? "" : ", and what they name,"));
    }

    private static String told(OthersWork work) {
        return "%s (%,d by %s%s)"
                .formatted(
                        work.entity(),
                        work.facts(),
                        String.join(", ", work.actors()),
                        work.stands() ? ", standing on what would go" : "");
    }

    private static String told(Dependent it) {
        return "%s (%s: %s, by %s)".formatted(it.entity(), it.field(), it.names(), String.join(", ", it.actors()));
    }

    private static String named(List<String> told) {
        String more = told.size() > NAMED_MAX ? " and %,d more".formatted(told.size() - NAMED_MAX) : "";
        return told.stream().limit(NAMED_MAX).collect(Collectors.joining(", ")) + more;
    }

    private RollbackRefusal() {}
}
