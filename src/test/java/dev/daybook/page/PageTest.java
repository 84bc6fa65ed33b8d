package dev.daybook.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Where a page leads. */
class PageTest {

    @Test
    void what_never_changed_by_itself_leads_to_no_changes() {
        Page file = Page.of("scouted!/lib/Cache.java", "", List.of())
                .leading(List.of(
                        new Link("As it is now", "/code/files/scouted%21%2Flib%2FCache.java", true),
                        new Link("History", "/history/code/scouted%21%2Flib%2FCache.java", false),
                        new Link("Who changed what", "/blame/code/scouted%21%2Flib%2FCache.java", false),
                        new Link("As files", "/files/code/scouted%21%2Flib%2FCache.java", false)));

        assertThat(Pages.changeless(file).related()).extracting(Link::text).containsExactly("As it is now", "As files");
    }

    @Test
    void a_table_leads_to_what_is_there_alone_where_that_is_not_sure() {
        var rows = new Section.Rows(
                "",
                List.of("agent", "sent by"),
                List.of(
                        List.of(Cell.to("web-1", "/agents/web-1"), Cell.to("ada", "/history/person/ada")),
                        List.of(Cell.to("ada", "/agents/ada"), Cell.of("nobody"))),
                "nothing");

        List<List<Cell>> shown =
                rows.unsure(Set.of("agent")).sure("/agents/web-1"::equals).rows();

        assertThat(shown.getFirst()).extracting(Cell::link).containsExactly("/agents/web-1", "/history/person/ada");
        assertThat(shown.getLast()).extracting(Cell::text).containsExactly("ada", "nobody");
        assertThat(shown.getLast().getFirst().link()).isEmpty();
    }
}
