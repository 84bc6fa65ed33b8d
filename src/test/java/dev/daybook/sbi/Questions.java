package dev.daybook.sbi;

import dev.daybook.domain.Json;
import dev.daybook.projection.Chronicle;
import dev.daybook.sbi.SbiEvent.ExecutionFinished;
import dev.daybook.sbi.SbiEvent.ExecutionStarted;
import dev.daybook.sbi.SbiEvent.Registered;
import java.util.List;
import java.util.Optional;

/** Short ways to say what has happened. */
public final class Questions {

    private Questions() {}

    public static SbiId id(String name) {
        return new SbiId(name);
    }

    public static Registered registered(String id, String title, int priority, String... dependsOn) {
        return registered(id, title, "", priority, dependsOn);
    }

    public static Registered registered(String id, String title, String spec, int priority, String... dependsOn) {
        return new Registered(
                id(id),
                Optional.empty(),
                title,
                Optional.of(spec).filter(it -> !it.isEmpty()),
                "",
                List.of(),
                priority,
                Optional.empty(),
                List.of(dependsOn).stream().map(SbiId::new).toList(),
                false,
                Json.EMPTY_OBJECT);
    }

    public static Registered labelled(String id, String title, String... labels) {
        return new Registered(
                id(id),
                Optional.empty(),
                title,
                Optional.empty(),
                labels[0],
                List.of(labels),
                0,
                Optional.of("PBI-1"),
                List.of(),
                false,
                Json.EMPTY_OBJECT);
    }

    public static ExecutionStarted started(String id, int turn, Step step) {
        return new ExecutionStarted(id(id), turn, step, 1, Optional.empty(), Optional.empty());
    }

    public static ExecutionFinished finished(String id, int turn, Step step, Decision decision, String content) {
        return new ExecutionFinished(
                id(id),
                turn,
                step,
                1,
                Optional.empty(),
                decision,
                Optional.empty(),
                Optional.of(content),
                List.of("out.txt"));
    }

    /** Writes tasks named by number, a second apart. */
    public static void registerMany(Chronicle chronicle, int from, int to) {
        for (int i = from; i < to; i++) {
            chronicle.append(registered("SBI-%03d".formatted(i), "Task " + i, i % 3));
        }
    }
}
