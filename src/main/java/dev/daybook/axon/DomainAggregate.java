package dev.daybook.axon;

import dev.daybook.domain.Command;
import dev.daybook.domain.Domain;
import dev.daybook.domain.Event;
import org.axonframework.modelling.command.AggregateLifecycle;

/**
 * One thing of a domain as Axon's aggregate: it asks the decider and folds what follows. Used by one thread at a time,
 * under the lock of its repository.
 */
final class DomainAggregate {

    private final Domain domain;
    private final String identifier;
    private final int timeline;
    private Object state;
    private int eventsSinceSnapshot;

    /** Makes one from a snapshot, or from {@code domain.decider().initial()}. */
    DomainAggregate(Domain domain, String identifier, int timeline, Object state) {
        this.domain = domain;
        this.identifier = identifier;
        this.timeline = timeline;
        this.state = state;
    }

    void carryOut(Command command) {
        domain.decider().decide(command, state).forEach(AggregateLifecycle::apply);
    }

    void on(Event event) {
        state = domain.decider().evolve(state, event);
        eventsSinceSnapshot++;
    }

    String identifier() {
        return identifier;
    }

    /** Returns the number of the timeline that its state was read in. */
    int timeline() {
        return timeline;
    }

    Object state() {
        return state;
    }

    int eventsSinceSnapshot() {
        return eventsSinceSnapshot;
    }

    void snapshotTaken() {
        eventsSinceSnapshot = 0;
    }
}
