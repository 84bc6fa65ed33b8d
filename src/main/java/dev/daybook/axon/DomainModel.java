package dev.daybook.axon;

import dev.daybook.domain.Domain;
import dev.daybook.domain.Event;
import java.util.Optional;
import java.util.stream.Stream;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.modelling.command.inspection.AggregateModel;
import org.axonframework.modelling.command.inspection.EntityModel;
import org.jspecify.annotations.Nullable;

/** Tells Axon what it would find out by reflection over annotations, on every event anew. */
record DomainModel(Domain domain) implements AggregateModel<DomainAggregate> {

    @Override
    public void publish(EventMessage<?> message, DomainAggregate target) {
        if (message.getPayload() instanceof Event event) { // else the start of the stream, or a snapshot
            target.on(event);
        }
    }

    @Override
    public String type() {
        return domain.category();
    }

    @Override
    public Optional<String> declaredType(Class<?> type) {
        return Optional.of(domain.category());
    }

    @Override
    public Stream<Class<?>> types() {
        return Stream.of(DomainAggregate.class);
    }

    @Override
    public Object getIdentifier(DomainAggregate target) {
        return target.identifier();
    }

    @Override
    public @Nullable Long getVersion(DomainAggregate target) {
        return null; // the event-sourced aggregate around it counts
    }

    @Override
    public String routingKey() {
        return "key";
    }

    @Override
    public <C> EntityModel<C> modelOf(Class<? extends C> childEntityType) {
        throw new UnsupportedOperationException("%s has no entities of its own".formatted(domain.category()));
    }

    @Override
    public Class<DomainAggregate> entityClass() {
        return DomainAggregate.class;
    }
}
