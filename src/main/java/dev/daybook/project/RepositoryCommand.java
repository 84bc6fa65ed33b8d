package dev.daybook.project;

import dev.daybook.domain.Command;

/** Says something of a repository: what is so already is not said twice. */
public record RepositoryCommand(RepositoryEvent fact) implements Command {

    @Override
    public String category() {
        return RepositoryEvent.CATEGORY;
    }

    @Override
    public String key() {
        return fact.repository().text();
    }
}
