package dev.daybook.history;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.domain.Event;
import dev.daybook.domain.history.HistoryCommand.NameCheckpoint;
import dev.daybook.domain.history.HistoryEvent.CheckpointNamed;
import dev.daybook.domain.history.HistoryEvent.RolledBack;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.StreamId;
import dev.daybook.operation.Column;
import dev.daybook.operation.None;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operation.Revision;
import dev.daybook.operation.Operations;
import dev.daybook.operation.Outcome;
import dev.daybook.shape.Says;
import dev.daybook.slice.Ground;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** Names for states of the journal, and what was gone back to. */
final class CheckpointOperations {

    /** As things are named by their kinds, although a checkpoint is an entry and has no stream. */
    static final String KIND = "checkpoint";

    private static final int BATCH = 500;

    private record Named(
            @Says(value = "what the present state is called", min = 1, max = 200, like = "before-cleanup")
            String name,

            @Says(value = "why", label = "TEXT", max = 2_000)
            Optional<String> why) {}

    /** A named place in the journal. */
    private record Checkpoint(String name, long position, Instant at, String actor, Optional<String> why) {}

    /** A rollback that was made. */
    private record Rollback(
            long position,
            Instant at,
            String actor,
            RollbackView asked,

            @Says("whether it was taken back since") boolean takenBack) {}

    static final Operations<Ground> ALL = new Operations<>(
            "",
            "history",
            "Checkpoints, rollbacks, proof.",
            List.of(
                    Operation.<None, Ground>reads("checkpoints", "listCheckpoints", "GET /checkpoints", None.class)
                            .says("The named states that rollback can go back to.")
                            .columns(Column.thing("name", "name", KIND))
                            .columns("position", "at", "actor", "why")
                            .csv("name", "position", "at", "actor", "why")
                            .called(commandForm -> commandForm.ifNone(
                                    "no checkpoints: daybook checkpoint NAME makes one, each migration makes two"))
                            .lists("Checkpoint", Checkpoint.class, (_, _, ground) -> items(named(ground))),
                    Operation.<Named, Ground>writes("checkpoint", "nameCheckpoint", "POST /checkpoints", Named.class)
                            .says("Gives the present state a name.")
                            .revision(Revision.NONE)
                            .called(commandForm -> commandForm.words("name"))
                            .creates(
                                    "Written",
                                    (named, call, _) -> Outcome.created(
                                            "/checkpoints",
                                            named.name(),
                                            call.submit(new NameCheckpoint(named.name(), named.why())))),
                    Operation.<None, Ground>reads("rollbacks", "listRollbacks", "GET /rollbacks", None.class)
                            .says("The rollbacks that were made.")
                            .columns("position", "at", "actor")
                            .columns(
                                    new Column("took back", CheckpointOperations::took),
                                    new Column(
                                            "why", row -> row.at("/asked/why").asText("")))
                            .columns(new Column(
                                    "since", row -> row.path("takenBack").asBoolean() ? "taken back" : ""))
                            .csv(
                                    "position",
                                    "at",
                                    "actor",
                                    "to",
                                    "checkpoint",
                                    "run",
                                    "entity",
                                    "of",
                                    "session",
                                    "after")
                            .csv("first", "last", "rollback", "why", "takenBack")
                            .called(commandForm -> commandForm.ifNone("nothing was rolled back"))
                            .lists(
                                    "Rollback",
                                    Rollback.class,
                                    (_, _, ground) -> items(all(
                                            ground,
                                            (entry, event) -> event instanceof RolledBack it
                                                    ? Stream.of(new Rollback(
                                                            entry.position().value(),
                                                            entry.occurredAt(),
                                                            entry.metadata().actor(),
                                                            RollbackView.of(it),
                                                            ground.timelines()
                                                                    .current()
                                                                    .takenBack()
                                                                    .contains(entry.position())))
                                                    : Stream.empty())))));

    /** Returns what a rollback took back, in a few words. */
    static String took(JsonNode rollback) {
        JsonNode asked = rollback.path("asked");
        String after =
                asked.has("after") ? " after %s".formatted(asked.path("after").asText()) : "";
        return Stream.of("entity", "run", "of", "session", "rollback")
                .filter(asked::has)
                .map(name -> "%s %s%s"
                        .formatted(
                                name.equals("of") ? "all of" : name,
                                asked.path(name).asText(),
                                after))
                .findFirst()
                .orElseGet(() -> asked.has("first")
                        ? positions(
                                asked.path("first").asText(), asked.path("last").asText())
                        : "back to %s"
                                .formatted(asked.path("checkpoint")
                                        .asText(asked.path("to").asText())));
    }

    private static String positions(String first, String last) {
        return first.equals(last) ? "position " + first : "positions %s to %s".formatted(first, last);
    }

    /** Returns the names that begin so. */
    static Stream<StreamId> begun(String begin, Ground ground) {
        return named(ground).stream()
                .map(Checkpoint::name)
                .filter(name -> name.startsWith(begin))
                .distinct()
                .map(name -> new StreamId(KIND, name));
    }

    /** Returns the position of a checkpoint, if there is one of that name. */
    static Optional<Long> position(String name, Ground ground) {
        return named(ground).stream()
                .filter(checkpoint -> checkpoint.name().equals(name))
                .map(Checkpoint::position)
                .findFirst();
    }

    private static List<Checkpoint> named(Ground ground) {
        return all(
                ground,
                (entry, event) -> event instanceof CheckpointNamed(String name, var why)
                        ? Stream.of(new Checkpoint(
                                name,
                                entry.position().value(),
                                entry.occurredAt(),
                                entry.metadata().actor(),
                                why))
                        : Stream.empty());
    }

    private static Outcome items(List<?> items) {
        return Outcome.shown(Map.of("items", items));
    }

    private static <T> List<T> all(Ground ground, BiFunction<Entry, Event, Stream<T>> view) {
        List<T> all = new ArrayList<>();
        Position last = Position.START;
        List<Entry> batch;
        do {
            batch = ground.journal().readForward(Selection.category("journal"), last, BATCH);
            batch.forEach(
                    entry -> view.apply(entry, ground.codec().decode(entry)).forEach(all::add));
            last = batch.isEmpty() ? last : batch.getLast().position();
        } while (!batch.isEmpty());
        return all;
    }

    private CheckpointOperations() {}
}
