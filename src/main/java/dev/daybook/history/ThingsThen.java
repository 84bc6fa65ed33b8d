package dev.daybook.history;

import dev.daybook.domain.Rejected;
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
                                tables -> shown(operation, thing, call, ground.past(tables))));
    }

    private static <A> Object shown(Operation<A, Ground> operation, StreamId thing, Call call, Ground then) {
        Map<String, String> arguments = operation.key().orElseThrow().apply(thing.key());
        A given = operation.read(new Given(
                (_, name) -> Optional.ofNullable(arguments.get(name)).stream().toList(), new byte[0]));
        return switch (operation.carryOut(given, call, then)) {
            case Outcome.Thing it -> it.view().apply(it.seen());
            case Outcome.Shown it -> it.view();
            default -> throw new IllegalStateException(operation.id() + " shows no thing");
        };
    }
}
