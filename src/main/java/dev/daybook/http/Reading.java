package dev.daybook.http;

import dev.daybook.http.Problem.Kind;
import dev.daybook.journal.Position;
import dev.daybook.journal.StreamId;
import dev.daybook.projection.ReadModels;
import dev.daybook.query.Page;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Answers from the read models: not before they have what the caller waits for, page by page, and only what is new. */
final class Reading {

    /** A question whose answer has pages. */
    interface Paged<T> {
        Page<T> ask(Optional<String> cursor, int limit);
    }

    private final ReadModels readModels;
    private final Revisions revisions;

    Reading(ReadModels readModels, Revisions revisions) {
        this.readModels = readModels;
        this.revisions = revisions;
    }

    /** Waits for the position of {@code ?after=}, if there is one, and returns how far the read model is. */
    long upTo(Request request, String readModel) {
        if (request.number("after").isPresent()) {
            Position wanted = new Position(request.number("after").getAsLong());
            Duration patience = request.waiting();
            if (!posted(readModel, wanted, patience)) {
                throw Problem.thrown(
                        Kind.POSITION_TIMEOUT,
                        "%s has posted up to %s, wanted %s within %s: ask again, or wait longer",
                        readModel,
                        readModels.position(readModel),
                        wanted,
                        request.text("wait").orElse(""));
            }
        }
        return readModels.position(readModel).value();
    }

    private boolean posted(String readModel, Position wanted, Duration patience) {
        try {
            return readModels.await(readModel, wanted, patience);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    <T> Answer page(Request request, String readModel, Paged<T> question) {
        return page(request, readModel, question, Function.identity());
    }

    <T> Answer page(Request request, String readModel, Paged<T> question, Function<T, ?> view) {
        long position = upTo(request, readModel);
        int limit = request.number("limit").isPresent() ? request.limit() : Page.LIMIT_DEFAULT;
        Page<T> page = question.ask(request.cursor(), limit);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("items", page.items().stream().map(view).toList());
        page.next().ifPresent(next -> body.put("next", next));
        return linked(request, page.next(), Answer.json(body)).at(position);
    }

    /** Says where the next page stands, if there is one. */
    static Answer linked(Request request, Optional<String> next, Answer answer) {
        next.ifPresent(cursor -> {
            String[] parts = request.uri().split("\\?", 2);
            Stream<String> others = parts.length == 1
                    ? Stream.of()
                    : Arrays.stream(parts[1].split("&")).filter(part -> !part.startsWith("cursor="));
            String query = Stream.concat(others, Stream.of("cursor=" + encoded(cursor)))
                    .collect(Collectors.joining("&"));
            answer.with("Link", "<%s?%s>; rel=\"next\"".formatted(parts[0], query));
        });
        return answer;
    }

    /**
     * Answers with a thing and its ETag, or that the caller has it already.
     *
     * @param seen the revision that a read model has of it
     */
    Answer conditional(Request request, StreamId stream, long seen, long position, Supplier<Object> view) {
        long revision = revisions.shown(stream, seen);
        String tag = revisions.tag(stream, revision, new Position(position));
        return conditional(request, tag, position, view);
    }

    /** As before, with a tag that says more than the revision. */
    static Answer conditional(Request request, String tag, long position, Supplier<Object> view) {
        Answer answer = Revisions.known(request, tag) ? Answer.empty(304) : Answer.json(view.get());
        return answer.with("ETag", tag).at(position);
    }

    /** Returns a value as it stands in a URL. */
    static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
