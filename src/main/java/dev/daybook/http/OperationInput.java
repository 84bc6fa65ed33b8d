package dev.daybook.http;

import dev.daybook.http.Problem.Flaw;
import dev.daybook.http.Problem.Kind;
import dev.daybook.operation.Given;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operation.Place;
import dev.daybook.shape.Flaw.Code;
import dev.daybook.shape.Flawed;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the arguments of an operation from a request, and says where in it a mistake was made. */
final class OperationInput {

    /** Such sentences go on behind the name of the value that they are about. */
    private static final Pattern BEHIND_A_NAME = Pattern.compile("(is|and|cannot|names|repeats) ");

    /** Reads them strictly. */
    static <A> A given(Operation<A, ?> operation, Request request) {
        byte[] body = new byte[request.raw().remaining()];
        request.raw().duplicate().get(body);
        if (operation.hasBody()) {
            checkMedia(request.header("Content-Type"));
            if (body.length == 0) {
                throw Problem.thrown(Kind.INVALID_REQUEST, "the body is empty: want JSON");
            }
        }
        Given.Texts texts = (place, name) -> switch (place) {
            case PATH -> List.of(request.path(name));
            case HEADER -> request.headers().getAll(name);
            default -> request.query().getAll(name);
        };
        if (operation.method().equals("PATCH")
                && new String(body, StandardCharsets.UTF_8).strip().matches("\\{\\s*}")) {
            throw Problem.thrown(Kind.INVALID_REQUEST, "the body changes nothing: want at least one field");
        }
        try {
            return operation.read(new Given(texts, operation.hasBody() ? body : new byte[0]));
        } catch (Flawed e) {
            throw problem(operation, e).thrown();
        }
    }

    private static void checkMedia(Optional<String> contentType) {
        String media = contentType.orElse("nothing").split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (!media.equals(Answer.JSON) && !media.endsWith("+json")) {
            throw Problem.thrown(Kind.UNSUPPORTED_MEDIA_TYPE, "Content-Type is '%s': want %s", media, Answer.JSON);
        }
    }

    /** Returns what is wrong with arguments as the problem of a request. */
    static Problem problem(Operation<?, ?> operation, Flawed flawed) {
        List<Flaw> flaws = new ArrayList<>();
        List<Kind> kinds = new ArrayList<>();
        for (dev.daybook.shape.Flaw it : flawed.flaws()) {
            flaws.add(
                    it.code() == Code.UNKNOWN_FIELD && operation.hasBody()
                            ? new Flaw("body", it.pointer(), it.detail())
                            : located(operation, it.pointer(), it.detail()));
            kinds.add(
                    switch (it.code()) {
                        case UNKNOWN_FIELD -> Kind.UNKNOWN_FIELD;
                        case WRONG_TYPE -> Kind.WRONG_TYPE;
                        case OVER_LIMIT -> Kind.OVER_LIMIT;
                        default -> Kind.INVALID_REQUEST;
                    });
        }
        Kind kind = List.of(Kind.UNKNOWN_FIELD, Kind.WRONG_TYPE, Kind.OVER_LIMIT).stream()
                .filter(kinds::contains)
                .findFirst()
                .orElse(Kind.INVALID_REQUEST);
        return Problem.of(kind, flaws);
    }

    /** Returns why a value was refused as the problem of a request, which names the value. */
    static Problem problem(Operation<?, ?> operation, Problem refusal, String pointer) {
        Flaw flaw = located(operation, pointer, refusal.detail());
        boolean isNamed = !BEHIND_A_NAME.matcher(flaw.detail()).lookingAt();
        return refusal.withFlaws(isNamed ? flaw.detail() : flaw.pointer() + " " + flaw.detail(), List.of(flaw));
    }

    /** Returns a mistake with where in a request it was made, under the name that its value has there. */
    static Flaw located(Operation<?, ?> operation, String pointer, String detail) {
        String name = pointer.isEmpty() ? "" : pointer.substring(1).split("/", 2)[0];
        boolean known = operation.arguments().described().stream()
                .anyMatch(argument -> argument.name().equals(name));
        Place place = known ? operation.place(name) : operation.hasBody() ? Place.BODY : Place.QUERY;
        return new Flaw(
                place.name().toLowerCase(Locale.ROOT),
                place == Place.HEADER ? "/" + operation.header(name) : pointer,
                detail);
    }

    private OperationInput() {}
}
