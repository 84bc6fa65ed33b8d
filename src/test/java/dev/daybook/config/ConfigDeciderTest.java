package dev.daybook.config;

import static dev.daybook.domain.Rejected.Reason.NOT_FOUND;

import dev.daybook.domain.Json;
import dev.daybook.domain.Story;
import org.junit.jupiter.api.Test;

/** Settings. */
class ConfigDeciderTest {

    private static final ConfigEvent.Set SET = new ConfigEvent.Set("agent.timeout", new Json("60"));

    private final Story<ConfigCommand, Setting, ConfigEvent> story = Story.of(new ConfigDecider());

    @Test
    void a_setting_is_set_once_to_the_same_value() {
        var set = new ConfigCommand.Set("agent.timeout", new Json("60"));
        story.when(set).then(SET);
        story.given(SET).when(set).thenNothing();
        story.given(SET)
                .when(new ConfigCommand.Set("agent.timeout", new Json("900")))
                .then(new ConfigEvent.Set("agent.timeout", new Json("900")));
    }

    @Test
    void null_is_a_value() {
        story.given(SET)
                .when(new ConfigCommand.Set("agent.timeout", Json.NULL))
                .then(new ConfigEvent.Set("agent.timeout", Json.NULL));
    }

    @Test
    void a_setting_is_removed_once() {
        var remove = new ConfigCommand.Remove("agent.timeout");
        story.given(SET).when(remove).then(new ConfigEvent.Removed("agent.timeout"));
        story.given(SET).when(remove).when(remove).thenNothing();
        story.when(remove).thenRejected(NOT_FOUND).contains("agent.timeout");
    }

    @Test
    void a_removed_setting_can_be_set_to_the_old_value_again() {
        story.given(SET, new ConfigEvent.Removed("agent.timeout"))
                .when(new ConfigCommand.Set("agent.timeout", new Json("60")))
                .then(SET);
    }

    @Test
    void keys_and_values_have_bounds() {
        story.when(new ConfigCommand.Set(" ", Json.NULL)).thenInvalidAt("/key");
        story.when(new ConfigCommand.Set("a/b", Json.NULL)).thenInvalidAt("/key");
        story.when(new ConfigCommand.Set("a", new Json("\"" + "x".repeat(1 << 20) + "\"")))
                .thenInvalidAt("/value");
    }
}
