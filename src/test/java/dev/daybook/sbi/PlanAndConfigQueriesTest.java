package dev.daybook.sbi;

import static dev.daybook.sbi.Questions.labelled;
import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.config.ConfigEvent;
import dev.daybook.config.ConfigQueries;
import dev.daybook.config.ConfigView;
import dev.daybook.domain.Event;
import dev.daybook.domain.Json;
import dev.daybook.operation.Origin;
import dev.daybook.projection.Chronicle;
import dev.daybook.projection.ReadModels;
import dev.daybook.query.Page;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanAndConfigQueriesTest {

    @TempDir
    Path folder;

    private final Chronicle chronicle = new Chronicle();
    private ReadModels models;

    @BeforeEach
    void open() {
        models = chronicle.posted(folder);
    }

    @AfterEach
    void close() {
        chronicle.close();
    }

    private void given(Event... events) {
        chronicle.append(events);
        models.catchUp();
    }

    private static PlanEvent.Registered plan(String id, PlanEvent.Kind kind, Optional<String> parent) {
        return new PlanEvent.Registered(
                id, kind, "Plan " + id, Optional.of("body"), "pending", Optional.of(5), 1, parent);
    }

    @Test
    void a_plan_is_found_with_what_belongs_to_it() {
        given(
                plan("EPIC-1", PlanEvent.Kind.EPIC, Optional.empty()),
                plan("PBI-1", PlanEvent.Kind.PBI, Optional.of("EPIC-1")),
                plan("PBI-2", PlanEvent.Kind.PBI, Optional.of("EPIC-1")),
                labelled("A", "Task", "x"),
                new PlanEvent.StatusChanged("PBI-1", "planned", Optional.of("planed")),
                new PlanEvent.Deleted("PBI-2", Optional.empty()));
        var plans = new PlanQueries(models::read);

        assertThat(plans.find("EPIC-1").orElseThrow().plans())
                .containsExactly(new PlanView.Child("PBI-1", "Plan PBI-1", "planned"));
        PlanView pbi = plans.find("PBI-1").orElseThrow();
        assertThat(pbi.tasks()).containsExactly(new PlanView.Child("A", "Task", "READY"));
        assertThat(pbi.originalStatus()).contains("planed");
        assertThat(pbi.body()).contains("body");
        assertThat(pbi.points()).contains(5);
        assertThat(plans.list(Origin.ANY, Optional.empty(), Optional.empty(), Optional.empty(), 10)
                        .items())
                .extracting(PlanView::id)
                .containsExactly("EPIC-1", "PBI-1");
        assertThat(plans.list(Origin.ANY, Optional.of("PBI"), Optional.of("EPIC-1"), Optional.empty(), 10)
                        .items())
                .extracting(PlanView::id)
                .containsExactly("PBI-1");
        assertThat(plans.find("PBI-2").orElseThrow().deleted()).isTrue();
        assertThat(plans.find("PBI-9")).isEmpty();
    }

    @Test
    void settings_are_found_listed_and_gone_when_removed() {
        given(
                new ConfigEvent.Set("b", new Json("2")),
                new ConfigEvent.Set("a", new Json("{\"x\":1.0}")),
                new ConfigEvent.Set("b", new Json("3")));
        var config = new ConfigQueries(models::read);

        assertThat(config.find("b").orElseThrow().value()).isEqualTo(new Json("3"));
        assertThat(config.find("b").orElseThrow().revision()).isEqualTo(1);
        Page<ConfigView> first = config.list(Optional.empty(), 1);
        assertThat(first.items()).extracting(ConfigView::key).containsExactly("a");
        assertThat(config.list(first.next(), 1).items())
                .extracting(ConfigView::key)
                .containsExactly("b");
        given(new ConfigEvent.Removed("b"));
        assertThat(config.find("b")).isEmpty();
    }
}
