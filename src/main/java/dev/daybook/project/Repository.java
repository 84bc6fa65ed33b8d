package dev.daybook.project;

/** The phases of a repository, as its decider sees them. */
public sealed interface Repository {

    record Unknown() implements Repository {}

    /** What was said of it last. */
    record Known(RepositoryEvent last) implements Repository {}
}
