package dev.daybook.domain.history;

import dev.daybook.domain.Event;
import dev.daybook.domain.EventType;
import dev.daybook.domain.Json;
import dev.daybook.domain.Part;
import dev.daybook.domain.Words;
import java.util.Optional;

/**
 * What can happen to the journal itself. These facts always count: a rollback undoes neither checkpoints nor the
 * record of an import.
 *
 * <p>Checkpoints and rollbacks stand in the stream {@code journal/journal}, each import in {@code import/<run>}.
 */
public sealed interface HistoryEvent extends Event {

    /** A name for the state as of this entry's own position. */
    @EventType(name = "journal.checkpoint-named")
    @Words("named this point {name}[: {why}]")
    @Part(value = "checkpoint", begins = true)
    record CheckpointNamed(String name, Optional<String> why) implements HistoryEvent {}

    /**
     * From here on counts what counted at {@code to}, or all but the entries of one import run, of one entity
     * ({@code kind/id}), or those from {@code first} to {@code last}; if these are the newest rollback, it has never
     * been. Exactly one of the four is present.
     */
    @EventType(name = "journal.rolled-back")
    @Words("rolled back[ to position {to}][ the run {run}][ {entity}][ positions {first} to {last}][: {why}]")
    @Part(value = "rollback", begins = true)
    record RolledBack(
            Optional<Long> to,
            Optional<String> run,
            Optional<String> entity,
            Optional<String> checkpoint,
            Optional<String> why,
            Optional<Long> first,
            Optional<Long> last)
            implements HistoryEvent {

        public RolledBack(
                Optional<Long> to,
                Optional<String> run,
                Optional<String> entity,
                Optional<String> checkpoint,
                Optional<String> why) {
            this(to, run, entity, checkpoint, why, Optional.empty(), Optional.empty());
        }
    }

    /** {@code project} is empty for the first project of the tool, else its name. */
    @EventType(name = "import.started", version = 2) // v2: project, once there was only one
    @Words("began the migration {run} of {kind} in {root}")
    record ImportStarted(String run, String kind, String root, String project) implements HistoryEvent {}

    /** A record that was not imported: {@code raw} holds its bytes in base64, if they could be read. */
    @EventType(name = "import.rejected")
    @Words("left out {where} of {file} in the migration {run}: {message}")
    @Part(value = "rejected", begins = true)
    record ImportRejected(String run, String file, String where, String code, String message, Optional<String> raw)
            implements HistoryEvent {}

    /** {@code report} as in the documentation of {@code daybook migrate --report}. */
    @EventType(name = "import.finished")
    @Words("finished the migration {run}")
    record ImportFinished(String run, Json report) implements HistoryEvent {}
}
