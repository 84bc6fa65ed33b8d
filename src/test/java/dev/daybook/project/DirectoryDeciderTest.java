package dev.daybook.project;

import dev.daybook.domain.Story;
import dev.daybook.project.DirectoryCommand.Forget;
import dev.daybook.project.DirectoryCommand.Pin;
import dev.daybook.project.DirectoryCommand.Use;
import dev.daybook.project.DirectoryEvent.Forgotten;
import dev.daybook.project.DirectoryEvent.Pinned;
import dev.daybook.project.DirectoryEvent.Used;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DirectoryDeciderTest {

    private static final String PATH = "/home/ada/billing";
    private static final Instant NOON = Instant.parse("2025-10-05T12:00:00Z");

    private final Story<DirectoryCommand, Directory, DirectoryEvent> story = Story.of(new DirectoryDecider());

    private static Used used(long frequency, Instant at) {
        return new Used(PATH, frequency, Optional.of(at));
    }

    @Test
    void each_use_counts_once() {
        story.when(new Use(PATH, NOON)).then(used(1, NOON));
        story.given(used(41, NOON)).when(new Use(PATH, NOON.plusSeconds(1))).then(used(42, NOON.plusSeconds(1)));
        story.given(new Used(PATH, 41, Optional.empty()))
                .when(new Use(PATH, NOON))
                .then(used(42, NOON));
    }

    @Test
    void what_was_used_most_often_is_never_counted_as_never() {
        story.given(used(Long.MAX_VALUE, NOON)).when(new Use(PATH, NOON)).then(used(Long.MAX_VALUE, NOON));
    }

    @Test
    void an_earlier_use_that_is_told_late_leaves_the_last_one() {
        story.given(used(1, NOON)).when(new Use(PATH, NOON.minusSeconds(60))).then(used(2, NOON));
    }

    @Test
    void a_clock_that_was_wrong_is_set_right_by_the_next_use() {
        story.given(used(1, Instant.parse("2999-01-01T00:00:00Z")))
                .when(new Use(PATH, NOON))
                .then(used(2, NOON));
        story.given(used(1, NOON.plusSeconds(3_600))).when(new Use(PATH, NOON)).then(used(2, NOON.plusSeconds(3_600)));
    }

    @Test
    void a_directory_may_be_pinned_before_it_is_used() {
        story.when(new Pin(PATH, true)).then(new Pinned(PATH, true));
        story.given(new Pinned(PATH, true), used(1, NOON))
                .when(new Pin(PATH, true))
                .thenNothing();
        story.when(new Pin(PATH, false)).thenNothing();
    }

    @Test
    void a_forgotten_one_is_counted_from_nothing() {
        story.given(used(41, NOON)).when(new Forget(PATH)).then(new Forgotten(PATH));
        story.given(used(41, NOON), new Forgotten(PATH))
                .when(new Use(PATH, NOON))
                .then(used(1, NOON));
        story.when(new Forget(PATH)).thenNothing();
        story.when(new Forget("billing")).thenInvalidAt("/path");
    }
}
