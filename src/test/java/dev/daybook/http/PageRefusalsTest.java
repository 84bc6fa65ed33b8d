package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.http.Problem.Kind;
import dev.daybook.page.Link;
import dev.daybook.page.Page;
import dev.daybook.page.Section;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a browser is told of a problem fits what may be done about it. */
class PageRefusalsTest {

    private static Page page(Kind kind, String detail, Optional<String> unfiltered) {
        JsonNode problem = JsonOutput.tree(ProblemAnswers.body(Problem.of(kind, detail), "/requests/1"));
        return PageRefusals.page(problem, unfiltered);
    }

    private static List<String> links(Page page) {
        return page.sections().stream()
                .filter(Section.Next.class::isInstance)
                .flatMap(section -> ((Section.Next) section).links().stream())
                .map(Link::to)
                .toList();
    }

    @Test
    void what_is_being_made_is_asked_for_again_and_leads_to_how_far_it_is() {
        Page page = page(Kind.NOT_READY, "the read model audit is built anew", Optional.empty());

        assertThat(page.again()).isTrue();
        assertThat(links(page)).containsExactly("/projections");
    }

    @Test
    void what_stays_wrong_leads_to_the_list_without_it_and_home() {
        Page page = page(Kind.INVALID_REQUEST, "/priority is 'high'", Optional.of("/sbis"));

        assertThat(page.again()).isFalse();
        assertThat(links(page)).containsExactly("/sbis", "/");
    }

    @Test
    void who_is_not_let_in_is_led_nowhere() {
        Page page = page(Kind.UNAUTHENTICATED, Admission.NO_TOKEN, Optional.empty());

        assertThat(links(page)).isEmpty();
        assertThat(page.sections().toString()).contains("daybook login prints a link");
    }
}
