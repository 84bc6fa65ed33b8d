package dev.daybook.operation;

/**
 * Whose token is shown.
 *
 * @param name of the token
 */
public record Asker(String name, Role role) {

    /** Returns whether it is for this one to end what {@code other} has begun. */
    public boolean mayEndWorkOf(Asker other) {
        return equals(other) || role == Role.ADMIN;
    }
}
