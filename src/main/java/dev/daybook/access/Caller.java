package dev.daybook.access;

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
}
