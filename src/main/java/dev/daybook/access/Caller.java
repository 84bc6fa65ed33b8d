package dev.daybook.access;

import dev.daybook.operation.Asker;
import dev.daybook.operation.Role;

/**
 * Who asks.
 *
 * @param name of the token, and the actor of what is done with it
 * @param mayAct whether another actor may be named
 */
public record Caller(String name, Role role, boolean mayAct) {

    /** Whoever can read the data directory may do everything, for everybody. */
    public static final Caller OWNER = new Caller("owner", Role.ADMIN, true);

    /** Somebody without a token, who is told whether the service is well and no more. */
    public static final Caller STRANGER = new Caller("anybody", Role.READ, false);

    /** Returns it as operations know it. */
    public Asker asker() {
        return new Asker(name, role);
    }
}
