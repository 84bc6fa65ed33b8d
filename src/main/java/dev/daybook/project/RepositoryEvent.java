package dev.daybook.project;

import dev.daybook.domain.Beginning;
import dev.daybook.domain.Changing;
import dev.daybook.domain.Event;
import dev.daybook.domain.EventType;
import dev.daybook.domain.Part;
import dev.daybook.domain.Words;
import java.util.Map;
import java.util.Set;

/** What becomes known of a repository at its host. */
public sealed interface RepositoryEvent extends Event {

    String CATEGORY = "repository";

    RemoteIdentity repository();

    /** This is known of it now. */
    @EventType(name = "repository.seen")
    @Words("saw the repository {repository}")
    @Part(replaces = true, members = "facts")
    record Seen(RemoteIdentity repository, RepositoryFacts facts) implements RepositoryEvent, Beginning, Changing {

        @Override
        public Set<String> ends() {
            return Set.of("gone");
        }
    }

    /** Its host knows it no more: deleted, renamed, or hidden from whoever asked. */
    @EventType(name = "repository.gone")
    @Words("missed the repository {repository}")
    record Gone(RemoteIdentity repository) implements RepositoryEvent, Changing {

        @Override
        public Map<String, Object> also() {
            return Map.of("gone", true);
        }
    }
}
