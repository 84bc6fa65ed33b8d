package dev.daybook.http;

import dev.daybook.domain.Rejected;
import dev.daybook.http.Problem.Kind;
import dev.daybook.journal.Position;
import dev.daybook.journal.StreamId;
import dev.daybook.operation.ArgumentForm.When;
import dev.daybook.operation.Moments;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Outcome;
import dev.daybook.projection.AsOf;
import dev.daybook.slice.Ground;
import java.util.Optional;

/** Answers of operations as they had been at an earlier moment: {@code ?asOf=} and {@code ?asRecorded=}. */
final class PastAnswers {

    /** Says which moment an answer is of, where another one than now was asked for. */
    static final String HEADER = "Daybook-As-Of";

    private final Ground ground;

    PastAnswers(Ground ground) {
        this.ground = ground;
    }

    /** Returns the moment that a request names, if it does. */
    Optional<AsOf> asked(Operation<?, ?> operation, Request request) {
        if (!operation.isTimed()) {
            return Optional.empty();
        }
        Optional<String> asOf = request.text(Operation.AS_OF);
        Optional<String> recorded = request.text(Operation.AS_RECORDED);
        if (asOf.isPresent() && recorded.isPresent()) {
            throw Problem.thrown(
                    Kind.INVALID_REQUEST,
                    "%s and %s are both given: want one of them",
                    Operation.AS_OF,
                    Operation.AS_RECORDED);
        }
        return asOf.map(this::moment)
                .or(() -> recorded.map(text -> AsOf.recorded(
                        Moments.of(
                                Operation.AS_RECORDED,
                                text,
                                When.LAST,
                                ground.clock().instant()),
                        ground.journal(),
                        ground.timelines())));
    }

    private AsOf moment(String text) {
        if (!text.matches("[0-9]{1,18}")) {
            return AsOf.time(
                    Moments.orPosition(
                            Operation.AS_OF, text, When.LAST, ground.clock().instant()),
                    ground.journal(),
                    ground.timelines());
        }
        var position = new Position(Long.parseLong(text));
        if (position.isAfter(ground.journal().head())) {
            throw Rejected.notFound(
                    "there is no position %s: the last one is %s",
                    position, ground.journal().head());
        }
        return AsOf.position(position, ground.journal(), ground.timelines());
    }

    /** Carries an operation out on the thing as it was. */
    <A> Outcome outcome(Operation<A, Ground> operation, A given, HttpCall call, AsOf asOf) {
        HttpCall then = call.at(asOf.at());
        then.says(HEADER, asOf.end() + " " + asOf.at());
        StreamId thing = operation.thing().orElseThrow().of(given, call, ground);
        try {
            return ground.readModels()
                    .replay(
                            operation.readModel(),
                            thing,
                            asOf,
                            tables -> whole(operation.carryOut(given, then, ground.past(tables))));
        } catch (Rejected refusal) {
            throw refusal.reason() == Rejected.Reason.NOT_FOUND
                    ? Rejected.notFound("%s as of %s", String.valueOf(refusal.getMessage()), told(asOf))
                    : refusal;
        }
    }

    private static String told(AsOf asOf) {
        return asOf.happenedBy().map(Object::toString).orElseGet(() -> "position " + asOf.end());
    }

    /** The tables are there only until it returns. */
    private static Outcome whole(Outcome outcome) {
        return outcome instanceof Outcome.Thing thing
                ? Outcome.shown(thing.view().apply(thing.seen()))
                : outcome;
    }
}
