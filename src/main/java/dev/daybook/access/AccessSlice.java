package dev.daybook.access;

import dev.daybook.domain.Domain;
import dev.daybook.event.Facts;
import dev.daybook.operation.Operations;
import dev.daybook.operation.Role;
import dev.daybook.slice.Ground;
import dev.daybook.slice.Slice;
import java.util.List;

/** Who may come in. */
public final class AccessSlice implements Slice {

    @Override
    public Facts facts() {
        return Facts.of(AccessEvent.class).word(Role.class, Role::text, Role::of);
    }

    @Override
    public List<Operations<Ground>> operations() {
        return List.of(AccessOperations.ALL);
    }

    @Override
    public List<Domain> domains() {
        return List.of(Domain.of(Access.CATEGORY, Access.class, new AccessDecider()));
    }
}
