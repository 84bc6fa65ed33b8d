package dev.daybook.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.daybook.domain.Json;
import dev.daybook.projection.Chronicle;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of contexts of which files speak: nobody reported them, so that no threshold was ever crossed. */
class ContextQueriesTest {

    @TempDir
    private Path folder;

    private final Chronicle chronicle = new Chronicle();

    @AfterEach
    void close() {
        chronicle.close();
    }

    private ContextQueries contexts(String... usages) {
        for (String usage : usages) {
            chronicle.append(new ContextEvent.Recorded(
                    "ctx-" + usage, Map.of("/usage_percent", new Json(usage)), Optional.empty()));
        }
        return new ContextQueries(chronicle.posted(folder)::read, List.of(75, 85, 95));
    }

    @Test
    void the_threshold_of_a_context_is_the_highest_that_it_is_above_whoever_said_how_full_it_is() {
        assertThat(contexts("87.01", "85", "84.99", "3", "null")
                        .list(Optional.empty(), Optional.empty(), Optional.empty(), 50)
                        .items())
                .extracting(ContextView::id, ContextView::threshold)
                .containsExactlyInAnyOrder(
                        tuple("ctx-87.01", Optional.of(85)),
                        tuple("ctx-85", Optional.of(85)),
                        tuple("ctx-84.99", Optional.of(75)),
                        tuple("ctx-3", Optional.empty()),
                        tuple("ctx-null", Optional.empty()));
    }

    @Test
    void contexts_above_a_share_are_found_by_it() {
        assertThat(contexts("99", "87.01", "85", "84.99", "null")
                        .list(Optional.empty(), Optional.of(85), Optional.empty(), 50)
                        .items())
                .extracting(ContextView::id)
                .containsExactly("ctx-85", "ctx-87.01", "ctx-99");
    }
}
