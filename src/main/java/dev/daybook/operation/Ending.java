package dev.daybook.operation;

/** How a command ends that did its work: what its exit code says of the answer. */
public enum Ending {
    WELL,
    /** There is something to look at. */
    FINDINGS,
    /** It was done but for something that could not be. */
    ERRORS,
    /** What is stored does not prove itself. */
    UNPROVEN,
    FAILED
}
