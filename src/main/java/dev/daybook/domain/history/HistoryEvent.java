package dev.daybook.domain.history;

import dev.daybook.domain.Event;
import dev.daybook.domain.EventType;
import dev.daybook.domain.Json;
import dev.daybook.domain.LongText;
import dev.daybook.domain.Part;
import dev.daybook.domain.Rooted;
import dev.daybook.domain.Words;
import java.util.List;
import java.util.Optional;

/**
 * What can happen to the journal itself. These facts always count: a rollback undoes neither checkpoints nor the
 * record of an import.
 *
 * <p>Checkpoints and rollbacks stand in the stream {@code journal/journal}, each import in {@code import/<run>},
 * what was written into a folder in {@code export/<folder>}.
 */
public sealed interface HistoryEvent extends Event {

    /** A name for the state as of this entry's own position. */
    @EventType(name = "journal.checkpoint-named")
    @Words("named this point {name}[: {why}]")
    @Part(value = "checkpoint", begins = true)
    record CheckpointNamed(String name, Optional<String> why) implements HistoryEvent {}

    /**
     * From here on counts something else.
     *
     * @param target what is meant to count no more, or what is to count again
     * @param checkpoint the name by which a position was asked for
     * @param kept the things, {@code kind/id}, that are left as they are, though they were meant
     * @param also what goes beside: it stood on what is taken out
     */
    @EventType(name = "journal.rolled-back", version = 2) // v2: target, once one of several members; kept, also
    @Words("rolled back[ to position {to}][ the run {run}][ {entity}][ what {actor} did][ the session {session}]"
            + "[ position {first=last}][ positions {first!last} to {last}][ the rollback at {rollback}][: {why}]")
    @Part(value = "rollback", begins = true, members = "target")
    record RolledBack(
            Target target, Optional<String> checkpoint, Optional<String> why, List<String> kept, List<Also> also)
            implements HistoryEvent {

        /** The entries of a thing, {@code kind/id}, behind a position. */
        public record Also(String entity, long after) {}

        public RolledBack {
            kept = List.copyOf(kept);
            also = List.copyOf(also);
        }

        /** One that leaves nothing alone and takes out nothing beside. */
        public static RolledBack of(Target target, Optional<String> why) {
            return new RolledBack(target, Optional.empty(), why, List.of(), List.of());
        }

        /** Returns the same that leaves things as they are, and takes out others beside. */
        public RolledBack with(List<String> left, List<Also> beside) {
            return new RolledBack(target, checkpoint, why, left, beside);
        }
    }

    /**
     * What entries told is no more: their payloads, and the large values that only they named. Where they stand, who wrote
     * them when, and the hashes of what they told stay, so that the journal still proves itself. Nothing takes it back.
     *
     * @param positions of the entries
     * @param blobs the hashes of the large values, in hexadecimal digits
     */
    @EventType(name = "journal.erased")
    @Words("erased what earlier facts told: {why}")
    @Part(value = "erasure", begins = true)
    record Erased(List<Long> positions, List<String> blobs, String why) implements HistoryEvent {
        public Erased {
            positions = List.copyOf(positions);
            blobs = List.copyOf(blobs);
        }
    }

    /** {@code project} is empty for the first project of the tool, else its name. */
    @EventType(name = "import.started", version = 2) // v2: project, once there was only one
    @Words("began the migration {run} of {kind} in {root}")
    record ImportStarted(String run, String kind, String root, String project) implements HistoryEvent, Rooted {}

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

    /**
     * The files of a tool were written into a folder.
     *
     * @param out the folder, absolute
     * @param era in which form
     * @param project which one; absent is all
     * @param asOf as of which position
     * @param tree each file's SHA-256 and its path below {@code out}, a line each in the order of the paths, as {@code
     *     sha256sum} writes and checks them
     */
    @EventType(name = "export.finished")
    @Words("exported {files} files of {kind}[ of the project {project}] to {out}, as of position {asOf}")
    record ExportFinished(
            String kind,
            String out,
            String era,
            Optional<String> project,
            long asOf,
            long files,
            long bytes,
            LongText tree)
            implements HistoryEvent {}
}
