package dev.daybook.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.daybook.AllSlices;
import dev.daybook.operation.Operation;
import java.io.IOException;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is seen first, whatever there is to see. */
class HomePageTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    private final Site site = new Site(AllSlices.of().catalogue(), Set.of());

    private Page home(String status, JsonNode activity, JsonNode log) throws IOException {
        return new Home(site)
                .of(operation("/status"), JSON.readTree(status), activity, operation("/audit"), log, NOW, _ -> true);
    }

    private Operation<?, ?> operation(String path) {
        return site.all().stream()
                .filter(operation -> operation.path().equals(path))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void while_rows_are_made_anew_it_says_how_it_stands_and_asks_again() throws IOException {
        Page page = home(
                "{\"unhealthy\":[\"audit: is built anew\"]}", MissingNode.getInstance(), MissingNode.getInstance());

        assertThat(page.again()).isTrue();
        assertThat(page.sections().toString()).contains("audit: is built anew").doesNotContain("What happened last");
    }

    @Test
    void with_all_rows_it_says_what_happened() throws IOException {
        Page page = home("{}", JSON.readTree("{\"items\":[]}"), JSON.readTree("{\"items\":[]}"));

        assertThat(page.again()).isFalse();
        assertThat(page.sections().toString()).contains("What happened last", "All is well");
    }

    @Test
    void of_much_that_is_wrong_a_tile_tells_the_first_and_how_much_more() throws IOException {
        Page page = home(
                "{\"unhealthy\":[\"one\",\"two\",\"three\",\"four\",\"five\"]}",
                MissingNode.getInstance(),
                MissingNode.getInstance());

        assertThat(page.sections().toString()).contains("three", "and 2 more").doesNotContain("four");
    }
}
