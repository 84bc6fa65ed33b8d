package dev.daybook.sbi;

import static dev.daybook.readmodel.Tables.DEPENDENCY;
import static dev.daybook.readmodel.Tables.PARENT;
import static dev.daybook.readmodel.Tables.SBI;

import dev.daybook.domain.Event;
import dev.daybook.slice.Reference;
import java.util.List;
import java.util.Optional;

/** What tasks and plans name and have to find: a task that it waits for, a plan that it belongs to. */
final class TaskReferences {

    static List<Reference> all() {
        return List.of(
                new Reference(
                        "sbi",
                        "dependsOn",
                        "sbi",
                        TaskReferences::dependsOn,
                        SbiOperations.READ_MODEL,
                        DEPENDENCY,
                        DEPENDENCY.DEPENDS_ON,
                        DEPENDENCY.SBI_ID),
                new Reference(
                        "sbi",
                        "parent",
                        "plan",
                        TaskReferences::parent,
                        SbiOperations.READ_MODEL,
                        SBI,
                        SBI.PARENT,
                        SBI.ID),
                new Reference(
                        "plan",
                        "parent",
                        "plan",
                        TaskReferences::parent,
                        SbiOperations.READ_MODEL,
                        PARENT,
                        PARENT.PARENT_,
                        PARENT.ID));
    }

    private static Optional<List<String>> dependsOn(Event event) {
        return switch (event) {
            case SbiEvent.Registered it -> Optional.of(keys(it.dependsOn()));
            case SbiEvent.DependenciesChanged it -> Optional.of(keys(it.dependsOn()));
            default -> Optional.empty();
        };
    }

    private static List<String> keys(List<SbiId> tasks) {
        return tasks.stream().map(SbiId::value).toList();
    }

    private static Optional<List<String>> parent(Event event) {
        return switch (event) {
            case SbiEvent.Registered it -> Optional.of(it.parent().stream().toList());
            case SbiEvent.Moved it -> Optional.of(it.parent().stream().toList());
            case PlanEvent.Registered it -> Optional.of(it.parent().stream().toList());
            case PlanEvent.Moved it -> Optional.of(it.parent().stream().toList());
            default -> Optional.empty();
        };
    }

    private TaskReferences() {}
}
