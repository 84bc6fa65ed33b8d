package dev.daybook.access;

/** The phases of a token, as its decider sees them. */
public sealed interface Access {

    /** The category of the streams of tokens. */
    String CATEGORY = "access";

    /** The stream of those who came without one: no name of a token. */
    String REFUSED = "@refused";

    /** Never made, or revoked: the name is free. */
    record Free() implements Access {}

    record Given(String sha256) implements Access {}
}
