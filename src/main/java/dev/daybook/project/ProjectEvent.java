package dev.daybook.project;

import dev.daybook.domain.Beginning;
import dev.daybook.domain.Changing;
import dev.daybook.domain.Event;
import dev.daybook.domain.EventType;
import dev.daybook.domain.Part;
import dev.daybook.domain.Titled;
import dev.daybook.domain.Words;
import java.util.Map;
import java.util.Set;

/** What becomes known of a project. {@code path} is where it is, as {@link ProjectPath#normal} spells it. */
@Titled("name")
public sealed interface ProjectEvent extends Event {

    String CATEGORY = "project";

    /** It is where it was known to be. */
    Map<String, Object> HERE = Map.of("state", "present");

    String path();

    /** It was found there, for the first time. */
    @EventType(name = "project.seen")
    @Words("found the project {thing}")
    @Part(replaces = true, members = "facts")
    record Seen(String path, ProjectFacts facts) implements ProjectEvent, Beginning, Changing {

        @Override
        public Map<String, Object> also() {
            return HERE;
        }

        @Override
        public Set<String> ends() {
            return Set.of("to");
        }
    }

    /** It is still there, and this is known of it now. */
    @EventType(name = "project.changed")
    @Words("saw changes of the project {thing}")
    @Part(replaces = true, members = "facts")
    record Changed(String path, ProjectFacts facts) implements ProjectEvent, Changing {

        @Override
        public Map<String, Object> also() {
            return HERE;
        }

        @Override
        public Set<String> ends() {
            return Set.of("to");
        }
    }

    /** It is somewhere else from now on. */
    @EventType(name = "project.moved")
    @Words("moved the project {thing} to {to}")
    record Moved(String path, String to) implements ProjectEvent, Changing {

        @Override
        public Map<String, Object> also() {
            return Map.of("state", "moved");
        }
    }

    /** Its folder is gone, though the drive is there, or it is left out from now on. */
    @EventType(name = "project.vanished")
    @Words("missed the project {thing}")
    record Vanished(String path) implements ProjectEvent, Changing {

        @Override
        public Map<String, Object> also() {
            return Map.of("state", "vanished");
        }

        @Override
        public Set<String> ends() {
            return Set.of("to");
        }
    }

    /** It is there again, as it was known. */
    @EventType(name = "project.reappeared")
    @Words("saw the project {thing} again")
    record Reappeared(String path) implements ProjectEvent, Changing {

        @Override
        public Map<String, Object> also() {
            return HERE;
        }

        @Override
        public Set<String> ends() {
            return Set.of("to");
        }
    }

    /** Somebody said which repository it belongs to; else its remotes tell. */
    @EventType(name = "project.linked")
    @Words("linked the project {thing} to {repository}")
    record Linked(String path, RemoteIdentity repository) implements ProjectEvent {}

    /** Its remotes tell again which repository it belongs to. */
    @EventType(name = "project.unlinked")
    @Words("unlinked the project {thing}[ from {old.repository}]")
    record Unlinked(String path) implements ProjectEvent, Changing {

        @Override
        public Set<String> ends() {
            return Set.of("repository");
        }
    }
}
