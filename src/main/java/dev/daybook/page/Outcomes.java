package dev.daybook.page;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.operation.ArgumentForm.Asked;
import dev.daybook.operation.Column;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operation.Place;
import dev.daybook.shape.Argument;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What comes of work that takes long: how far it is, what came of it as its operation shows it, and what may be done next. */
final class Outcomes {

    /** Shows what came of work. */
    private static final String JOB = "/jobs/{id}";

    private static final String RESULT = "result";

    private static final String PROBLEM = "problem";

    private final Site site;
    private final Views views;

    Outcomes(Site site, Views views) {
        this.site = site;
        this.views = views;
    }

    /** Returns how far it is, of what goes on and says so. */
    static Stream<Section> progress(JsonNode answer) {
        JsonNode progress = answer.path("progress");
        if (!answer.path("state").asText().equals("running") || !progress.isObject()) {
            return Stream.empty();
        }
        long done = progress.path("done").asLong();
        long total = progress.path("total").asLong();
        String left = progress.path("etaSeconds").isNumber()
                ? ", " + Column.span(Math.round(progress.path("etaSeconds").asDouble())) + " left"
                : "";
        String message = progress.path("message").asText();
        String text = message.isEmpty()
                ? "begun"
                : "%s: %,d%s%s".formatted(message, done, total > 0 ? " of %,d".formatted(total) : " done", left);
        return Stream.of(new Section.Bar(text, done, Math.max(1, total)));
    }

    /** Returns what is done, and to what; nothing if the page does not show work. */
    Optional<String> title(Operation<?, ?> page, JsonNode job) {
        return began(page, job)
                .map(began -> Site.name(began.name().replace(' ', '-'))
                        + job.path("of").asText("").replaceFirst("(?=.)", " of "));
    }

    private Optional<Operation<?, ?>> began(Operation<?, ?> page, JsonNode job) {
        return page.path().equals(JOB) ? site.operation(job.path("operation").asText()) : Optional.empty();
    }

    /** Returns what came of work; nothing if the page does not show work, or it is not over. */
    Stream<Section> of(Operation<?, ?> page, JsonNode job) {
        Optional<Operation<?, ?>> began = began(page, job);
        if (began.isPresent() && job.path(PROBLEM).isObject()) {
            return Stream.of(
                            Stream.of(new Section.Heading("It failed")),
                            Refusal.sentences(job.path(PROBLEM)).stream().map(Section.Sentence::new),
                            Stream.of(new Section.Next(again(began.get(), job).toList())))
                    .flatMap(sections -> sections);
        }
        if (began.isEmpty() || !job.path(RESULT).isObject()) {
            return Stream.empty();
        }
        var sections = new ArrayList<Section>();
        sections.add(new Section.Heading("What came of it"));
        sections.addAll(views.of(began.get(), job.path(RESULT)));
        sections.add(new Section.Next(next(began.get(), job)));
        return sections.stream();
    }

    /** Returns where that is done which a page shows the dry run of; nothing if it shows none, or it is not over. */
    Stream<Section> tried(Operation<?, ?> page, JsonNode answer) {
        boolean isTried = answer.path(Forms.DRY_RUN).asBoolean()
                && answer.path("state").asText().equals("done");
        return site.forms().stream()
                .filter(form -> isTried && form.method().equals("POST"))
                .filter(form -> page.path().matches(Pattern.quote(form.path()) + "/\\{[^/]+}"))
                .flatMap(form -> form.form().pin().stream()
                        .map(pin -> Link.given(
                                "Do what was tried",
                                Forms.PATH + form.id() + "?",
                                pin.argument(),
                                answer.at(pin.member()).asText())))
                .map(link -> new Section.Next(List.of(link)));
    }

    private List<Link> next(Operation<?, ?> began, JsonNode job) {
        var links = new ArrayList<Link>();
        String form = form(began, job);
        began.form()
                .asked()
                .filter(Asked::isOnDemand)
                .ifPresent(asked -> began.form()
                        .pin()
                        .map(pin -> Link.given(
                                asked.question().replaceFirst("\\?.*", ""),
                                form,
                                pin.argument(),
                                job.path(RESULT).at(pin.member()).asText()))
                        .filter(link -> !link.to().isEmpty())
                        .ifPresent(links::add));
        again(began, job).forEach(links::add);
        return links;
    }

    private Stream<Link> again(Operation<?, ?> began, JsonNode job) {
        return site.form(began.id()).stream().map(_ -> new Link("Once more, or otherwise", form(began, job), false));
    }

    /** Returns where the form of the same is, for the same thing. */
    private static String form(Operation<?, ?> began, JsonNode job) {
        return Forms.PATH + began.id() + "?"
                + began.given(Place.PATH).stream()
                        .map(Argument::name)
                        .findFirst()
                        .map(name ->
                                name + "=" + Operation.encoded(job.path("of").asText()) + "&")
                        .orElse("");
    }
}
