package dev.daybook.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.access.Logins;
import dev.daybook.http.Problem.Kind;
import dev.daybook.page.Link;
import dev.daybook.page.Page;
import dev.daybook.page.Refusal;
import dev.daybook.page.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a browser is told of a problem, and where one goes from there. */
final class PageRefusals {

    private static final Link HOME = new Link("Home", "/", false);

    /** Says how far those are that are made. */
    private static final Link READ_MODELS = new Link("Read models", "/projections", false);

    /** @param unfiltered the address of the same list without what is wrong with it */
    static Page page(JsonNode problem, Optional<String> unfiltered) {
        Page page = Page.of(problem.path("title").asText(), "", sections(problem, unfiltered));
        return isPassing(problem) ? page.repeated() : page;
    }

    /** @param more where one sees more of what is not there */
    static Page page(JsonNode problem, List<Link> more) {
        return Page.of(problem.path("title").asText(), "", sections(problem, more));
    }

    /** As {@link #page}, as part of another one. */
    static List<Section> sections(JsonNode problem, Optional<String> unfiltered) {
        return sections(
                problem,
                unfiltered.stream()
                        .map(path -> new Link("Without filters", path, false))
                        .toList());
    }

    private static List<Section> sections(JsonNode problem, List<Link> more) {
        var sections = new ArrayList<Section>();
        sentences(problem).forEach(sentence -> sections.add(new Section.Sentence(sentence)));
        if (!isUnknown(problem)) {
            var links = new ArrayList<Link>(more);
            links.add(isPassing(problem) ? READ_MODELS : HOME);
            sections.add(new Section.Next(links));
        }
        return sections;
    }

    /** Returns whether it is over soon: the page asks again by itself. */
    private static boolean isPassing(JsonNode problem) {
        return problem.path("type").asText().equals(Kind.NOT_READY.type());
    }

    /** Returns whether nobody knows who asks: there is no page for them. */
    private static boolean isUnknown(JsonNode problem) {
        return problem.path("status").asInt() == Kind.UNAUTHENTICATED.status();
    }

    private static List<String> sentences(JsonNode problem) {
        List<String> told = Refusal.sentences(problem).stream()
                .map(sentence -> sentence.replace(Routes.SEE, ""))
                .toList();
        if (!isUnknown(problem)) {
            return told;
        }
        return List.of(
                told.equals(List.of(Admission.NO_TOKEN))
                        ? "This browser is not let in, or not any more: a login ends after %d hours, and when the server stops."
                                .formatted(Logins.SESSION.toHours())
                        : told.getFirst(),
                "In a terminal, daybook login prints a link that lets this browser in, and daybook open follows it.");
    }

    private PageRefusals() {}
}
