package dev.daybook.secret;

/** The phases of a likely secret, as its decider sees them. */
public sealed interface Allowance {

    /** It is taken for one. */
    record Taken() implements Allowance {}

    record Allowed() implements Allowance {}
}
