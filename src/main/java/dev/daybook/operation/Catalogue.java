package dev.daybook.operation;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** All operations there are, by kinds of things. Immutable. */
public record Catalogue<G>(List<Operations<G>> groups) {

    public Catalogue {
        groups = List.copyOf(groups);
    }

    /** Returns the operation whose command is called so. */
    public Optional<Operation<?, G>> find(String name) {
        return groups.stream()
                .flatMap(group -> group.all().stream())
                .filter(operation -> operation.name().equals(name))
                .findFirst();
    }

    /** Returns all operations, each once. */
    public Stream<Operation<?, G>> all() {
        return groups.stream().flatMap(group -> group.all().stream()).filter(operation -> !operation.isOnlyCommand());
    }
}
