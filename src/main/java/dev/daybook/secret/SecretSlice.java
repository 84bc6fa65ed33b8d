package dev.daybook.secret;

import dev.daybook.domain.Domain;
import dev.daybook.event.Facts;
import dev.daybook.journal.Blobs;
import dev.daybook.masking.SecretRules;
import dev.daybook.operation.Operations;
import dev.daybook.projection.Projection;
import dev.daybook.slice.Ground;
import dev.daybook.slice.Slice;
import java.util.List;
import java.util.function.Supplier;

/** What people say of likely secrets. Which there are is computed of all that happens to anything. */
public final class SecretSlice implements Slice {

    @Override
    public Facts facts() {
        return Facts.of(SecretEvent.class);
    }

    @Override
    public List<Domain> domains() {
        return List.of(Domain.of(SecretCommand.CATEGORY, Allowance.class, new SecretDecider()));
    }

    @Override
    public List<Supplier<? extends Projection>> overall(SecretRules rules, Supplier<Blobs> blobs) {
        return List.of(() -> new SecretProjection(rules, blobs));
    }

    @Override
    public List<Operations<Ground>> operations() {
        return List.of(SecretOperations.ALL);
    }
}
