package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.cli.Failure.Problem;
import dev.daybook.text.DisplayWidth;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** Turns the server's problem documents into sentences with a way out. */
final class ProblemTexts {

    /** Where nobody knows of which thing it is told. */
    static final String LOOK = "daybook log shows what happened last";

    /** Where a thing is gone of which more is known than that. */
    static final String HISTORY = "daybook history KIND/ID tells what it was";

    private static final int VALUE_COLUMNS_MAX = 60;

    private static final int WRONG_ARGUMENT = 400;

    /** By the rules: a wrong argument if the rules name one. */
    private static final int REFUSED = 422;

    private static final Pattern NO_POSITION = Pattern.compile("\\bno position [0-9]");
    private static final Pattern DELETED = Pattern.compile(" (is|was) deleted\\b");

    /** What is an option here that is a header of a request. */
    private static final Map<String, String> OPTIONS = Map.of(
            "Daybook-Actor", "--as",
            "Idempotency-Key", "--key",
            "If-Match", "--revision",
            "Daybook-Lease", "--lease-generation");

    /**
     * @param times puts the times in a sentence as the user reads them
     * @param names what the user calls the member of a request at a JSON pointer
     */
    static Failure failure(Problem problem, UnaryOperator<String> times, UnaryOperator<String> names) {
        JsonNode body = problem.body();
        var errors = new ArrayList<String>();
        body.path("errors")
                .forEach(node -> errors.add(names.apply(node.path("pointer").asText()) + " "
                        + node.path("detail").asText()));
        var text = new StringBuilder(
                errors.isEmpty()
                        ? body.path("detail").asText(body.path("title").asText("status " + problem.status()))
                        : String.join("\n  ", errors));
        for (JsonNode conflict : body.path("conflicts")) {
            text.append("\n  ")
                    .append(conflict.path("pointer").asText())
                    .append(": stored ")
                    .append(value(conflict.path("stored")))
                    .append(", sent ")
                    .append(value(conflict.path("sent")));
        }
        String type = body.path("type").asText();
        return Failure.of(
                problem.status() == WRONG_ARGUMENT || (problem.status() == REFUSED && !errors.isEmpty())
                        ? Exit.USAGE
                        : Exit.FAILED,
                times.apply(optionsOf(text.toString())),
                next(type.substring(type.lastIndexOf('/') + 1), text.toString())
                        .filter(_ -> !text.toString().contains(": daybook ")), // it says itself what to do
                problem);
    }

    private static String optionsOf(String text) {
        String told = text;
        for (Map.Entry<String, String> it : OPTIONS.entrySet()) {
            told = told.replace(it.getKey(), it.getValue());
        }
        return told;
    }

    /** Returns the name of a member where nobody calls it otherwise. */
    static String member(String pointer) {
        return pointer.startsWith("/") ? pointer.substring(1).replace('/', '.') : pointer;
    }

    private static String value(JsonNode value) {
        return value.isMissingNode() ? "nothing" : DisplayWidth.cut(Text.oneLine(value.toString()), VALUE_COLUMNS_MAX);
    }

    private static Optional<String> next(String slug, String text) {
        return switch (slug) {
            case "not-found" -> Optional.of(notFound(text));
            case "stale-revision" -> Optional.of("somebody was faster: look again, then repeat the command");
            case "conflict" -> Optional.of(LOOK);
            case "position-timeout" ->
                Optional.of("daybook projections shows how far the read models are; repeat the command");
            case "read-only" -> Optional.of("daybook verify checks what is stored; reading goes on meanwhile");
            case "internal" -> Optional.of("the server's log says more");
            default -> Optional.empty();
        };
    }

    private static String notFound(String text) {
        if (DELETED.matcher(text).find()) {
            return HISTORY;
        }
        return NO_POSITION.matcher(text).find()
                ? "daybook log tells what happened last, with the positions"
                : "daybook search TEXT finds things by their words, daybook show ID by the beginning of an id";
    }

    private ProblemTexts() {}
}
