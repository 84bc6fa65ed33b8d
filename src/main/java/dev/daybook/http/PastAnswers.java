package dev.daybook.http;

import dev.daybook.domain.Rejected;
import dev.daybook.history.Branches;
import dev.daybook.http.Problem.Kind;
import dev.daybook.journal.StreamId;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Outcome;
import dev.daybook.projection.AsOf;
import dev.daybook.projection.PastModels;
import dev.daybook.slice.Ground;
import dev.daybook.slice.Moment;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jooq.DSLContext;

/** Answers of operations as they had been at an earlier moment: {@code ?asOf=} and {@code ?asRecorded=}; or as they would be in a branch. */
final class PastAnswers {

    /** Says which moment an answer is of, where another one than now was asked for. */
    static final String HEADER = "Daybook-As-Of";

    private final Ground ground;

    PastAnswers(Ground ground) {
        this.ground = ground;
    }

    /** Returns the moment that a request names, if it does. */
    Optional<AsOf> asked(Operation<?, ?> operation, Request request) {
        if (!operation.isBranched()) {
            return Optional.empty();
        }
        Optional<String> asOf = operation.isTimed() || operation.isArgument(Operation.AS_OF)
                ? request.text(Operation.AS_OF)
                : Optional.empty();
        Optional<String> recorded = operation.isTimed() ? request.text(Operation.AS_RECORDED) : Optional.empty();
        Optional<String> branch = request.text(Operation.BRANCH);
        List<String> given = Stream.of(
                        asOf.map(_ -> Operation.AS_OF),
                        recorded.map(_ -> Operation.AS_RECORDED),
                        branch.map(_ -> Operation.BRANCH))
                .flatMap(Optional::stream)
                .toList();
        if (given.size() > 1) {
            throw Problem.thrown(
                    Kind.INVALID_REQUEST, "%s and %s are both given: want one of them", given.getFirst(), given.get(1));
        }
        Optional<AsOf> inBranch =
                branch.flatMap(name -> ground.service(Branches.class).asOf(name));
        Instant now = ground.clock().instant();
        return inBranch.or(() -> asOf.filter(
                                text -> operation.isTimed() || Moment.isPosition(text)) // times may be its own
                        .map(text -> Moment.of(Operation.AS_OF, text, now, ground)))
                .or(() -> recorded.map(text -> Moment.recorded(Operation.AS_RECORDED, text, now, ground)));
    }

    /**
     * Returns what has to be built before the answer can be given, if anything has.
     *
     * @param asked of {@link #asked}
     */
    <A> Optional<Outcome.Work> building(Operation<A, Ground> operation, A given, HttpCall call, AsOf asked) {
        PastModels past = ground.readModels().past();
        String name = operation.readModel();
        if (thing(operation, given, call).isPresent() || past.isThere(name, asked)) {
            return Optional.empty();
        }
        return Optional.of(new Outcome.Work("%s as of %s".formatted(name, told(asked)), true, progress -> {
            past.build(name, asked, done -> progress.at(done.done(), done.total(), "building " + name));
            return Map.of(
                    "readModel",
                    name,
                    "asOf",
                    asked.at(),
                    "position",
                    asked.end().value());
        }));
    }

    /** Returns the thing that alone decides what is answered; none if there is none, or it has no facts of its own. */
    private <A> Optional<StreamId> thing(Operation<A, Ground> operation, A given, HttpCall call) {
        return operation
                .thing()
                .flatMap(which -> which.of(given, call, ground))
                .filter(stream -> ground.journal().revision(stream) >= 0);
    }

    /** Carries an operation out on things as they were. */
    <A> Outcome outcome(Operation<A, Ground> operation, A given, HttpCall call, AsOf asOf) {
        HttpCall then = call.at(asOf);
        then.says(HEADER, asOf.end() + " " + asOf.at());
        Function<DSLContext, Outcome> question = tables -> whole(operation.carryOut(given, then, ground.past(tables)));
        try {
            return thing(operation, given, call)
                    .map(stream -> ground.readModels().replay(operation.readModel(), stream, asOf, question))
                    .orElseGet(() -> ground.readModels().past().read(operation.readModel(), asOf, question));
        } catch (Rejected refusal) {
            throw refusal.reason() == Rejected.Reason.NOT_FOUND
                    ? Rejected.notFound("%s as of %s", String.valueOf(refusal.getMessage()), told(asOf))
                    : refusal;
        }
    }

    private static String told(AsOf asOf) {
        return asOf.happenedBy()
                .map(Object::toString)
                .orElseGet(() -> (asOf.branch().isPresent() ? "a branch at position " : "position ") + asOf.end());
    }

    /** The tables are there only until it returns. */
    private static Outcome whole(Outcome outcome) {
        return outcome instanceof Outcome.Thing thing
                ? Outcome.shown(thing.view().apply(thing.seen()))
                : outcome;
    }
}
