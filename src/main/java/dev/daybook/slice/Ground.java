package dev.daybook.slice;

import dev.daybook.command.Commands;
import dev.daybook.command.Receipt;
import dev.daybook.command.Unavailable;
import dev.daybook.domain.Event;
import dev.daybook.event.Codec;
import dev.daybook.event.Timelines;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.Timeline;
import dev.daybook.projection.Behind;
import dev.daybook.projection.ReadModels;
import dev.daybook.query.Reads;
import dev.daybook.rollout.Rollouts;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.jooq.DSLContext;

/**
 * What operations are carried out on: an open data directory. Thread-safe.
 *
 * @param follow has the read models follow the journal, if they do not do so yet
 * @param setting the value of a setting of the program that is a number, by its name
 * @param moves of tools' users from their files, made when first asked for
 * @param made what slices have made of it
 */
public record Ground(
        Commands commands,
        Journal journal,
        Codec codec,
        Timelines timelines,
        ReadModels readModels,
        Runnable follow,
        ToIntFunction<String> setting,
        Supplier<Rollouts> moves,
        InstantSource clock,
        Map<Class<?>, Object> made) {

    /** How things were: tables that somebody lends for as long as an operation is carried out. */
    private record Past(DSLContext tables) implements Reads {
        @Override
        public <T> T read(Function<DSLContext, T> question) {
            return question.apply(tables);
        }
    }

    private static final int BATCH = 500;

    /** A read model that stays behind for so long is of no use to whoever waits. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    public Ground(
            Commands commands,
            Journal journal,
            Codec codec,
            Timelines timelines,
            ReadModels readModels,
            Runnable follow,
            ToIntFunction<String> setting,
            Supplier<Rollouts> moves,
            InstantSource clock) {
        this(commands, journal, codec, timelines, readModels, follow, setting, moves, clock, new ConcurrentHashMap<>());
    }

    /** Returns how these read models are asked: as they are, see {@link Reads#of}, or as they were, see {@link #past}. */
    public Reads reads(String name, String... others) {
        return made.get(Past.class) instanceof Past past
                ? past
                : Reads.of(
                        readModels,
                        Stream.concat(Stream.of(name), Stream.of(others)).toList());
    }

    /** Returns this as it was: its read models are these tables. What was made of it is left out, as it asks others. */
    public Ground past(DSLContext tables) {
        var ground = new Ground(commands, journal, codec, timelines, readModels, follow, setting, moves, clock);
        return ground.with(Past.class, new Past(tables));
    }

    /** Returns whether this is how things were. */
    public boolean isPast() {
        return made.containsKey(Past.class);
    }

    public Rollouts rollouts() {
        return moves.get();
    }

    /** Returns the one service of that type, made when it is first asked for. */
    public <T> T once(Class<T> type, Supplier<T> service) {
        return type.cast(made.computeIfAbsent(type, _ -> service.get()));
    }

    /** Makes a service of the engines known, of which there is one. */
    public <T> Ground with(Class<T> type, T service) {
        made.put(type, service);
        return this;
    }

    /** Returns a service of the engines, if there is one here. */
    public <T> Optional<T> find(Class<T> type) {
        return Optional.ofNullable(made.get(type)).map(type::cast);
    }

    /** Returns a service of the engines: what is only read without the lock has none. */
    public <T> T service(Class<T> type) {
        return once(type, () -> {
            throw new Unavailable("there is no %s without the directory's lock".formatted(type.getSimpleName()));
        });
    }

    /**
     * Waits until a read model has the newest of the selected entries, and the newest rollback: what is written now must
     * not depend on how far behind it is.
     *
     * @throws Behind if that takes too long
     */
    public void await(String readModel, Selection selection) {
        Position rolledBack = timelines.current().since();
        Position wanted = journal.readBackward(selection, journal.head().next(), 1).stream()
                .map(Entry::position)
                .filter(position -> position.isAfter(rolledBack))
                .findFirst()
                .orElse(rolledBack);
        if (wanted.isAfter(readModels.position(readModel)) && !posted(readModel, wanted, PATIENCE)) {
            throw new Behind("%s has posted up to %s, and what is written now depends on position %s: ask again"
                    .formatted(readModel, readModels.position(readModel), wanted));
        }
    }

    /** Waits until a read model has a position, and returns whether it has. */
    public boolean posted(String readModel, Position wanted, Duration patience) {
        follow.run();
        try {
            return readModels.await(readModel, wanted, patience);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Returns the facts of a command that caused some. */
    public List<Event> events(Receipt receipt) {
        return journal
                .readForward(Selection.all(), new Position(receipt.position() - receipt.events()), receipt.events())
                .stream()
                .map(codec::decode)
                .toList();
    }

    /** Returns the newest fact of one of {@code types} that the stream had when a command was carried out, if it had one. */
    public Optional<Event> newest(Receipt receipt, Set<String> types) {
        Timeline timeline = timelines.current();
        Selection stream = Selection.stream(StreamId.parse(receipt.stream()));
        Position before = new Position(receipt.position()).next();
        while (true) {
            List<Entry> batch = journal.readBackward(stream, before, BATCH);
            Optional<Entry> found = batch.stream()
                    .filter(entry -> types.contains(entry.type()) && timeline.counts(entry))
                    .findFirst();
            if (found.isPresent() || batch.size() < BATCH) {
                return found.map(codec::decode);
            }
            before = batch.getLast().position();
        }
    }
}
