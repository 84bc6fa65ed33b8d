package dev.daybook.project;

import dev.daybook.domain.Decider;
import dev.daybook.domain.Rejected;
import dev.daybook.project.Repository.Known;
import dev.daybook.project.Repository.Unknown;
import java.util.List;

/** What is known of a repository is what was said of it last. */
public final class RepositoryDecider implements Decider<RepositoryCommand, Repository, RepositoryEvent> {

    @Override
    public Repository initial() {
        return new Unknown();
    }

    @Override
    public List<RepositoryEvent> decide(RepositoryCommand command, Repository repository) {
        if (command.fact() instanceof RepositoryEvent.Gone gone && repository instanceof Unknown) {
            throw Rejected.notFound("there is no repository '%s': ask its host for it first", gone.repository());
        }
        return repository.equals(new Known(command.fact())) ? List.of() : List.of(command.fact());
    }

    @Override
    public Repository evolve(Repository repository, RepositoryEvent event) {
        return new Known(event);
    }
}
