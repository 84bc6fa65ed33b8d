package dev.daybook.project;

import static dev.daybook.domain.Rejected.Reason.NOT_FOUND;
import static dev.daybook.project.Facts.project;

import dev.daybook.domain.Story;
import dev.daybook.project.ProjectCommand.Link;
import dev.daybook.project.ProjectCommand.Move;
import dev.daybook.project.ProjectCommand.Observe;
import dev.daybook.project.ProjectCommand.Vanish;
import dev.daybook.project.ProjectEvent.Changed;
import dev.daybook.project.ProjectEvent.Linked;
import dev.daybook.project.ProjectEvent.Moved;
import dev.daybook.project.ProjectEvent.Reappeared;
import dev.daybook.project.ProjectEvent.Seen;
import dev.daybook.project.ProjectEvent.Unlinked;
import dev.daybook.project.ProjectEvent.Vanished;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProjectDeciderTest {

    private static final String PATH = "/home/ada/billing";
    private static final ProjectFacts BEFORE = project("billing", "git@github.com:adalove/billing.git");
    private static final ProjectFacts AFTER = project("billing", "https://github.com/other/billing");
    private static final RemoteIdentity UPSTREAM = new RemoteIdentity("github.com", "upstream", "billing");

    private final Story<ProjectCommand, Project, ProjectEvent> story = Story.of(new ProjectDecider());

    @Test
    void a_project_is_seen_once_and_then_changes() {
        story.when(new Observe(PATH, BEFORE)).then(new Seen(PATH, BEFORE));
        story.given(new Seen(PATH, BEFORE)).when(new Observe(PATH, BEFORE)).thenNothing();
        story.given(new Seen(PATH, BEFORE)).when(new Observe(PATH, AFTER)).then(new Changed(PATH, AFTER));
    }

    @Test
    void a_project_vanishes_once_and_reappears_as_it_was_known() {
        story.given(new Seen(PATH, BEFORE)).when(new Vanish(PATH)).then(new Vanished(PATH));
        story.given(new Seen(PATH, BEFORE), new Vanished(PATH))
                .when(new Vanish(PATH))
                .thenNothing();
        story.given(new Seen(PATH, BEFORE), new Vanished(PATH))
                .when(new Observe(PATH, BEFORE))
                .then(new Reappeared(PATH));
        story.given(new Seen(PATH, BEFORE), new Vanished(PATH))
                .when(new Observe(PATH, AFTER))
                .then(new Reappeared(PATH), new Changed(PATH, AFTER));
    }

    @Test
    void a_project_moves_to_another_place() {
        story.given(new Seen(PATH, BEFORE))
                .when(new Move(PATH, "/srv/billing/"))
                .then(new Moved(PATH, "/srv/billing"));
        story.given(new Seen(PATH, BEFORE), new Moved(PATH, "/srv/billing"))
                .when(new Move(PATH, "/srv/billing"))
                .thenNothing();
        story.given(new Seen(PATH, BEFORE), new Vanished(PATH))
                .when(new Move(PATH, "/srv/billing"))
                .then(new Moved(PATH, "/srv/billing"));
        story.given(new Seen(PATH, BEFORE)).when(new Move(PATH, PATH)).thenInvalidAt("/to");
        story.given(new Seen(PATH, BEFORE)).when(new Move(PATH, "billing")).thenInvalidAt("/to");
    }

    @Test
    void somebody_may_know_better_than_its_remotes_which_repository_it_belongs_to() {
        story.given(new Seen(PATH, BEFORE))
                .when(new Link(PATH, Optional.of(UPSTREAM)))
                .then(new Linked(PATH, UPSTREAM));
        story.given(new Seen(PATH, BEFORE), new Linked(PATH, UPSTREAM), new Changed(PATH, AFTER))
                .when(new Link(PATH, Optional.of(UPSTREAM)))
                .thenNothing();
        story.given(new Seen(PATH, BEFORE), new Linked(PATH, UPSTREAM))
                .when(new Link(PATH, Optional.empty()))
                .then(new Unlinked(PATH));
    }

    @Test
    void what_nobody_has_seen_neither_moves_nor_vanishes() {
        story.when(new Vanish(PATH)).thenRejected(NOT_FOUND).contains(PATH);
        story.when(new Move(PATH, "/srv/billing")).thenRejected(NOT_FOUND);
        story.when(new Link(PATH, Optional.of(UPSTREAM))).thenRejected(NOT_FOUND);
        story.when(new Observe("billing", BEFORE)).thenInvalidAt("/path");
    }
}
