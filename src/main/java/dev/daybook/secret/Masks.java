package dev.daybook.secret;

import dev.daybook.journal.Position;
import dev.daybook.masking.Masking;
import dev.daybook.projection.ReadModels;
import dev.daybook.slice.Ground;
import dev.daybook.slice.Slices;
import java.util.Set;
import java.util.function.Predicate;

/** How secrets are masked in what is read of a data directory: by its rules, but for those that were allowed. */
public final class Masks {

    /** Returns the one masking of a data directory. */
    public static Masking of(Ground ground) {
        return ground.once(
                Masking.class,
                () -> new Masking(ground.service(Slices.class).rules(), new Allowed(ground.readModels())));
    }

    /** Asked for what was found only; read again when the read model has moved. */
    private static final class Allowed implements Predicate<String> {

        private record Known(Position position, Set<String> fingerprints) {}

        private final ReadModels readModels;
        private volatile Known known = new Known(Position.START, Set.of());

        Allowed(ReadModels readModels) {
            this.readModels = readModels;
        }

        @Override
        public boolean test(String fingerprint) {
            Position position = readModels.position(SecretProjection.NAME);
            Known last = known;
            if (!last.position().equals(position)) {
                // Whatever there is while it is built anew: what is not allowed yet is masked meanwhile.
                last = new Known(position, new SecretQueries(readModels::read).allowed());
                known = last;
            }
            return last.fingerprints().contains(fingerprint);
        }
    }

    private Masks() {}
}
