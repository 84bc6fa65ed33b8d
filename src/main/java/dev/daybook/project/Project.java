package dev.daybook.project;

import java.util.Optional;

/** The phases of a project, as its decider sees them. */
public sealed interface Project {

    /** Nobody has seen it. */
    record Unknown() implements Project {}

    /** It is there. */
    record Present(ProjectFacts facts, Optional<RemoteIdentity> link) implements Project {}

    /** It was there, and has moved or vanished. */
    record Away(ProjectFacts facts, Optional<RemoteIdentity> link, Optional<String> movedTo) implements Project {}
}
