package dev.daybook.http;

import dev.daybook.command.Receipt;
import dev.daybook.domain.Event;
import dev.daybook.domain.history.HistoryCommand.NameCheckpoint;
import dev.daybook.domain.history.HistoryCommand.RollBack;
import dev.daybook.domain.history.HistoryEvent.CheckpointNamed;
import dev.daybook.domain.history.HistoryEvent.RolledBack;
import dev.daybook.event.Codec;
import dev.daybook.history.Rollbacks;
import dev.daybook.history.Rollbacks.Change;
import dev.daybook.history.Rollbacks.Done;
import dev.daybook.http.Problem.Kind;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** Checkpoints, and going back to them. */
final class HistoryRoutes {

    private static final int BATCH = 500;

    private final Journal journal;
    private final Codec codec;
    private final Rollbacks rollbacks;
    private final CommandRequests writing;
    private final CpuBoundWork heavy;

    HistoryRoutes(Journal journal, Codec codec, Rollbacks rollbacks, CommandRequests writing, CpuBoundWork heavy) {
        this.journal = journal;
        this.codec = codec;
        this.rollbacks = rollbacks;
        this.writing = writing;
        this.heavy = heavy;
    }

    /** A named place in the journal. */
    record Checkpoint(String name, long position, Instant at, String actor, Optional<String> why) {}

    /** A rollback that was made. */
    record Rollback(
            long position,
            Instant at,
            String actor,
            Optional<Long> to,
            Optional<String> checkpoint,
            Optional<String> run,
            Optional<String> entity,
            Optional<String> why) {}

    void mount(Routes on) {
        on.get("/checkpoints", this::checkpoints);
        on.post("/checkpoints", this::nameCheckpoint);
        on.get("/rollbacks", this::rollbacks);
        on.post("/rollbacks", this::rollBack);
    }

    private Answer checkpoints(Request request) {
        return Answer.json(Map.of(
                "items",
                all((entry, event) -> event instanceof CheckpointNamed(String name, var why)
                        ? Stream.of(new Checkpoint(
                                name,
                                entry.position().value(),
                                entry.occurredAt(),
                                entry.metadata().actor(),
                                why))
                        : Stream.empty())));
    }

    private Answer rollbacks(Request request) {
        return Answer.json(Map.of(
                "items",
                all((entry, event) -> event instanceof RolledBack it
                        ? Stream.of(new Rollback(
                                entry.position().value(),
                                entry.occurredAt(),
                                entry.metadata().actor(),
                                it.to(),
                                it.checkpoint(),
                                it.run(),
                                it.entity(),
                                it.why()))
                        : Stream.empty())));
    }

    private <T> List<T> all(BiFunction<Entry, Event, Stream<T>> view) {
        List<T> all = new ArrayList<>();
        Position last = Position.START;
        List<Entry> batch;
        do {
            batch = journal.readForward(Selection.category("journal"), last, BATCH);
            batch.forEach(entry -> view.apply(entry, codec.decode(entry)).forEach(all::add));
            last = batch.isEmpty() ? last : batch.getLast().position();
        } while (!batch.isEmpty());
        return all;
    }

    private Answer nameCheckpoint(Request request) {
        String name = request.body().text("name");
        Receipt receipt =
                writing.submit(request, new NameCheckpoint(name, request.body().maybeText("why")));
        return writing.created(Routes.API + "/checkpoints", name, receipt);
    }

    private Answer rollBack(Request request) {
        BodyFields body = request.body();
        if (Stream.of("to", "checkpoint", "run", "entity").filter(body::has).count() != 1) {
            throw Problem.thrown(Kind.INVALID_REQUEST, "want exactly one of to, checkpoint, run and entity");
        }
        RollBack command = rollbacks.command(
                body.maybeLong("to"),
                body.maybeText("checkpoint"),
                body.maybeText("run"),
                body.maybeText("entity"),
                body.maybeText("why"));
        if (body.flag("dryRun")) {
            Change change = heavy.work("rollback-dry-run", () -> rollbacks.dryRun(command));
            return Answer.json(view(change, true, Optional.empty()));
        }
        List<Change> change = new ArrayList<>(1);
        Receipt receipt = writing.submit(
                writing.submission(request, command),
                submission -> heavy.work("rollback", () -> {
                    Done done = rollbacks.run(submission, _ -> {});
                    change.add(done.change());
                    return done.receipt();
                }));
        return writing.answer(200, receipt, view(change.getFirst(), false, Optional.of(receipt.position())));
    }

    private static Map<String, Object> view(Change change, boolean dryRun, Optional<Long> position) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("dryRun", dryRun);
        view.put("head", change.head().value());
        view.put("position", position);
        view.put("to", change.rollback().to());
        view.put("checkpoint", change.rollback().checkpoint());
        view.put("run", change.rollback().run());
        view.put("entity", change.rollback().entity());
        view.put("undone", change.undone());
        view.put("restored", change.restored());
        view.put("entitiesTouched", change.entitiesTouched());
        view.put(
                "entities",
                change.entities().stream()
                        .map(touched -> Map.of(
                                "entity", touched.entity().toString(),
                                "undone", touched.undone(),
                                "restored", touched.restored()))
                        .toList());
        view.values().removeIf(value -> value instanceof Optional<?> maybe && maybe.isEmpty());
        return view;
    }
}
