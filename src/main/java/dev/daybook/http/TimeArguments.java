package dev.daybook.http;

import dev.daybook.http.Problem.Flaw;
import dev.daybook.http.Problem.Kind;
import dev.daybook.operation.CommandForm.When;
import dev.daybook.operation.Moments;
import dev.daybook.shape.Flawed;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Times in a query; see {@link Moments}. */
final class TimeArguments {

    private TimeArguments() {}

    static Optional<Instant> of(Request request, String parameter, When when, Instant now) {
        return request.text(parameter).map(text -> {
            try {
                return Moments.of(parameter, text, when, now);
            } catch (Flawed e) {
                String detail = e.flaws().getFirst().detail();
                throw Problem.of(
                                Kind.INVALID_REQUEST,
                                "/%s %s".formatted(parameter, detail),
                                List.of(new Flaw("query", "/" + parameter, detail)))
                        .thrown();
            }
        });
    }
}
