package dev.daybook.query;

import static dev.daybook.sbi.Questions.id;
import static dev.daybook.sbi.Questions.registered;
import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.domain.Event;
import dev.daybook.projection.Chronicle;
import dev.daybook.projection.ReadModels;
import dev.daybook.sbi.PlanEvent;
import dev.daybook.sbi.SbiEvent.NoteAdded;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A word that very many documents have says nothing of which is the best. */
class SearchOfCommonWordsTest {

    private static final int COMMON = 10_000;

    @TempDir
    static Path folder;

    private static final Chronicle CHRONICLE = new Chronicle();
    private static SearchQueries search;

    @BeforeAll
    static void open() {
        CHRONICLE.append(new PlanEvent.Registered(
                "PBI-1",
                PlanEvent.Kind.PBI,
                "Exports",
                Optional.of("and an import"),
                "pending",
                Optional.empty(),
                0,
                Optional.empty()));
        CHRONICLE.append(registered("OLD", "Import", 0), note("A", "import keys once, and much else beside them"));
        CHRONICLE.append(IntStream.range(0, COMMON)
                .mapToObj(number ->
                        note("B", "import of %s %d".formatted(number < COMMON - 2 ? "part" : "piece", number)))
                .toArray(Event[]::new));
        CHRONICLE.append(
                note("C", "import keys keys"),
                registered("D", "Exports", 0),
                note("E", "the import of the last part, which is longer than all others"));
        ReadModels models = CHRONICLE.posted(folder);
        search = new SearchQueries(models::read);
    }

    @AfterAll
    static void close() {
        CHRONICLE.close();
    }

    private static NoteAdded note(String task, String text) {
        return new NoteAdded(id(task), text, Optional.empty(), Optional.empty());
    }

    private static List<String> found(String query, Optional<String> cursor, int limit) {
        return told(page(query, cursor, limit));
    }

    private static List<String> told(Page<Hit> page) {
        return page.items().stream().map(hit -> hit.id() + " " + hit.part()).toList();
    }

    private static Page<Hit> page(String query, Optional<String> cursor, int limit) {
        return search.search(new SearchRequest(
                query, Optional.empty(), Optional.empty(), Optional.empty(), cursor, limit, "[", "]"));
    }

    @Test
    void titles_that_have_it_come_first_and_then_what_is_newest() {
        assertThat(found("import", Optional.empty(), 4))
                .containsExactly("OLD task", "E note/1", "C note/1", "B note/" + COMMON);
        assertThat(page("import", Optional.empty(), 2).items().getFirst().snippet())
                .isEqualTo("[Import]");
    }

    @Test
    void of_one_kind_they_come_first_alike() {
        var ofTasks = new SearchRequest(
                "import", Optional.of("sbi"), Optional.empty(), Optional.empty(), Optional.empty(), 2, "[", "]");
        var ofPlans = new SearchRequest(
                "import", Optional.of("plan"), Optional.empty(), Optional.empty(), Optional.empty(), 2, "[", "]");

        assertThat(told(search.search(ofTasks))).containsExactly("OLD task", "E note/1");
        assertThat(told(search.search(ofPlans))).containsExactly("PBI-1 plan");
    }

    @Test
    void the_next_page_goes_on_behind_the_one_before() {
        Page<Hit> first = page("import", Optional.empty(), 3);

        assertThat(found("import", first.next(), 2)).containsExactly("B note/" + COMMON, "B note/" + (COMMON - 1));
    }

    @Test
    void beside_it_other_words_decide() {
        assertThat(found("import keys", Optional.empty(), 9)).containsExactly("C note/1", "A note/1");
        assertThat(found("import keys -once", Optional.empty(), 9)).containsExactly("C note/1");
        assertThat(found("import OR exports", Optional.empty(), 2))
                .as("titles first, the newest of them before the older")
                .containsExactly("D task", "OLD task");
        assertThat(found("exports", Optional.empty(), 9)).containsExactlyInAnyOrder("D task", "PBI-1 plan");
    }

    @Test
    void a_word_that_one_document_less_has_is_ranked_by_how_much_of_a_document_it_is() {
        assertThat(found("part", Optional.empty(), 1)).doesNotContain("E note/1");
    }
}
