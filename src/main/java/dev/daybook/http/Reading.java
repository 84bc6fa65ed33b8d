package dev.daybook.http;

import dev.daybook.http.Problem.Kind;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.operation.Operation;
import dev.daybook.projection.ReadModels;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Answers from the read models: not before they have what the caller waits for, page by page, and only what is new. */
final class Reading {

    private final ReadModels readModels;
    private final Journal journal;

    Reading(ReadModels readModels, Journal journal) {
        this.readModels = readModels;
        this.journal = journal;
    }

    /**
     * Waits for the position of {@code ?after=}, if there is one, and returns how far the read model is.
     *
     * @param evenUnposted whether one that is built anew is not waited for
     */
    long upTo(Request request, String readModel, boolean evenUnposted) {
        boolean waits = request.number("after").isPresent() && !(evenUnposted && isBuiltAnew(readModel));
        if (waits) {
            Position wanted = new Position(request.number("after").getAsLong());
            if (!posted(readModel, wanted, request.waiting())) {
                if (isBuiltAnew(readModel)) {
                    readModels.requireWhole(readModel);
                }
                throw Problem.thrown(
                        Kind.POSITION_TIMEOUT,
                        "%s has posted up to %s, wanted %s within %s: ask again, or wait longer",
                        readModel,
                        position(readModel),
                        wanted,
                        request.text("wait").orElse(""));
            }
        }
        return position(readModel).value();
    }

    private boolean isBuiltAnew(String readModel) {
        return !readModel.equals(Operation.JOURNAL)
                && readModels.live(readModel).anew().isPresent();
    }

    private Position position(String readModel) {
        return readModel.equals(Operation.JOURNAL) ? journal.head() : readModels.position(readModel);
    }

    private boolean posted(String readModel, Position wanted, Duration patience) {
        if (readModel.equals(Operation.JOURNAL)) {
            return JournalStream.await(journal, wanted.value(), patience) >= wanted.value();
        }
        try {
            return readModels.await(readModel, wanted, patience);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Says where the next page stands, if there is one. */
    static Answer linked(Request request, Optional<String> next, Answer answer) {
        next.ifPresent(cursor -> {
            String[] parts = request.uri().split("\\?", 2);
            Stream<String> others = parts.length == 1
                    ? Stream.of()
                    : Arrays.stream(parts[1].split("&")).filter(part -> !part.startsWith("cursor="));
            String query = Stream.concat(others, Stream.of("cursor=" + Operation.encoded(cursor)))
                    .collect(Collectors.joining("&"));
            answer.with("Link", "<%s?%s>; rel=\"next\"".formatted(parts[0], query));
        });
        return answer;
    }

    /** Answers with a thing and its ETag, or that the caller has it already. */
    static Answer conditional(Request request, String tag, long position, Supplier<Object> view) {
        Answer answer = Revisions.known(request, tag) ? Answer.empty(304) : Answer.json(view.get());
        return answer.with("ETag", tag).at(position);
    }
}
