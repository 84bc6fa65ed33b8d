package dev.daybook.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.access.Logins;
import dev.daybook.http.Problem.Kind;
import dev.daybook.page.Link;
import dev.daybook.page.Refusal;
import dev.daybook.page.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a browser is told of a problem, and where one goes from there. */
final class PageRefusals {

    private static final Link HOME = new Link("Home", "/", false);

    /** @param unfiltered the address of the same list without what is wrong with it */
    static List<Section> sections(JsonNode problem, Optional<String> unfiltered) {
        var sections = new ArrayList<Section>();
        sentences(problem).forEach(sentence -> sections.add(new Section.Sentence(sentence)));
        if (!isUnknown(problem)) {
            var links = new ArrayList<Link>();
            unfiltered.ifPresent(path -> links.add(new Link("Without filters", path, false)));
            links.add(HOME);
            sections.add(new Section.Next(links));
        }
        return sections;
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
