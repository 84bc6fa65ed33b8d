package dev.daybook.secret;

import dev.daybook.domain.Decider;
import dev.daybook.domain.Rejected;
import dev.daybook.domain.Texts;
import java.util.List;

/** The life of a likely secret: allowed, taken for one again. */
public final class SecretDecider implements Decider<SecretCommand, Allowance, SecretEvent> {

    @Override
    public Allowance initial() {
        return new Allowance.Taken();
    }

    @Override
    public List<SecretEvent> decide(SecretCommand command, Allowance allowance) {
        return switch (command) {
            case SecretCommand.Allow allow -> {
                Texts.reason("/reason", allow.why());
                yield switch (allowance) {
                    case Allowance.Taken _ -> List.of(new SecretEvent.Allowed(allow.key(), allow.rule(), allow.why()));
                    case Allowance.Allowed _ -> List.of();
                };
            }
            case SecretCommand.Disallow disallow -> {
                Texts.reason("/reason", disallow.why());
                yield switch (allowance) {
                    case Allowance.Taken _ -> throw Rejected.notFound("%s is not allowed", disallow.key());
                    case Allowance.Allowed _ -> List.of(new SecretEvent.Disallowed(disallow.key(), disallow.why()));
                };
            }
            case SecretCommand.Reveal reveal -> List.of(new SecretEvent.Revealed(reveal.operation(), reveal.path()));
        };
    }

    @Override
    public Allowance evolve(Allowance allowance, SecretEvent event) {
        return switch (event) {
            case SecretEvent.Allowed _ -> new Allowance.Allowed();
            case SecretEvent.Disallowed _ -> new Allowance.Taken();
            case SecretEvent.Revealed _ -> allowance;
        };
    }
}
