package dev.daybook.history;

import dev.daybook.domain.Rejected;
import dev.daybook.journal.Entry;
import dev.daybook.journal.StreamId;
import dev.daybook.operation.Call;
import dev.daybook.operation.Given;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operations;
import dev.daybook.operation.Outcome;
import dev.daybook.projection.AsOf;
import dev.daybook.slice.Ground;
import dev.daybook.slice.Slices;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Things as they were, as the operations show them that show them now. */
final class ThingsThen {

    private final Map<String, Operation<?, Ground>> shows = new HashMap<>();

    private ThingsThen(Slices slices) {
        for (Operations<Ground> group : slices.catalogue().groups()) {
            group.all().stream()
                    .filter(operation -> operation.key().isPresent())
                    .forEach(operation -> shows.putIfAbsent(operation.kind(group.name()), operation));
        }
    }

    static ThingsThen of(Ground ground) {
        return ground.once(ThingsThen.class, () -> new ThingsThen(ground.service(Slices.class)));
    }

    /** Returns whether an operation shows things of that kind. */
    boolean isShown(String kind) {
        return shows.containsKey(kind);
    }

    /**
     * Returns what was shown of a thing then, made of its own facts; none if no operation shows things of that kind.
     *
     * @throws Rejected if it was not there
     */
    Optional<Object> view(StreamId thing, AsOf asOf, Call call, Ground ground) {
        return Optional.ofNullable(shows.get(thing.category()))
                .map(operation -> ground.readModels()
                        .replay(
                                operation.readModel(),
                                thing,
                                asOf,
                                tables -> showing(operation, thing, call, ground.past(tables))
                                        .get()));
    }

    /** Told what was shown of a thing after one of its facts. */
    @FunctionalInterface
    interface Walker {
        /** @param shown nothing if it was not there */
        void after(Entry fact, Optional<Object> shown);
    }

    /**
     * Tells what was shown of a thing after each of its facts that counts, the oldest first.
     *
     * @return whether an operation shows things of that kind: else nothing is told
     */
    boolean walk(StreamId thing, AsOf asOf, Call call, Ground ground, Walker walker) {
        Operation<?, Ground> operation = shows.get(thing.category());
        if (operation == null) {
            return false;
        }
        ground.readModels().walk(operation.readModel(), thing, asOf, tables -> {
            Supplier<Object> shown = showing(operation, thing, call, ground.past(tables));
            return fact -> walker.after(fact, ifThere(shown));
        });
        return true;
    }

    private static Optional<Object> ifThere(Supplier<Object> shown) {
        try {
            return Optional.of(shown.get());
        } catch (Rejected refusal) {
            if (refusal.reason() == Rejected.Reason.NOT_FOUND) {
                return Optional.empty();
            }
            throw refusal;
        }
    }

    private static <A> Supplier<Object> showing(
            Operation<A, Ground> operation, StreamId thing, Call call, Ground then) {
        Map<String, String> arguments = operation.key().orElseThrow().apply(thing.key());
        A given = operation.read(new Given(
                (_, name) -> Optional.ofNullable(arguments.get(name)).stream().toList(), new byte[0]));
        return () -> shown(operation, given, call, then);
    }

    private static <A> Object shown(Operation<A, Ground> operation, A given, Call call, Ground then) {
        return switch (operation.carryOut(given, call, then)) {
            case Outcome.Thing it -> it.view().apply(it.seen());
            case Outcome.Shown it -> it.view();
            default -> throw new IllegalStateException(operation.id() + " shows no thing");
        };
    }
}
