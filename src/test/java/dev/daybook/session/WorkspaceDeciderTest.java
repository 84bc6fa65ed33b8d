package dev.daybook.session;

import dev.daybook.domain.Story;
import dev.daybook.session.WorkspaceCommand.Locate;
import dev.daybook.session.WorkspaceEvent.Located;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WorkspaceDeciderTest {

    private static final String KEY = "8591b6fa82d5eaa1";
    private static final String ALIAS = "1067a7f71b30aab8";
    private static final Optional<String> PATH = Optional.of("/srv/repos/legacy-billing");

    private final Story<WorkspaceCommand, Workspace, WorkspaceEvent> story = Story.of(new WorkspaceDecider());

    @Test
    void a_workspace_is_located_once() {
        story.when(new Locate(KEY, PATH, KEY)).then(new Located(KEY, PATH, KEY));
        story.when(new Locate(KEY, PATH, KEY)).when(new Locate(KEY, PATH, KEY)).thenNothing();
    }

    @Test
    void it_may_turn_out_to_be_a_second_name_of_another_one() {
        story.given(new Located(ALIAS, Optional.empty(), ALIAS))
                .when(new Locate(ALIAS, PATH, KEY))
                .then(new Located(ALIAS, PATH, KEY));
    }

    @Test
    void a_path_is_one_line_of_text() {
        story.when(new Locate(KEY, Optional.of("/srv/a\nb"), KEY)).thenInvalidAt("/path");
        story.when(new Locate(KEY, Optional.of(""), KEY)).thenInvalidAt("/path");
        story.when(new Locate(KEY, Optional.of("/" + "x".repeat(5_000)), KEY)).thenInvalidAt("/path");
    }

    @Test
    void the_unassigned_sessions_get_a_workspace_and_no_workspace_becomes_unassigned() {
        story.when(new Locate(SessionId.UNASSIGNED, PATH, KEY)).then(new Located(SessionId.UNASSIGNED, PATH, KEY));
        story.when(new Locate(KEY, PATH, SessionId.UNASSIGNED)).thenInvalidAt("/canonical");
    }
}
