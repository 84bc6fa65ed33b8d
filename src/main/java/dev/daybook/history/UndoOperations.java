package dev.daybook.history;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.domain.history.HistoryCommand.RollBack;
import dev.daybook.history.Rollbacks.Change;
import dev.daybook.history.Rollbacks.Done;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.operation.Call;
import dev.daybook.operation.Column;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operation.Revision;
import dev.daybook.operation.Operations;
import dev.daybook.operation.Outcome;
import dev.daybook.shape.Argument;
import dev.daybook.shape.Says;
import dev.daybook.slice.Ground;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/** Taking back what one command did, and nothing else. */
final class UndoOperations {

    private record Undone(
            @Says(
                    value =
                            "the command that wrote this position, or the last one to this thing (default: the last one)",
                    label = "POSITION|KIND/ID",
                    min = 1,
                    max = 400,
                    thing = Argument.ANY_THING,
                    like = "42")
            Optional<String> what,

            @Says(value = "why", label = "TEXT", max = 2_000, like = "wrong task")
            Optional<String> why,

            @Says("show what would be undone, and undo nothing")
            boolean dryRun) {}

    /** A fact that is taken back. */
    private record Fact(long position, String entity, String action, String actor, Instant at) {
        static Fact of(Entry entry) {
            return new Fact(
                    entry.position().value(),
                    entry.stream().toString(),
                    entry.type(),
                    entry.metadata().actor(),
                    entry.occurredAt());
        }
    }

    static final Operations<Ground> ALL = new Operations<>(
            "",
            "history",
            "Checkpoints, rollbacks, proof.",
            List.of(Operation.<Undone, Ground>destroys("undo", "undo", "POST /undo", Undone.class)
                    .says(
                            "Takes back your last command, or the one that is named: by one more entry, nothing is removed.",
                            "Only what you did yourself, and only while nothing that came later stands on it. Asked again,"
                                    + " it takes back the command before. The position that it prints undoes the undo.")
                    .revision(Revision.NONE)
                    .columns("dry run=dryRun", "position", "undone", "restored")
                    .columns(Column.withTimes("facts", UndoOperations::facts))
                    .columns(new Column("way back", UndoOperations::wayBack))
                    .called(commandForm -> commandForm
                            .words("what")
                            .asks("dryRun", "Undo it? [y/N] ", "nothing was undone")
                            .pins("what", "last"))
                    .answers("Undone", UndoOperations::undo)));

    private static Outcome undo(Undone it, Call call, Ground ground) {
        Rollbacks rollbacks = ground.service(Rollbacks.class);
        if (it.dryRun()) {
            return call.busily("undo-dry-run", () -> {
                Change change = rollbacks.dryRun(rollbacks.undo(call.actor(), it.what(), it.why()));
                return Outcome.shown(view(change.view(true, Optional.empty()), change, ground));
            });
        }
        var done = new AtomicReference<Done>();
        call.submit(
                RollBack.entries(0, 0, it.why(), 0), // which they are is found out in its turn
                asked -> call.busily("undo", () -> {
                    Done now = rollbacks.undo(asked, it.what());
                    done.set(now);
                    return now.receipt();
                }));
        Done undone = Objects.requireNonNull(done.get());
        return Outcome.shown(view(undone.view(), undone.change(), ground));
    }

    private static Map<String, Object> view(Map<String, Object> view, Change change, Ground ground) {
        long first = change.rollback().first().orElseThrow();
        int count = Math.toIntExact(change.rollback().last().orElseThrow() - first + 1);
        view.put(
                "facts",
                ground.journal().readForward(Selection.all(), new Position(first - 1), count).stream()
                        .map(Fact::of)
                        .toList());
        return view;
    }

    private static String facts(JsonNode undone) {
        return undone.path("facts")
                .valueStream()
                .map(node -> "%s  %s  %s  by %s  %s"
                        .formatted(
                                node.path("position").asText(),
                                node.path("action").asText(),
                                node.path("entity").asText(),
                                node.path("actor").asText(),
                                node.path("at").asText()))
                .collect(Collectors.joining("\n"));
    }

    private static String wayBack(JsonNode undone) {
        return undone.has("position")
                ? "daybook undo " + undone.path("position").asText()
                : "";
    }

    private UndoOperations() {}
}
