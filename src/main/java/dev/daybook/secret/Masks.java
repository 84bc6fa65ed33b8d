package dev.daybook.secret;

import dev.daybook.masking.Masking;
import dev.daybook.slice.Ground;
import dev.daybook.slice.Slices;

/** How secrets are masked in what is read of a data directory. */
public final class Masks {

    /** Returns the one masking of a data directory. */
    public static Masking of(Ground ground) {
        return ground.once(
                Masking.class, () -> new Masking(ground.service(Slices.class).rules(), _ -> false));
    }

    private Masks() {}
}
